import { useMutation } from '@tanstack/react-query';
import { Button, Input, Radio, Select, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { client, type CallInput } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useStateText } from '../../kit/states.ts';
import { Ask } from '../ask.tsx';
import { Loaded } from '../loaded.tsx';
import { useDone, useStock, type Place, type Stock } from './stock-data.tsx';
import { words } from './words.ts';

const MODELS = ['esign_pos', 'smart_pos'] as const;

export function PlacesTab({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const model = useStateText();
  const stock = useStock();
  const [opening, setOpening] = useState(false);
  return (
    <Loaded of={stock}>
      {(data) => (
        <>
          <div className="tab-head">
            <p className="dim">{t('placesLead')}</p>
            {acts && <Button onClick={() => setOpening(true)}>{t('openPlace')}</Button>}
          </div>
          <Table<Place>
            rowKey="placeId"
            size="middle"
            dataSource={data.places}
            scroll={{ x: 'max-content' }}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
            columns={[
              { title: t('place'), dataIndex: 'name', render: (name: string) => <strong>{name}</strong> },
              { title: t('kind'), dataIndex: 'kind', render: (kind: Place['kind']) => t(`place_${kind}`) },
              ...MODELS.map((one) => ({
                title: t('freeOf', { model: model(one) }),
                key: one,
                align: 'right' as const,
                render: (_value: unknown, row: Place) => <Free place={row} model={one} />,
              })),
              {
                title: t('coming'),
                dataIndex: 'coming',
                align: 'right',
                className: 'figure-column',
                render: (coming: number) =>
                  coming === 0 ? <span className="dim">0</span> : <Tag color="blue">{coming}</Tag>,
              },
              {
                title: '',
                key: 'look',
                render: (_value, { placeId }) => (
                  <Link to={`/stock/devices?placeId=${encodeURIComponent(placeId)}`}>{t('seeDevices')}</Link>
                ),
              },
            ]}
          />
          {opening && <OpenPlace stock={data} onClose={() => setOpening(false)} />}
        </>
      )}
    </Loaded>
  );
}

/** A warehouse without a device of a model cannot send one; a partner's empty shelf is nothing unusual. */
function Free({ place, model }: { place: Place; model: string }) {
  const free = place.models.find((one) => one.model === model)?.free ?? 0;
  if (free > 0) return <b className="figures">{free}</b>;
  return place.kind === 'warehouse' ? <Tag color="red">0</Tag> : <span className="dim">0</span>;
}

type Opened = NonNullable<CallInput<'POST /api/console/stock/places'>['body']>;

function OpenPlace({ stock, onClose }: { stock: Stock; onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [kind, setKind] = useState<Place['kind']>('warehouse');
  const [name, setName] = useState('');
  const [ownerId, setOwnerId] = useState<string>();
  const open = useMutation({
    mutationFn: (body: Opened) => client.call('POST /api/console/stock/places', { body }),
    onSuccess: () => done(t('placeOpened')),
  });
  const owners = stock.owners.filter(
    (owner) => owner.kind === kind && !stock.places.some((place) => place.kind === kind && place.name === owner.name),
  );
  const body: Opened | undefined =
    kind === 'warehouse'
      ? name.trim().length < 2
        ? undefined
        : { kind, name: name.trim() }
      : ownerId === undefined
        ? undefined
        : { kind, ownerId };
  return (
    <Ask
      title={t('openPlace')}
      ok={t('open')}
      ready={body !== undefined}
      of={open}
      onOk={() => body !== undefined && open.mutate(body)}
      onClose={onClose}
    >
      <Radio.Group
        aria-label={t('kind')}
        value={kind}
        onChange={(event) => {
          setKind(event.target.value as Place['kind']);
          setOwnerId(undefined);
        }}
        options={(['warehouse', 'outlet', 'agent'] as const).map((value) => ({ value, label: t(`place_${value}`) }))}
      />
      {kind === 'warehouse' ? (
        <label className="ask-field">
          {t('warehouseName')}
          <Input value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        </label>
      ) : owners.length === 0 ? (
        <p className="dim">{t('everyOwnerHas')}</p>
      ) : (
        <div className="ask-field">
          <span>{t(`place_${kind}`)}</span>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t(`place_${kind}`)}
            placeholder={t('chooseOwner')}
            {...(ownerId === undefined ? {} : { value: ownerId })}
            options={owners.map((one) => ({ value: one.ownerId, label: one.name }))}
            onChange={setOwnerId}
          />
        </div>
      )}
    </Ask>
  );
}
