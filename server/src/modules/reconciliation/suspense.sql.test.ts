/** Random days: what the file and our journal see differently stands in suspense to the fen, and goes out of it when it is found. */
import * as fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { clearingFiles, clearingName } from '../../../../simulators/src/card-network/acom.ts';
import type { NetworkTransaction } from '../../../../simulators/src/card-network/issuers.ts';
import { approvedSale, buildTerminal, DAY, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { addDays, type CivilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { readHolidays } from '../catalogue/index.ts';
import { balanceDifferences, trialBalance } from '../ledger/index.ts';
import { closeDay, dayOf } from '../settlement/index.ts';
import { finishReversal, reverseByTerminal, type CardTransaction } from '../switching/index.ts';
import { importClearing } from './index.ts';
import { reversalOf, saleOf } from './testing/network-rows.ts';

let database: TestDatabase;
let env: TestEnv;
let terminal: BuiltTerminal;
beforeEach(async () => {
  database = await testDatabase();
  env = await testEnv(database);
  terminal = await buildTerminal(env);
  return async () => {
    await env.close();
    await database.close();
  };
});

const FATES = {
  agrees: 'matched',
  missing: 'local_only',
  amount: 'amount_diff',
  fee: 'fee_diff',
  twice: 'duplicate',
  tomorrow: 'wrong_date',
  reversed_here: 'net_only',
  reversed_both: 'non_settling',
  stranger: 'net_only',
} as const;
type Fate = keyof typeof FATES;

let stans = 0;
/** Of no sale of ours: two lines of one number and time would be one line to whoever takes one of them back. */
const otherTime = (): string => String(1_000_000_000 + (stans += 1));
const nextStan = (): string => String((stans += 1)).padStart(6, '0');
const theirs = (sale: CardTransaction, some: Partial<NetworkTransaction> = {}): NetworkTransaction =>
  saleOf(sale.networkStan, {
    rrn: sale.rrn,
    transmissionTime: sale.transmissionTime,
    amountFen: String(sale.amount),
    cardKind: 'credit',
    ...some,
  });

async function reverse(sale: CardTransaction, stan: string): Promise<void> {
  const key = { ...terminal, messageClass: '0200', batchNo: '000001', stan, amount: sale.amount, reason: '98' };
  await withTx(env, (tx) => reverseByTerminal(env, tx, { ...key, businessDate: sale.businessDate }));
  await finishReversal(env, sale);
}

/** One sale of that fate: what of it stands in the file of the day, and in that of the day after. */
async function live(
  fate: Fate,
  yuan: number,
  date: CivilDate,
): Promise<{ today: NetworkTransaction[]; later: NetworkTransaction[] }> {
  const settlementDate = date;
  const stan = nextStan();
  if (fate === 'stranger')
    return {
      today: [
        saleOf(`9${stan.slice(1)}`, {
          rrn: `77${stan}7777`,
          amountFen: `${yuan}00`,
          transmissionTime: otherTime(),
          settlementDate,
        }),
      ],
      later: [],
    };
  const businessDate = fate === 'tomorrow' ? addDays(date, 1) : date;
  const sale = await approvedSale(env, saleRequest(terminal, stan, { amount: fen(yuan * 100), businessDate }));
  const row = theirs(sale, { settlementDate });
  if (fate === 'reversed_here' || fate === 'reversed_both') await reverse(sale, stan);
  switch (fate) {
    case 'missing':
      return { today: [], later: [{ ...row, settlementDate: addDays(date, 1) }] };
    case 'amount':
      return { today: [{ ...row, amountFen: `${yuan + 1}00` }], later: [] };
    case 'fee':
      return { today: [{ ...row, cardKind: 'debit', amountFen: row.amountFen }], later: [] };
    case 'twice':
      return { today: [row, { ...row, transmissionTime: otherTime() }], later: [] };
    case 'reversed_both':
      return { today: [row, { ...reversalOf(row, nextStan()), settlementDate }], later: [] };
    default:
      return { today: [row], later: [] };
  }
}

async function bring(rows: readonly NetworkTransaction[], date: CivilDate): Promise<bigint> {
  const { acquirer: bytes, totals } = clearingFiles(rows, date);
  const schedule = { cutOff: '23:00', clearingTime: '06:00', payoutTime: '09:00' };
  await closeDay(env, date, schedule, await readHolidays(env.db));
  const clearing = {
    openAcom: () =>
      Promise.resolve({
        name: clearingName(date, 'acquirer'),
        byteCount: bytes.length,
        version: `${bytes.length}`,
        async *read() {
          yield await Promise.resolve(bytes);
        },
      }),
  };
  await importClearing({ ...env, clearing }, date);
  expect((await dayOf(env.db, date))?.networkNetFen).toBe(totals.netFen);
  return totals.netFen;
}

async function balance(account: string): Promise<bigint> {
  return (await trialBalance(env.db)).accounts.find((row) => row.account === account)?.balanceFen ?? 0n;
}
const standing = async (): Promise<bigint> =>
  (
    await env.db.query<{ fen: bigint }>(
      `SELECT coalesce(sum(suspense_fen), 0)::bigint AS fen FROM reconciliation.break WHERE state <> 'resolved'`,
    )
  )[0]?.fen ?? 0n;

async function booksHold(date: CivilDate, netFen: bigint): Promise<void> {
  // what the day is owed is what the network will pay, and the rest of the difference is in suspense (invariant 8)
  expect(await balance(`net_recv:cup:${date}`)).toBe(netFen);
  expect((await balance('susp_short')) + (await balance('susp_long'))).toBe(await standing());
  expect([(await trialBalance(env.db)).totalFen, await balanceDifferences(env.db)]).toEqual([0n, []]);
}

it(
  'any day’s receivable is the file’s net, each difference has its break and its suspense, and what is found later goes out of it',
  { timeout: 120_000 },
  async () => {
    const fates = fc.array(
      fc.record({
        fate: fc.constantFrom(...(Object.keys(FATES) as Fate[])),
        yuan: fc.integer({ min: 1, max: 20 }).map((n) => n * 400),
      }),
      { minLength: 1, maxLength: 9 },
    );
    let day = DAY;
    await fc.assert(
      fc.asyncProperty(fates, async (all) => {
        const date = day;
        day = addDays(day, 3);
        const rows = [];
        for (const { fate, yuan } of all) rows.push(await live(fate, yuan, date));
        const netFen = await bring(
          rows.flatMap((one) => one.today),
          date,
        );
        await booksHold(date, netFen);
        const kinds = await env.db.query<{ kind: string }>(
          `SELECT kind FROM reconciliation.break WHERE business_date = $1 ORDER BY kind`,
          [date],
        );
        const expected = all
          .map(({ fate }) => FATES[fate])
          .filter((kind) => kind !== 'matched' && kind !== 'non_settling');
        expect(kinds.map((row) => row.kind)).toEqual([...expected].sort());
        const [next, before] = [addDays(date, 1), await standing()];
        await booksHold(
          next,
          await bring(
            rows.flatMap((one) => one.later),
            next,
          ),
        );
        const found = await env.db.query<{ state: string }>(
          `SELECT state FROM reconciliation.break WHERE business_date = $1 AND kind = 'local_only'`,
          [date],
        );
        expect(found.filter((row) => row.state !== 'resolved')).toEqual([]);
        if (all.every(({ fate }) => fate !== 'missing')) expect(await standing()).toBe(before);
      }),
      { numRuns: 25 },
    );
  },
);
