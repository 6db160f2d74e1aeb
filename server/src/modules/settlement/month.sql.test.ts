/** A merchant's month adds up to the fen, whatever happened in it, and says what the ledger says. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { addDays, civilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { balanceAsOf, closeBooks, merchantPeriod, monthEntries, postJournal, putOnSheet } from '../ledger/index.ts';
import { MONTH_LINES, entriesOfLine, monthStatement } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database, { now: '2026-10-01T10:00:00+08:00' });
});
afterEach(async () => {
  await env.close();
  await database.close();
});

const FROM = civilDate('2026-11-01');
const TO = civilDate('2026-11-30');
const OWN = ['m:pending', 'm:avail', 'm:frozen', 'm:payout', 'merch_recv'];

/** [event, lines as a share of `n` fen and a fee of `f`]; credits are below zero. */
const SHAPES: Readonly<Record<string, (n: bigint, f: bigint) => [account: string, fen: bigint][]>> = {
  sale: (n, f) => [
    ['net_recv:cup:2026-11-02', n],
    ['m:pending', f - n],
    ['inc:mdr', -f],
  ],
  qr_active: (n, f) => [
    ['net_recv:cup:2026-11-02', n],
    ['m:pending', f - n],
    ['inc:mdr', -f],
  ],
  refund: (n) => [
    ['merch_recv', n],
    ['net_recv:cup:2026-11-02', -n],
  ],
  break_charge: (n, f) => [
    ['merch_recv', n],
    ['inc:mdr', f],
    ['susp_short', -n - f],
  ],
  books_adjustment: (n) => [
    ['exp:loss', n],
    ['m:avail', -n],
  ],
  something_new: (n) => [
    ['exp:loss', n],
    ['m:avail', -n],
  ],
  deposit_paid_in: (n) => [
    ['bank:reserve', n],
    ['deposit:dep_1', -n],
  ],
  suspense: (n) => [
    ['susp_short', n],
    ['net_recv:cup:2026-11-02', -n],
  ],
};
/** What moves money that stands there; left out where there is not enough of it. */
const FROM_BALANCE: Readonly<Record<string, [account: string, ...to: ((n: bigint, f: bigint) => [string, bigint])[]]>> =
  {
    t1_release: ['m:pending', (n) => ['m:avail', -n]],
    frozen: ['m:pending', (n) => ['m:frozen', -n]],
    t1_payout: ['m:avail', (n) => ['m:payout', -n]],
    debt_collected: ['m:avail', (n) => ['merch_recv', -n]],
    sale_void: ['m:pending', (n) => ['net_recv:cup:2026-11-02', -n]],
    t0_payout: ['m:pending', (n, f) => ['m:payout', f - n], (_n, f) => ['inc:t0', -f]],
    payout_paid: ['m:payout', (n) => ['bank:reserve', -n]],
    payout_returned: ['m:payout', (n) => ['m:avail', -n]],
  };
const EVENTS = [...Object.keys(SHAPES), ...Object.keys(FROM_BALANCE)];
const month = fc.array(
  fc.record({
    day: fc.integer({ min: -20, max: 40 }),
    event: fc.constantFrom(...EVENTS),
    fen: fc.integer({ min: 1_000, max: 900_000 }),
    merchant: fc.constantFrom('mer_1', 'mer_1', 'mer_1', 'mer_2'),
  }),
  { minLength: 5, maxLength: 60 },
);
type Told = typeof month extends fc.Arbitrary<infer T> ? T : never;

async function live(told: Told, run: number): Promise<void> {
  const stands = new Map<string, bigint>();
  let seq = 0;
  // three in a hundred, more than any of these fees: what a sheet allows is not what is told here
  const sheet = ['mer_1', 'mer_2'].flatMap((merchant) =>
    (['credit', 't0'] as const).map((charge) => ({
      merchantId: `${merchant}_${run}`,
      charge,
      from: civilDate('2026-01-01'),
      ratePpm: 30_000n,
    })),
  );
  await withTx(env, (tx) => putOnSheet(env, tx, sheet, 'a test'));
  for (const { day, event, fen, merchant } of [...told].sort((a, b) => a.day - b.day)) {
    const [n, f] = [BigInt(fen), BigInt(Math.floor(fen / 167))];
    const from = FROM_BALANCE[event];
    const source = from === undefined ? '' : `${merchant} ${from[0]}`;
    if (from !== undefined && (stands.get(source) ?? 0n) < n) continue;
    const [, ...to] = from ?? [''];
    const lines = SHAPES[event]?.(n, f) ?? [[from?.[0] ?? '', n], ...to.map((make) => make(n, f))];
    const date = addDays(FROM, day);
    env.clock.set(`${date}T12:00:00+08:00`);
    seq += 1;
    const reference = `${run}_${seq}`;
    await withTx(env, (tx) =>
      postJournal(env, tx, {
        merchantId: `${merchant}_${run}`,
        date,
        event,
        idempotencyKey: `${event}:${reference}`,
        reference,
        snapshot: { cardKind: 'credit', grossFen: n.toString(), saleCount: 1 },
        lines: lines.map(([account, amount]) => ({ account: account ?? '', amount: amount ?? 0n })),
      }),
    );
    for (const [account, amount] of lines) {
      const key = `${merchant} ${account ?? ''}`;
      stands.set(key, (stands.get(key) ?? 0n) - (amount ?? 0n));
    }
  }
}

describe('a merchant’s month', () => {
  it('of anything that can happen: opening, every line and closing add up, equal to the ledger’s accounts', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(month, async (told) => {
        run += 1;
        await live(told, run);
        const of = { merchantId: `mer_1_${run}`, from: FROM, to: TO };
        const seen = monthStatement(await merchantPeriod(env, of));
        const sum = seen.lines.reduce((all, line) => all + line.amountFen, seen.openingFen);
        expect(sum).toBe(seen.closingFen);
        for (const [day, fen] of [
          [addDays(FROM, -1), seen.openingFen],
          [TO, seen.closingFen],
        ] as const) {
          let ledger = 0n;
          for (const account of OWN)
            ledger -= await balanceAsOf(env.db, { account, merchantId: of.merchantId }, { day });
          expect(fen).toBe(ledger);
        }
        const pending = seen.pending.reduce((all, one) => all + one.amountFen, seen.pendingOlderFen);
        expect(pending).toBe(seen.closing['m:pending']);
      }),
      { numRuns: 25 },
    );
  });

  it('has under each line exactly the journals that make it, page by page', async () => {
    await live(
      EVENTS.flatMap((event, i) =>
        [1, 2, 3].map((day) => ({ day: day + i, event, fen: 1_000 * (i + day), merchant: 'mer_1' })),
      ),
      900,
    );
    const of = { merchantId: 'mer_1_900', from: FROM, to: TO };
    const seen = monthStatement(await merchantPeriod(env, of));
    for (const line of MONTH_LINES) {
      let [sum, count] = [0n, 0];
      let after: { day: ReturnType<typeof civilDate>; journalId: string } | undefined;
      do {
        const rows = await monthEntries(env, of, { ...entriesOfLine(line), after, limit: 2 });
        sum += rows.reduce((all, row) => all + row.amountFen, 0n);
        count += rows.length;
        const last = rows.at(-1);
        after = rows.length === 2 && last !== undefined ? last : undefined;
      } while (after !== undefined);
      const told = seen.lines.find((one) => one.line === line);
      expect([line, sum]).toEqual([line, told?.amountFen ?? 0n]);
      if (line === 'sales' || line === 'fees') expect([line, count]).toEqual([line, told?.count]);
    }
  });

  it('says the same when its days are closed', async () => {
    await live(
      EVENTS.map((event, i) => ({ day: i, event, fen: 2_000 + i, merchant: 'mer_1' })),
      901,
    );
    const of = { merchantId: 'mer_1_901', from: FROM, to: TO };
    const open = monthStatement(await merchantPeriod(env, of));
    env.clock.set('2026-12-20T10:00:00+08:00');
    await closeBooks(env, TO);
    expect(monthStatement(await merchantPeriod(env, of))).toEqual(open);
  });
});
