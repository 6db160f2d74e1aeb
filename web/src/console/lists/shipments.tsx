import { Link } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { StateTag } from '../loaded.tsx';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
import { words } from '../words.ts';
import { choiceOf } from './choice.ts';
import { words as listWords } from './words.ts';

type Shipment = Answer<'GET /api/console/shipments'>['rows'][number];

const STATES = ['ordered', 'awaiting_handover', 'collected', 'in_transit', 'delivered', 'lost', 'refused', 'cancelled'];

export function ShipmentsPage() {
  const t = useWords(words);
  const l = useWords(listWords);
  const state = useStateText();
  const columns: readonly Column<Shipment>[] = [
    {
      key: 'waybillNo',
      title: l('waybill'),
      text: (row) => row.waybillNo ?? '',
      show: (row) => (row.waybillNo === undefined ? <span className="dim">—</span> : <code>{row.waybillNo}</code>),
    },
    { key: 'courier', title: l('courier'), text: (row) => row.courier ?? l('byHand') },
    {
      key: 'merchantName',
      title: l('toWhom'),
      text: (row) => row.merchantName,
      show: (row) => <Link to={`/merchants/${row.merchantNo}`}>{row.merchantName}</Link>,
    },
    {
      key: 'inside',
      title: l('inside'),
      text: (row) => `${state(row.model)} ${row.serialNo}`,
      show: (row) => (
        <>
          {state(row.model)} <code>{row.serialNo}</code>
        </>
      ),
    },
    { key: 'terminalNo', title: t('terminal'), text: (row) => row.terminalNo },
    { key: 'state', title: t('state'), text: (row) => state(row.state), show: (row) => <StateTag state={row.state} /> },
    { key: 'since', title: l('since'), text: (row) => dateTime(row.since) },
    { key: 'orderedAt', title: l('ordered'), text: (row) => dateTime(row.orderedAt) },
    { key: 'merchantNo', title: t('merchantNo'), text: (row) => row.merchantNo, extra: true },
  ];
  return (
    <ListPage<Shipment>
      of={{
        list: 'shipments',
        title: t('shipments'),
        rowKey: 'shipmentId',
        columns,
        filters: [
          { kind: 'text', key: 'number', label: l('waybillOrSerial'), width: 200 },
          { kind: 'text', key: 'merchant', label: l('merchant'), width: 240 },
          choiceOf('state', { label: t('state'), values: STATES, word: state }),
        ],
        fetch: (query) => client.call('GET /api/console/shipments', { query }),
      }}
    />
  );
}
