/** The ledger's own invariants under everything at once: many connections, each event, closings, and connections that die in the middle. */
import * as fc from 'fast-check';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { addDays, civilDate, type CivilDate } from '../../kernel/instant.ts';
import { APPLICATION_ROLE } from '../../platform/postgres/migrate.ts';
import { balanceDifferences, closeBooks, trialBalance, verifyBooks } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let owner: Pool;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 12 });
  env = await testEnv(database);
  owner = new Pool({ connectionString: database.ownerUrl, max: 4 });
});
afterAll(async () => {
  await owner.end();
  await env.close();
  await database.close();
});

const D1 = civilDate('2026-11-23');
const MERCHANTS = ['mer_1', 'mer_2', 'mer_3'];
const AT = '2026-11-23T12:00:00+08:00';

/** One event: its key is its number, so that doing it again after a crash is the same event. */
interface Step {
  readonly kind:
    | 'sales'
    | 'release'
    | 'payout'
    | 'paid'
    | 'void'
    | 'freeze'
    | 'thaw'
    | 'hold'
    | 'hold_end'
    | 'hold_again'
    | 'close';
  readonly merchant: number;
  readonly n: number;
  readonly amount: number;
  readonly day: number;
  /** The connection dies before it commits; then the event is told again. */
  readonly dies: boolean;
}

const KINDS = [
  'sales',
  'sales',
  'sales',
  'release',
  'release',
  'payout',
  'paid',
  'void',
  'freeze',
  'thaw',
  'hold',
  'hold_end',
  'hold_again',
  'close',
] as const;
const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(...KINDS),
    merchant: fc.nat({ max: 2 }),
    n: fc.nat({ max: 12 }),
    amount: fc.integer({ min: 1, max: 400 }),
    day: fc.nat({ max: 3 }),
    dies: fc.boolean(),
  }),
  { minLength: 15, maxLength: 60 },
);

const MOVES = {
  release: ['m:pending', 'm:avail'],
  payout: ['m:avail', 'm:payout'],
  paid: ['m:payout', 'bank:reserve'],
} as const;

/** What a step asks of the database. `fresh`: ids that nobody had before. */
function askedOf(step: Step, run: number, date: CivilDate, fresh: () => string): [sql: string, values: unknown[]] {
  const merchant = MERCHANTS[step.merchant] as string;
  const sale = `sale:${run}-${step.n}`;
  const hold = `hld_${run}_${step.n}`;
  switch (step.kind) {
    case 'sales': {
      // a batch of all three, as the group commit sends it; a batch that PostgreSQL refuses is sent one by one
      const keys = MERCHANTS.map(() => sale);
      const lines = MERCHANTS.map(() => '{net_recv,m:pending}');
      const amounts = MERCHANTS.map(() => `{${step.amount},${-step.amount}}`);
      const same = (text: string): string[] => MERCHANTS.map(() => text);
      return [
        `SELECT ledger.do_post_credits($1, $2, $3::date[], 'sale', $4, $5, $5, $6, $7::timestamptz[], 'm:pending', $8, $9)`,
        [MERCHANTS, MERCHANTS.map(fresh), same(date), keys, same('f'), same('{}'), same(AT), lines, amounts],
      ];
    }
    case 'release':
    case 'payout':
    case 'paid': {
      const { amount } = step;
      return [
        `SELECT ledger.do_post_journal($1, $2, $3, $4, $5, $6, 'r', NULL, '{}', $7, $8, $9::bigint[])`,
        [
          merchant,
          fresh(),
          date,
          step.kind,
          `${step.kind}:${run}-${step.n}`,
          String(amount),
          AT,
          MOVES[step.kind],
          [amount, -amount],
        ],
      ];
    }
    case 'void':
      return [
        `SELECT ledger.do_mirror_journal($1, $2, $3, $4, 'sale_void', $5, 'r', $6)`,
        [merchant, sale, fresh(), date, `void:${run}-${step.n}`, AT],
      ];
    case 'freeze':
      return [`SELECT ledger.do_freeze($1, $2, 'm:pending', 'r', $3, $4)`, [merchant, sale, date, AT]];
    case 'thaw':
      return ['SELECT ledger.do_thaw($1, $2, NULL, $3, $4)', [merchant, sale, date, AT]];
    case 'hold':
      return [
        `SELECT ledger.do_open_hold($1, $2, 'pre_auth', $3, 'r', $4, $5, $6, $6)`,
        [merchant, hold, step.amount, fresh(), date, AT],
      ];
    case 'hold_end':
      return [
        'SELECT ledger.do_close_hold($1, $2, $3, $4, $5, $6, $7)',
        [merchant, hold, step.amount % 2 === 0 ? 'posted' : 'voided', `by${step.amount}`, fresh(), date, AT],
      ];
    case 'hold_again':
      return [
        'SELECT ledger.do_reopen_hold($1, $2, $3, $4, $5, $6)',
        [merchant, hold, `by${step.amount}`, fresh(), date, AT],
      ];
    case 'close':
      return ['SELECT 1', []];
    default:
      throw new Error('no such step');
  }
}

/** Refusals that the ledger is there to give: not balanced or nothing there, another content, too little, one key twice. */
const EXPECTED = new Set(['KT001', 'KT002', 'KT003', '23505', '40P01']);

async function carryOut(step: Step, run: number, base: CivilDate): Promise<void> {
  const date = addDays(base, step.day);
  if (step.kind === 'close') {
    await closeBooks(env, addDays(base, step.day - 4));
    return;
  }
  const fresh = (): string => env.ids.next('jrn');
  if (step.dies) await diesWith(askedOf(step, run, date, fresh));
  await env.db.pool.query(...askedOf(step, run, date, fresh)).catch((error: unknown) => {
    const { code = '' } = error as { code?: string };
    if (!EXPECTED.has(code)) throw error;
  });
}

/** The work is done, and before its commit the server's process is gone. */
async function diesWith([sql, values]: [string, unknown[]]): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl, options: `-c role=${APPLICATION_ROLE}` });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await client.query('BEGIN');
  await client.query(sql, values).catch(() => undefined);
  await owner.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await client.end().catch(() => undefined);
}

async function holdsTogether(): Promise<void> {
  const unbalanced = await owner.query(
    `SELECT 1 FROM ledger.journal WHERE ledger.total(amounts) <> 0 OR cardinality(amounts) < 2`,
  );
  expect(unbalanced.rows, 'invariant 1').toEqual([]);
  expect((await trialBalance(env.db)).totalFen, 'invariant 2').toBe(0n);
  const below = await owner.query('SELECT 1 FROM ledger.balance WHERE credit_fen < 0');
  expect(below.rows, 'invariant 5').toEqual([]);
  expect(await balanceDifferences(env.db), 'invariant 11').toEqual([]);
  const unkept = await owner.query(
    `SELECT p.merchant_id FROM ledger.posting p LEFT JOIN ledger.balance b USING (merchant_id, account) WHERE p.account LIKE 'm:%' AND b.account IS NULL`,
  );
  expect(unkept.rows, 'invariant 11').toEqual([]);
  const frozen = await owner.query(
    `SELECT merchant_id, sum(kept), sum(posted) FROM (
       SELECT merchant_id, amount_fen AS kept, 0 AS posted FROM ledger.v_frozen
       UNION ALL SELECT merchant_id, 0, -amount_fen FROM ledger.posting WHERE account = 'm:frozen') f GROUP BY 1 HAVING sum(kept) <> sum(posted)`,
  );
  expect(frozen.rows, 'frozen money is what its rows say').toEqual([]);
  const holds = await owner.query(
    `SELECT merchant_id, sum(held), sum(posted) FROM (
       SELECT merchant_id, amount_fen AS held, 0 AS posted FROM ledger.hold WHERE state = 'pending'
       UNION ALL SELECT merchant_id, 0, amount_fen FROM ledger.posting WHERE account = 'memo:preauth') h GROUP BY 1 HAVING sum(held) <> sum(posted)`,
  );
  expect(holds.rows, 'invariant 10: created = pending + posted + voided + expired').toEqual([]);
}

it('hold for any interleaving of sales, voids, releases, payouts, delays, holds and closings, with connections that die before they commit (1, 2, 4, 5, 10, 11, 15)', async () => {
  let run = 0;
  env.clock.set('2027-06-01T12:00:00+08:00');
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      run += 1;
      const base = addDays(D1, 4 * run);
      await Promise.all(all.map((step) => carryOut(step, run, base)));
      await holdsTogether();
    }),
    { numRuns: 12 },
  );
  await closeBooks(env, addDays(D1, 4 * run + 4));
  for await (const day of verifyBooks(env.db)) expect(day.faults).toEqual([]);
  await holdsTogether();
}, 120_000);

it('what was told twice stands once, and what died before its commit never stood (4, 15)', async () => {
  const step: Step = { kind: 'sales', merchant: 0, n: 99, amount: 77, day: 0, dies: true };
  const count = async (): Promise<number> =>
    (
      await env.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ledger.journal WHERE idempotency_key = 'sale:999-99'`,
      )
    )[0]?.n ?? -1;
  await diesWith(askedOf(step, 999, addDays(D1, 200), () => env.ids.next('jrn')));
  expect(await count()).toBe(0);
  await carryOut(step, 999, addDays(D1, 200));
  await carryOut({ ...step, dies: false }, 999, addDays(D1, 200));
  expect(await count()).toBe(3);
  await holdsTogether();
});

it('a hold is open or ended in one way, and every end and every reopening has its journal (10)', async () => {
  const ended = await owner.query(
    `SELECT h.merchant_id, h.hold_id FROM ledger.hold h
       LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE j.event IN ('hold_posted', 'hold_voided', 'hold_expired')) AS ends,
                                 count(*) FILTER (WHERE j.event = 'hold_reopened') AS again
                            FROM ledger.journal j WHERE j.merchant_id = h.merchant_id AND strpos(j.idempotency_key, ':' || h.hold_id || ':') > 0) e ON true
      WHERE e.ends - e.again <> CASE WHEN h.state = 'pending' THEN 0 ELSE 1 END`,
  );
  expect(ended.rows).toEqual([]);
  const { rows } = await owner.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger.hold');
  expect(rows[0]?.n).toBeGreaterThan(5);
});

it('nothing of it can be changed or taken away by the application, whose functions are the only way in (3)', async () => {
  for (const sql of [
    'UPDATE ledger.journal SET reference = reference',
    'DELETE FROM ledger.journal',
    'TRUNCATE ledger.journal',
    'INSERT INTO ledger.journal SELECT * FROM ledger.journal LIMIT 1',
  ])
    await expect(env.db.query(sql), sql).rejects.toThrow(/permission denied/);
});
