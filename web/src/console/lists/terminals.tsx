import { Tag } from 'antd';
import { Link } from 'react-router';
import { useCityName } from '../../kit/cities.ts';
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

type Terminal = Answer<'GET /api/console/terminals/list'>['rows'][number];

const STATES = ['pending_activation', 'activating', 'active', 'suspended', 'unbound', 'closed'];
export const MODELS = ['esign_pos', 'smart_pos'];

/** Nothing happened yet, or when it did. */
export const whenText = (at: string | undefined): string => (at === undefined ? '' : dateTime(at));

function useColumns(): readonly Column<Terminal>[] {
  const t = useWords(words);
  const l = useWords(listWords);
  const city = useCityName();
  const state = useStateText();
  // many addresses begin with their city: it is not said twice
  const place = (row: Terminal): string => {
    const name = city(row.region);
    return row.address.startsWith(name) ? row.address : `${name} ${row.address}`;
  };
  return [
    { key: 'terminalNo', title: t('terminal'), text: (row) => row.terminalNo },
    {
      key: 'merchantName',
      title: l('merchantName'),
      text: (row) => row.merchantName,
      show: (row) => <Link to={`/merchants/${row.merchantNo}`}>{row.merchantName}</Link>,
    },
    {
      key: 'serialNo',
      title: l('serialNo'),
      text: (row) => row.serialNo,
      show: (row) => <code>{row.serialNo}</code>,
    },
    { key: 'model', title: l('model'), text: (row) => state(row.model) },
    { key: 'state', title: t('state'), text: (row) => state(row.state), show: (row) => <StateTag state={row.state} /> },
    {
      key: 'place',
      title: l('place'),
      text: place,
      show: (row) => (
        <>
          {place(row)} {row.moved && <Tag>{l('moved')}</Tag>}
        </>
      ),
    },
    { key: 'signedInAt', title: l('signedIn'), text: (row) => whenText(row.signedInAt) },
    { key: 'lastSaleAt', title: l('lastSale'), text: (row) => whenText(row.lastSaleAt) },
    { key: 'created', title: t('created'), text: (row) => dateTime(row.createdAt) },
    { key: 'merchantNo', title: t('merchantNo'), text: (row) => row.merchantNo, extra: true },
    { key: 'keysAt', title: l('keysAt'), text: (row) => whenText(row.keysAt), extra: true },
  ];
}

export function TerminalsPage() {
  const t = useWords(words);
  const l = useWords(listWords);
  const state = useStateText();
  const columns = useColumns();
  return (
    <ListPage<Terminal>
      of={{
        list: 'terminals',
        title: t('terminals'),
        rowKey: 'terminalId',
        columns,
        filters: [
          { kind: 'text', key: 'number', label: l('terminalOrSerial'), width: 200 },
          { kind: 'text', key: 'merchant', label: l('merchant'), width: 240 },
          choiceOf('state', { label: t('state'), values: STATES, word: state }),
          choiceOf('model', { label: l('model'), values: MODELS, word: state }),
        ],
        fetch: (query) => client.call('GET /api/console/terminals/list', { query }),
      }}
    />
  );
}
