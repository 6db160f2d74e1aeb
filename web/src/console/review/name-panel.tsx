import { Alert, Empty, Tag } from 'antd';
import { useLanguage, useWords } from '../../kit/language.ts';
import type { CaseView } from './case-data.ts';
import { sourceWords, valueWords, wordOf } from './item-words.ts';
import { words } from './words.ts';

const TONES = { exact: 'green', variant: 'gold', mismatch: 'red', unread: 'default' } as const;
type Row = CaseView['matrix'][number];

/** Names that must be the same, pair by pair, one above the other; the characters in which they differ are marked. */
export function NamePanel({ view }: { view: CaseView }) {
  const t = useWords(words);
  const language = useLanguage();
  if (view.matrix.length === 0) return <Empty className="stage-empty" description={t('noMatrix')} />;
  const odd = view.matrix.filter((row) => row.comparison !== 'exact').length;
  const runs = (side: Row['leftRuns']) =>
    side.length === 0 ? (
      <i>{t('notRead')}</i>
    ) : (
      side.map((run, at) => (run.same ? <span key={at}>{run.text}</span> : <mark key={at}>{run.text}</mark>))
    );
  return (
    <div className="name-panel" tabIndex={0} role="region" aria-label={t('names')}>
      <Alert
        type={odd === 0 ? 'success' : 'warning'}
        showIcon
        title={odd === 0 ? t('namesSame') : t('namesDiffer', { n: odd })}
      />
      <table>
        <thead>
          <tr>
            <th scope="col">{t('source')}</th>
            <th scope="col">{t('nameText')}</th>
            <th scope="col">{t('comparison')}</th>
          </tr>
        </thead>
        {view.matrix.map((row) => (
          <tbody key={`${row.left} ${row.right}`} className={row.comparison}>
            <tr>
              <th scope="row">{wordOf(sourceWords, row.left, language)}</th>
              <td lang="zh-CN">{runs(row.leftRuns)}</td>
              <td rowSpan={2}>
                <Tag color={TONES[row.comparison]}>{wordOf(valueWords, row.comparison, language)}</Tag>
              </td>
            </tr>
            <tr>
              <th scope="row">{wordOf(sourceWords, row.right, language)}</th>
              <td lang="zh-CN">{runs(row.rightRuns)}</td>
            </tr>
          </tbody>
        ))}
      </table>
    </div>
  );
}
