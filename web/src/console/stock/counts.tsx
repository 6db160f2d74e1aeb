import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Space, Table } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useList, useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { SerialBox } from './serial-box.tsx';
import { serialsIn, SERIALS_MAX } from './serials.ts';
import { LineTag, PlaceSelect, POLL_MS, STOCK_KEY, StockTag, useDone, type Count } from './stock-data.tsx';
import { words } from './words.ts';

type Step = 'close' | 'confirm' | 'recount' | 'cancelCount';

export function CountsTab({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const [opening, setOpening] = useState(false);
  const [stepping, setStepping] = useState<{ readonly step: Step; readonly count: Count }>();
  const counts = useQuery({
    queryKey: [STOCK_KEY, 'counts'],
    queryFn: () => client.call('GET /api/console/stock/counts'),
    refetchInterval: POLL_MS,
  });
  const close = (): void => setStepping(undefined);
  return (
    <>
      <div className="tab-head">
        <p className="dim">{t('countsLead')}</p>
        {acts && (
          <Button type="primary" onClick={() => setOpening(true)}>
            {t('newCount')}
          </Button>
        )}
      </div>
      <Loaded of={counts}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noCounts')} />
          ) : (
            <CountTable rows={rows} acts={acts} onStep={(step, count) => setStepping({ step, count })} />
          )
        }
      </Loaded>
      {opening && <NewCount onClose={() => setOpening(false)} />}
      {stepping?.step === 'close' && <CloseCount count={stepping.count} onClose={close} />}
      {stepping?.step === 'confirm' && <ConfirmCount count={stepping.count} onClose={close} />}
      {stepping?.step === 'recount' && <DropCount count={stepping.count} again="recount" onClose={close} />}
      {stepping?.step === 'cancelCount' && <DropCount count={stepping.count} again="cancel" onClose={close} />}
    </>
  );
}

function CountTable({
  rows,
  acts,
  onStep,
}: {
  rows: readonly Count[];
  acts: boolean;
  onStep: (step: Step, count: Count) => void;
}) {
  const t = useWords(words);
  return (
    <Table<Count>
      rowKey="countId"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      expandable={{
        rowExpandable: (row) => row.lines.length > 0,
        expandedRowRender: (row) => <Differences count={row} />,
      }}
      columns={[
        {
          title: t('when'),
          key: 'opened',
          render: (_value, row) => (
            <>
              {dateTime(row.openedAt)}
              <div className="dim">{t('openedBy', { by: row.openedBy })}</div>
            </>
          ),
        },
        { title: t('place'), dataIndex: 'place' },
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: Count['state']) => <StockTag of="count" state={state} />,
        },
        { title: t('present'), key: 'present', align: 'right', render: (_value, row) => inClosed(row, row.present) },
        {
          title: t('differences'),
          key: 'differences',
          align: 'right',
          className: 'figure-column',
          render: (_value, row) => inClosed(row, row.lines.length),
        },
        { title: t('closedBy'), key: 'closed', render: (_value, row) => row.state !== 'open' && row.closedBy },
        { title: t('confirmedBy'), dataIndex: 'confirmedBy' },
        ...(acts
          ? [
              {
                title: t('next'),
                key: 'act',
                render: (_value: unknown, row: Count) => <Steps count={row} onStep={(step) => onStep(step, row)} />,
              },
            ]
          : []),
      ]}
    />
  );
}

/** Before a count is closed, or once it is given up, its figures say nothing. */
const inClosed = (count: Count, figure: number): string =>
  count.state === 'open' || count.state === 'cancelled' ? '' : String(figure);

function Steps({ count, onStep }: { count: Count; onStep: (step: Step) => void }) {
  const t = useWords(words);
  if (count.state === 'open')
    return (
      <Space>
        <Button size="small" onClick={() => onStep('close')}>
          {t('close')}
        </Button>
        <Button size="small" onClick={() => onStep('cancelCount')}>
          {t('cancelCount')}
        </Button>
      </Space>
    );
  if (count.state !== 'differs') return null;
  return (
    <Space>
      {count.closedByMe ? (
        <span className="dim">{t('otherConfirms')}</span>
      ) : (
        <Button size="small" onClick={() => onStep('confirm')}>
          {t('confirm')}
        </Button>
      )}
      <Button size="small" onClick={() => onStep('recount')}>
        {t('recount')}
      </Button>
    </Space>
  );
}

function Differences({ count }: { count: Count }) {
  return (
    <ul className="serial-lines">
      {count.lines.map((one) => (
        <li key={one.serialNo}>
          <code>{one.serialNo}</code> <LineTag note={one.finding} />
          {one.note !== '' && <LineTag note={one.note} />}
        </li>
      ))}
    </ul>
  );
}

function NewCount({ onClose }: { onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [placeId, setPlaceId] = useState<string>();
  const open = useMutation({
    mutationFn: (place: string) => client.call('POST /api/console/stock/counts', { body: { placeId: place } }),
    onSuccess: () => done(t('countOpened')),
  });
  return (
    <Ask
      title={t('newCount')}
      ok={t('open')}
      ready={placeId !== undefined}
      of={open}
      onOk={() => placeId !== undefined && open.mutate(placeId)}
      onClose={onClose}
    >
      <div className="ask-field">
        <span>{t('place')}</span>
        <PlaceSelect label={t('place')} value={placeId} onChange={setPlaceId} />
      </div>
    </Ask>
  );
}

/** What should be there is not shown: who knows the answer counts to it. */
function CloseCount({ count, onClose }: { count: Count; onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [text, setText] = useState('');
  const seen = serialsIn(text);
  const close = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/stock/counts/:countId/close', {
        params: { countId: count.countId },
        body: { seen },
      }),
    onSuccess: ({ state }) => done(t(state === 'agreed' ? 'countAgrees' : 'countDiffers')),
  });
  return (
    <Ask
      title={t('closeTitle', { place: count.place })}
      ok={t('close')}
      ready={seen.length <= SERIALS_MAX}
      of={close}
      onOk={() => close.mutate()}
      onClose={onClose}
    >
      <SerialBox label={t('seen')} text={text} onChange={setText} />
      <p className="dim">{t('closeFollows')}</p>
    </Ask>
  );
}

function ConfirmCount({ count, onClose }: { count: Count; onClose: () => void }) {
  const t = useWords(words);
  const list = useList();
  const done = useDone(onClose);
  const of = (finding: 'missing' | 'unexpected'): string[] =>
    count.lines.filter((one) => one.finding === finding).map((one) => one.serialNo);
  const [gone, strange] = [of('missing'), of('unexpected')];
  const confirm = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/stock/counts/:countId/confirm', { params: { countId: count.countId } }),
    onSuccess: (found) => done(t('countConfirmed', { ...found })),
  });
  return (
    <Ask
      title={t('confirmTitle', { place: count.place })}
      ok={t('confirm')}
      {...(gone.length > 0 ? { danger: true } : {})}
      of={confirm}
      onOk={() => confirm.mutate()}
      onClose={onClose}
    >
      <p>{t('countedBy', { by: count.closedBy ?? '' })}</p>
      {gone.length > 0 && <Alert type="warning" showIcon title={t('confirmMissing', { serials: list(gone) })} />}
      {strange.length > 0 && (
        <Alert type="info" showIcon title={t('confirmUnexpected', { serials: list(strange), place: count.place })} />
      )}
    </Ask>
  );
}

function DropCount({ count, again, onClose }: { count: Count; again: 'recount' | 'cancel'; onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const drop = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/stock/counts/:countId/drop', {
        params: { countId: count.countId },
        body: { again },
      }),
    onSuccess: () => done(t(again === 'recount' ? 'recountOpened' : 'countCancelled')),
  });
  const verb = t(again === 'recount' ? 'recount' : 'cancelCount');
  return (
    <Ask title={`${verb} · ${count.place}`} ok={verb} of={drop} onOk={() => drop.mutate()} onClose={onClose}>
      <p>{t(again === 'recount' ? 'recountFollows' : 'cancelFollows')}</p>
    </Ask>
  );
}
