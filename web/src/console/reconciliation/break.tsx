import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Drawer, Input, Radio, Space } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useProblemText } from '../../kit/problems.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded } from '../loaded.tsx';
import { Suspense, type BreakRow } from './breaks.tsx';
import { words } from './words.ts';

type Detail = Answer<'GET /api/console/breaks/:merchantId/:breakId'>;
type Way = Detail['ways'][number];
const REASON_MIN = 5;

/** One difference: both sides of it, what it means, and what two people may do. */
export function BreakDrawer({ row, acts, onClose }: { row: BreakRow; acts: boolean; onClose: () => void }) {
  const t = useWords(words);
  const params = { merchantId: row.merchantId, breakId: row.breakId };
  const detail = useQuery({
    queryKey: ['break', row.breakId],
    queryFn: () => client.call('GET /api/console/breaks/:merchantId/:breakId', { params }),
  });
  return (
    <Drawer open title={`${t('detail')} · ${t(row.kind)}`} onClose={onClose} size="large">
      <Loaded of={detail}>
        {(data) => (
          <>
            <p>{t(`means_${data.kind}`)}</p>
            <Facts of={data} />
            <History of={data} />
            {acts && data.state === 'open' && <Propose of={data} />}
            {acts && data.state === 'proposed' && <Decide of={data} />}
          </>
        )}
      </Loaded>
    </Drawer>
  );
}

function Facts({ of }: { of: Detail }) {
  const t = useWords(words);
  const sum = (fen: string | undefined): string => (fen === undefined ? '—' : `¥${yuan(fen)}`);
  const items = [
    { key: 'state', label: t('state'), children: t(of.state) },
    { key: 'date', label: t('date'), children: of.businessDate },
    { key: 'amount', label: t('amount'), children: sum(of.amountFen) },
    { key: 'suspense', label: t('suspense'), children: <Suspense fen={of.suspenseFen} /> },
    { key: 'ours', label: t('ours'), children: sum(of.localFen) },
    { key: 'theirs', label: t('theirs'), children: sum(of.networkFen) },
    { key: 'merchant', label: t('merchant'), children: of.merchantName ?? t('noMerchant') },
    {
      key: 'rrn',
      label: t('rrn'),
      children: (
        <>
          <code>{of.rrn === '' ? '—' : of.rrn}</code>
          {of.lineNo !== undefined && <div className="dim">{t('line', { n: of.lineNo })}</div>}
        </>
      ),
    },
  ];
  return <Descriptions bordered size="small" column={{ xs: 1, sm: 2 }} items={items} />;
}

function History({ of }: { of: Detail }) {
  const t = useWords(words);
  return (
    <>
      <h2>{t('history')}</h2>
      {of.resolutions.length === 0 && <p className="dim">{t('noHistory')}</p>}
      {of.resolutions.map((one) => (
        <p key={one.resolutionId}>
          <strong>{t(`way_${one.way}`)}</strong> · {t(`outcome_${one.outcome ?? 'waiting'}`)}
          <br />
          {one.reason}
          <br />
          <span className="dim">
            {one.proposedBy} {dateTime(one.proposedAt)}
            {one.decidedBy !== undefined && one.decidedAt !== undefined && (
              <>
                {' → '}
                {one.decidedBy} {dateTime(one.decidedAt)}
              </>
            )}
            {one.note !== undefined && `：${one.note}`}
          </span>
        </p>
      ))}
    </>
  );
}

/** Says what was recorded, and shows how everything stands now. */
function useDone(): () => Promise<void> {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  return () => {
    void message.success(t('done'));
    return queries.invalidateQueries();
  };
}

function Propose({ of }: { of: Detail }) {
  const t = useWords(words);
  const text = useProblemText();
  const [way, setWay] = useState<Way>();
  const [reason, setReason] = useState('');
  const done = useDone();
  const propose = useMutation({
    mutationFn: (chosen: Way) =>
      client.call('POST /api/console/breaks/:merchantId/:breakId/resolutions', {
        params: { merchantId: of.merchantId, breakId: of.breakId },
        body: { way: chosen, reason: reason.trim() },
      }),
    onSuccess: done,
  });
  if (of.ways.length === 0) return <Alert type="info" showIcon title={t('noWays')} />;
  return (
    <div className="ask">
      <h2>{t('proposal')}</h2>
      <Radio.Group
        vertical
        value={way}
        onChange={(event) => setWay(event.target.value as Way)}
        options={of.ways.map((one) => ({
          value: one,
          label: (
            <>
              {t(`way_${one}`)}
              <div className="dim">{t(`follows_${one}`)}</div>
            </>
          ),
        }))}
      />
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      {propose.error !== null && <Alert type="error" showIcon title={text(propose.error)} />}
      <p>
        <Button
          type="primary"
          disabled={way === undefined || reason.trim().length < REASON_MIN}
          loading={propose.isPending}
          onClick={() => way !== undefined && propose.mutate(way)}
        >
          {t('propose')}
        </Button>
      </p>
    </div>
  );
}

function Decide({ of }: { of: Detail }) {
  const t = useWords(words);
  const text = useProblemText();
  const [note, setNote] = useState('');
  const done = useDone();
  const decide = useMutation({
    mutationFn: (decision: 'approve' | 'refuse' | 'withdraw') =>
      client.call('POST /api/console/breaks/:merchantId/:breakId/decision', {
        params: { merchantId: of.merchantId, breakId: of.breakId },
        body: { decision, note: note.trim() },
      }),
    onSuccess: done,
  });
  const proposal = of.resolutions.find((one) => one.outcome === undefined);
  if (proposal === undefined) return null;
  const press = (decision: 'approve' | 'refuse' | 'withdraw', type: 'primary' | 'default') => (
    <Button
      type={type}
      loading={decide.isPending && decide.variables === decision}
      disabled={decide.isPending}
      onClick={() => decide.mutate(decision)}
    >
      {t(decision)}
    </Button>
  );
  return (
    <>
      <Alert
        type="info"
        showIcon
        title={proposal.own ? t('ownWaits') : `${t(`way_${proposal.way}`)}：${t(`follows_${proposal.way}`)}`}
      />
      {!proposal.own && (
        <label className="ask-field">
          {t('note')}
          <Input.TextArea rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
      )}
      {decide.error !== null && <Alert type="error" showIcon title={text(decide.error)} />}
      <p>
        <Space>
          {proposal.own ? (
            press('withdraw', 'default')
          ) : (
            <>
              {press('approve', 'primary')}
              {press('refuse', 'default')}
            </>
          )}
        </Space>
      </p>
    </>
  );
}
