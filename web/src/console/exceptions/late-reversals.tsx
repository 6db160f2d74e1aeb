import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Loaded, Nothing } from '../loaded.tsx';
import type { LateReversal } from './exceptions-data.ts';
import { words } from './words.ts';

const TONES = { open: 'red', refunded: 'green', dismissed: 'default' } as const;
const NOTE_MIN = 2;
const NOTE_MAX = 500;

type End = 'refund' | 'dismiss';

const wholeBack = (row: LateReversal): boolean => BigInt(row.refundedFen) >= BigInt(row.amountFen);

/** What people still owe a customer (or a merchant): each with its transaction, its amount and what to do next. */
export function LateReversalsTab({
  of,
  acts,
}: {
  of: {
    readonly data: { readonly rows: readonly LateReversal[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  acts: boolean;
}) {
  const t = useWords(words);
  const [ending, setEnding] = useState<{ readonly event: End; readonly late: LateReversal }>();
  return (
    <>
      <div className="tab-head">
        <p className="dim">{t('lateLead')}</p>
      </div>
      <Loaded of={of}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noLate')} />
          ) : (
            <LateTable rows={rows} acts={acts} onEnd={(event, late) => setEnding({ event, late })} />
          )
        }
      </Loaded>
      {ending !== undefined && <EndLate {...ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

function LateTable({
  rows,
  acts,
  onEnd,
}: {
  rows: readonly LateReversal[];
  acts: boolean;
  onEnd: (event: End, late: LateReversal) => void;
}) {
  const t = useWords(words);
  const kind = useStateText();
  return (
    <Table<LateReversal>
      rowKey="transactionId"
      size="middle"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: LateReversal['state']) => <Tag color={TONES[state]}>{t(`late_${state}`)}</Tag>,
        },
        {
          title: t('lateSale'),
          key: 'sale',
          render: (_value, row) => (
            <>
              {kind(row.kind)} · {row.businessDate} · {row.card}
              <div className="dim">
                {row.merchantName} · {row.terminalNo} · <code>{row.rrn}</code>
              </div>
            </>
          ),
        },
        {
          title: t('lateAmount'),
          key: 'amount',
          align: 'right',
          render: (_value, row) => (
            <>
              <strong>¥{yuan(row.amountFen)}</strong>
              {row.refundedFen !== '0' && (
                <div className="dim">{t('lateRefunded', { amount: yuan(row.refundedFen) })}</div>
              )}
            </>
          ),
        },
        { title: t('lateCame'), dataIndex: 'cameAt', render: (at: string) => dateTime(at) },
        { title: t('next'), key: 'next', render: (_value, row) => <Next of={row} acts={acts} onEnd={onEnd} /> },
      ]}
    />
  );
}

function Next({
  of: row,
  acts,
  onEnd,
}: {
  of: LateReversal;
  acts: boolean;
  onEnd: (event: End, late: LateReversal) => void;
}) {
  const t = useWords(words);
  if (row.state !== 'open')
    return (
      <span className="dim">
        {row.note} · {row.endedBy}
      </span>
    );
  const step = wholeBack(row) ? 'refunded' : row.of;
  return (
    <div className="late-next">
      <p>{t(`next_${step}`, { amount: yuan(row.amountFen), rrn: row.rrn })}</p>
      {acts && (
        <Space>
          {wholeBack(row) && (
            <Button size="small" type="primary" onClick={() => onEnd('refund', row)}>
              {t('endRefund')}
            </Button>
          )}
          <Button size="small" onClick={() => onEnd('dismiss', row)}>
            {t('endDismiss')}
          </Button>
        </Space>
      )}
    </div>
  );
}

function EndLate({ event, late, onClose }: { event: End; late: LateReversal; onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const end = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/late-reversals/:merchantId/:transactionId/end', {
        params: { merchantId: late.merchantId, transactionId: late.transactionId },
        body: { event, note: note.trim() },
      }),
    onSuccess: () => {
      void message.success(t('ended'));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['late-reversals'] }),
  });
  return (
    <Ask
      title={`${t(event === 'refund' ? 'endRefund' : 'endDismiss')} · ${late.merchantName} ¥${yuan(late.amountFen)}`}
      ok={t(event === 'refund' ? 'endRefund' : 'endDismiss')}
      ready={note.trim().length >= NOTE_MIN}
      of={end}
      onOk={() => end.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('endNote')}
        <Input.TextArea
          value={note}
          rows={3}
          maxLength={NOTE_MAX}
          onChange={(change) => setNote(change.target.value)}
        />
      </label>
      <Alert type="warning" showIcon title={t('endFollows')} />
    </Ask>
  );
}
