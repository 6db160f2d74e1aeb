import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Space, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { useStateText } from '../../kit/states.ts';
import { choiceOf } from '../lists/choice.ts';
import { MODELS } from '../lists/terminals.tsx';
import { StateTag } from '../loaded.tsx';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
import { PlaceSelect, STOCK_KEY, useStock } from './stock-data.tsx';
import { words } from './words.ts';

type Device = Answer<'GET /api/console/stock/devices'>['rows'][number];
const STATES = [
  'in_stock',
  'allocated',
  'shipped',
  'delivered',
  'bound',
  'faulty',
  'in_repair',
  'returned',
  'scrapped',
  'lost',
] as const;
/** The place that every installation has. */
const MAIN = 'plc_main';

export function DevicesTab({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const state = useStateText();
  const stock = useStock();
  const places = stock.data?.places ?? [];
  const columns = useColumns(acts);
  return (
    <ListPage<Device>
      of={{
        list: 'devices',
        title: t('tab_devices'),
        rowKey: 'serialNo',
        under: STOCK_KEY,
        isQueue: true,
        isPart: true,
        columns,
        filters: [
          { kind: 'text', key: 'serial', label: t('serialPart'), width: 200 },
          choiceOf('state', { label: t('state'), values: STATES, word: state }),
          choiceOf('placeId', {
            label: t('place'),
            values: places.map((one) => one.placeId),
            word: (value) => places.find((one) => one.placeId === value)?.name ?? value,
          }),
          choiceOf('model', { label: t('model'), values: MODELS, word: state }),
        ],
        fetch: (query) => client.call('GET /api/console/stock/devices', { query }),
      }}
    />
  );
}

/** Came back whole, or broken. */
const INSPECTED: readonly string[] = ['returned', 'in_repair'];

/** What came back has to be looked at, or mended, before anybody gets it again. */
function Inspect({ device }: { device: Device }) {
  const t = useWords(words);
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const queries = useQueryClient();
  const [place, setPlace] = useState<string>();
  const inspect = useMutation({
    mutationFn: (body: { outcome: 'restock' | 'scrap'; placeId: string }) =>
      client.call('POST /api/console/stock/devices/:serialNo/inspection', {
        params: { serialNo: device.serialNo },
        body,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [STOCK_KEY] }),
    onError: (error) => void message.error(text(error)),
  });
  const scrap = async (): Promise<void> => {
    const content = t('scrapSure', { serial: device.serialNo });
    if (await modal.confirm({ content, okText: t('scrap'), okButtonProps: { danger: true } }))
      inspect.mutate({ outcome: 'scrap', placeId: place ?? MAIN });
  };
  return (
    <Space>
      <PlaceSelect label={t('restockAt')} value={place ?? MAIN} onChange={(chosen) => setPlace(chosen)} />
      <Button
        size="small"
        loading={inspect.isPending}
        onClick={() => inspect.mutate({ outcome: 'restock', placeId: place ?? MAIN })}
      >
        {t(device.state === 'in_repair' ? 'mended' : 'restock')}
      </Button>
      <Button size="small" danger type="text" onClick={() => void scrap()}>
        {t('scrap')}
      </Button>
    </Space>
  );
}

function useColumns(acts: boolean): readonly Column<Device>[] {
  const t = useWords(words);
  const state = useStateText();
  return [
    { key: 'serial', title: t('serial'), text: (row) => row.serialNo, show: (row) => <code>{row.serialNo}</code> },
    { key: 'model', title: t('model'), text: (row) => state(row.model) },
    {
      key: 'state',
      title: t('state'),
      text: (row) => (row.onTransfer ? `${state(row.state)} ${t('transfer_sent')}` : state(row.state)),
      show: (row) => (
        <>
          <StateTag state={row.state} />
          {row.onTransfer && <Tag color="blue">{t('transfer_sent')}</Tag>}
        </>
      ),
    },
    { key: 'place', title: t('place'), text: (row) => row.place },
    {
      key: 'merchant',
      title: t('merchant'),
      text: (row) => row.merchantName ?? '',
      show: (row) =>
        row.merchantName !== undefined && <Link to={`/merchants/${row.merchantNo}`}>{row.merchantName}</Link>,
    },
    {
      key: 'act',
      title: '',
      text: () => '',
      pageOnly: true,
      show: (row) => (acts && INSPECTED.includes(row.state) ? <Inspect device={row} /> : null),
    },
    { key: 'batch', title: t('batch'), text: (row) => row.batchId ?? '', extra: true },
  ];
}
