import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import type { CaseView } from './case-data.ts';
import type { ItemLine } from './items.ts';
import { words } from './words.ts';

/** What the scene shows beside the trade it is said to be: the text in the picture, the facts of the video. */
export function SceneFacts({ view, line }: { view: CaseView; line: ItemLine }) {
  const t = useWords(words);
  return (
    <div className="scene-facts">
      {view.draft.business !== undefined && (
        <p>
          <span className="dim">{t('sceneTrade')}</span> <b>{view.draft.business.tradeName}</b>
        </p>
      )}
      {line.materials.map(({ materialId, video, lines }) => (
        <div key={materialId}>
          {video !== undefined && (
            <p>
              {t('videoFacts', {
                seconds: (video.durationMs / 1_000).toFixed(1),
                width: video.width,
                height: video.height,
                at: video.recordedAt === undefined ? t('videoUndated') : dateTime(video.recordedAt),
              })}
            </p>
          )}
          {video === undefined && <span className="dim">{t(lines.length === 0 ? 'sceneNoLines' : 'sceneLines')}</span>}
          {lines.length > 0 && (
            <ul className="scene-lines">
              {lines.map((text, at) => (
                <li key={`${at}:${text}`}>{text}</li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </div>
  );
}
