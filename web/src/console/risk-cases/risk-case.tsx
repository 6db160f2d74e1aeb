import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { isRuleWord, ruleWords } from '../../kit/rule-words.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Heading, Loaded } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { CaseTag } from './risk-cases.tsx';
import { words } from './words.ts';

type Detail = Answer<'GET /api/console/risk-cases/:merchantId/:caseId'>;
type Sale = Detail['sales'][number];
type Decision = 'keep' | 'release' | 'confirm';

const REASON_MIN = 2;
const ASKABLE: readonly string[] = ['open', 'pending_release', 'pending_confirm'];
/** What may be decided where the case stands. */
const WAYS = {
  open: ['release', 'keep', 'confirm'],
  pending_release: ['release', 'keep'],
  pending_confirm: ['confirm', 'keep'],
  pending_appeal: ['release', 'keep'],
  confirmed: ['release'],
  released: [],
} as const satisfies Record<Detail['case']['state'], readonly Decision[]>;

export function RiskCasePage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const { merchantId = '', caseId = '' } = useParams();
  const detail = useQuery({
    queryKey: ['risk-case', caseId],
    queryFn: () => client.call('GET /api/console/risk-cases/:merchantId/:caseId', { params: { merchantId, caseId } }),
  });
  return (
    <>
      <p>
        <Link to="/risk-cases">← {t('back')}</Link>
      </p>
      <Loaded of={detail}>
        {(data) => <Case detail={data} acts={may(staff, 'operate.act')} suspends={may(staff, 'risk.change')} />}
      </Loaded>
    </>
  );
}

function Case({ detail, acts, suspends }: { detail: Detail; acts: boolean; suspends: boolean }) {
  const t = useWords(words);
  const [deciding, setDeciding] = useState<Decision>();
  const [asking, setAsking] = useState(false);
  const [suspending, setSuspending] = useState(false);
  const { case: found } = detail;
  return (
    <>
      <Heading title={found.merchantName}>
        <Space wrap>
          <CaseTag state={found.state} />
          {acts &&
            WAYS[found.state].map((way) => (
              <Button key={way} danger={way === 'confirm'} onClick={() => setDeciding(way)}>
                {t(way)}
              </Button>
            ))}
          {acts && ASKABLE.includes(found.state) && detail.proofs.every((one) => one.state !== 'asked') && (
            <Button onClick={() => setAsking(true)}>{t('askProof')}</Button>
          )}
          {suspends && detail.merchantState !== 'suspended' && (
            <Button danger onClick={() => setSuspending(true)}>
              {t('suspend')}
            </Button>
          )}
        </Space>
      </Heading>
      <p>
        {t('frozen')} <strong>¥{yuan(detail.frozenFen)}</strong> · {t('openedAt')} {dateTime(found.openedAt)}
      </p>
      <h2>{t('evidence')}</h2>
      <Evidence sales={detail.sales} />
      <h2>{t('statements')}</h2>
      {detail.statements.length === 0 && <p className="dim">{t('noStatements')}</p>}
      {detail.statements.map((one) => (
        <p key={one.at}>
          <span className="dim">{dateTime(one.at)}</span> {one.words}
        </p>
      ))}
      <Proofs detail={detail} />
      <h2>{t('decisions')}</h2>
      {detail.decisions.length === 0 && <p className="dim">{t('noDecisions')}</p>}
      {detail.decisions.map((one) => (
        <p key={`${one.at} ${one.decision}`}>
          <span className="dim">
            {dateTime(one.at)} {one.by}
          </span>{' '}
          {t(`decision_${one.decision}`)}: {one.reason}
        </p>
      ))}
      {deciding !== undefined && <Decide detail={detail} decision={deciding} onClose={() => setDeciding(undefined)} />}
      {suspending && <Suspend detail={detail} onClose={() => setSuspending(false)} />}
      {asking && <AskProof detail={detail} onClose={() => setAsking(false)} />}
    </>
  );
}

/** What was asked for and what became of it, and what was handed in. */
function Proofs({ detail }: { detail: Detail }) {
  const t = useWords(words);
  const { merchantId, caseId } = detail.case;
  if (detail.proofs.length === 0 && detail.files.length === 0) return null;
  return (
    <>
      <h2>{t('proofs')}</h2>
      {detail.proofs.map((one) => (
        <p key={one.askedAt}>
          <span className="dim">
            {dateTime(one.askedAt)} {one.by === 'machine' ? t('machine') : one.by}
          </span>{' '}
          {one.words === '' ? t('proofMachine') : one.words}{' '}
          <Tag>{t(`proof_${one.state}`, { until: dateTime(one.dueAt) })}</Tag>
        </p>
      ))}
      {detail.files.length > 0 && (
        <p>
          {t('files')}:{' '}
          {detail.files.map((one) => (
            <a
              key={one.fileId}
              className="file-link"
              target="_blank"
              rel="noreferrer"
              href={client.href('GET /api/console/risk-cases/:merchantId/:caseId/files/:fileId', {
                merchantId,
                caseId,
                fileId: one.fileId,
              })}
            >
              {one.name}
            </a>
          ))}
        </p>
      )}
    </>
  );
}

/** Proposes that the merchant be suspended; a colleague decides. */
function Suspend({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const { merchantNo } = detail;
  const propose = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/risk-proposals/merchants/:merchantNo', {
        params: { merchantNo },
        body: { kind: 'suspension', content: { reason: reason.trim() }, note: detail.case.caseId },
      }),
    onSuccess: () => {
      void message.success(t('suspendProposed'));
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('suspend')}
      ok={t('suspend')}
      danger
      ready={reason.trim().length >= REASON_MIN}
      of={propose}
      onOk={() => propose.mutate()}
      onClose={onClose}
    >
      <p>{t('suspendFollows')}</p>
      <label className="ask-field">
        {t('suspendReason')}
        <Input.TextArea rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Ask>
  );
}

const WORDS_MIN = 5;

function AskProof({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const { merchantId, caseId } = detail.case;
  const ask = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/risk-cases/:merchantId/:caseId/proof', {
        params: { merchantId, caseId },
        body: { words: text.trim() },
      }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('askProof')}
      ok={t('askProof')}
      ready={text.trim().length >= WORDS_MIN}
      of={ask}
      onOk={() => ask.mutate()}
      onClose={onClose}
    >
      <p>{t('askProofFollows')}</p>
      <label className="ask-field">
        {t('proofWords')}
        <Input.TextArea rows={3} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
    </Ask>
  );
}

const moneyOf = (sale: Sale): 'waits' | 'thawed' | 'none' | 'missed' =>
  sale.frozen ? 'waits' : sale.delay === 'delayed' ? 'thawed' : sale.delay;

function Evidence({ sales }: { sales: readonly Sale[] }) {
  const t = useWords(words);
  const r = useWords(ruleWords);
  const ruleName = (rule: string): string => (isRuleWord(rule) ? r(rule) : rule);
  const what = ({ kind, state }: Sale): string => {
    const name = `t_${kind}` in words ? t(`t_${kind}` as keyof typeof words) : kind;
    return state === 'declined' ? `${name} · ${t('declinedMark')}` : name;
  };
  return (
    <Table<Sale>
      rowKey="transactionId"
      size="middle"
      dataSource={sales}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t('time'), dataIndex: 'at', render: dateTime },
        { title: t('amount'), dataIndex: 'amountFen', align: 'right', render: (one: string) => yuan(one) },
        { title: t('what'), key: 'what', render: (_value, row) => what(row) },
        { title: t('card'), key: 'card', render: (_value, row) => `${row.bankName} ${row.card}` },
        { title: t('points'), dataIndex: 'points', align: 'right' },
        {
          title: t('hits'),
          dataIndex: 'hits',
          render: (hits: Sale['hits']) =>
            hits.map((hit) => (
              <Tag key={`${hit.rule} ${hit.version}`}>
                {ruleName(hit.rule)} v{hit.version} +{hit.points}
              </Tag>
            )),
        },
        { title: t('money'), key: 'money', render: (_value, row) => t(`money_${moneyOf(row)}`) },
        { title: t('terminal'), dataIndex: 'terminalNo', render: (one: string) => <code>{one}</code> },
        { title: t('rrn'), dataIndex: 'rrn', render: (one: string) => <code>{one}</code> },
      ]}
    />
  );
}

function Decide({ detail, decision, onClose }: { detail: Detail; decision: Decision; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const { merchantId, caseId, state } = detail.case;
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/risk-cases/:merchantId/:caseId/decisions', {
        params: { merchantId, caseId },
        body: { decision, reason: reason.trim() },
      }),
    onSuccess: () => {
      void message.success(t('done'));
      onClose();
      return queries.invalidateQueries();
    },
  });
  const proposes = decision !== 'keep' && !state.startsWith('pending_') && detail.people[decision] > 1;
  return (
    <Ask
      title={t(decision)}
      ok={t(decision)}
      {...(decision === 'confirm' ? { danger: true as const } : {})}
      ready={reason.trim().length >= REASON_MIN}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{t(`${decision}Follows`)}</p>
      {proposes && <Alert type="info" showIcon title={t('two')} />}
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Ask>
  );
}
