import { Button } from 'antd';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reviewerTitle } from '../../kit/reasons.ts';
import { dateTime } from '../../kit/time.ts';
import { StateTag } from '../loaded.tsx';
import type { CaseView, Material } from './case-data.ts';
import { fieldWords, itemWords, slotWords, wordOf } from './item-words.ts';
import { words } from './words.ts';

const PHOTOS = 'photos.';

/** Places whose photo is another one than in the revision before. */
export const changedSlots = (view: CaseView): Material['slot'][] =>
  view.materials.filter(({ slot }) => view.changes.some((one) => one.path === PHOTOS + slot)).map(({ slot }) => slot);

/** What a reviewer reads first: the appeal's words, what was asked for, and what the applicant changed since. */
export function News({ view, onCompare }: { view: CaseView; onCompare: (slot: Material['slot']) => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const photos = changedSlots(view);
  const fields = view.changes.filter(({ path }) => !path.startsWith(PHOTOS) && !/materialId$/i.test(path));
  return (
    <>
      {view.appealWords !== undefined && (
        <section className="appeal-words">
          <h2>{t('appealWords')}</h2>
          <blockquote>{view.appealWords}</blockquote>
        </section>
      )}
      {view.case.revisionNo > 1 && (
        <section>
          <h2>{t('changes')}</h2>
          {view.previousFixes.length > 0 && <h3>{t('askedBefore')}</h3>}
          <ul className="asked">
            {view.previousFixes.map((one) => (
              <li key={one.item}>
                {wordOf(itemWords, one.item, language)} ·{' '}
                {one.reasons.map((code) => reviewerTitle(code, language)).join(language === 'en' ? ', ' : '、')}
                {one.note !== '' && <small>{one.note}</small>}
              </li>
            ))}
          </ul>
          {view.changes.length === 0 && <p className="dim">{t('changesNone')}</p>}
          <ul className="changes">
            {photos.map((slot) => (
              <li key={slot}>
                <span>{wordOf(slotWords, slot, language)}</span>
                <b>{t('photoChanged')}</b>
                <Button size="small" onClick={() => onCompare(slot)}>
                  {t('comparePhotos')}
                </Button>
              </li>
            ))}
            {fields.map(({ path, before, after }) => (
              <li key={path}>
                <span>{wordOf(fieldWords, path.split('.').at(-1) ?? path, language)}</span>
                <del>{before ?? '—'}</del>
                <ins>{after ?? '—'}</ins>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The log of decisions, first to last. */
export function History({ view }: { view: CaseView }) {
  const t = useWords(words);
  return (
    <section>
      <h2>{t('history')}</h2>
      <ol className="history">
        {view.history.map((one) => (
          <li key={one.seq}>
            <span>
              <StateTag state={one.decision} /> {t('revision', { n: one.revisionNo })} ·{' '}
              {one.by === 'machine' || one.by === 'applicant' ? t(one.by) : one.by}
            </span>
            <small>
              {dateTime(one.at)} · <code title={one.hash}>{one.hash.slice(0, 8)}</code>
            </small>
          </li>
        ))}
      </ol>
      <p className="dim">{t('logged')}</p>
    </section>
  );
}
