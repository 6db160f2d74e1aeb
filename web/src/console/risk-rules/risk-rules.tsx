import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Progress, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link, Route, Routes } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { isRuleWord, ruleWords } from '../../kit/rule-words.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { Decide, type Deciding } from '../risk-people/decide.tsx';
import { may, type Staff } from '../session.ts';
import { DraftDrawer, parameterWord, type Version } from './draft.tsx';
import { DryRunPage } from './dry-run.tsx';
import { typed } from './parameters.ts';
import { words } from './words.ts';

type Rules = Answer<'GET /api/console/risk-rules'>;

const COLOURS = { in_force: 'green', off: 'default', coming: 'orange', past: 'default' } as const;
const MOVED = { asked: 'orange', proposed: 'orange', approved: 'green', refused: 'red', withdrawn: 'default' } as const;

/** Rules with their versions, drafts, dry runs, and what waits for a second person. */
export function RiskRulesPage({ staff }: { staff: Staff }) {
  return (
    <Routes>
      <Route index element={<RuleList staff={staff} />} />
      <Route path="dry-runs/:dryRunId" element={<DryRunPage />} />
    </Routes>
  );
}

export function useRuleName(): (rule: string) => string {
  const r = useWords(ruleWords);
  return (rule) => (isRuleWord(rule) ? r(rule) : rule);
}

function RuleList({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const changes = may(staff, 'risk.change');
  const [drafting, setDrafting] = useState<{ of: Version | undefined }>();
  const rules = useQuery({ queryKey: ['risk-rules'], queryFn: () => client.call('GET /api/console/risk-rules') });
  return (
    <>
      <Heading title={t('title')}>
        {changes && (
          <Button type="primary" onClick={() => setDrafting({ of: undefined })}>
            {t('newRule')}
          </Button>
        )}
      </Heading>
      <Loaded of={rules}>
        {(data) => (
          <>
            <p className="dim lead-line">{t('lead', { casePoints: data.casePoints, delayPoints: data.delayPoints })}</p>
            <Versions rules={data} {...(changes ? { onDraft: (of: Version) => setDrafting({ of }) } : {})} />
            <h2>{t('proposals')}</h2>
            <Proposals rules={data} changes={changes} />
            <h2>{t('runs')}</h2>
            <Runs rows={data.runs} />
            {drafting !== undefined && (
              <DraftDrawer rules={data} of={drafting.of} onClose={() => setDrafting(undefined)} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

/** Parameters in one line, amounts in yuan. */
function Parameters({
  kinds,
  kind,
  of,
}: {
  kinds: Rules['kinds'];
  kind: string;
  of: Readonly<Record<string, unknown>>;
}) {
  const t = useWords(words);
  const specs = kinds[kind] ?? {};
  const shown = (name: string): string => {
    const spec = specs[name];
    if (spec === undefined) return '';
    if (spec.type === 'flag') return of[name] === true ? t('yes') : t('no');
    if (spec.type === 'cards') return (of[name] as readonly ('credit' | 'debit')[]).map((one) => t(one)).join('/');
    return typed(spec, of[name]);
  };
  return (
    <span className="rule-parameters">
      {Object.keys(specs).map((name) => (
        <Tag key={name}>
          {t(parameterWord(name))} {shown(name)}
        </Tag>
      ))}
    </span>
  );
}

function Versions({ rules, onDraft }: { rules: Rules; onDraft?: (of: Version) => void }) {
  const t = useWords(words);
  const nameOf = useRuleName();
  const [old, setOld] = useState(false);
  return (
    <>
      <Checkbox checked={old} onChange={(event) => setOld(event.target.checked)}>
        {t('old')}
      </Checkbox>
      <Table<Version>
        rowKey={(row) => `${row.rule} ${row.version}`}
        size="middle"
        dataSource={rules.versions.filter((one) => old || one.state !== 'past')}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 30, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('rule'), dataIndex: 'rule', render: (rule: string) => nameOf(rule) },
          { title: t('version'), dataIndex: 'version', align: 'right' },
          {
            title: t('state'),
            dataIndex: 'state',
            render: (state: Version['state']) => <Tag color={COLOURS[state]}>{t(state)}</Tag>,
          },
          { title: t('points'), dataIndex: 'points', align: 'right' },
          { title: t('action'), dataIndex: 'action', render: (one: Version['action']) => t(one) },
          {
            title: t('parameters'),
            key: 'parameters',
            width: 380,
            render: (_value, row) => <Parameters kinds={rules.kinds} kind={row.kind} of={row.parameters} />,
          },
          { title: t('from'), dataIndex: 'effectiveFrom' },
          {
            title: t('note'),
            key: 'note',
            width: 150,
            render: (_value, row) => (row.shipped ? <span className="dim">{t('shipped')}</span> : row.source),
          },
          ...(onDraft === undefined
            ? []
            : [
                {
                  title: t('draft'),
                  key: 'draft',
                  render: (_value: unknown, row: Version) =>
                    row.state === 'past' ? null : (
                      <Button size="small" onClick={() => onDraft(row)}>
                        {t('draft')}
                      </Button>
                    ),
                },
              ]),
        ]}
      />
    </>
  );
}

function Proposals({ rules, changes }: { rules: Rules; changes: boolean }) {
  const t = useWords(words);
  const nameOf = useRuleName();
  const [deciding, setDeciding] = useState<Deciding>();
  if (rules.proposals.length === 0) return <Nothing what={t('noProposals')} />;
  return (
    <>
      <Table<Rules['proposals'][number]>
        rowKey="proposalId"
        size="middle"
        dataSource={rules.proposals}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('rule'), dataIndex: 'subject', render: (rule: string) => nameOf(rule) },
          {
            title: t('state'),
            dataIndex: 'state',
            render: (state: keyof typeof MOVED) => <Tag color={MOVED[state]}>{t(state)}</Tag>,
          },
          {
            title: t('parameters'),
            key: 'content',
            width: 420,
            render: (_value, { content }) => {
              const of = content as {
                kind: string;
                points: number;
                action: Version['action'];
                enabled: boolean;
                parameters: Record<string, unknown>;
              };
              return (
                <>
                  <Tag color={of.enabled ? 'green' : 'default'}>{t(of.enabled ? 'in_force' : 'off')}</Tag>
                  <Tag>
                    {t('points')} {of.points}
                  </Tag>
                  <Tag>{t(of.action)}</Tag>
                  <Parameters kinds={rules.kinds} kind={of.kind} of={of.parameters} />
                </>
              );
            },
          },
          { title: t('note'), dataIndex: 'note' },
          { title: t('by'), key: 'by', render: (_v, row) => `${row.proposedBy ?? ''} ${dateTime(row.madeAt)}` },
          {
            title: t('decision'),
            key: 'decision',
            render: (_v, row) => {
              if (row.decidedAt !== undefined)
                return `${row.decidedBy ?? ''} ${dateTime(row.decidedAt)} ${row.decisionNote ?? ''}`;
              if (!changes) return null;
              const events = row.own ? (['withdraw'] as const) : (['approve', 'refuse'] as const);
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
            },
          },
        ]}
      />
      {deciding !== undefined && <Decide {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}

function Runs({ rows }: { rows: Rules['runs'] }) {
  const t = useWords(words);
  const nameOf = useRuleName();
  if (rows.length === 0) return <Nothing what={t('noRuns')} />;
  return (
    <Table<Rules['runs'][number]>
      rowKey="dryRunId"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t('rule'), dataIndex: 'rule', render: (rule: string) => nameOf(rule) },
        {
          title: t('state'),
          key: 'state',
          render: (_v, row) => (
            <Space>
              {t(row.state)}
              {row.state === 'running' && (
                <Progress
                  type="circle"
                  size={20}
                  percent={(row.merchantsDone / Math.max(1, row.merchantsTotal)) * 100}
                />
              )}
            </Space>
          ),
        },
        { title: t('by'), key: 'by', render: (_v, row) => `${row.startedBy} ${dateTime(row.startedAt)}` },
        {
          title: t('look'),
          key: 'look',
          render: (_v, row) => <Link to={`/risk-rules/dry-runs/${row.dryRunId}`}>{t('look')}</Link>,
        },
      ]}
    />
  );
}
