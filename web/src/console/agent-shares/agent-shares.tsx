import { useQuery } from '@tanstack/react-query';
import { Button, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { DecideTerms, type TermsEvent } from './decide-terms.tsx';
import { ProposeShare } from './propose-share.tsx';
import { Statements } from './statements.tsx';
import { words } from './words.ts';

export type Desk = Answer<'GET /api/console/agent-shares'>;
type Proposal = Desk['proposals'][number];

export const PARTS = ['sharePpm', 'creditPpm', 'debitPpm', 'debitCapFen', 'qrPpm'] as const;
export type Part = (typeof PARTS)[number];
/** As people write it: a percentage, or yuan of a cap. */
export const shown = (part: Part, value: string): string =>
  part === 'debitCapFen' ? yuan(value) : (Number(value) / 10_000).toFixed(4).replace(/(\.\d\d)0+$/, '$1');

export function AgentSharesPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [proposing, setProposing] = useState(false);
  const agrees = may(staff, 'price.change');
  const asked = useQuery({ queryKey: ['agent-shares'], queryFn: () => client.call('GET /api/console/agent-shares') });
  return (
    <>
      <Heading title={t('title')}>
        {agrees && (
          <Button type="primary" onClick={() => setProposing(true)}>
            {t('propose')}
          </Button>
        )}
      </Heading>
      <Loaded of={asked}>
        {(desk) => (
          <>
            <p className="lead-line dim">{t('lead')}</p>
            <h2>{t('statements')}</h2>
            {desk.statements.length === 0 ? (
              <Nothing what={t('noStatements')} />
            ) : (
              <Statements desk={desk} pays={may(staff, 'ledger.adjust')} />
            )}
            <h2>{t('agents')}</h2>
            {desk.agents.length === 0 ? <Nothing what={t('noAgents')} /> : <Agents rows={desk.agents} />}
            <h2>{t('proposals')}</h2>
            {desk.proposals.length === 0 ? (
              <Nothing what={t('noProposals')} />
            ) : (
              <Proposals rows={desk.proposals} agrees={agrees} />
            )}
            {proposing && <ProposeShare desk={desk} onClose={() => setProposing(false)} />}
          </>
        )}
      </Loaded>
    </>
  );
}

function usePartColumns<Row>(termsOf: (row: Row) => Record<Part, string> | undefined) {
  const t = useWords(words);
  return PARTS.map((part) => ({
    title: t(part),
    key: part,
    render: (_value: unknown, row: Row) => {
      const terms = termsOf(row);
      return terms === undefined ? '—' : shown(part, terms[part]);
    },
  }));
}

type AgentRow = Desk['agents'][number];

function Agents({ rows }: { rows: readonly AgentRow[] }) {
  const t = useWords(words);
  const parts = usePartColumns<AgentRow>((row) => row.inForce);
  return (
    <Table<AgentRow>
      rowKey="agentId"
      size="middle"
      dataSource={[...rows]}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t('agent'), dataIndex: 'name' },
        {
          title: t('from'),
          key: 'from',
          render: (_v, row) => (
            <>
              {row.inForce?.effectiveFrom ?? t('nothingAgreed')}
              {row.coming.map((one) => (
                <div key={one.termsId} className="dim">
                  {t('coming', { day: one.effectiveFrom })}
                </div>
              ))}
            </>
          ),
        },
        ...parts,
      ]}
    />
  );
}

const COLOURS = { proposed: 'orange', approved: 'green', refused: 'red', withdrawn: 'default' } as const;

function Proposals({ rows, agrees }: { rows: readonly Proposal[]; agrees: boolean }) {
  const t = useWords(words);
  const parts = usePartColumns<Proposal>((row) => row);
  const [deciding, setDeciding] = useState<{ of: Proposal; event: TermsEvent }>();
  const buttons = (of: Proposal) => {
    if (of.state !== 'proposed' || !agrees) return null;
    const events: readonly TermsEvent[] = of.own ? ['withdraw'] : ['approve', 'refuse'];
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
        rowKey="termsId"
        size="middle"
        dataSource={[...rows]}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('agent'), dataIndex: 'agentName' },
          { title: t('from'), dataIndex: 'effectiveFrom' },
          {
            title: t('state'),
            key: 'state',
            render: (_v, row) => <Tag color={COLOURS[row.state]}>{t(row.state)}</Tag>,
          },
          {
            title: t('decision'),
            key: 'decision',
            render: (_v, row) =>
              row.decidedAt === undefined ? buttons(row) : `${row.decidedBy ?? ''} ${dateTime(row.decidedAt)}`,
          },
          ...parts,
          { title: t('reason'), dataIndex: 'reason' },
          { title: t('by'), key: 'by', render: (_v, row) => `${row.proposedBy} ${dateTime(row.proposedAt)}` },
        ]}
      />
      {deciding !== undefined && <DecideTerms {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}
