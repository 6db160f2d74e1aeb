import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Input, Segmented, Statistic, Table } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useWide } from '../../kit/use-wide.ts';
import { Heading, Loaded } from '../loaded.tsx';
import { AccountLink, money, shanghaiDay, useAccountName } from './parts.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/trial-balance'>['accounts'][number];
type Mode = 'now' | 'day' | 'at';

/** The filters stand in the address, so that a balance can be shown to somebody else. */
function useAsOf() {
  const [asked, setAsked] = useSearchParams();
  const [day, at] = [asked.get('day') ?? undefined, asked.get('at') ?? undefined];
  const mode: Mode = day !== undefined ? 'day' : at !== undefined ? 'at' : 'now';
  const set = (next: Readonly<Record<string, string>>): void => setAsked(next, { replace: true });
  const query = { ...(day ? { day } : {}), ...(at ? { at: `${at.length === 16 ? `${at}:00` : at}+08:00` } : {}) };
  return { mode, day, at, set, query };
}

export function TrialPage() {
  const t = useWords(words);
  const { mode, day, at, set, query } = useAsOf();
  const trial = useQuery({
    queryKey: ['trial', query],
    queryFn: () => client.call('GET /api/console/trial-balance', { query: { ...query, check: '0' } }),
    ...(mode === 'now' ? { refetchInterval: 60_000 } : {}),
  });
  const today = shanghaiDay(Date.now());
  const last = trial.data?.closedThrough ?? today;
  const choose = (next: Mode): void =>
    set(next === 'day' ? { day: last } : next === 'at' ? { at: `${last}T23:00` } : {});
  return (
    <>
      <Heading title={t('trial')}>
        <div className="as-of">
          <Segmented<Mode>
            value={mode}
            onChange={choose}
            options={[
              { value: 'now', label: t('now') },
              { value: 'day', label: t('byDay') },
              { value: 'at', label: t('byInstant') },
            ]}
          />
          {mode === 'day' && (
            <Input
              type="date"
              aria-label={t('asOf')}
              value={day}
              onChange={(event) => set({ day: event.target.value })}
            />
          )}
          {mode === 'at' && (
            <Input
              type="datetime-local"
              aria-label={t('asOf')}
              value={at}
              onChange={(event) => set({ at: event.target.value })}
            />
          )}
        </div>
      </Heading>
      <Loaded of={trial}>{(data) => <Balance data={data} day={day} />}</Loaded>
    </>
  );
}

function Balance({ data, day }: { data: Answer<'GET /api/console/trial-balance'>; day: string | undefined }) {
  const t = useWords(words);
  const holds = data.totalFen === '0';
  return (
    <>
      <Alert
        type={holds ? 'success' : 'error'}
        showIcon
        title={holds ? t('balanced') : t('unbalanced')}
        className="gap"
      />
      <div className="tiles three-tiles ledger-tiles">
        <Card>
          <Statistic
            title={t('total')}
            value={yuan(data.totalFen)}
            formatter={(value) => <span data-testid="trial-total">{value}</span>}
          />
        </Card>
        <Card>
          <Statistic title={t('closedThrough')} value={data.closedThrough ?? t('nothingClosed')} />
        </Card>
        <Card>
          <Statistic title={t('journalCount')} value={data.journalCount} />
        </Card>
      </div>
      <CheckBalances />
      <p className="dim">{t('debitPositive')}</p>
      <Accounts rows={data.accounts} day={day} />
    </>
  );
}

/** Reads all journals of all merchants: only where somebody asks. */
function CheckBalances() {
  const t = useWords(words);
  const [asked, setAsked] = useState(false);
  const check = useQuery({
    queryKey: ['check-balances'],
    queryFn: () => client.call('GET /api/console/trial-balance'),
    enabled: asked,
    gcTime: 0,
    staleTime: Infinity,
  });
  if (!asked)
    return (
      <Button className="gap" onClick={() => setAsked(true)}>
        {t('check')}
      </Button>
    );
  if (check.data === undefined)
    return check.error === null ? <p className="dim">{t('checking')}</p> : <Loaded of={check}>{() => null}</Loaded>;
  const bad = check.data.differences;
  return (
    <Alert
      className="gap"
      showIcon
      type={bad === 0 ? 'success' : 'error'}
      title={bad === 0 ? t('checkGood') : t('checkBad', { n: bad })}
    />
  );
}

interface Shown extends Row {
  readonly key: string;
  readonly children?: Shown[];
}
const GROUPS = [
  ['net_recv:', 'groupNet'],
  ['deposit:', 'groupDeposit'],
] as const;
const GROUP_FROM = 3;

const sumOf = (rows: readonly Row[], of: 'debitFen' | 'creditFen' | 'balanceFen'): string =>
  rows.reduce((sum, row) => sum + BigInt(row[of]), 0n).toString();

/** Receivables of single days and deposits of single devices stand together once there are several. */
function grouped(rows: readonly Row[], name: (key: (typeof GROUPS)[number][1], n: number) => string): Shown[] {
  const shown: Shown[] = [];
  for (const [prefix, key] of GROUPS) {
    const members = rows.filter((row) => row.account.startsWith(prefix));
    if (members.length < GROUP_FROM) continue;
    shown.push({
      key: prefix,
      account: name(key, members.length),
      debitFen: sumOf(members, 'debitFen'),
      creditFen: sumOf(members, 'creditFen'),
      balanceFen: sumOf(members, 'balanceFen'),
      postingCount: members.reduce((sum, row) => sum + row.postingCount, 0),
      children: members.map((row) => ({ ...row, key: row.account })),
    });
  }
  const inside = new Set(shown.flatMap((one) => one.children?.map((row) => row.account) ?? []));
  return [...rows.filter((row) => !inside.has(row.account)).map((row) => ({ ...row, key: row.account })), ...shown];
}

function Accounts({ rows, day }: { rows: readonly Row[]; day: string | undefined }) {
  const t = useWords(words);
  const name = useAccountName();
  const wide = useWide();
  const column = (key: 'debit' | 'credit' | 'balance') =>
    ({ title: t(key), dataIndex: `${key}Fen`, align: 'right', render: money }) as const;
  // on a phone the balance is what is looked for
  const [balance, sides] = [column('balance'), [column('debit'), column('credit')]];
  const query: Readonly<Record<string, string>> = day === undefined ? {} : { to: day };
  return (
    <Table<Shown>
      rowKey="key"
      size="middle"
      dataSource={grouped(rows, (key, n) => t('group', { name: t(key), n }))}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        {
          title: t('account'),
          dataIndex: 'account',
          render: (account: string, row) =>
            row.children === undefined ? <AccountLink account={account} query={query} /> : <strong>{account}</strong>,
          sorter: (a, b) => name(a.account).localeCompare(name(b.account)),
        },
        ...(wide ? sides : [balance, ...sides]),
        ...(wide ? [balance] : []),
        { title: t('postings'), dataIndex: 'postingCount', align: 'right' },
      ]}
    />
  );
}
