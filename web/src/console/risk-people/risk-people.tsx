import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { isRuleWord, ruleWords } from '../../kit/rule-words.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { ClearOuts } from './clear-outs.tsx';
import { Decide, type Deciding } from './decide.tsx';
import { NewProposal } from './new-proposal.tsx';
import { words } from './words.ts';

type Proposal = Answer<'GET /api/console/risk-proposals'>['rows'][number];

const COLOURS = { asked: 'gold', proposed: 'orange', approved: 'green', refused: 'red', withdrawn: 'default' } as const;

/** What takes two people about merchants, what has to be cleared out, and the reports. */
export function RiskPeoplePage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const changes = may(staff, 'risk.change');
  const [adding, setAdding] = useState(false);
  const asked = useQuery({
    queryKey: ['risk-proposals'],
    queryFn: () => client.call('GET /api/console/risk-proposals'),
  });
  return (
    <>
      <Heading title={t('title')}>
        {changes && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        )}
      </Heading>
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={asked}>
        {({ rows }) => (rows.length === 0 ? <Nothing what={t('none')} /> : <Rows rows={rows} changes={changes} />)}
      </Loaded>
      <ClearOuts acts={may(staff, 'operate.act')} />
      {may(staff, 'risk.report') && <Report />}
      {adding && <NewProposal onClose={() => setAdding(false)} />}
    </>
  );
}

/** What a proposal says, in one line. */
function Content({ of }: { of: Proposal }) {
  const t = useWords(words);
  const r = useWords(ruleWords);
  const content = of.content as Readonly<Record<string, string>>;
  const fen = (value: string | undefined): string =>
    value === undefined || value === '0' ? t('unlimited') : yuan(value);
  if (of.kind === 'limits')
    return (
      <>
        {t('limitsLine', {
          card: t(content['card'] as 'credit'),
          entry: t(content['entry'] as 'any'),
          single: fen(content['singleFen']),
          day: fen(content['dayFen']),
          month: fen(content['monthFen']),
          until: content['until'] ?? '',
        })}
      </>
    );
  if (of.kind === 'exemption') {
    const rules = (of.content['rules'] as readonly string[]).map((one) => (isRuleWord(one) ? r(one) : one));
    return <>{t('untilLine', { rules: rules.join('、'), until: content['until'] ?? '' })}</>;
  }
  return <>{content['reason'] ?? ''}</>;
}

function Rows({ rows, changes }: { rows: readonly Proposal[]; changes: boolean }) {
  const t = useWords(words);
  const [deciding, setDeciding] = useState<Deciding>();
  const ways = (row: Proposal) => {
    if (!changes) return null;
    const events =
      row.state === 'asked'
        ? (['propose', 'refuse'] as const)
        : row.own
          ? (['withdraw'] as const)
          : (['approve', 'refuse'] as const);
    return (
      <Space>
        {row.own && <span className="dim">{t('waits')}</span>}
        {events.map((event) => (
          <Button key={event} size="small" onClick={() => setDeciding({ of: row, event, title: t(event) })}>
            {t(event)}
          </Button>
        ))}
      </Space>
    );
  };
  const by = (row: Proposal): string => {
    const first = row.askedBy === undefined ? undefined : t(row.askedBy === 'machine' ? 'machine' : 'merchantAsks');
    return [first, row.proposedBy].filter((one) => one !== undefined).join(' → ');
  };
  return (
    <>
      <Table<Proposal>
        rowKey="proposalId"
        size="middle"
        dataSource={[...rows]}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('merchant'), dataIndex: 'merchantName' },
          { title: t('kind'), dataIndex: 'kind', render: (kind: Proposal['kind']) => t(kind) },
          {
            title: t('state'),
            dataIndex: 'state',
            render: (state: Proposal['state']) => <Tag color={COLOURS[state]}>{t(state)}</Tag>,
          },
          { title: t('content'), key: 'content', width: 360, render: (_v, row) => <Content of={row} /> },
          {
            title: t('note'),
            key: 'note',
            width: 220,
            render: (_v, row) => (
              <>
                {row.note}
                {row.files.map((one) => (
                  <div key={one.fileId}>
                    <a
                      target="_blank"
                      rel="noreferrer"
                      href={client.href('GET /api/console/risk-proposals/:merchantId/:proposalId/files/:fileId', {
                        merchantId: row.merchantId,
                        proposalId: row.proposalId,
                        fileId: one.fileId,
                      })}
                    >
                      {one.name}
                    </a>
                  </div>
                ))}
              </>
            ),
          },
          { title: t('by'), key: 'by', render: (_v, row) => `${by(row)} ${dateTime(row.madeAt)}` },
          {
            title: t('decision'),
            key: 'decision',
            render: (_v, row) =>
              row.decidedAt === undefined
                ? ways(row)
                : `${row.decidedBy ?? ''} ${dateTime(row.decidedAt)} ${row.decisionNote ?? ''}`,
          },
        ]}
      />
      {deciding !== undefined && <Decide {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}

function Report() {
  const t = useWords(words);
  const [what, setWhat] = useState<'large' | 'suspicious'>('large');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const ready = from !== '' && to !== '' && from <= to;
  const href = (format: string): string =>
    `${client.href('GET /api/console/risk-report')}?${new URLSearchParams({ what, from, to, format }).toString()}`;
  return (
    <section aria-label={t('report')}>
      <h2>{t('report')}</h2>
      <p className="dim">{t('reportLead')}</p>
      <Space wrap>
        <Select
          aria-label={t('report')}
          value={what}
          options={(['large', 'suspicious'] as const).map((one) => ({ value: one, label: t(one) }))}
          onChange={setWhat}
        />
        <label>
          {t('from')}{' '}
          <Input type="date" value={from} onChange={(event) => setFrom(event.target.value)} style={{ width: 150 }} />
        </label>
        <label>
          {t('to')}{' '}
          <Input type="date" value={to} onChange={(event) => setTo(event.target.value)} style={{ width: 150 }} />
        </label>
        {(['csv', 'xlsx'] as const).map((format) => (
          <Button key={format} disabled={!ready} {...(ready ? { href: href(format) } : {})}>
            {t(format)}
          </Button>
        ))}
      </Space>
    </section>
  );
}
