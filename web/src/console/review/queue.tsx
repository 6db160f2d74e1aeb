import { Button, Checkbox, Select, Tag } from 'antd';
import { useState } from 'react';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reviewerTitle } from '../../kit/reasons.ts';
import { shortTime } from '../../kit/time.ts';
import { StateTag } from '../loaded.tsx';
import type { CaseRow } from './case-data.ts';
import { words } from './words.ts';

interface Filters {
  readonly channel: CaseRow['channel'] | 'all';
  readonly kind: CaseRow['kind'] | 'all';
  readonly overdue: boolean;
}

const ALL: Filters = { channel: 'all', kind: 'all', overdue: false };

const fits = (row: CaseRow, { channel, kind, overdue }: Filters): boolean =>
  (channel === 'all' || row.channel === channel) && (kind === 'all' || row.kind === kind) && (!overdue || row.overdue);

interface Props {
  readonly rows: readonly CaseRow[];
  readonly caseId: string | undefined;
  readonly onOpen: (row: CaseRow) => void;
}

/** Cases in the order in which they are due, with filters; those decided lately after them. */
export function Queue({ rows, caseId, onOpen }: Props) {
  const t = useWords(words);
  const [filters, setFilters] = useState(ALL);
  const open = rows.filter((row) => row.state !== 'decided');
  const shown = open.filter((row) => fits(row, filters));
  const decided = rows.filter((row) => row.state === 'decided' && fits(row, { ...filters, overdue: false }));
  const list = (some: readonly CaseRow[]) => (
    <ul>
      {some.map((row) => (
        <li key={row.caseId}>
          <QueueItem row={row} current={row.caseId === caseId} onOpen={() => onOpen(row)} />
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <QueueFilters filters={filters} onChange={setFilters} />
      {open.length === 0 && (
        <div className="queue-empty">
          <strong>{t('empty')}</strong>
          <p>{t('emptyHint')}</p>
        </div>
      )}
      {open.length > 0 && shown.length === 0 && (
        <div className="queue-empty">
          <p>{t('filteredOut')}</p>
          <Button size="small" onClick={() => setFilters(ALL)}>
            {t('clearFilters')}
          </Button>
        </div>
      )}
      {list(shown)}
      {decided.length > 0 && !filters.overdue && (
        <details open={open.length === 0}>
          <summary>
            {t('decidedOnes')} ({decided.length})
          </summary>
          {list(decided)}
        </details>
      )}
    </>
  );
}

function QueueFilters({ filters, onChange }: { filters: Filters; onChange: (filters: Filters) => void }) {
  const t = useWords(words);
  const options = <K extends string>(all: string, keys: readonly (K & keyof typeof words)[]) => [
    { value: 'all' as const, label: all },
    ...keys.map((value) => ({ value, label: t(value) })),
  ];
  return (
    <div className="queue-filters">
      <Select<Filters['channel']>
        size="small"
        aria-label={t('allChannels')}
        value={filters.channel}
        options={options(t('allChannels'), ['online', 'counter', 'agent'])}
        onChange={(channel) => onChange({ ...filters, channel })}
      />
      <Select<Filters['kind']>
        size="small"
        aria-label={t('allKinds')}
        value={filters.kind}
        options={options(t('allKinds'), ['individual', 'sole_proprietor', 'company'])}
        onChange={(kind) => onChange({ ...filters, kind })}
      />
      <Checkbox checked={filters.overdue} onChange={(event) => onChange({ ...filters, overdue: event.target.checked })}>
        {t('onlyOverdue')}
      </Checkbox>
    </div>
  );
}

function QueueItem({ row, current, onOpen }: { row: CaseRow; current: boolean; onOpen: () => void }) {
  const t = useWords(words);
  const language = useLanguage();
  const decided = row.state === 'decided';
  return (
    <button type="button" className="queue-item" aria-current={current} onClick={onOpen}>
      <span className="split">
        <strong>{row.name}</strong>
        {decided && <StateTag state={row.decision ?? 'decided'} />}
        {!decided && row.claimedBy !== undefined && (
          <Tag color={row.mine ? 'green' : 'blue'}>{row.mine ? t('mineChip') : row.claimedBy}</Tag>
        )}
      </span>
      <small>
        {t(row.channel)} · {t(row.kind)}
        {row.revisionNo > 1 && ` · ${t('revision', { n: row.revisionNo })}`}
      </small>
      {!decided && (
        <small className={row.overdue ? 'late' : ''}>
          {t('due', { at: shortTime(row.dueAt) })} {row.overdue && <Tag color="red">{t('overdue')}</Tag>}
          {row.escalatedAt !== undefined && <Tag color="volcano">{t('escalated')}</Tag>}
          {row.stage === 2 && <Tag color="purple">{t('second')}</Tag>}
          {row.appeal && <Tag color="magenta">{t('appeal')}</Tag>}
        </small>
      )}
      <small>
        {row.reasons.map((reason) => reviewerTitle(reason, language)).join(language === 'en' ? ', ' : '、')}
      </small>
    </button>
  );
}
