import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { useStateText } from '../../kit/states.ts';
import { Loaded, Nothing, StateTag } from '../loaded.tsx';
import { PlaceSelect, POLL_MS, STOCK_KEY } from './stock-data.tsx';
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
/** As many as the server answers at most. */
const ROWS_MAX = 200;
/** The place that every installation has. */
const MAIN = 'plc_main';

export function DevicesTab({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const state = useStateText();
  const [asked, setAsked] = useSearchParams();
  const read = (name: string): string | undefined => asked.get(name) ?? undefined;
  const [serial, wanted, place] = [read('serial'), read('state'), read('place')];
  const set = (name: string, value: string | undefined): void => {
    const next = new URLSearchParams(asked);
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
    setAsked(next, { replace: true });
  };
  const devices = useQuery({
    queryKey: [STOCK_KEY, 'devices', serial, wanted, place],
    queryFn: () =>
      client.call('GET /api/console/stock/devices', {
        query: {
          ...(serial === undefined ? {} : { serial }),
          ...(wanted === undefined ? {} : { state: wanted }),
          ...(place === undefined ? {} : { placeId: place }),
        },
      }),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Space wrap className="gap">
        <Input.Search
          key={serial ?? ''}
          allowClear
          className="find"
          defaultValue={serial ?? ''}
          placeholder={t('serialPart')}
          aria-label={t('serialPart')}
          onSearch={(text) => set('serial', text.trim().toUpperCase())}
        />
        <Select
          allowClear
          className="state-select"
          aria-label={t('state')}
          placeholder={t('anyState')}
          {...(wanted === undefined ? {} : { value: wanted })}
          options={STATES.map((value) => ({ value, label: state(value) }))}
          onChange={(value: string | undefined) => set('state', value)}
        />
        <PlaceSelect clearable label={t('anyPlace')} value={place} onChange={(value) => set('place', value)} />
        {[serial, wanted, place].some((one) => one !== undefined) && (
          <Button type="link" onClick={() => setAsked({}, { replace: true })}>
            {t('clearFilters')}
          </Button>
        )}
      </Space>
      <Loaded of={devices}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noDevices')} />
          ) : (
            <>
              {rows.length >= ROWS_MAX && (
                <Alert type="info" showIcon className="gap" title={t('firstRows', { max: ROWS_MAX })} />
              )}
              <DeviceTable rows={rows} acts={acts} />
            </>
          )
        }
      </Loaded>
    </>
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

function DeviceTable({ rows, acts }: { rows: readonly Device[]; acts: boolean }) {
  const t = useWords(words);
  const model = useStateText();
  return (
    <Table<Device>
      rowKey="serialNo"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t('serial'), dataIndex: 'serialNo', render: (one: string) => <code>{one}</code> },
        { title: t('model'), dataIndex: 'model', render: model },
        {
          title: t('state'),
          key: 'state',
          render: (_value, row) => (
            <>
              <StateTag state={row.state} />
              {row.onTransfer && <Tag color="blue">{t('transfer_sent')}</Tag>}
            </>
          ),
        },
        { title: t('place'), dataIndex: 'place' },
        { title: t('merchant'), dataIndex: 'merchantName' },
        ...(acts
          ? [
              {
                key: 'act',
                render: (_value: unknown, row: Device) =>
                  INSPECTED.includes(row.state) ? <Inspect device={row} /> : null,
              },
            ]
          : []),
      ]}
    />
  );
}
