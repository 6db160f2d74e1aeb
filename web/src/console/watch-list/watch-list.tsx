import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Select, Table } from 'antd';
import { useState } from 'react';
import { client, type Answer, type CallInput } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { words } from './words.ts';

type Entry = Answer<'GET /api/console/watch-list'>['rows'][number];
type Listed = NonNullable<CallInput<'POST /api/console/watch-list'>['body']>;
type Kind = Listed['kind'];

const KINDS = ['id_number', 'phone', 'account', 'credit_code', 'card'] as const satisfies readonly Kind[];
const LIST_KEY = ['watch-list'];
const VALUE_LENGTH_MIN = 6;
const REASON_LENGTH_MIN = 2;
const TAIL = 4;

const isKind = (kind: string): kind is Kind => KINDS.some((one) => one === kind);

/** As it is compared: numbers are pasted with spaces, and the last place of an identity number may be a small x. */
const clean = (value: string): string => value.replace(/[\s-]/g, '').toUpperCase();

export function WatchListPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const acts = may(staff, 'operate.act');
  const [adding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<Entry>();
  const listed = useQuery({ queryKey: LIST_KEY, queryFn: () => client.call('GET /api/console/watch-list') });
  return (
    <>
      <Heading title={t('title')}>
        {acts && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        )}
      </Heading>
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={listed}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <Table<Entry>
              rowKey={(row) => `${row.kind} ${row.masked} ${row.listedAt}`}
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: t('list'), dataIndex: 'list', render: (list: Entry['list']) => t(list) },
                { title: t('kind'), dataIndex: 'kind', render: (kind: string) => (isKind(kind) ? t(kind) : kind) },
                { title: t('value'), dataIndex: 'masked', render: (one: string) => <code>{one}</code> },
                { title: t('reason'), dataIndex: 'reason' },
                { title: t('source'), dataIndex: 'source' },
                { title: t('listedAt'), dataIndex: 'listedAt', render: dateTime },
                {
                  title: t('until'),
                  dataIndex: 'until',
                  render: (one: string | undefined) => (one === undefined ? t('forEver') : dateTime(one)),
                },
                ...(acts
                  ? [
                      {
                        title: t('next'),
                        key: 'act',
                        render: (_value: unknown, row: Entry) => (
                          <Button size="small" onClick={() => setLifting(row)}>
                            {t('lift')}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Loaded>
      {adding && <Add onClose={() => setAdding(false)} />}
      {lifting !== undefined && <Lift entry={lifting} onClose={() => setLifting(undefined)} />}
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

function Add({ onClose }: { onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [kind, setKind] = useState<Kind>('id_number');
  const [value, setValue] = useState('');
  const [reason, setReason] = useState('');
  const [source, setSource] = useState(t('ownSource'));
  const [list, setList] = useState<Entry['list']>('black');
  const [until, setUntil] = useState('');
  const add = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/watch-list', {
        body: {
          kind,
          list,
          value: clean(value),
          reason: reason.trim(),
          source: source.trim(),
          ...(until === '' ? {} : { until }),
        },
      }),
    onSuccess: ({ merchants }) => done(merchants === 0 ? t('added') : t('addedMerchants', { count: merchants })),
  });
  const ready =
    clean(value).length >= VALUE_LENGTH_MIN &&
    reason.trim().length >= REASON_LENGTH_MIN &&
    source.trim().length >= REASON_LENGTH_MIN;
  return (
    <Ask title={t('add')} ok={t('add')} danger ready={ready} of={add} onOk={() => add.mutate()} onClose={onClose}>
      <div className="ask-field">
        <span>{t('kind')}</span>
        <Select
          aria-label={t('kind')}
          value={kind}
          options={KINDS.map((one) => ({ value: one, label: t(one) }))}
          onChange={setKind}
        />
      </div>
      <label className="ask-field">
        {t(kind)}
        <Input value={value} maxLength={40} autoComplete="off" onChange={(event) => setValue(event.target.value)} />
      </label>
      <label className="ask-field">
        {t('reason')}
        <Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
      </label>
      <label className="ask-field">
        {t('source')}
        <Input value={source} maxLength={100} onChange={(event) => setSource(event.target.value)} />
      </label>
      <div className="ask-field">
        <span>{t('list')}</span>
        <Select
          aria-label={t('list')}
          value={list}
          options={(['black', 'watch'] as const).map((one) => ({ value: one, label: t(one) }))}
          onChange={setList}
        />
      </div>
      <label className="ask-field">
        {t('until')}
        <Input type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        <span className="dim">{t('untilHint')}</span>
      </label>
      {list === 'black' && <Alert type="warning" showIcon title={t('addFollows')} />}
    </Ask>
  );
}

/** Only the last places are kept to look at, so that whoever lifts a number has to have it. */
function Lift({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const t = useWords(words);
  const done = useDone(onClose);
  const [value, setValue] = useState('');
  const [reason, setReason] = useState('');
  const lift = useMutation({
    mutationFn: (kind: Kind) =>
      client.call('POST /api/console/watch-list/lift', {
        body: { kind, value: clean(value), reason: reason.trim() },
      }),
    onSuccess: () => done(t('lifted')),
  });
  const { kind, masked } = entry;
  const whole = clean(value).length >= VALUE_LENGTH_MIN;
  const same = clean(value).endsWith(masked.slice(-TAIL));
  return (
    <Ask
      title={t('liftTitle', { masked })}
      ok={t('lift')}
      ready={whole && same && reason.trim().length >= REASON_LENGTH_MIN && isKind(kind)}
      of={lift}
      onOk={() => isKind(kind) && lift.mutate(kind)}
      onClose={onClose}
    >
      <p>{t('listedFor', { reason: entry.reason, source: entry.source })}</p>
      <label className="ask-field">
        {t('wholeValue', { kind: isKind(kind) ? t(kind) : kind })}
        <Input
          value={value}
          maxLength={40}
          autoComplete="off"
          {...(whole && !same ? { status: 'error' as const } : {})}
          onChange={(event) => setValue(event.target.value)}
        />
        <span className={whole && !same ? 'bad-text' : 'dim'} role="status">
          {whole && !same ? t('otherTail', { masked }) : t('onlyHash')}
        </span>
      </label>
      <label className="ask-field">
        {t('liftReason')}
        <Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
      </label>
      <p className="dim">{t('liftFollows')}</p>
    </Ask>
  );
}
