import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Progress, Radio, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { depositWords } from '../../kit/deposit-words.ts';
import { useWords } from '../../kit/language.ts';
import { yuan, yuanShort } from '../../kit/money.ts';
import { useStateText } from '../../kit/states.ts';
import { Ask } from '../ask.tsx';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/deposits'>['rows'][number];

const LIST_KEY = ['console-deposits'];
const REASON_MIN = 5;
const TARGET_COLOURS = {
  counting: 'blue',
  qualified: 'green',
  missed: 'red',
  appealed: 'orange',
  applied: 'default',
} as const;
const REFUND_COLOURS = {
  held: 'orange',
  ready: 'blue',
  sending: 'blue',
  unknown: 'orange',
  accepted: 'blue',
  account_wanted: 'red',
  paid: 'green',
} as const;

/** Every deposit with its clock; what waits for people first. */
export function DepositsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [asked, setAsked] = useState<Row>();
  const listed = useQuery({ queryKey: LIST_KEY, queryFn: () => client.call('GET /api/console/deposits') });
  const columns = useColumns(may(staff, 'operate.act') ? setAsked : undefined);
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={listed}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
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
      {asked !== undefined && <Decide row={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function useColumns(onDecide: ((row: Row) => void) | undefined) {
  const t = useWords(words);
  return [
    {
      title: t('merchant'),
      key: 'merchant',
      render: (_value: unknown, row: Row) => (
        <>
          {row.merchantName}
          <br />
          <code className="dim">{row.merchantNo}</code>
        </>
      ),
    },
    {
      title: t('terminal'),
      key: 'terminal',
      render: (_value: unknown, row: Row) => (
        <>
          {row.terminalNo}
          <br />
          <code className="dim">{row.serialNo}</code>
        </>
      ),
    },
    {
      title: t('amount'),
      key: 'amount',
      align: 'right' as const,
      render: (_value: unknown, row: Row) => yuan(row.amountFen),
    },
    { title: t('money'), key: 'money', render: (_value: unknown, row: Row) => <Money row={row} /> },
    { title: t('target'), key: 'target', render: (_value: unknown, row: Row) => <Target row={row} /> },
    { title: t('refund'), key: 'refund', render: (_value: unknown, row: Row) => <Refund row={row} /> },
    ...(onDecide === undefined
      ? []
      : [
          {
            title: t('next'),
            key: 'next',
            render: (_value: unknown, row: Row) =>
              row.target.state === 'appealed' && (
                <Button size="small" type="primary" onClick={() => onDecide(row)}>
                  {t('decide')}
                </Button>
              ),
          },
        ]),
  ];
}

function Money({ row }: { row: Row }) {
  const t = useWords(words);
  const text = useStateText();
  return (
    <>
      {text(row.state)}
      {row.card !== undefined && <div className="dim">{row.card}</div>}
      {row.refusedCode !== undefined && <div className="dim">{t('refusedCode', { code: row.refusedCode })}</div>}
    </>
  );
}

function Target({ row }: { row: Row }) {
  const t = useWords(words);
  const d = useWords(depositWords);
  const { target } = row;
  const { clock } = target;
  if (clock === undefined) return <span className="dim">{t('notStarted')}</span>;
  const percent = Number((BigInt(clock.countedFen) * 100n) / BigInt(target.targetFen));
  return (
    <>
      <Tag color={TARGET_COLOURS[target.state]}>{d(`target_${target.state}`)}</Tag>
      {target.state === 'counting' && <span className="dim">{d(`pace_${clock.pace}`)}</span>}
      <Progress percent={Math.min(100, percent)} size="small" aria-label={t('target')} />
      <span className="dim">
        {t('progress', {
          counted: yuanShort(clock.countedFen),
          target: yuanShort(target.targetFen),
          days: clock.daysLeft,
        })}
      </span>
    </>
  );
}

function Refund({ row }: { row: Row }) {
  const t = useWords(words);
  const d = useWords(depositWords);
  const { refund } = row;
  if (refund === undefined) return null;
  return (
    <>
      <Tag color={REFUND_COLOURS[refund.state]}>{d(`refund_${refund.state}`)}</Tag>
      {refund.late && <Tag color="red">{t('late')}</Tag>}
      {refund.state !== 'paid' && <div className="dim">{t('due', { date: refund.dueOn })}</div>}
      {refund.reason !== undefined && (
        <div className="dim">{refund.reason === 'risk_case' ? t('r_risk_case') : refund.reason}</div>
      )}
    </>
  );
}

function Decide({ row, onClose }: { row: Row; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [granted, setGranted] = useState<boolean>();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/deposits/:merchantId/:depositId/appeal-decision', {
        params: { merchantId: row.merchantId, depositId: row.depositId },
        body: { granted: granted === true, reason: reason.trim() },
      }),
    onSuccess: () => {
      void message.success(t('decided'));
      onClose();
      return queries.invalidateQueries({ queryKey: LIST_KEY });
    },
  });
  return (
    <Ask
      title={t('decide')}
      ok={t('decide')}
      ready={granted !== undefined && reason.trim().length >= REASON_MIN}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>
        {t('appeal')}：{row.appeal?.words}
      </p>
      <Target row={row} />
      <Radio.Group
        value={granted}
        onChange={(event) => setGranted(event.target.value as boolean)}
        options={[
          { value: true, label: t('grant') },
          { value: false, label: t('refuse') },
        ]}
      />
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={2} maxLength={1_000} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Ask>
  );
}
