import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { civilDate } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/deposit-forfeits'>['rows'][number];
type Event = 'propose' | 'confirm' | 'drop' | 'give_back';

const LIST_KEY = ['deposit-forfeits'];
const REASON_MIN = 5;
const COLOURS = { open: 'orange', proposed: 'orange', kept: 'red', given_back: 'green' } as const;
const WAYS: Readonly<Record<Row['state'], readonly Event[]>> = {
  open: ['propose', 'give_back'],
  proposed: ['confirm', 'drop', 'give_back'],
  kept: [],
  given_back: [],
};

export function Forfeits({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [asked, setAsked] = useState<{ row: Row; event: Event }>();
  const listed = useQuery({ queryKey: LIST_KEY, queryFn: () => client.call('GET /api/console/deposit-forfeits') });
  const columns = useColumns(may(staff, 'operate.act') ? (row, event) => setAsked({ row, event }) : undefined);
  return (
    <section aria-label={t('forfeits')}>
      <h2>{t('forfeits')}</h2>
      <p className="dim lead-line">{t('forfeitsLead')}</p>
      <Loaded of={listed}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noForfeits')} />
          ) : (
            <Table<Row>
              rowKey={(row) => row.depositId}
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={columns}
            />
          )
        }
      </Loaded>
      {asked !== undefined && <Decide {...asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

function useColumns(onStep: ((row: Row, event: Event) => void) | undefined) {
  const t = useWords(words);
  return [
    {
      title: t('merchant'),
      key: 'merchant',
      render: (_value: unknown, row: Row) => (
        <>
          {row.merchantName}
          <br />
          <code className="dim">
            {row.merchantNo} · {row.terminalNo}
          </code>
        </>
      ),
    },
    {
      title: t('amount'),
      key: 'amount',
      align: 'right' as const,
      render: (_value: unknown, row: Row) => yuan(row.amountFen),
    },
    { title: t('ground'), key: 'ground', render: (_value: unknown, row: Row) => <Ground row={row} /> },
    {
      title: t('decision'),
      key: 'decision',
      render: (_value: unknown, row: Row) => (
        <>
          <Tag color={COLOURS[row.state]}>{t(`f_${row.state}`)}</Tag>
          {row.reason !== undefined && (
            <div className="dim">{t('by', { who: row.proposedBy ?? row.decidedBy ?? '', reason: row.reason })}</div>
          )}
        </>
      ),
    },
    ...(onStep === undefined
      ? []
      : [
          { title: t('next'), key: 'next', render: (_value: unknown, row: Row) => <Steps row={row} onStep={onStep} /> },
        ]),
  ];
}

function Steps({ row, onStep }: { row: Row; onStep: (row: Row, event: Event) => void }) {
  const t = useWords(words);
  const ways = WAYS[row.state].filter((event) => event !== 'confirm' || !row.mine);
  return (
    <Space wrap>
      {ways.map((event) => (
        <Button key={event} size="small" danger={event === 'confirm'} onClick={() => onStep(row, event)}>
          {t(event)}
        </Button>
      ))}
      {row.mine && <span className="dim">{t('mine')}</span>}
    </Space>
  );
}

function Ground({ row }: { row: Row }) {
  const t = useWords(words);
  const language = useLanguage();
  const on = civilDate(row.deviceEndedOn, language);
  if (row.ground === 'device_lost') return t('device_lost', { on });
  const from = row.activatedOn === undefined ? '' : civilDate(row.activatedOn, language);
  return t('early_return', { from, on, days: row.giveBackDays });
}

function Decide({ row, event, onClose }: { row: Row; event: Event; onClose: () => void }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const says = event === 'propose' || event === 'give_back';
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/deposit-forfeits/:merchantId/:depositId', {
        params: { merchantId: row.merchantId, depositId: row.depositId },
        body: says ? { event, reason } : { event },
      }),
    onSuccess: () => {
      void message.success(t('done'));
      onClose();
      return queries.invalidateQueries({ queryKey: LIST_KEY });
    },
  });
  return (
    <Ask
      title={t(event)}
      ok={t(event)}
      {...(event === 'confirm' ? { danger: true as const } : {})}
      ready={!says || reason.trim().length >= REASON_MIN}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>
        {row.merchantName} · ¥{yuan(row.amountFen)}
        <br />
        <Ground row={row} />
      </p>
      {event === 'confirm' && <p>{t('confirmText')}</p>}
      {event === 'drop' && <p>{t('dropText')}</p>}
      {!says && row.reason !== undefined && <p>{row.reason}</p>}
      {says && (
        <label className="ask-field">
          {t('reason')}
          <Input.TextArea
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(change) => setReason(change.target.value)}
          />
        </label>
      )}
    </Ask>
  );
}
