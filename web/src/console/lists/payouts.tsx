import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Tag } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useProblemText } from '../../kit/problems.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { StateTag } from '../loaded.tsx';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
import { words } from '../words.ts';
import { choiceOf, days } from './choice.ts';
import { words as listWords } from './words.ts';

type Payout = Answer<'GET /api/console/payouts'>['rows'][number];

const WAITS: readonly string[] = ['unknown', 'sending', 'prepared'];
const STATES = ['prepared', 'sending', 'accepted', 'paid', 'returned', 'unknown'];

export function Payouts({ canRetry, lead }: { canRetry: boolean; lead: ReactNode }) {
  const t = useWords(words);
  const l = useWords(listWords);
  const state = useStateText();
  const columns = useMemo(
    (): Column<Payout>[] => [
      { key: 'created', title: t('time'), text: (row) => dateTime(row.createdAt) },
      {
        key: 'merchantNo',
        title: t('merchantNo'),
        text: (row) => row.merchantNo,
        show: (row) => <Link to={`/merchants/${row.merchantNo}`}>{row.merchantNo}</Link>,
      },
      {
        key: 'amount',
        title: t('amount'),
        align: 'right',
        text: (row) => BigInt(row.amountFen),
        show: (row) => <span className="figures">{yuan(row.amountFen)}</span>,
      },
      {
        key: 'way',
        title: t('way'),
        text: (row) => (row.t0 ? 'T+0' : 'T+1'),
        show: (row) => (row.t0 ? <Tag color="blue">T+0</Tag> : 'T+1'),
      },
      {
        key: 'state',
        title: t('state'),
        text: (row) => state(row.state),
        show: (row) => <StateTag state={row.state} />,
      },
      { key: 'reason', title: t('reason'), text: (row) => row.reason ?? '' },
      { key: 'bankRef', title: t('bankRef'), text: (row) => row.bankReference ?? '' },
      { key: 'tries', title: t('tries'), align: 'right', text: (row) => String(row.tries) },
      {
        key: 'retry',
        title: '',
        text: () => '',
        pageOnly: true,
        show: (row) => (canRetry && WAITS.includes(row.state) ? <AskNow payoutId={row.payoutId} /> : null),
      },
      { key: 'reference', title: t('reference'), text: (row) => row.payoutId },
    ],
    [t, state, canRetry],
  );
  return (
    <ListPage<Payout>
      of={{
        list: 'payouts',
        title: t('payouts'),
        rowKey: 'payoutId',
        columns,
        lead,
        isPart: true,
        filters: [
          { kind: 'text', key: 'merchant', label: l('merchant'), width: 240 },
          choiceOf('state', { label: t('state'), values: STATES, word: state }),
          days,
        ],
        fetch: (query) => client.call('GET /api/console/payouts', { query }),
      }}
    />
  );
}

/** Asks the bank about one payout now. */
function AskNow({ payoutId }: { payoutId: string }) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => client.call('POST /api/console/payouts/:payoutId/retry', { params: { payoutId } }),
    onSuccess: () => void message.success(t('asked')),
    onError: (error) => void message.error(text(error)),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>
      {t('askNow')}
    </Button>
  );
}
