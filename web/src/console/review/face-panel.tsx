import { Empty, Tag } from 'antd';
import { useState } from 'react';
import { useLanguage, useWords } from '../../kit/language.ts';
import { imageOf, type CaseView } from './case-data.ts';
import { valueWords, wordOf } from './item-words.ts';
import { words } from './words.ts';

type Box = readonly [x: number, y: number, width: number, height: number];

/** A face is found without hair and chin: this much of it is added around. */
const AROUND = 0.55;

/** The portrait on the card, with some room; undefined where none was found: then the whole card is shown. */
function portraitBox(view: CaseView): Box | undefined {
  const portrait = view.materials.find((one) => one.slot === 'id_front')?.fields['portrait'];
  const [x = 0, y = 0, width = 0, height = 0] = portrait?.box ?? [];
  if (width === 0) return undefined;
  return [x - width * AROUND, y - height * AROUND, width * (1 + 2 * AROUND), height * (1 + 2 * AROUND)];
}

function Portrait({ src, box, alt }: { src: string; box: Box | undefined; alt: string }) {
  const [size, setSize] = useState<{ width: number; height: number }>();
  if (box === undefined) return <img src={src} alt={alt} />;
  const [x, y, width, height] = box;
  return (
    <div className="portrait" style={{ aspectRatio: `${width} / ${height}`, ['--ratio' as string]: width / height }}>
      <img
        src={src}
        alt={alt}
        onLoad={({ currentTarget: image }) => setSize({ width: image.naturalWidth, height: image.naturalHeight })}
        style={
          size === undefined
            ? { visibility: 'hidden' }
            : {
                width: `${(size.width / width) * 100}%`,
                left: `${(-x / width) * 100}%`,
                top: `${(-y / height) * 100}%`,
              }
        }
      />
    </div>
  );
}

/** The portrait on the card beside the live face, with the similarity on the bands of policy. */
export function FacePanel({ view }: { view: CaseView }) {
  const t = useWords(words);
  const language = useLanguage();
  const { caseId } = view.case;
  const front = view.materials.find((one) => one.slot === 'id_front');
  const { similarity, passFrom, humanFrom, state, hasImage } = view.face;
  const percent = (value: number): string => `${Math.max(0, Math.min(1, value)) * 100}%`;
  const tone = similarity >= passFrom ? 'green' : similarity >= humanFrom ? 'gold' : 'red';
  return (
    <div className="face-panel">
      <div className="face-pair">
        <figure>
          {front !== undefined && (
            <Portrait src={imageOf(caseId, front.materialId)} box={portraitBox(view)} alt={t('portrait')} />
          )}
          <figcaption>{t('portrait')}</figcaption>
        </figure>
        <figure>
          {hasImage ? (
            <img src={imageOf(caseId, 'face')} alt={t('liveFace')} />
          ) : (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('noLiveFace')} />
          )}
          <figcaption>{t('liveFace')}</figcaption>
        </figure>
      </div>
      <div className="band-card">
        <p>
          <strong>{t('similarity', { n: similarity.toFixed(3) })}</strong>
          <Tag color={tone}>{wordOf(valueWords, state, language)}</Tag>
        </p>
        <div
          className="bands"
          role="img"
          aria-label={t('similarity', { n: similarity.toFixed(3) })}
          style={{
            background: `linear-gradient(90deg, #e9a8a3 ${percent(humanFrom)}, #f2d38c ${percent(humanFrom)} ${percent(passFrom)}, #9fd6b3 ${percent(passFrom)})`,
          }}
        >
          <i style={{ left: percent(similarity) }} />
        </div>
        <p className="band-names">
          <span>{t('bandRefuse', { n: humanFrom })}</span>
          <span>{t('bandHuman', { from: humanFrom, to: passFrom })}</span>
          <span>{t('bandPass', { n: passFrom })}</span>
        </p>
      </div>
    </div>
  );
}
