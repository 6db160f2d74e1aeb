/** Authorisations of one moment share a statement; what each of them hears and books is what it would have been alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalOf,
  begun,
  buildTerminal,
  DAY,
  netOf,
  saleRequest,
  type BuiltTerminal,
} from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../ledger/index.ts';
import {
  approveTransaction,
  beginTransaction,
  declineTransaction,
  markUnknown,
  reverseByTerminal,
  transactionOf,
  type CardTransaction,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
let terminals: BuiltTerminal[];
beforeAll(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: database.secondPool() });
  terminals = await Promise.all(Array.from({ length: 24 }, () => buildTerminal(env)));
});
afterAll(async () => {
  await env.close();
  await other.close();
  await database.close();
});

let stans = 0;
const freshStan = (): string => String((stans += 1)).padStart(6, '0');
const approve = (one: CardTransaction, on = env): Promise<boolean> =>
  approveTransaction(on, on.db, one, approvalOf(one.amount));
const pendingOf = async (terminal: BuiltTerminal): Promise<bigint> =>
  (await balancesOf(env.db, terminal.merchantId))['m:pending'] ?? 0n;
const books = async () => [(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)];
/** How many database transactions wrote these rows last. */
async function commitsOf(transactions: readonly CardTransaction[]): Promise<number> {
  const rows = await env.db.query<{ n: number }>(
    'SELECT count(DISTINCT xmin::text)::int AS n FROM switching.card_transaction WHERE transaction_id = ANY ($1)',
    [transactions.map((one) => one.transactionId)],
  );
  return rows[0]?.n ?? 0;
}

describe('sales of one moment', () => {
  it('are begun and approved in a few commits, and each merchant has what its own sale brings', async () => {
    const before = await Promise.all(terminals.map(pendingOf));
    const sales = await Promise.all(
      terminals.map((terminal, i) => begun(env, saleRequest(terminal, freshStan(), { amount: fen(10_000 + i) }))),
    );
    expect(await commitsOf(sales)).toBeLessThanOrEqual(3);
    expect(new Set(sales.map((one) => one.rrn)).size).toBe(terminals.length);
    expect(await Promise.all(sales.map((one) => approve(one)))).toEqual(sales.map(() => true));
    expect(await commitsOf(sales)).toBeLessThanOrEqual(3);
    const brought = sales.map((one, i) => (before[i] ?? 0n) + netOf(one.amount));
    expect(await Promise.all(terminals.map(pendingOf))).toEqual(brought);
    expect(await books()).toEqual([0n, []]);
  });

  it('among which are copies, another’s number and a reversal that came first: each hears its own answer', async () => {
    const [a, b, c, d] = terminals as [BuiltTerminal, BuiltTerminal, BuiltTerminal, BuiltTerminal];
    const requests = [a, b, c, d].map((terminal) => saleRequest(terminal, freshStan()));
    const [declined, , reversed] = requests as [(typeof requests)[0], (typeof requests)[0], (typeof requests)[0]];
    await declineTransaction(env, await begun(env, declined), { code: '51', answer: Buffer.from('no') });
    await withTx(env, (tx) =>
      reverseByTerminal(env, tx, {
        ...reversed,
        businessDate: DAY,
        messageClass: '0200',
        amount: fen(10_000),
        reason: '98',
      }),
    );
    const all = [...requests, requests[1], { ...declined, body: Buffer.from('another') }] as typeof requests;
    const heard = await Promise.all(all.map((one) => beginTransaction(env, one)));
    expect(heard.map((one) => one.kind)).toEqual(['copy', 'begun', 'reversed_before', 'begun', 'busy', 'conflict']);
    for (const one of heard)
      if (one.kind === 'begun') await declineTransaction(env, one.transaction, { code: '51', answer: null });
  });

  it('among which one has left `sent`, or was reversed before: it is not approved and the others are', async () => {
    const sales = await Promise.all(terminals.map((terminal) => begun(env, saleRequest(terminal, freshStan()))));
    const [gone, tombstoned] = sales as [CardTransaction, CardTransaction];
    await declineTransaction(env, gone, { code: '51', answer: null });
    const { merchantId, terminalNo, batchNo, stan } = tombstoned;
    await env.db.execute(
      `INSERT INTO switching.reversal (merchant_id, terminal_no, batch_no, stan, business_date, transaction_id, answer_code, at)
       VALUES ($1, $2, $3, $4, $5, NULL, '25', '2026-11-23')`,
      [merchantId, terminalNo, Number(batchNo), stan, DAY],
    );
    const before = await Promise.all(terminals.map(pendingOf));
    const done = await Promise.all(sales.map((one) => approve(one)));
    expect(done).toEqual(sales.map((one) => one !== gone && one !== tombstoned));
    const after = await Promise.all(terminals.map(pendingOf));
    expect(after.map((one, i) => one - (before[i] ?? 0n))).toEqual(done.map((yes) => (yes ? netOf(fen(10_000)) : 0n)));
    expect(await books()).toEqual([0n, []]);
    await declineTransaction(env, tombstoned, { code: '12', answer: null });
  });

  it('among which one cannot be booked: it fails alone, and nothing of it stays', async () => {
    const sales = await Promise.all(terminals.map((terminal) => begun(env, saleRequest(terminal, freshStan()))));
    const [bad] = sales as [CardTransaction];
    const more = { ...approvalOf(bad.amount), fee: fen(10n ** 9n) }; // a fee that the merchant has not got
    const settled = await Promise.allSettled(
      sales.map((one) => (one === bad ? approveTransaction(env, env.db, one, more) : approve(one))),
    );
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual(
      sales.map((one) => (one === bad ? 'failed' : true)),
    );
    expect((await transactionOf(env.db, bad.merchantId, bad.transactionId))?.state).toBe('sent');
    expect(await books()).toEqual([0n, []]);
    await declineTransaction(env, bad, { code: '96', answer: null });
  });

  it('keep texts with quotes, backslashes and the word NULL as they are', async () => {
    const texts = ['"', '\\', 'NULL', '{a,b}', "'"];
    const sales = await Promise.all(
      texts.map((bankName, i) =>
        begun(env, {
          ...saleRequest(terminals[i] as BuiltTerminal, freshStan()),
          card: { pan: '6225750212345678', kind: 'credit', bankName, organisation: 'CUP' },
        }),
      ),
    );
    const kept = await Promise.all(
      sales.map((one, i) =>
        approveTransaction(env, env.db, one, {
          ...approvalOf(one.amount),
          snapshot: { cardKind: 'credit', text: texts[i] },
        }),
      ),
    );
    expect(kept).toEqual(texts.map(() => true));
    const rows = await env.db.query<{ bank_name: string; text: string; answer: Uint8Array }>(
      `SELECT t.bank_name, j.snapshot ->> 'text' AS text, t.answer FROM switching.card_transaction t JOIN ledger.journal j USING (merchant_id)
        WHERE t.transaction_id = ANY ($1) AND j.idempotency_key = 'sale:' || t.transaction_id ORDER BY array_position($1, t.transaction_id)`,
      [sales.map((one) => one.transactionId)],
    );
    expect(rows.map((row) => [row.bank_name, row.text, Buffer.from(row.answer).toString()])).toEqual(
      texts.map((text) => [text, text, 'approved']),
    );
  });

  it('from two gateways, each in its own order, never wait for each other in a circle', async () => {
    for (let round = 0; round < 15; round += 1) {
      const mine = terminals.slice(0, 12);
      const theirs = [...mine].reverse();
      const [first, second] = await Promise.all([
        Promise.all(mine.map((terminal) => begun(env, saleRequest(terminal, freshStan())))),
        Promise.all(terminals.slice(12).map((terminal) => begun(other, saleRequest(terminal, freshStan())))),
      ]);
      const byTerminal = new Map(first.map((one) => [one.terminalId, one]));
      const half = theirs.slice(0, 6).map((terminal) => byTerminal.get(terminal.terminalId) as CardTransaction);
      const rest = first.filter((one) => !half.includes(one));
      const done = await Promise.all([
        ...rest.map((one) => approve(one)),
        ...half.map((one) => approve(one, other)),
        ...second.map((one) => approve(one, other)),
      ]);
      expect(done.every((one) => one)).toBe(true);
    }
    expect(await books()).toEqual([0n, []]);
  });
});

describe('a terminal under way', () => {
  const busy = async (terminal: BuiltTerminal): Promise<string[]> =>
    (
      await env.db.query<{ id: string }>(
        'SELECT transaction_id AS id FROM switching.in_flight WHERE merchant_id = $1 AND terminal_no = $2',
        [terminal.merchantId, terminal.terminalNo],
      )
    ).map((row) => row.id);

  it('stands there with its intent, and is free with whatever ends it: approved, declined, silence, its own reversal', async () => {
    const terminal = terminals[0] as BuiltTerminal;
    const ends: Record<string, (one: CardTransaction) => Promise<unknown>> = {
      approved: (one) => approve(one),
      'approved with others': (one) =>
        Promise.all([
          approve(one),
          begun(env, saleRequest(terminals[1] as BuiltTerminal, freshStan())).then((more) => approve(more)),
        ]),
      declined: (one) => declineTransaction(env, one, { code: '51', answer: null }),
      silence: (one) => withTx(env, (tx) => markUnknown(env, tx, one, null)),
      reversed: (one) =>
        withTx(env, (tx) =>
          reverseByTerminal(env, tx, { ...one, messageClass: '0200', businessDate: DAY, reason: '98' }),
        ),
    };
    for (const [name, end] of Object.entries(ends)) {
      const one = await begun(env, saleRequest(terminal, freshStan()));
      expect([name, await busy(terminal)]).toEqual([name, [one.transactionId]]);
      await end(one);
      expect([name, await busy(terminal)]).toEqual([name, []]);
    }
  });

  it('is not kept by a copy of what was answered long ago', async () => {
    const terminal = terminals[2] as BuiltTerminal;
    const request = saleRequest(terminal, freshStan());
    await approve(await begun(env, request));
    expect((await beginTransaction(env, request)).kind).toBe('copy');
    expect(await busy(terminal)).toEqual([]);
  });
});

describe('the ledger', () => {
  const post = (amounts: readonly bigint[], accounts = ['net_recv:cup:2026-11-23', 'm:pending']) =>
    env.db.query(
      `SELECT ledger.do_post_credits(ARRAY['m1'], ARRAY['jrn_x'], ARRAY['2026-11-23']::date[], 'sale', ARRAY['key_x'], ARRAY['1'], ARRAY['r'],
         ARRAY['{}'], ARRAY['2026-11-23']::timestamptz[], 'm:pending', ARRAY[$1], ARRAY[$2])`,
      [`{${accounts.join(',')}}`, `{${amounts.join(',')}}`],
    );

  it('refuses a journal among others that does not balance, or that takes from a guarded account', async () => {
    await expect(post([100n, -99n])).rejects.toMatchObject({ constraint: 'journal_balances' });
    await expect(post([100n, -100n, 0n], ['net_recv:cup:2026-11-23', 'm:pending', 'inc:mdr'])).rejects.toMatchObject({
      constraint: 'journal_lines',
    });
    await expect(post([100n, -100n], ['m:pending', 'inc:mdr'])).rejects.toMatchObject({ code: 'KT001' });
    await expect(post([100n, -100n], ['m:avail', 'm:pending'])).rejects.toMatchObject({ code: 'KT001' });
    await post([100n, -100n]);
    await expect(post([100n, -100n])).rejects.toMatchObject({ code: '23505' });
  });

  it('is written by its functions alone', async () => {
    await expect(
      env.db.execute(
        `INSERT INTO ledger.journal (merchant_id, journal_id, business_date, event, idempotency_key, fingerprint, reference, snapshot, at, accounts, amounts) VALUES ('m1', 'jrn_y', '2026-11-23', 'sale', 'y', 'y', 'y', '{}', now(), '{a,b}', '{1,-1}')`,
      ),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('a database that has never been analysed', () => {
  it('finds the sales to approve, and looks for what was told before, by their keys: a merchant of many sales costs what one of few does', async () => {
    const young = await testDatabase({ poolMax: 1 });
    const alone = await testEnv(young);
    const one = await buildTerminal(alone);
    const two = await buildTerminal(alone);
    for (let i = 0; i < 3; i += 1) {
      const sales = await Promise.all([one, two].map((terminal) => begun(alone, saleRequest(terminal, freshStan()))));
      await Promise.all(sales.map((sale) => approve(sale, alone)));
      await approve(await begun(alone, saleRequest(one, freshStan())), alone);
    }
    await young.db.query('SELECT pg_stat_force_next_flush()');
    const rows = await young.db.query<{ name: string; scans: number; read: number }>(
      `SELECT indexrelname AS name, idx_scan::int AS scans, idx_tup_read::int AS read FROM pg_stat_user_indexes WHERE relname = 'card_transaction'`,
    );
    const of = Object.fromEntries(rows.map(({ name, scans, read }) => [name, [scans, read]]));
    // of each sale: is its id new, and its row to be approved
    expect(of['card_transaction_pkey']).toEqual([18, 9]);
    // is its number new, and was it told before: nothing is there to be read
    expect(of['card_transaction_duplicate']).toEqual([18, 0]);
    expect(of['card_transaction_charges']).toEqual([0, 0]);
    await alone.close();
    await young.close();
  });
});
