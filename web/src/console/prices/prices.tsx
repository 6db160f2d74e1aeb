import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { useDone } from '../use-done.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { NoticeLog } from './notice-log.tsx';
import { Propose } from './propose.tsx';
import { words } from './words.ts';

type Plans = Answer<'GET /api/console/price-plans'>;
type Proposal = Plans['proposals'][number];
type Objection = Plans['objections'][number];
type Event = 'approve' | 'refuse' | 'withdraw';

export const PARTS = ['creditPpm', 'debitPpm', 'debitCapFen', 'qrPpm', 't0Ppm'] as const;
export type Part = (typeof PARTS)[number];
/** As people write it: a percentage, or yuan of a cap. */
export const shown = (part: Part, value: string): string =>
  part === 'debitCapFen' ? yuan(value) : (Number(value) / 10_000).toFixed(4).replace(/(\.\d\d)0+$/, '$1');

const REASON_MIN = 2;

export function PricesPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [proposing, setProposing] = useState(false);
  const changes = may(staff, 'price.change');
  const asked = useQuery({ queryKey: ['price-plans'], queryFn: () => client.call('GET /api/console/price-plans') });
  return (
    <>
      <Heading title={t('title')}>
        {changes && (
          <Button type="primary" onClick={() => setProposing(true)}>
            {t('propose')}
          </Button>
        )}
      </Heading>
      <Loaded of={asked}>
        {(plans) => (
          <>
            <p className="lead-line dim">{t('lead', { days: plans.noticeDays, date: plans.riseFrom })}</p>
            <Versions rows={plans.versions} />
            <h2>{t('proposals')}</h2>
            {plans.proposals.length === 0 ? (
              <Nothing what={t('none')} />
            ) : (
              <Proposals rows={plans.proposals} changes={changes} />
            )}
            <h2>{t('objections')}</h2>
            {plans.objections.length === 0 ? (
              <Nothing what={t('none')} />
            ) : (
              <Objections rows={plans.objections} changes={changes} />
            )}
            {proposing && <Propose plans={plans} onClose={() => setProposing(false)} />}
          </>
        )}
      </Loaded>
    </>
  );
}

/** Figures of a version; what went up stands out. */
function usePartColumns() {
  const t = useWords(words);
  return PARTS.map((part) => ({
    title: t(part),
    key: part,
    render: (_value: unknown, row: Record<Part, string> & { dearer: readonly string[] }) =>
      row.dearer.includes(part) ? <b>{`${shown(part, row[part])} ↑`}</b> : shown(part, row[part]),
  }));
}

const COLOURS = {
  in_force: 'green',
  coming: 'orange',
  past: 'default',
  proposed: 'orange',
  approved: 'green',
  refused: 'red',
  withdrawn: 'default',
} as const;

function Versions({ rows }: { rows: Plans['versions'] }) {
  const t = useWords(words);
  const [opened, setOpened] = useState<Plans['versions'][number]>();
  const parts = usePartColumns();
  return (
    <>
      <Table<Plans['versions'][number]>
        rowKey={(row) => `${row.planId} ${row.effectiveFrom}`}
        size="middle"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('plan'), dataIndex: 'planId' },
          { title: t('from'), dataIndex: 'effectiveFrom' },
          {
            title: t('state'),
            key: 'state',
            render: (_v, row) => <Tag color={COLOURS[row.state]}>{t(row.state)}</Tag>,
          },
          ...parts,
          ...(['told', 'read', 'acknowledged', 'objected'] as const).map((name) => ({
            title: t(name),
            dataIndex: name,
          })),
          {
            title: t('log'),
            key: 'log',
            render: (_v, row) =>
              row.told === 0 ? null : (
                <Button size="small" onClick={() => setOpened(row)}>
                  {t('look')}
                </Button>
              ),
          },
        ]}
      />
      {opened !== undefined && <NoticeLog of={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

function Proposals({ rows, changes }: { rows: Plans['proposals']; changes: boolean }) {
  const t = useWords(words);
  const parts = usePartColumns();
  const [deciding, setDeciding] = useState<{ of: Proposal; event: Event }>();
  const buttons = (of: Proposal) => {
    if (of.state !== 'proposed' || !changes) return null;
    const events: readonly Event[] = of.own ? ['withdraw'] : ['approve', 'refuse'];
    return (
      <span className="export-links">
        {of.own && <span className="dim">{t('waits')}</span>}
        {events.map((event) => (
          <Button key={event} size="small" onClick={() => setDeciding({ of, event })}>
            {t(event)}
          </Button>
        ))}
      </span>
    );
  };
  return (
    <>
      <Table<Proposal>
        rowKey="proposalId"
        size="middle"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('plan'), dataIndex: 'planId' },
          { title: t('from'), key: 'from', render: (_v, row) => row.takesEffect ?? row.effectiveFrom },
          {
            title: t('state'),
            key: 'state',
            render: (_v, row) => <Tag color={COLOURS[row.state]}>{t(row.state)}</Tag>,
          },
          ...parts,
          { title: t('reason'), dataIndex: 'reason' },
          { title: t('by'), key: 'by', render: (_v, row) => `${row.proposedBy} ${dateTime(row.proposedAt)}` },
          {
            title: t('decision'),
            key: 'decision',
            render: (_v, row) =>
              row.decidedAt === undefined ? buttons(row) : `${row.decidedBy ?? ''} ${dateTime(row.decidedAt)}`,
          },
        ]}
      />
      {deciding !== undefined && <Decide {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}

function Decide({ of, event, onClose }: { of: Proposal; event: Event; onClose: () => void }) {
  const t = useWords(words);
  const [reason, setReason] = useState('');
  const onSuccess = useDone(t('done'), onClose);
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/price-plans/proposals/:proposalId/decision', {
        params: { proposalId: of.proposalId },
        body: { event, reason: reason.trim() },
      }),
    onSuccess,
  });
  return (
    <Ask
      title={t(event)}
      ok={t(event)}
      ready={reason.trim().length >= REASON_MIN}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{`${of.planId} ${of.effectiveFrom}: ${of.reason}`}</p>
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={3} maxLength={500} value={reason} onChange={(one) => setReason(one.target.value)} />
      </label>
    </Ask>
  );
}

function Objections({ rows, changes }: { rows: Plans['objections']; changes: boolean }) {
  const t = useWords(words);
  const [settling, setSettling] = useState<Objection>();
  return (
    <>
      <Table<Objection>
        rowKey={(row) => `${row.merchantId} ${row.effectiveFrom}`}
        size="middle"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          {
            title: t('merchant'),
            key: 'merchant',
            render: (_v, row) => <code>{row.merchantNo ?? row.merchantId}</code>,
          },
          { title: t('plan'), key: 'plan', render: (_v, row) => `${row.planId} ${row.effectiveFrom}` },
          { title: t('objected'), key: 'at', render: (_v, row) => dateTime(row.at) },
          { title: t('reason'), dataIndex: 'note' },
          {
            title: t('settled'),
            key: 'settled',
            render: (_v, row) => {
              if (row.settled !== undefined) return `${row.settled.by} ${dateTime(row.settled.at)} ${row.settled.note}`;
              return changes ? (
                <Button size="small" onClick={() => setSettling(row)}>
                  {t('settle')}
                </Button>
              ) : null;
            },
          },
        ]}
      />
      {settling !== undefined && <Settle of={settling} onClose={() => setSettling(undefined)} />}
    </>
  );
}

function Settle({ of, onClose }: { of: Objection; onClose: () => void }) {
  const t = useWords(words);
  const [note, setNote] = useState('');
  const [applyFrom, setApplyFrom] = useState('');
  const onSuccess = useDone(t('done'), onClose);
  const settle = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/price-plans/objections/:merchantId/:effectiveFrom/settlement', {
        params: { merchantId: of.merchantId, effectiveFrom: of.effectiveFrom },
        body: { note: note.trim(), ...(applyFrom === '' ? {} : { applyFrom }) },
      }),
    onSuccess,
  });
  return (
    <Ask
      title={t('settle')}
      ok={applyFrom === '' ? t('keep') : t('settle')}
      ready={note.trim().length >= REASON_MIN}
      of={settle}
      onOk={() => settle.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('applyFrom')}
        <Input type="date" value={applyFrom} onChange={(one) => setApplyFrom(one.target.value)} />
      </label>
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={3} maxLength={500} value={note} onChange={(one) => setNote(one.target.value)} />
      </label>
    </Ask>
  );
}
