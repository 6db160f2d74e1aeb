import { App, Button, Space, Table, Tag } from 'antd';
import { client } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { useSimulator, useWorld } from './desk.ts';
import { Listed } from './listed.tsx';
import { kindWords, statusWords } from './network-names.ts';
import { SimulatorFrame } from './simulator-frame.tsx';
import { words } from './words.ts';

interface NetworkTransaction {
  readonly rrn: string;
  readonly stan: string;
  readonly transmissionTime: string;
  readonly kind?: string;
  readonly mti?: string;
  readonly pan: string;
  readonly amountFen?: string | number;
  readonly responseCode?: string;
  readonly code?: string;
  readonly status?: string;
  readonly settlementDate?: string;
  readonly at?: number;
}

interface NetworkState {
  readonly settlementDate: string;
  readonly cards: readonly {
    readonly holder: string;
    readonly pan: string;
    readonly kind: 'debit' | 'credit';
    /** YYMM */
    readonly expiry: string;
    readonly reported?: 'lost' | 'stolen' | 'restricted';
    readonly availableFen: string;
    readonly heldFen: string;
  }[];
}

/** In the language of the page; a name that this page does not know is shown as it came. */
function useNetworkNames(): { kindName: (kind: string) => string; statusName: (status: string) => string } {
  const t = useWords(words);
  const said = (table: Readonly<Record<string, keyof typeof words>>, name: string): string => {
    const word = table[name];
    return word === undefined ? name : t(word);
  };
  return { kindName: (kind) => said(kindWords, kind), statusName: (status) => said(statusWords, status) };
}

export function NetworkTab() {
  const t = useWords(words);
  const { kindName, statusName } = useNetworkNames();
  const transactions = useWorld<NetworkTransaction[]>('card-network', 'transactions');
  const newest = {
    ...transactions,
    data: transactions.data === undefined ? undefined : [...transactions.data].reverse(),
  };
  return (
    <SimulatorFrame simulator="card-network">
      <Listed of={newest} empty={t('noTransactions')}>
        {(rows) => (
          <Table<NetworkTransaction>
            rowKey={(row) => `${row.transmissionTime} ${row.stan} ${row.kind ?? row.mti ?? ''}`}
            size="small"
            scroll={{ x: true }}
            pagination={{ pageSize: 12, hideOnSinglePage: true }}
            dataSource={[...rows]}
            columns={[
              {
                title: t('time'),
                key: 'at',
                render: (_v, row) => (row.at === undefined ? row.transmissionTime : dateTime(row.at)),
              },
              { title: t('kind'), key: 'kind', render: (_v, row) => kindName(row.kind ?? row.mti ?? '') },
              { title: t('card'), dataIndex: 'pan' },
              {
                title: t('amount'),
                key: 'amount',
                align: 'right',
                render: (_v, row) => (row.amountFen === undefined ? '' : yuan(String(row.amountFen))),
              },
              { title: t('rrn'), dataIndex: 'rrn' },
              { title: t('code'), key: 'code', render: (_v, row) => row.responseCode ?? row.code },
              {
                title: t('status'),
                dataIndex: 'status',
                render: (status?: string) => (status === undefined ? '' : <Tag>{statusName(status)}</Tag>),
              },
              { title: t('settleDate'), dataIndex: 'settlementDate' },
              { title: t('raise'), key: 'raise', render: (_v, row) => <Raise of={row} /> },
            ]}
          />
        )}
      </Listed>
      <DayTotals />
      <Issuers />
    </SimulatorFrame>
  );
}

const SOLD: readonly string[] = ['sale', 'preAuthCompletion', 'qrPassive', 'qrActive', 'offlineSale'];

/** The cardholder's bank asks about a sale, or takes it back; it comes with the file of the running day. */
function Raise({ of }: { of: NetworkTransaction }) {
  const t = useWords(words);
  const { message } = App.useApp();
  if (of.status !== 'approved' || !SOLD.includes(of.kind ?? '')) return null;
  const raise = async (kind: 'chargeback' | 'document_request'): Promise<void> => {
    const body = { rrn: of.rrn, kind };
    const done = await client.call('POST /api/demo/world/card-network/disputes', { body }).catch(() => undefined);
    void (done === undefined ? message.error(t('raiseFailed')) : message.success(t('raised')));
  };
  return (
    <Space size={4}>
      <Button size="small" onClick={() => void raise('chargeback')}>
        {t('raise_chargeback')}
      </Button>
      <Button size="small" onClick={() => void raise('document_request')}>
        {t('raise_document_request')}
      </Button>
    </Space>
  );
}

interface Totals {
  readonly count: number;
  readonly grossFen: string;
  readonly feeFen: string;
  readonly netFen: string;
}

interface Day {
  readonly date: string;
  readonly kinds: readonly (Totals & { readonly kind: string })[];
  readonly total: Totals;
}

/** What the day that runs would clear if it ended now. */
function DayTotals() {
  const t = useWords(words);
  const { kindName } = useNetworkNames();
  const day = useWorld<Day>('card-network', 'totals').data;
  if (day === undefined || day.kinds.length === 0) return null;
  return (
    <>
      <h2>{t('totals', { date: day.date })}</h2>
      <Table
        rowKey="name"
        size="small"
        pagination={false}
        scroll={{ x: true }}
        dataSource={[
          ...day.kinds.map((row) => ({ ...row, name: kindName(row.kind) })),
          { ...day.total, name: t('together') },
        ]}
        columns={[
          { title: t('kind'), dataIndex: 'name' },
          { title: t('number'), dataIndex: 'count', align: 'right' },
          { title: t('gross'), dataIndex: 'grossFen', align: 'right', render: (fen: string) => yuan(fen) },
          { title: t('fees'), dataIndex: 'feeFen', align: 'right', render: (fen: string) => yuan(fen) },
          { title: t('net'), dataIndex: 'netFen', align: 'right', render: (fen: string) => yuan(fen) },
        ]}
      />
    </>
  );
}

function Issuers() {
  const t = useWords(words);
  const state = useSimulator<NetworkState>('card-network');
  const cards = state.data?.state.cards ?? [];
  if (cards.length === 0) return null;
  return (
    <>
      <h2>{t('cards')}</h2>
      <Table
        rowKey="pan"
        size="small"
        pagination={false}
        scroll={{ x: true }}
        dataSource={[...cards]}
        columns={[
          { title: t('holder'), dataIndex: 'holder' },
          { title: t('card'), dataIndex: 'pan' },
          { title: t('kind'), dataIndex: 'kind', render: (kind: 'debit' | 'credit') => t(kind) },
          { title: t('expiry'), dataIndex: 'expiry', render: (yymm: string) => `${yymm.slice(2)}/${yymm.slice(0, 2)}` },
          {
            title: t('status'),
            dataIndex: 'reported',
            render: (reported?: 'lost' | 'stolen' | 'restricted') =>
              reported === undefined ? '' : <Tag color="red">{t(`card_${reported}`)}</Tag>,
          },
          { title: t('availableFen'), dataIndex: 'availableFen', align: 'right', render: (fen: string) => yuan(fen) },
          { title: t('heldFen'), dataIndex: 'heldFen', align: 'right', render: (fen: string) => yuan(fen) },
        ]}
      />
    </>
  );
}
