/** The switch on a real PostgreSQL: duplicates, one request a terminal, and reversals that race with approvals. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  approvalOf,
  approvedSale,
  begun,
  buildTerminal,
  DAY,
  netOf,
  saleRequest,
  type BuiltTerminal,
} from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { addDays } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import { balanceDifferences, balancesOf, trialBalance } from '../ledger/index.ts';
import {
  approveFreeze,
  approveTransaction,
  beginTransaction,
  declineTransaction,
  finishReversal,
  markUnknown,
  reverseByTerminal,
  strandedTransactions,
  transactionOf,
  type CardTransaction,
  type NewTransaction,
  type ReversalKey,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
let other: TestEnv;
let terminal: BuiltTerminal;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 10 });
  env = await testEnv(database);
  other = await testEnv(database, { beside: env, db: database.secondPool() });
  terminal = await buildTerminal(env);
});
afterAll(async () => {
  await env.close();
  await other.close();
  await database.close();
});

let stans = 0;
const freshStan = (): string => String((stans += 1)).padStart(6, '0');
const reversalKey = (stan: string, some: Partial<ReversalKey> = {}): ReversalKey => ({
  merchantId: terminal.merchantId,
  terminalNo: terminal.terminalNo,
  messageClass: '0200',
  batchNo: '000001',
  stan,
  businessDate: DAY,
  amount: fen(10_000),
  reason: '98',
  ...some,
});
const reverse = (stan: string, some: Partial<ReversalKey> = {}) =>
  withTx(other, (tx) => reverseByTerminal(other, tx, reversalKey(stan, some)));
const stateOf = async (transaction: CardTransaction): Promise<string | undefined> =>
  (await transactionOf(env.db, transaction.merchantId, transaction.transactionId))?.state;
const pending = async (): Promise<bigint> => (await balancesOf(env.db, terminal.merchantId))['m:pending'] ?? 0n;
const journalsOf = async (transaction: CardTransaction): Promise<number> =>
  (
    await env.db.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM ledger.journal WHERE merchant_id = $1 AND reference = $2',
      [transaction.merchantId, transaction.rrn],
    )
  )[0]?.n ?? 0;

const finish = (late: CardTransaction): Promise<boolean> => withTx(env, (tx) => markUnknown(env, tx, late, null));

/** Resolves once a connection of this database waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const rows = await env.db.query(
      'SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE NOT l.granted AND d.datname = current_database()',
    );
    if (rows.length > 0) return;
  }
}

describe('a request of a terminal', () => {
  it('S42: the same packet again is answered byte for byte, and once it is answered it is never carried out anew', async () => {
    const request = saleRequest(terminal, freshStan());
    const transaction = await begun(env, request);
    expect(await beginTransaction(other, request)).toEqual({ kind: 'busy' });
    await declineTransaction(env, transaction, { code: '51', answer: Buffer.from('no money') });
    const copy = await beginTransaction(other, request);
    expect(copy.kind === 'copy' && Buffer.from(copy.answer).toString()).toBe('no money');
  });

  it('with a known number and another content is a conflict', async () => {
    const request = saleRequest(terminal, freshStan());
    await declineTransaction(env, await begun(env, request), { code: '51', answer: Buffer.from('no') });
    expect(await beginTransaction(env, { ...request, body: Buffer.from('something else') })).toEqual({
      kind: 'conflict',
    });
  });

  it('told again byte for byte after the cut-over, or weeks later, is the sale it was; in other words, or after thirty days, it is a new one', async () => {
    const request = saleRequest(terminal, freshStan());
    const before = await pending();
    const sale = await approvedSale(env, request);
    const again = (days: number, some: Partial<NewTransaction> = {}) =>
      beginTransaction(other, { ...request, businessDate: addDays(DAY, days), ...some });
    for (const days of [1, 2, 30]) {
      const copy = await again(days);
      expect([days, copy.kind === 'copy' && Buffer.from(copy.answer).toString()]).toEqual([days, 'approved']);
    }
    expect([await pending(), await journalsOf(sale)]).toEqual([before + netOf(fen(10_000)), 1]);
    for (const [days, some] of [
      [1, { body: Buffer.from('another sale') }],
      [31, {}],
    ] as const) {
      const anew = await again(days, some);
      if (anew.kind !== 'begun') throw new Error(`answered ${anew.kind}`);
      await declineTransaction(env, anew.transaction, { code: '51', answer: Buffer.from('') });
    }
    expect((await again(2)).kind).toBe('copy'); // although another sale stands under its number in between
  });

  it('under way when the day turns is not begun a second time', async () => {
    const request = saleRequest(terminal, freshStan());
    const sale = await begun(env, request);
    expect(await beginTransaction(other, { ...request, businessDate: addDays(DAY, 1) })).toEqual({ kind: 'busy' });
    await declineTransaction(env, sale, { code: '51', answer: Buffer.from('') });
  });

  it('of one number, in whatever words and on whatever days it is told, is begun once in thirty days, with limits or without', async () => {
    const limits = { singleFen: 0n, dayFen: 0n, monthFen: 0n };
    const telling = fc.record({
      after: fc.integer({ min: 0, max: 17 }),
      words: fc.constantFrom('a', 'b'),
      limited: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(telling, { minLength: 1, maxLength: 8 }), async (tellings) => {
        const stan = freshStan();
        const stands: { day: number; words: string }[] = [];
        let day = 0;
        for (const { after, words, limited } of tellings) {
          day += after;
          const today = stands.find((one) => one.day === day);
          const known = stands.some((one) => one.words === words && day - one.day <= 30);
          const expected =
            today === undefined ? (known ? 'copy' : 'begun') : today.words === words ? 'copy' : 'conflict';
          const told = await beginTransaction(
            limited ? env : other,
            saleRequest(terminal, stan, {
              businessDate: addDays(DAY, day),
              body: Buffer.from(words),
              ...(limited ? { limits } : {}),
            }),
          );
          expect([day, words, told.kind]).toEqual([day, words, expected]);
          if (told.kind !== 'begun') continue;
          await declineTransaction(env, told.transaction, { code: '51', answer: Buffer.from('') });
          stands.push({ day, words });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('waits while another of this terminal is in flight, whichever gateway it came to; other terminals go on', async () => {
    const first = await begun(env, saleRequest(terminal, freshStan()));
    const stan = freshStan();
    expect(await beginTransaction(other, saleRequest(terminal, stan))).toEqual({ kind: 'busy' });
    const neighbour = await buildTerminal(env);
    const theirs = await begun(other, saleRequest(neighbour, stan));
    await declineTransaction(env, first, { code: '51', answer: Buffer.from('') });
    await declineTransaction(env, theirs, { code: '51', answer: Buffer.from('') });
    await declineTransaction(env, await begun(env, saleRequest(terminal, stan)), {
      code: '51',
      answer: Buffer.from(''),
    });
  });

  it('of twelve copies at once begins exactly once', async () => {
    const request = saleRequest(terminal, freshStan());
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) => beginTransaction(i % 2 === 0 ? env : other, request)),
    );
    expect(all.map((one) => one.kind).sort()).toEqual(['begun', ...Array.from({ length: 11 }, () => 'busy')]);
    const first = all.find((one) => one.kind === 'begun');
    if (first?.kind === 'begun')
      await declineTransaction(env, first.transaction, { code: '51', answer: Buffer.from('') });
  });

  it('whose reversal came first is declined for ever', async () => {
    const stan = freshStan();
    expect((await reverse(stan)).decision).toEqual({ answer: '25', act: 'tombstone' });
    expect(await beginTransaction(env, saleRequest(terminal, stan))).toEqual({ kind: 'reversed_before' });
    expect((await reverse(stan)).decision.answer).toBe('25');
  });

  it('keeps no card number in clear', async () => {
    const transaction = await begun(env, saleRequest(terminal, freshStan()));
    const rows = await env.db.query<{ whole: string }>(
      'SELECT t::text AS whole FROM switching.card_transaction t WHERE transaction_id = $1',
      [transaction.transactionId],
    );
    expect(rows[0]?.whole).toContain('622575******5678');
    expect(rows[0]?.whole).not.toContain('6225750212345678');
    await declineTransaction(env, transaction, { code: '51', answer: Buffer.from('') });
  });
});

describe('a limit of a merchant', () => {
  const limits = { singleFen: 0n, dayFen: 25_000n, monthFen: 0n };
  const codeOf = (done: Awaited<ReturnType<typeof beginTransaction>>): string =>
    done.kind === 'refused' ? done.ruling.code : done.kind;

  const end = async (all: readonly Awaited<ReturnType<typeof beginTransaction>>[]): Promise<void> => {
    for (const one of all)
      if (one.kind === 'begun')
        await declineTransaction(env, one.transaction, { code: '51', answer: Buffer.from('no') });
  };

  it('counts what stands and what is on its way, and gives back what was declined or reversed', async () => {
    const mine = await buildTerminal(env);
    const sell = (stan: string, terminalNo = mine.terminalNo) =>
      beginTransaction(env, saleRequest(mine, stan, { limits, terminalNo }));
    await approvedSale(env, saleRequest(mine, '000001', { limits }));
    const second = await sell('000002');
    expect(codeOf(await sell('000003', '88880001'))).toBe('C4');
    if (second.kind === 'begun')
      await declineTransaction(env, second.transaction, { code: '51', answer: Buffer.from('no') });
    expect((await sell('000002')).kind).toBe('copy');
    const third = await sell('000003');
    expect([third.kind, codeOf(await sell('000004', '88880001'))]).toEqual(['begun', 'C4']);
    await end([third]);
  });

  it('holds when ten terminals sell at once: two of 100.00 fit into 250.00', async () => {
    const mine = await buildTerminal(env);
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        beginTransaction(i % 2 === 0 ? env : other, saleRequest(mine, '000001', { limits, terminalNo: `7777000${i}` })),
      ),
    );
    expect(all.map(codeOf).sort()).toEqual([...Array.from({ length: 8 }, () => 'C4'), 'begun', 'begun']);
    await end(all);
  });
});

describe('an approval', () => {
  it('writes the switch and the ledger in one, once', async () => {
    const before = await pending();
    const transaction = await approvedSale(env, saleRequest(terminal, freshStan()));
    expect(await pending()).toBe(before + netOf(fen(10_000)));
    expect(await approveTransaction(env, env.db, transaction, approvalOf(transaction.amount))).toBe(false);
    expect([await pending(), await journalsOf(transaction)]).toEqual([before + netOf(fen(10_000)), 1]);
  });

  it('after a decline does nothing', async () => {
    const transaction = await begun(env, saleRequest(terminal, freshStan()));
    await declineTransaction(env, transaction, { code: '51', answer: Buffer.from('') });
    expect(await approveTransaction(env, env.db, transaction, approvalOf(transaction.amount))).toBe(false);
    expect([await stateOf(transaction), await journalsOf(transaction)]).toEqual(['declined', 0]);
  });

  it('that cannot be posted leaves the transaction as it was', async () => {
    const transaction = await begun(env, saleRequest(terminal, freshStan()));
    const broken = env.db.query('SELECT switching.do_approve_sale($1, $2, $3, $4, 0, $5, $6, $7, $8, $9::bigint[])', [
      transaction.merchantId,
      transaction.transactionId,
      '1',
      Buffer.from(''),
      '{}',
      '2026-11-23T00:00:00Z',
      'jrn_x',
      ['a', 'b'],
      [1n, 1n],
    ]);
    await expect(broken).rejects.toMatchObject({ code: 'KT001' });
    expect(await stateOf(transaction)).toBe('sent');
    await declineTransaction(env, transaction, { code: '96', answer: Buffer.from('') });
  });
});

describe('a reversal', () => {
  it('S41: takes an approved sale back with the exact mirror and asks for it upstream once, however often it comes', async () => {
    const before = await pending();
    const stan = freshStan();
    const transaction = await approvedSale(env, saleRequest(terminal, stan));
    const answers = await Promise.all(Array.from({ length: 5 }, () => reverse(stan)));
    expect(answers.map((one) => one.decision.answer)).toEqual(Array.from({ length: 5 }, () => '00'));
    expect([await pending(), await journalsOf(transaction), await stateOf(transaction)]).toEqual([
      before,
      2,
      'reversing',
    ]);
    const asked = (await env.enqueued('reverse-upstream')).filter(
      (job) => job.data['transactionId'] === transaction.transactionId,
    );
    expect(asked).toHaveLength(1);
    await finishReversal(env, transaction);
    expect(await stateOf(transaction)).toBe('reversed');
    expect((await reverse(stan)).decision.answer).toBe('00');
  });

  it('of another amount, or of a declined sale, moves nothing', async () => {
    const stan = freshStan();
    const transaction = await approvedSale(env, saleRequest(terminal, stan));
    expect((await reverse(stan, { amount: fen(9_999) })).decision.answer).toBe('13');
    expect(await stateOf(transaction)).toBe('approved');
  });

  it('of another amount does not stop a sale that is under way', async () => {
    const stan = freshStan();
    const transaction = await begun(env, saleRequest(terminal, stan));
    expect((await reverse(stan, { amount: fen(1) })).decision.answer).toBe('13');
    expect(await approveTransaction(env, env.db, transaction, approvalOf(transaction.amount))).toBe(true);
  });

  it('races with the approval forty times: whoever is first, no money stays and the books balance', async () => {
    const before = await pending();
    let taken = 0;
    for (let round = 0; round < 40; round += 1) {
      const stan = freshStan();
      const transaction = await begun(env, saleRequest(terminal, stan));
      const [approved, reversal] = await Promise.all([
        approveTransaction(env, env.db, transaction, approvalOf(transaction.amount)),
        reverse(stan),
      ]);
      expect(reversal.decision).toEqual({ answer: '00', act: 'reverse' });
      expect(await journalsOf(transaction)).toBe(approved ? 2 : 0);
      expect(await stateOf(transaction)).toBe('reversing');
      taken += approved ? 1 : 0;
    }
    expect(taken).toBeGreaterThanOrEqual(0);
    expect(await pending()).toBe(before);
    expect((await trialBalance(env.db)).totalFen).toBe(0n);
    expect(await balanceDifferences(env.db)).toEqual([]);
  });

  it('on the other side of the cut-over finds the sale of the day that has just ended, and only where that day is named', async () => {
    const stan = freshStan();
    const before = await pending();
    const transaction = await begun(env, saleRequest(terminal, stan));
    await approveTransaction(env, env.db, transaction, approvalOf(transaction.amount));
    const next = { businessDate: addDays(DAY, 1) };
    expect((await reverse(stan, { ...next, stan: freshStan(), since: DAY })).decision.act).toBe('tombstone');
    expect((await reverse(stan, { ...next, since: DAY })).decision).toEqual({ answer: '00', act: 'reverse' });
    expect([await stateOf(transaction), await pending()]).toEqual(['reversing', before]);
  });

  it('just before the cut-over is remembered on both days: its original comes when the next has begun', async () => {
    const stan = freshStan();
    const around = [DAY, addDays(DAY, 1)];
    expect((await reverse(stan, { around })).decision.act).toBe('tombstone');
    const late = saleRequest(terminal, stan, { businessDate: addDays(DAY, 1) });
    expect(await beginTransaction(env, late)).toEqual({ kind: 'reversed_before' });
  });

  it('that looked before its original was written, and was remembered after, still wins: the approval is refused and taken back upstream', async () => {
    const stan = freshStan();
    const before = await pending();
    let transaction: CardTransaction | undefined;
    await withTx(other, async (tx) => {
      expect((await reverseByTerminal(other, tx, reversalKey(stan))).decision.act).toBe('tombstone');
      transaction = await begun(env, saleRequest(terminal, stan)); // another gateway, before the reversal is committed
    });
    if (transaction === undefined) throw new Error('no transaction');
    expect(await approveTransaction(env, env.db, transaction, approvalOf(transaction.amount))).toBe(false);
    expect([await pending(), await journalsOf(transaction)]).toEqual([before, 0]);
    const late = transaction;
    expect(await withTx(env, (tx) => markUnknown(env, tx, late, null))).toBe(true);
    expect(await stateOf(transaction)).toBe('reversing');
  });

  it('that is still being written when the approval comes makes it wait, and then wins', async () => {
    const stan = freshStan();
    const before = await pending();
    let approving: Promise<boolean> | undefined;
    let late: CardTransaction | undefined;
    await withTx(other, async (tx) => {
      await reverseByTerminal(other, tx, reversalKey(stan));
      const transaction = await begun(env, saleRequest(terminal, stan));
      approving = approveTransaction(env, env.db, transaction, approvalOf(transaction.amount));
      await Promise.race([approving, somebodyWaits()]);
      late = transaction;
    });
    expect([await approving, await pending()]).toEqual([false, before]);
    if (late !== undefined) await finish(late);
  });

  it('the same of a deposit freeze', async () => {
    const stan = freshStan();
    let transaction: CardTransaction | undefined;
    await withTx(other, async (tx) => {
      await reverseByTerminal(other, tx, reversalKey(stan, { messageClass: '0100' }));
      transaction = await begun(env, saleRequest(terminal, stan, { messageClass: '0100', kind: 'deposit_freeze' }));
    });
    if (transaction === undefined) throw new Error('no transaction');
    const late = transaction;
    expect(await withTx(env, (tx) => approveFreeze(env, tx, late, { authCode: '1', answer: Buffer.from('') }))).toBe(
      false,
    );
    await withTx(env, (tx) => markUnknown(env, tx, late, null));
  });

  it('ends in the same books in every order of request, approval and reversals (invariant 14)', async () => {
    type Event = 'request' | 'approve' | 'reverse';
    const orders = fc.shuffledSubarray<Event>(['request', 'approve', 'reverse', 'reverse'], { minLength: 4 });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const stan = freshStan();
        const before = await pending();
        let transaction: CardTransaction | undefined;
        for (const event of order) {
          if (event === 'reverse') await reverse(stan);
          if (event === 'request') {
            const done = await beginTransaction(env, saleRequest(terminal, stan));
            transaction = done.kind === 'begun' ? done.transaction : undefined;
          }
          if (event === 'approve' && transaction !== undefined)
            await approveTransaction(env, env.db, transaction, approvalOf(transaction.amount));
        }
        expect(await pending()).toBe(before);
        if (transaction !== undefined) expect(await stateOf(transaction)).toBe('reversing');
      }),
      { numRuns: 24 },
    );
  });
});

describe('a request whose gateway died', () => {
  it('is found after its time on the wall and taken back, and not before', async () => {
    const transaction = await begun(env, saleRequest(terminal, freshStan()));
    env.wall.pass(69_000);
    expect(await strandedTransactions(env, 70_000)).toEqual([]);
    env.wall.pass(1_001);
    expect((await strandedTransactions(env, 70_000)).map((one) => one.transactionId)).toEqual([
      transaction.transactionId,
    ]);
    expect(await withTx(env, (tx) => markUnknown(env, tx, transaction, null))).toBe(true);
    expect(await withTx(env, (tx) => markUnknown(env, tx, transaction, null))).toBe(false);
    expect(await approveTransaction(env, env.db, transaction, approvalOf(transaction.amount))).toBe(false);
  });
});
