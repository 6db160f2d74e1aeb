import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, Radio, Space, Table } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useList, useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { SerialBox } from './serial-box.tsx';
import { compared, serialsIn, SERIALS_MAX } from './serials.ts';
import { LineTag, PlaceSelect, POLL_MS, STOCK_KEY, StockTag, useDone, type Transfer } from './stock-data.tsx';
import { words } from './words.ts';

type Step = 'receive' | 'settle' | 'takeBack';

export function TransfersTab({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const [sending, setSending] = useState(false);
  const [stepping, setStepping] = useState<{ readonly step: Step; readonly transfer: Transfer }>();
  const transfers = useQuery({
    queryKey: [STOCK_KEY, 'transfers'],
    queryFn: () => client.call('GET /api/console/stock/transfers'),
    refetchInterval: POLL_MS,
  });
  const close = (): void => setStepping(undefined);
  return (
    <>
      <div className="tab-head">
        <p className="dim">{t('transfersLead')}</p>
        {acts && (
          <Button type="primary" onClick={() => setSending(true)}>
            {t('newTransfer')}
          </Button>
        )}
      </div>
      <Loaded of={transfers}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noTransfers')} />
          ) : (
            <TransferTable rows={rows} acts={acts} onStep={(step, transfer) => setStepping({ step, transfer })} />
          )
        }
      </Loaded>
      {sending && <NewTransfer onClose={() => setSending(false)} />}
      {stepping?.step === 'receive' && <Receive transfer={stepping.transfer} onClose={close} />}
      {stepping?.step === 'settle' && <Settle transfer={stepping.transfer} onClose={close} />}
      {stepping?.step === 'takeBack' && <TakeBack transfer={stepping.transfer} onClose={close} />}
    </>
  );
}

function TransferTable({
  rows,
  acts,
  onStep,
}: {
  rows: readonly Transfer[];
  acts: boolean;
  onStep: (step: Step, transfer: Transfer) => void;
}) {
  const t = useWords(words);
  const stepsOf = ({ state }: Transfer): readonly Step[] =>
    state === 'sent' ? ['receive', 'takeBack'] : state === 'differs' ? ['settle'] : [];
  return (
    <Table<Transfer>
      rowKey="transferId"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      expandable={{ expandedRowRender: (row) => <Lines rows={row.lines} /> }}
      columns={[
        { title: t('when'), dataIndex: 'sentAt', render: dateTime },
        { title: t('from'), dataIndex: 'from' },
        { title: t('to'), dataIndex: 'to' },
        {
          title: t('devices'),
          key: 'devices',
          align: 'right',
          className: 'figure-column',
          render: (_value, row) => sentIn(row).length,
        },
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: Transfer['state']) => <StockTag of="transfer" state={state} />,
        },
        { title: t('by'), dataIndex: 'sentBy' },
        { title: t('note'), dataIndex: 'note' },
        ...(acts
          ? [
              {
                title: t('next'),
                key: 'act',
                render: (_value: unknown, row: Transfer) => (
                  <Space>
                    {stepsOf(row).map((step) => (
                      <Button key={step} size="small" onClick={() => onStep(step, row)}>
                        {t(step)}
                      </Button>
                    ))}
                  </Space>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** What was put into the box; a stranger that came out of it was not. */
const sentIn = ({ lines }: Transfer): string[] =>
  lines.filter((one) => one.note !== 'unexpected').map((one) => one.serialNo);

function Lines({ rows }: { rows: readonly { readonly serialNo: string; readonly note: string }[] }) {
  return (
    <ul className="serial-lines">
      {rows.map((one) => (
        <li key={one.serialNo}>
          <code>{one.serialNo}</code> <LineTag note={one.note} />
        </li>
      ))}
    </ul>
  );
}

function NewTransfer({ onClose }: { onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [fromPlace, setFrom] = useState<string>();
  const [toPlace, setTo] = useState<string>();
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const serials = serialsIn(text);
  const send = useMutation({
    mutationFn: (places: { readonly fromPlace: string; readonly toPlace: string }) =>
      client.call('POST /api/console/stock/transfers', { body: { ...places, serials, note: note.trim() } }),
    onSuccess: () => done(t('transferSent')),
  });
  const ready = fromPlace !== undefined && toPlace !== undefined && serials.length > 0 && serials.length <= SERIALS_MAX;
  return (
    <Ask
      title={t('newTransfer')}
      ok={t('send')}
      ready={ready}
      of={send}
      onOk={() => ready && send.mutate({ fromPlace, toPlace })}
      onClose={onClose}
    >
      <p className="dim">{t('transferFollows')}</p>
      <div className="ask-field">
        <span>{t('from')}</span>
        <PlaceSelect label={t('from')} value={fromPlace} onChange={setFrom} />
      </div>
      <div className="ask-field">
        <span>{t('to')}</span>
        <PlaceSelect label={t('to')} value={toPlace} onChange={setTo} />
      </div>
      <SerialBox label={t('serials')} text={text} onChange={setText} />
      <label className="ask-field">
        {t('note')}
        <Input value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
      </label>
    </Ask>
  );
}

function Receive({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [text, setText] = useState('');
  const arrived = serialsIn(text);
  const expected = sentIn(transfer);
  const { missing, unexpected } = compared(expected, arrived);
  const receive = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/stock/transfers/:transferId/receive', {
        params: { transferId: transfer.transferId },
        body: { arrived },
      }),
    onSuccess: ({ state }) => done(t(state === 'differs' ? 'receivedDiffers' : 'receivedAll')),
  });
  const differs = missing.length + unexpected.length > 0;
  return (
    <Ask
      title={t('receiveTitle', { from: transfer.from, to: transfer.to })}
      ok={differs ? t('receiveDiffers') : t('receive')}
      {...(differs ? { danger: true } : {})}
      ready={arrived.length <= SERIALS_MAX}
      of={receive}
      onOk={() => receive.mutate()}
      onClose={onClose}
    >
      <SerialBox label={t('arrived')} text={text} onChange={setText} expected={expected} />
      <p className="dim">{t('receiveFollows')}</p>
    </Ask>
  );
}

function Settle({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const t = useWords(words);
  const list = useList();
  const done = useDone(onClose);
  const [missing, setMissing] = useState<'back' | 'lost'>();
  const noted = (note: string): string[] =>
    transfer.lines.filter((one) => one.note === note).map((one) => one.serialNo);
  const [gone, strange] = [noted('missing'), noted('unexpected')];
  const settle = useMutation({
    mutationFn: (how: 'back' | 'lost') =>
      client.call('POST /api/console/stock/transfers/:transferId/settle', {
        params: { transferId: transfer.transferId },
        body: { missing: how },
      }),
    onSuccess: () => done(t('settled')),
  });
  // where nothing is missing there is nothing to choose: strangers only are taken note of
  const how = gone.length === 0 ? 'back' : missing;
  return (
    <Ask
      title={t('settle')}
      ok={t('settleOk')}
      {...(how === 'lost' ? { danger: true } : {})}
      ready={how !== undefined}
      of={settle}
      onOk={() => how !== undefined && settle.mutate(how)}
      onClose={onClose}
    >
      {gone.length > 0 && (
        <>
          <p>{t('settleMissing', { serials: list(gone) })}</p>
          <Radio.Group
            aria-label={t('settle')}
            className="stacked"
            value={missing}
            onChange={(event) => setMissing(event.target.value as 'back' | 'lost')}
            options={[
              { value: 'back', label: t('settleBack', { from: transfer.from }) },
              { value: 'lost', label: t('settleLost') },
            ]}
          />
        </>
      )}
      {strange.length > 0 && <p className="dim">{t('settleStrange', { serials: list(strange) })}</p>}
    </Ask>
  );
}

function TakeBack({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const back = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/stock/transfers/:transferId/settle', {
        params: { transferId: transfer.transferId },
        body: { missing: 'back' },
      }),
    onSuccess: () => done(t('takenBack')),
  });
  return (
    <Ask title={t('takeBack')} ok={t('takeBack')} of={back} onOk={() => back.mutate()} onClose={onClose}>
      <p>{t('takeBackFollows', { count: transfer.lines.length, from: transfer.from })}</p>
    </Ask>
  );
}
