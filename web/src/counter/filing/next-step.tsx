import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Card, Form, Input, Popconfirm, Select } from 'antd';
import { client } from '../../kit/client.ts';
import { useList, useWords } from '../../kit/language.ts';
import { useApplicationStateText } from '../../kit/states.ts';
import { Refused } from '../parts.tsx';
import { lineWord, words } from '../words.ts';
import { useRefresh, type Detail } from './filing-data.ts';

/** What comes next on this filing, for whoever looks at it. */
export function NextStep({ filingId, detail }: { filingId: string; detail: Detail }) {
  const t = useWords(words);
  const state = useApplicationStateText();
  const { filing } = detail;
  const readable = ['open', 'awaiting_officer', 'awaiting_merchant'].includes(filing.state);
  return (
    <aside>
      <Card size="small" title={t('next')} className="section">
        {filing.applicationState !== '' && (
          <p className="dim">
            {t('applicationState')}: {state(filing.applicationState)}
          </p>
        )}
        {filing.state === 'open' && <Send filingId={filingId} detail={detail} />}
        {filing.state === 'awaiting_officer' && <Judge filingId={filingId} detail={detail} />}
        {filing.state === 'awaiting_merchant' && <Alert type="info" title={t('waitingMerchant')} />}
        {readable && (
          <Button block className="gap" href={`/api/counter/filings/${filingId}/form`} target="_blank">
            {t('print')}
          </Button>
        )}
        {readable && <Withdraw filingId={filingId} />}
      </Card>
      {filing.applicationState === 'approved' && <HandoverCard filingId={filingId} detail={detail} />}
    </aside>
  );
}

function Send({ filingId, detail }: { filingId: string; detail: Detail }) {
  const t = useWords(words);
  const list = useList();
  const { message } = App.useApp();
  const refresh = useRefresh(filingId);
  const send = useMutation({
    mutationFn: () => client.call('POST /api/counter/filings/:filingId/send', { params: { filingId } }),
    onSuccess: async () => {
      void message.success(t('sent'));
      await refresh();
    },
  });
  const open = detail.missing.map((item) => t(lineWord(item) ?? 'checklist'));
  return (
    <>
      {open.length > 0 ? (
        <p>
          {t('openItems')}: {list(open)}
        </p>
      ) : (
        <p className="ok-mark">{t('item_done')}</p>
      )}
      <Button block type="primary" loading={send.isPending} disabled={open.length > 0} onClick={() => send.mutate()}>
        {t('send')}
      </Button>
      <Refused error={send.error} />
    </>
  );
}

function Judge({ filingId, detail }: { filingId: string; detail: Detail }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const refresh = useRefresh(filingId);
  const confirm = useMutation({
    mutationFn: () => client.call('POST /api/counter/filings/:filingId/confirm', { params: { filingId } }),
    onSuccess: async () => {
      void message.success(t('confirmed'));
      await refresh();
    },
  });
  const giveBack = useMutation({
    mutationFn: ({ note }: { note: string }) =>
      client.call('POST /api/counter/filings/:filingId/return', { params: { filingId }, body: { note } }),
    onSuccess: async () => {
      void message.success(t('returned'));
      await refresh();
    },
  });
  if (!detail.filing.mayConfirm) return <Alert type="info" title={t('cannotConfirm')} />;
  return (
    <>
      <p>{t('confirmHint')}</p>
      <Button block type="primary" loading={confirm.isPending} onClick={() => confirm.mutate()}>
        {t('confirm')}
      </Button>
      <Refused error={confirm.error} />
      <Form
        className="gap"
        layout="vertical"
        requiredMark={false}
        onFinish={(given: { note: string }) => giveBack.mutate(given)}
      >
        <Form.Item name="note" label={t('returnNote')} rules={[{ required: true, min: 2, max: 300 }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} />
        </Form.Item>
        <Button block danger htmlType="submit" loading={giveBack.isPending}>
          {t('returnIt')}
        </Button>
      </Form>
      <Refused error={giveBack.error} />
    </>
  );
}

function Withdraw({ filingId }: { filingId: string }) {
  const t = useWords(words);
  const refresh = useRefresh(filingId);
  const withdraw = useMutation({
    mutationFn: () => client.call('POST /api/counter/filings/:filingId/withdraw', { params: { filingId } }),
    onSuccess: refresh,
  });
  return (
    <Popconfirm title={t('withdrawSure')} onConfirm={() => withdraw.mutate()}>
      <Button block danger type="text" loading={withdraw.isPending}>
        {t('withdraw')}
      </Button>
    </Popconfirm>
  );
}

interface Plan {
  readonly way: 'outlet' | 'installation' | 'courier';
  readonly wantedDate?: string;
  readonly slot?: 'morning' | 'afternoon';
}

function HandoverCard({ filingId, detail }: { filingId: string; detail: Detail }) {
  const t = useWords(words);
  const refresh = useRefresh(filingId);
  const plan = useMutation({
    mutationFn: ({ way, wantedDate, slot }: Plan) =>
      client.call('PUT /api/counter/filings/:filingId/handover', {
        params: { filingId },
        body: {
          way,
          ...(wantedDate === undefined || wantedDate === '' ? {} : { wantedDate }),
          ...(slot === undefined ? {} : { slot }),
        },
      }),
    onSuccess: refresh,
  });
  const finish = useMutation({
    mutationFn: () => client.call('POST /api/counter/filings/:filingId/handover/done', { params: { filingId } }),
    onSuccess: refresh,
  });
  const { handover } = detail;
  const choices = (values: readonly (keyof typeof words)[]) => values.map((value) => ({ value, label: t(value) }));
  return (
    <Card size="small" title={t('handover')} className="section">
      {handover !== undefined && (
        <p>
          {t(handover.way)} {handover.wantedDate ?? ''} {handover.slot === undefined ? '' : t(handover.slot)} ·{' '}
          <strong>{t(handover.state)}</strong>
        </p>
      )}
      {handover?.state !== 'done' && (
        <Form<Plan>
          layout="vertical"
          requiredMark={false}
          initialValues={{ way: handover?.way ?? 'outlet', ...handover }}
          onFinish={(given) => plan.mutate(given)}
        >
          <Form.Item name="way" label={t('way')}>
            <Select options={choices(['outlet', 'installation', 'courier'])} />
          </Form.Item>
          <Form.Item name="wantedDate" label={t('date')}>
            <Input type="date" />
          </Form.Item>
          <Form.Item name="slot" label={t('slot')}>
            <Select allowClear options={choices(['morning', 'afternoon'])} />
          </Form.Item>
          <Button block htmlType="submit" loading={plan.isPending}>
            {t('recordHandover')}
          </Button>
        </Form>
      )}
      {handover?.state === 'planned' && (
        <Button block type="primary" className="gap" loading={finish.isPending} onClick={() => finish.mutate()}>
          {t('handedOver')}
        </Button>
      )}
      <Refused error={plan.error ?? finish.error} />
    </Card>
  );
}
