import { Button, Empty, Modal, Tag } from 'antd';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reasonTitle } from '../../kit/reasons.ts';
import { shortTime } from '../../kit/time.ts';
import type { Staff } from '../session.ts';
import { Loaded, StateTag } from '../loaded.tsx';
import { useCase, useCases, type CaseRow, type Focus } from './case-data.ts';
import { DecisionPanel } from './decision.tsx';
import { Checks, Filed, ReadFields } from './facts.tsx';
import { useKeys } from './keys.ts';
import { Viewer } from './viewer.tsx';
import { words } from './words.ts';

export function ReviewPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const cases = useCases();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [helping, setHelping] = useState(false);
  const caseId = pathname.split('/')[2];
  const rows = cases.data?.rows ?? [];
  const open = (row: CaseRow | undefined): void =>
    void (row === undefined ? undefined : navigate(`/review/${row.caseId}`));
  const step = (by: number): void => {
    const at = rows.findIndex((row) => row.caseId === caseId);
    open(rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]);
  };
  useKeys({ j: () => step(1), k: () => step(-1), '?': () => setHelping(true) });
  const afterDecision = (): void => {
    const next = rows.find((row) => row.state !== 'decided' && row.caseId !== caseId);
    void navigate(next === undefined ? '/review' : `/review/${next.caseId}`);
  };
  return (
    <div className="workbench">
      <aside className="queue" aria-label={t('queue')}>
        <header>
          <strong>{t('queue')}</strong>
          <Button size="small" onClick={() => setHelping(true)} aria-label={t('help')}>
            ?
          </Button>
        </header>
        <Loaded of={cases}>{(data) => <Queue rows={data.rows} caseId={caseId} onOpen={open} />}</Loaded>
      </aside>
      {caseId === undefined ? (
        <Empty className="no-case" description={t('pick')} />
      ) : (
        <OpenCase key={caseId} caseId={caseId} staff={staff} onDecided={afterDecision} />
      )}
      <Modal open={helping} title={t('help')} footer={null} onCancel={() => setHelping(false)}>
        <dl className="keys">
          {(
            [
              ['J K', t('keyNext')],
              ['+ - 0', t('keyZoom')],
              ['[ ]', t('keyRotate')],
              ['V', t('keyCompare')],
              ['?', t('keyHelp')],
            ] as const
          ).map(([keys, text]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </div>
  );
}

function Queue({
  rows,
  caseId,
  onOpen,
}: {
  rows: readonly CaseRow[];
  caseId: string | undefined;
  onOpen: (row: CaseRow) => void;
}) {
  const t = useWords(words);
  const open = rows.filter((row) => row.state !== 'decided');
  const decided = rows.filter((row) => row.state === 'decided');
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
      {open.length === 0 && (
        <div className="queue-empty">
          <strong>{t('empty')}</strong>
          <p>{t('emptyHint')}</p>
        </div>
      )}
      {list(open)}
      {decided.length > 0 && <h3>{t('decidedOnes')}</h3>}
      {list(decided)}
    </>
  );
}

function QueueItem({ row, current, onOpen }: { row: CaseRow; current: boolean; onOpen: () => void }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <button type="button" className="queue-item" aria-current={current} onClick={onOpen}>
      <span className="split">
        <strong>{row.name}</strong>
        <StateTag state={row.state === 'decided' ? (row.decision ?? 'decided') : row.state} />
      </span>
      <small>
        {t('revision', { n: row.revisionNo })}
        {row.state !== 'decided' && ` · ${t('due', { at: shortTime(row.dueAt) })}`}{' '}
        {row.overdue && <Tag color="red">{t('overdue')}</Tag>}
      </small>
      <small>{row.reasons.map((reason) => reasonTitle(reason, language)).join(language === 'en' ? ', ' : '、')}</small>
    </button>
  );
}

function OpenCase({ caseId, staff, onDecided }: { caseId: string; staff: Staff; onDecided: () => void }) {
  const found = useCase(caseId);
  const [focus, setFocus] = useState<Focus>({ materialId: '' });
  return (
    <Loaded of={found}>
      {(view) => (
        <>
          <Viewer view={view} focus={focus} onFocus={setFocus} />
          <aside className="side">
            <Checks view={view} />
            <DecisionPanel view={view} staff={staff} onDecided={onDecided} />
            <Filed view={view} />
            <ReadFields view={view} focus={focus} onFocus={setFocus} />
          </aside>
        </>
      )}
    </Loaded>
  );
}
