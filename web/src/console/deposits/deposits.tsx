import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Progress, Radio, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { depositWords } from '../../kit/deposit-words.ts';
import { useWords } from '../../kit/language.ts';
import { yuan, yuanShort } from '../../kit/money.ts';
import { useStateText } from '../../kit/states.ts';
import { Ask } from '../ask.tsx';
import { choiceOf } from '../lists/choice.ts';
import { words as listWords } from '../lists/words.ts';
import { may, type Staff } from '../session.ts';
import { merchantColumn, terminalColumn } from '../lists/whose.tsx';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/deposits'>['rows'][number];

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

const STATES = ['quoted', 'frozen', 'captured', 'refunding', 'refunded', 'released', 'forfeited', 'capture_failed'];
const TARGETS = ['counting', 'qualified', 'missed', 'appealed', 'applied'] as const;
const DAYS_LEFT = ['7', '14', '30', '90'];

/** Every deposit with its clock; what waits for people by a filter. */
export function DepositsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const l = useWords(listWords);
  const d = useWords(depositWords);
  const state = useStateText();
  const [asked, setAsked] = useState<Row>();
  const columns = useColumns(may(staff, 'operate.act') ? setAsked : undefined);
  return (
    <>
      <ListPage<Row>
        of={{
          list: 'deposits',
          title: t('title'),
          rowKey: 'depositId',
          columns,
          lead: <p className="dim lead-line">{t('lead')}</p>,
          filters: [
            choiceOf('waits', { label: t('waits'), values: ['yes'], word: () => t('waitsYes') }),
            { kind: 'text', key: 'merchant', label: l('merchant'), width: 240 },
            choiceOf('state', { label: t('money'), values: STATES, word: state }),
            choiceOf('target', {
              label: t('target'),
              values: TARGETS,
              word: (value) => d(`target_${value as (typeof TARGETS)[number]}`),
            }),
            choiceOf('daysLeft', {
              label: t('daysLeft'),
              values: DAYS_LEFT,
              word: (value) => t('daysAtMost', { n: value }),
            }),
          ],
          fetch: (query) => client.call('GET /api/console/deposits', { query }),
        }}
      />
      {asked !== undefined && <Decide row={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function useColumns(onDecide: ((row: Row) => void) | undefined): readonly Column<Row>[] {
  const t = useWords(words);
  const d = useWords(depositWords);
  const state = useStateText();
  return [
    merchantColumn(t('merchant')),
    terminalColumn(t('terminal')),
    {
      key: 'amount',
      title: t('amount'),
      align: 'right',
      text: (row) => BigInt(row.amountFen),
      show: (row) => <span className="figures">{yuan(row.amountFen)}</span>,
    },
    { key: 'money', title: t('money'), text: (row) => state(row.state), show: (row) => <Money row={row} /> },
    {
      key: 'target',
      title: t('target'),
      text: (row) => (row.target.clock === undefined ? t('notStarted') : d(`target_${row.target.state}`)),
      show: (row) => <Target row={row} />,
    },
    {
      key: 'refund',
      title: t('refund'),
      text: (row) => (row.refund === undefined ? '' : d(`refund_${row.refund.state}`)),
      show: (row) => <Refund row={row} />,
    },
    {
      key: 'next',
      title: t('next'),
      text: () => '',
      pageOnly: true,
      show: (row) =>
        onDecide !== undefined &&
        row.target.state === 'appealed' && (
          <Button size="small" type="primary" onClick={() => onDecide(row)}>
            {t('decide')}
          </Button>
        ),
    },
    { key: 'merchantNo', title: t('merchantNo'), text: (row) => row.merchantNo, extra: true },
    { key: 'serialNo', title: t('serialNo'), text: (row) => row.serialNo, extra: true },
    {
      key: 'counted',
      title: t('counted'),
      align: 'right',
      text: (row) => BigInt(row.target.clock?.countedFen ?? 0),
      show: (row) => (row.target.clock === undefined ? '—' : yuan(row.target.clock.countedFen)),
      extra: true,
    },
    {
      key: 'daysLeft',
      title: t('daysLeft'),
      align: 'right',
      text: (row) =>
        row.target.state === 'counting' && row.target.clock !== undefined ? String(row.target.clock.daysLeft) : '',
      extra: true,
    },
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
      return queries.invalidateQueries({ queryKey: ['list', 'deposits'] });
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
