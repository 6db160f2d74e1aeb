import { Link, Route, Routes } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { StateTag } from '../loaded.tsx';
import { MerchantPage } from '../merchants/merchant.tsx';
import { Restrictions } from '../merchants/restrictions.tsx';
import { may, type Staff } from '../session.ts';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
import { words } from '../words.ts';
import { choiceOf, days } from './choice.ts';
import { words as listWords } from './words.ts';

const STATES = ['pending_activation', 'active', 'restricted', 'suspended', 'closing', 'closed'];

type Merchant = Answer<'GET /api/console/merchants'>['rows'][number];

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
  const l = useWords(listWords);
  const state = useStateText();
  const acts = may(staff, 'operate.act');
  const columns: Column<Merchant>[] = [
    { key: 'merchantNo', title: t('merchantNo'), text: (row) => row.merchantNo },
    {
      key: 'name',
      title: t('name'),
      text: (row) => row.name,
      show: (row) => <Link to={`/merchants/${row.merchantNo}`}>{row.name}</Link>,
    },
    { key: 'principal', title: t('principal'), text: (row) => row.principal },
    { key: 'state', title: t('state'), text: (row) => state(row.state), show: (row) => <StateTag state={row.state} /> },
    { key: 'created', title: t('created'), text: (row) => dateTime(row.createdAt) },
    { key: 'mcc', title: 'MCC', text: (row) => row.mcc, extra: true },
    { key: 'region', title: l('region'), text: (row) => row.region, extra: true },
    { key: 'planId', title: l('plan'), text: (row) => row.planId, extra: true },
    {
      key: 'settlement',
      title: l('settlement'),
      text: (row) => (row.settlement === 't0' ? 'T+0' : 'T+1'),
      extra: true,
    },
  ];
  return (
    <ListPage<Merchant>
      of={{
        list: 'merchants',
        title: t('merchants'),
        rowKey: 'merchantId',
        columns,
        filters: [
          { kind: 'text', key: 'merchant', label: l('merchant'), width: 240 },
          choiceOf('state', { label: t('state'), values: STATES, word: state }),
          days,
        ],
        fetch: (query) => client.call('GET /api/console/merchants', { query }),
        below: {
          expandedRowRender: (row: Merchant) => <Restrictions merchantNo={row.merchantNo} acts={acts} />,
          rowExpandable: ({ state: now }: Merchant) => now === 'active' || now === 'restricted',
        },
      }}
    />
  );
}
