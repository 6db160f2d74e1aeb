import { useQuery } from '@tanstack/react-query';
import { Input, Table, type TableColumnsType, type TableProps } from 'antd';
import { useState } from 'react';
import { Link, Route, Routes } from 'react-router';
import { client, type Answer, type RouteKey } from '../kit/client.ts';
import { courseWords } from '../kit/course-words.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { reasonTitle } from '../kit/reasons.ts';
import { SaleCourse } from '../kit/sale-course.tsx';
import { useStateText } from '../kit/states.ts';
import { dateTime } from '../kit/time.ts';
import { Heading, Loaded, Nothing, StateTag } from './loaded.tsx';
import { MerchantPage } from './merchants/merchant.tsx';
import { Restrictions } from './merchants/restrictions.tsx';
import { CreditAdjustment } from './reconciliation/credit-adjustment.tsx';
import { may, type Staff } from './session.ts';
import { words } from './words.ts';

const POLL_MS = 15_000;

interface ListProps<Row> {
  readonly title: string;
  readonly of: {
    readonly data: { readonly rows: readonly Row[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly rowKey: keyof Row & string;
  readonly columns: TableColumnsType<Row>;
  /** What opens below a row. */
  readonly below?: TableProps<Row>['expandable'];
}

/** One list: found by any text of its rows. */
function List<Row extends object>({ title, of, rowKey, columns, below }: ListProps<Row>) {
  const t = useWords(words);
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  return (
    <>
      <Heading title={title}>
        <Input.Search
          allowClear
          className="find"
          placeholder={t('search')}
          aria-label={t('search')}
          onChange={(event) => setQuery(event.target.value)}
        />
      </Heading>
      <Loaded of={of}>
        {({ rows }) => {
          const found = rows.filter(
            (row) => wanted === '' || JSON.stringify(Object.values(row)).toLowerCase().includes(wanted),
          );
          if (found.length === 0) return <Nothing />;
          return (
            <Table<Row>
              rowKey={rowKey}
              size="middle"
              dataSource={found}
              columns={columns}
              {...(below === undefined ? {} : { expandable: below })}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true }}
            />
          );
        }}
      </Loaded>
    </>
  );
}

type Merchant = Answer<'GET /api/console/merchants'>['rows'][number];
type Transaction = Answer<'GET /api/console/transactions'>['rows'][number];
type Message = Answer<'GET /api/console/messages'>['rows'][number];

const tag = (state: string) => <StateTag state={state} />;

export function MerchantsPage({ staff }: { staff: Staff }) {
  return (
    <Routes>
      <Route index element={<MerchantList staff={staff} />} />
      <Route path=":merchantNo" element={<MerchantPage staff={staff} />} />
    </Routes>
  );
}

function MerchantList({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const acts = may(staff, 'operate.act');
  const asked = useQuery({
    queryKey: ['merchants'],
    queryFn: () => client.call('GET /api/console/merchants'),
    refetchInterval: POLL_MS,
  });
  const columns: TableColumnsType<Merchant> = [
    { title: t('merchantNo'), dataIndex: 'merchantNo' },
    {
      title: t('name'),
      dataIndex: 'name',
      render: (name: string, row) => <Link to={`/merchants/${row.merchantNo}`}>{name}</Link>,
    },
    { title: t('principal'), dataIndex: 'principal' },
    { title: t('state'), dataIndex: 'state', render: tag },
    { title: t('created'), dataIndex: 'createdAt', render: dateTime },
  ];
  const below = {
    expandedRowRender: (row: Merchant) => <Restrictions merchantNo={row.merchantNo} acts={acts} />,
    rowExpandable: ({ state }: Merchant) => state === 'active' || state === 'restricted',
  };
  return <List title={t('merchants')} of={asked} rowKey="merchantId" columns={columns} below={below} />;
}

export function TransactionsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const state = useStateText();
  const asked = useQuery({
    queryKey: ['transactions'],
    queryFn: () => client.call('GET /api/console/transactions'),
    refetchInterval: POLL_MS,
  });
  const columns: TableColumnsType<Transaction> = [
    { title: t('time'), dataIndex: 'at', render: dateTime },
    { title: t('kind'), dataIndex: 'kind', render: state },
    {
      title: t('amount'),
      dataIndex: 'amountFen',
      align: 'right',
      render: (fen: string) => <b className="figures">{yuan(fen)}</b>,
    },
    { title: t('state'), dataIndex: 'state', render: tag },
    { title: t('code'), dataIndex: 'responseCode' },
    { title: t('card'), dataIndex: 'card' },
    { title: t('terminal'), dataIndex: 'terminalNo' },
    { title: t('rrn'), dataIndex: 'rrn' },
    { title: t('stan'), dataIndex: 'stan' },
    { title: t('businessDate'), dataIndex: 'businessDate' },
  ];
  const below: TableProps<Transaction>['expandable'] = {
    expandedRowRender: (row) => <Beneath row={row} acts={may(staff, 'operate.act')} />,
  };
  return <List title={t('transactions')} of={asked} rowKey="transactionId" columns={columns} below={below} />;
}

/** Sales whose money can go back over the network when the device cannot send it. */
const SOLD: readonly string[] = [
  'sale',
  'test_sale',
  'completion',
  'completion_advice',
  'qr_passive',
  'qr_active',
  'offline_sale',
];

/** Where the money of a transaction is, the customer's signature where there is one, and the way back for the money. */
function Beneath({ row, acts }: { row: Transaction; acts: boolean }) {
  const t = useWords(words);
  const { merchantId, transactionId, signed } = row;
  return (
    <div className="beneath">
      <CourseBelow merchantId={merchantId} transactionId={transactionId} />
      {acts && row.state === 'approved' && SOLD.includes(row.kind) && <CreditAdjustment sale={row} />}
      {signed && (
        <figure className="signature">
          <figcaption>{t('signature')}</figcaption>
          <img
            src={client.href(
              'GET /api/console/merchants/:merchantId/transactions/:transactionId/signature' satisfies RouteKey,
              { merchantId, transactionId },
            )}
            alt={t('signature')}
          />
        </figure>
      )}
    </div>
  );
}

/** Where the money of one transaction is. */
export function CourseBelow({ merchantId, transactionId }: { merchantId: string; transactionId: string }) {
  const t = useWords(words);
  const c = useWords(courseWords);
  const asked = useQuery({
    queryKey: ['course', transactionId],
    queryFn: () =>
      client.call('GET /api/console/merchants/:merchantId/transactions/:transactionId/course', {
        params: { merchantId, transactionId },
      }),
  });
  return (
    <Loaded of={asked}>
      {({ course }) =>
        course === undefined ? (
          <p className="dim">{t('noCourse')}</p>
        ) : (
          <section aria-label={c('title')}>
            <SaleCourse course={course} />
          </section>
        )
      }
    </Loaded>
  );
}

export function MessagesPage() {
  const t = useWords(words);
  const asked = useQuery({
    queryKey: ['messages'],
    queryFn: () => client.call('GET /api/console/messages'),
    refetchInterval: POLL_MS,
  });
  const purpose = (one: string): string => (one in words ? t(one as keyof typeof words) : one);
  const columns: TableColumnsType<Message> = [
    { title: t('time'), dataIndex: 'createdAt', render: dateTime },
    { title: t('phone'), dataIndex: 'phone' },
    { title: t('purpose'), dataIndex: 'purpose', render: purpose },
    { title: t('state'), dataIndex: 'state', render: tag },
    {
      title: t('reason'),
      dataIndex: 'reason',
      render: (reason: string | null) => (reason === null ? '' : reasonTitle(reason, 'zh-CN')),
    },
  ];
  return <List title={t('messages')} of={asked} rowKey="messageId" columns={columns} />;
}
