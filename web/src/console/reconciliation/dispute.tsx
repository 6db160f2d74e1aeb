import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Drawer, Input, Radio, Space, Tag, Upload } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useProblemText } from '../../kit/problems.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded } from '../loaded.tsx';
import { DISPUTE_COLOURS, type DisputeRow } from './disputes.tsx';
import { words } from './dispute-words.ts';

type Detail = Answer<'GET /api/console/disputes/:merchantId/:disputeId'>;
type Act = Detail['acts'][number];
const NOTE_MIN = 5;
const keyOf = (of: { merchantId: string; disputeId: string }) => ({
  merchantId: of.merchantId,
  disputeId: of.disputeId,
});

/** One dispute: what it is about, what was handed in, and what may be done by one person and by two. */
export function DisputeDrawer({ row, acts, onClose }: { row: DisputeRow; acts: boolean; onClose: () => void }) {
  const t = useWords(words);
  const detail = useQuery({
    queryKey: ['dispute', row.disputeId],
    queryFn: () => client.call('GET /api/console/disputes/:merchantId/:disputeId', { params: keyOf(row) }),
  });
  return (
    <Drawer open title={`${t('detail')} · ${t(row.kind)}`} onClose={onClose} size="large">
      <Loaded of={detail}>
        {(of) => (
          <>
            <Facts of={of} />
            {of.slip !== undefined && <Slip slip={of.slip} />}
            <Proofs of={of} acts={acts} />
            <History of={of} />
            {acts && of.acts.length > 0 && <Acting of={of} />}
            {acts && of.proposal !== undefined && <Deciding of={of} proposal={of.proposal} />}
          </>
        )}
      </Loaded>
    </Drawer>
  );
}

function Facts({ of }: { of: Detail }) {
  const t = useWords(words);
  const when = (at?: string) => (at === undefined ? '—' : dateTime(at));
  const items = [
    { key: 'state', label: t('state'), children: <Tag color={DISPUTE_COLOURS[of.state]}>{t(of.state)}</Tag> },
    { key: 'due', label: t(of.state === 'won' ? 'again' : 'due'), children: when(of.dueAt) },
    { key: 'amount', label: t('amount'), children: `¥${yuan(of.amountFen)}` },
    { key: 'merchantDue', label: t('merchantDue'), children: when(of.merchantDueAt) },
    { key: 'charged', label: t('charged'), children: of.chargedFen === '0' ? '—' : `¥${yuan(of.chargedFen)}` },
    { key: 'reason', label: t('reason'), children: of.reason === '' ? '—' : of.reason },
    { key: 'merchant', label: t('merchant'), children: of.merchantName ?? t('noMerchant') },
    { key: 'rrn', label: t('rrn'), children: <code>{of.rrn}</code> },
    { key: 'opened', label: t('opened'), children: dateTime(of.openedAt) },
    { key: 'file', label: t('file'), children: of.fileName === '' ? '—' : of.fileName },
    ...(of.breakId === undefined ? [] : [{ key: 'break', label: t('suspense'), children: <code>{of.breakId}</code> }]),
  ];
  return <Descriptions bordered size="small" column={{ xs: 1, sm: 2 }} items={items} />;
}

function Slip({ slip }: { slip: NonNullable<Detail['slip']> }) {
  const t = useWords(words);
  const items = [
    { key: 'sold', label: t('sold'), children: dateTime(slip.at) },
    { key: 'amount', label: t('soldFor'), children: `¥${yuan(slip.amountFen)}` },
    { key: 'card', label: t('card'), children: `${slip.bankName} ${slip.card}` },
    { key: 'auth', label: t('auth'), children: slip.authCode === '' ? '—' : slip.authCode },
    { key: 'terminal', label: t('terminal'), children: `${slip.terminalNo} ${slip.batchNo}/${slip.stan}` },
  ];
  return (
    <>
      <h2>{t('slip')}</h2>
      <Descriptions bordered size="small" column={{ xs: 1, sm: 2 }} items={items} />
    </>
  );
}

function Proofs({ of, acts }: { of: Detail; acts: boolean }) {
  const t = useWords(words);
  return (
    <>
      <h2>{t('proofs')}</h2>
      {of.proofs.length === 0 && <p className="dim">{t('noProofs')}</p>}
      <ul>
        {of.proofs.map((one, i) => (
          <li key={one.proofId}>
            <Button
              type="link"
              size="small"
              href={client.href('GET /api/console/disputes/:merchantId/:disputeId/proofs/:proofId', {
                ...keyOf(of),
                proofId: one.proofId,
              })}
              target="_blank"
              rel="noreferrer"
            >
              {t('proofN', { n: i + 1 })}
            </Button>{' '}
            <span className="dim">
              {t(one.by === 'merchant' ? 'byMerchant' : 'byStaff')} {dateTime(one.at)}
            </span>
          </li>
        ))}
      </ul>
      {acts && of.acts.length > 0 && <AddProof of={of} />}
    </>
  );
}

function AddProof({ of }: { of: Detail }) {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file, 'proof');
      return client.call('POST /api/console/disputes/:merchantId/:disputeId/proofs', { params: keyOf(of), form });
    },
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <p>
      <Upload
        accept="image/jpeg,image/png,application/pdf"
        showUploadList={false}
        disabled={add.isPending}
        beforeUpload={(file) => {
          add.mutate(file);
          return Upload.LIST_IGNORE;
        }}
      >
        <Button size="small" loading={add.isPending}>
          {t('addProof')}
        </Button>
      </Upload>
      {add.error !== null && <Alert type="error" showIcon title={text(add.error)} />}
    </p>
  );
}

/** Whoever did it: people are named, a file has its name. */
function useBy(): (by: string) => string {
  const t = useWords(words);
  return (by) => (by === 'merchant' ? t('merchantBy') : by === 'deadline' ? t('deadlineBy') : by);
}

function History({ of }: { of: Detail }) {
  const t = useWords(words);
  const named = useBy();
  return (
    <>
      <h2>{t('history')}</h2>
      {of.steps.map((one) => (
        <p key={`${one.event} ${one.at}`}>
          <strong>{t(`step_${one.event}`)}</strong>{' '}
          <span className="dim">
            {named(one.by)} {dateTime(one.at)}
          </span>
          {one.note !== '' && one.note !== of.reason && <div>{one.note}</div>}
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

const ORDER = ['propose', 'reply', 'concede'] as const;

function Acting({ of }: { of: Detail }) {
  const t = useWords(words);
  const text = useProblemText();
  const [chosen, setChosen] = useState<Act>();
  const [note, setNote] = useState('');
  const done = useDone();
  const send = useMutation({
    mutationFn: (act: Act) =>
      client.call('POST /api/console/disputes/:merchantId/:disputeId/acts', {
        params: keyOf(of),
        body: { act, note: note.trim() },
      }),
    onSuccess: done,
  });
  return (
    <div className="ask">
      <h2>{t('do')}</h2>
      <Radio.Group
        vertical
        value={chosen}
        onChange={(event) => setChosen(event.target.value as Act)}
        options={ORDER.filter((one) => of.acts.includes(one)).map((one) => ({
          value: one,
          label: (
            <>
              {t(`act_${one}`)}
              <div className="dim">{t(`follows_${one}`)}</div>
            </>
          ),
        }))}
      />
      <label className="ask-field">
        {t('note')}
        <Input.TextArea rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      {send.error !== null && <Alert type="error" showIcon title={text(send.error)} />}
      <p>
        <Button
          type="primary"
          danger={chosen === 'concede'}
          disabled={chosen === undefined || note.trim().length < NOTE_MIN}
          loading={send.isPending}
          onClick={() => chosen !== undefined && send.mutate(chosen)}
        >
          {t('send')}
        </Button>
      </p>
    </div>
  );
}

function Deciding({ of, proposal }: { of: Detail; proposal: NonNullable<Detail['proposal']> }) {
  const t = useWords(words);
  const text = useProblemText();
  const [note, setNote] = useState('');
  const done = useDone();
  const decide = useMutation({
    mutationFn: (decision: 'approve' | 'refuse' | 'withdraw') =>
      client.call('POST /api/console/disputes/:merchantId/:disputeId/decision', {
        params: keyOf(of),
        body: { decision, note: note.trim() },
      }),
    onSuccess: done,
  });
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
        title={proposal.own ? t('ownWaits') : t('proposedBy', { by: proposal.by, reason: proposal.reason })}
      />
      {!proposal.own && (
        <label className="ask-field">
          {t('decisionNote')}
          <Input.TextArea rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
      )}
      {decide.error !== null && <Alert type="error" showIcon title={text(decide.error)} />}
      <p>
        <Space wrap>
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
