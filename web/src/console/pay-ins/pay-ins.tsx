import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { words } from './words.ts';

type PayIn = Answer<'GET /api/console/pay-ins'>['rows'][number];

const LIST_KEY = ['pay-ins'];
const NOTE_LENGTH_MIN = 2;
const COLOURS = { matched: 'green', unclear: 'orange', returning: 'blue', returned: 'default' } as const;

/** Deposits that came by transfer; what is not clear waits here for a person. */
export function PayInsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const acts = may(staff, 'operate.act');
  const [asked, setAsked] = useState<{ readonly what: 'assign' | 'return'; readonly row: PayIn }>();
  const listed = useQuery({ queryKey: LIST_KEY, queryFn: () => client.call('GET /api/console/pay-ins') });
  const close = (): void => setAsked(undefined);
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={listed}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <Table<PayIn>
              rowKey="entryId"
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: t('bookedAt'), dataIndex: 'bookedAt', render: dateTime },
                { title: t('amount'), dataIndex: 'amountFen', align: 'right', render: (fen: string) => yuan(fen) },
                {
                  title: t('payer'),
                  key: 'payer',
                  render: (_value: unknown, row) => (
                    <>
                      {row.payerName}
                      <br />
                      <code className="dim">{row.payerAccount}</code>
                    </>
                  ),
                },
                { title: t('remark'), dataIndex: 'remark' },
                {
                  title: t('state'),
                  key: 'state',
                  render: (_value: unknown, row) => (
                    <>
                      <Tag color={COLOURS[row.state]}>{t(row.state)}</Tag>
                      {row.reason !== undefined && <span className="dim">{t(row.reason)}</span>}
                      {row.note !== undefined && <div className="dim">{row.note}</div>}
                    </>
                  ),
                },
                ...(acts
                  ? [
                      {
                        title: t('next'),
                        key: 'act',
                        render: (_value: unknown, row: PayIn) =>
                          row.state === 'unclear' && (
                            <Space>
                              <Button size="small" type="primary" onClick={() => setAsked({ what: 'assign', row })}>
                                {t('assign')}
                              </Button>
                              <Button size="small" danger onClick={() => setAsked({ what: 'return', row })}>
                                {t('sendBack')}
                              </Button>
                            </Space>
                          ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Loaded>
      {asked?.what === 'assign' && <Assign row={asked.row} onClose={close} />}
      {asked?.what === 'return' && <SendBack row={asked.row} onClose={close} />}
    </>
  );
}

function useDone(onClose: () => void): (said: string) => Promise<void> {
  const queries = useQueryClient();
  const { message } = App.useApp();
  return (said) => {
    void message.success(said);
    onClose();
    return queries.invalidateQueries({ queryKey: LIST_KEY });
  };
}

function Note({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useWords(words);
  return (
    <label className="ask-field">
      {t('note')}
      <Input value={value} maxLength={200} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}

function Assign({ row, onClose }: { row: PayIn; onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [terminalNo, setTerminalNo] = useState(
    /[0-9A-Z]{8}/.exec(row.remark.toUpperCase().replace('KT', ''))?.[0] ?? '',
  );
  const [note, setNote] = useState('');
  const assign = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/pay-ins/:entryId/assignment', {
        params: { entryId: row.entryId },
        body: { terminalNo, note: note.trim() },
      }),
    onSuccess: () => done(t('assigned')),
  });
  return (
    <Ask
      title={t('assignTitle', { amount: yuan(row.amountFen), payer: row.payerName })}
      ok={t('assign')}
      ready={/^[0-9A-Z]{8}$/.test(terminalNo) && note.trim().length >= NOTE_LENGTH_MIN}
      of={assign}
      onOk={() => assign.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('terminalNo')}
        <Input
          value={terminalNo}
          maxLength={8}
          onChange={(event) => setTerminalNo(event.target.value.trim().toUpperCase())}
        />
      </label>
      <Note value={note} onChange={setNote} />
      <p className="dim">{t('assignFollows')}</p>
    </Ask>
  );
}

function SendBack({ row, onClose }: { row: PayIn; onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [note, setNote] = useState('');
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/pay-ins/:entryId/return', {
        params: { entryId: row.entryId },
        body: { note: note.trim() },
      }),
    onSuccess: () => done(t('sent')),
  });
  return (
    <Ask
      title={t('returnTitle', { amount: yuan(row.amountFen), payer: row.payerName })}
      ok={t('sendBack')}
      danger
      ready={note.trim().length >= NOTE_LENGTH_MIN}
      of={send}
      onOk={() => send.mutate()}
      onClose={onClose}
    >
      <Note value={note} onChange={setNote} />
      <Alert type="warning" showIcon title={t('returnFollows', { account: row.payerAccount })} />
    </Ask>
  );
}
