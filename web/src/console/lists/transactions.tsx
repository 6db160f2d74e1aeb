import { Link } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { StateTag } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import type { Column } from '../table/columns.ts';
import type { Filter } from '../table/filters.tsx';
import { ListPage } from '../table/list-page.tsx';
import { words } from '../words.ts';
import { Beneath } from './beneath.tsx';
import { choiceOf, days } from './choice.ts';
import { words as listWords } from './words.ts';

type Transaction = Answer<'GET /api/console/transactions'>['rows'][number];

function useColumns(): readonly Column<Transaction>[] {
  const t = useWords(words);
  const l = useWords(listWords);
  const state = useStateText();
  return [
    { key: 'time', title: t('time'), text: (row) => dateTime(row.at) },
    { key: 'kind', title: t('kind'), text: (row) => state(row.kind) },
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      text: (row) => BigInt(row.amountFen),
      show: (row) => <b className="figures">{yuan(row.amountFen)}</b>,
    },
    { key: 'state', title: t('state'), text: (row) => state(row.state), show: (row) => <StateTag state={row.state} /> },
    { key: 'code', title: t('code'), text: (row) => row.responseCode ?? '' },
    { key: 'card', title: t('card'), text: (row) => row.card },
    { key: 'terminal', title: t('terminal'), text: (row) => row.terminalNo },
    {
      key: 'merchantNo',
      title: t('merchantNo'),
      text: (row) => row.merchantNo,
      show: (row) => <Link to={`/merchants/${row.merchantNo}`}>{row.merchantNo}</Link>,
    },
    { key: 'rrn', title: t('rrn'), text: (row) => row.rrn },
    { key: 'stan', title: t('stan'), text: (row) => row.stan },
    { key: 'businessDate', title: t('businessDate'), text: (row) => row.businessDate },
    { key: 'bank', title: l('bank'), text: (row) => row.bank, extra: true },
  ];
}

function useFilters(): readonly Filter[] {
  const t = useWords(words);
  const l = useWords(listWords);
  return [
    { kind: 'text', key: 'merchant', label: l('merchant'), width: 200 },
    choiceOf('kind', {
      label: t('kind'),
      values: ['sale', 'code', 'refund', 'void', 'pre_auth', 'deposit'],
      word: (value) => l(`k_${value}` as 'k_sale'),
    }),
    choiceOf('state', {
      label: t('state'),
      values: ['approved', 'declined', 'reversed', 'open'],
      word: (value) => l(`s_${value}` as 's_open'),
    }),
    choiceOf('paidWith', {
      label: l('paidWith'),
      values: ['debit', 'credit', 'qr'],
      word: (value) => l(`p_${value}` as 'p_qr'),
    }),
    { kind: 'text', key: 'terminalNo', label: t('terminal'), width: 110 },
    { kind: 'text', key: 'rrn', label: t('rrn'), width: 140 },
    { kind: 'text', key: 'cardTail', label: l('cardTail'), width: 120 },
    { kind: 'text', key: 'responseCode', label: t('code'), width: 90 },
    days,
  ];
}

export function TransactionsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const columns = useColumns();
  const filters = useFilters();
  return (
    <ListPage<Transaction>
      of={{
        list: 'transactions',
        title: t('transactions'),
        rowKey: 'transactionId',
        columns,
        filters,
        fetch: (query) => client.call('GET /api/console/transactions', { query }),
        below: { expandedRowRender: (row) => <Beneath row={row} acts={may(staff, 'operate.act')} /> },
      }}
    />
  );
}
