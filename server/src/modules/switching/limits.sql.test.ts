/** The counter of a limit is the sum of what stands: whatever happens in whatever order, it is what is approved and on its way. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvalOf, buildTerminal, DAY, saleRequest, type BuiltTerminal } from '../../../testing/builders.ts';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { fen } from '../../kernel/fen.ts';
import { civilDate } from '../../kernel/instant.ts';
import { withTx } from '../../platform/postgres/database.ts';
import {
  approveOther,
  approveTransaction,
  beginFollower,
  beginTransaction,
  chargesBefore,
  chargesOf,
  declineTransaction,
  reverseByTerminal,
  type CardTransaction,
  type NewTransaction,
} from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase({ poolMax: 6 });
  env = await testEnv(database, { now: '2026-11-23T10:00:00+08:00' });
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let stans = 0;
const nextStan = (): string => String((stans += 1)).padStart(6, '0');
const RULES = { holdDays: 30, completionPercentMax: 115, tipPercentMax: 20 };
const LIMIT = 100_000n;
const limits = { singleFen: 0n, dayFen: LIMIT, monthFen: 0n };

interface Sale {
  readonly transaction: CardTransaction;
  readonly amount: bigint;
  readonly entry: string;
  stands: boolean;
  refunded: boolean;
}

/** One merchant, its sales, and what the model says of them. */
class Shop {
  readonly terminal: BuiltTerminal;
  readonly sales: Sale[] = [];
  constructor(terminal: BuiltTerminal) {
    this.terminal = terminal;
  }
  sum = (entry?: string): bigint =>
    this.sales
      .filter((one) => one.stands && (entry === undefined || one.entry === entry))
      .reduce((all, one) => all + one.amount, 0n);

  request = (amount: bigint, entry: string): NewTransaction =>
    saleRequest(this.terminal, nextStan(), { amount: fen(amount), entryMode: entry, limits });

  async sell(amount: bigint, entry: string, approves: boolean): Promise<string> {
    const begun = await beginTransaction(env, this.request(amount, entry));
    if (begun.kind !== 'begun') return begun.kind === 'refused' ? begun.ruling.code : begun.kind;
    if (approves) {
      await approveTransaction(env, env.db, begun.transaction, approvalOf(fen(amount)));
      this.sales.push({ transaction: begun.transaction, amount, entry, stands: true, refunded: false });
    } else await declineTransaction(env, begun.transaction, { code: '51', answer: null });
    return '00';
  }

  /** A void of a sale, or a refund: of what is refunded nothing is given back. */
  async undo(sale: Sale, kind: 'sale_void' | 'refund'): Promise<void> {
    const { rrn, terminalNo, batchNo, stan } = sale.transaction;
    const begun = await beginFollower(env, {
      ...saleRequest(this.terminal, nextStan(), { amount: fen(sale.amount) }),
      kind,
      find: { rrn, terminalNo, batchNo, stan },
      rules: RULES,
    });
    if (begun.kind !== 'begun') return;
    await approveOther(env, env.db, begun.transaction, { authCode: '1', answer: null, expiresAt: env.clock.now() });
    if (kind === 'sale_void') sale.stands = false;
    else sale.refunded = true;
  }

  async reverse(sale: Sale): Promise<void> {
    const { batchNo, stan, terminalNo } = sale.transaction;
    const done = await withTx(env, (tx) =>
      reverseByTerminal(env, tx, {
        merchantId: this.terminal.merchantId,
        terminalNo,
        messageClass: '0200',
        batchNo,
        stan,
        businessDate: DAY,
        amount: fen(sale.amount),
        reason: '98',
      }),
    );
    if (done !== undefined) {
      const rows = await env.db.query<{ state: string }>(
        'SELECT state FROM switching.card_transaction WHERE merchant_id = $1 AND transaction_id = $2',
        [this.terminal.merchantId, sale.transaction.transactionId],
      );
      sale.stands &&= rows[0]?.state === 'approved';
    }
  }

  used = async (places?: readonly string[]): Promise<bigint> =>
    (
      await chargesOf(env.db, {
        merchantId: this.terminal.merchantId,
        cardKind: 'credit',
        date: DAY,
        ...(places === undefined ? {} : { places }),
      })
    ).dayFen;
}

const step = fc.record({
  what: fc.constantFrom('sell', 'sell', 'sell', 'declined', 'void', 'reverse', 'refund'),
  amount: fc.integer({ min: 1, max: 60_000 }),
  entry: fc.constantFrom('051', '021'),
  which: fc.nat(),
});

it('any interleaving of sales, refusals, voids, reversals and refunds leaves what is used equal to what stands, and never passes the limit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const shop = new Shop(await buildTerminal(env));
      for (const { what, amount, entry, which } of steps) {
        const sale = shop.sales[which % Math.max(1, shop.sales.length)];
        if (what === 'sell' || what === 'declined') {
          const fits = shop.sum() + BigInt(amount) <= LIMIT;
          expect(await shop.sell(BigInt(amount), entry, what === 'sell')).toBe(fits ? '00' : 'C4');
        } else if (sale !== undefined) {
          if (what === 'reverse') await shop.reverse(sale);
          else await shop.undo(sale, what === 'void' ? 'sale_void' : 'refund');
        }
        expect(await shop.used()).toBe(shop.sum());
        expect(shop.sum() <= LIMIT).toBe(true);
      }
      expect(await shop.used(['05', '95'])).toBe(shop.sum('051'));
      expect(await shop.used(['02', '80', '90'])).toBe(shop.sum('021'));
    }),
    { numRuns: 30 },
  );
}, 120_000);

it('what is voided or reversed may be sold again at once, what is refunded may not', async () => {
  const shop = new Shop(await buildTerminal(env));
  const again = async (undo: (sale: Sale) => Promise<void>): Promise<string> => {
    const sale = shop.sales.at(-1);
    if (sale !== undefined) await undo(sale);
    return shop.sell(60_000n, '051', true);
  };
  expect([
    await shop.sell(60_000n, '051', true),
    await shop.sell(60_000n, '051', true),
    await again((sale) => shop.undo(sale, 'sale_void')),
    await again((sale) => shop.reverse(sale)),
    await again((sale) => shop.undo(sale, 'refund')),
  ]).toEqual(['00', 'C4', '00', '00', 'C4']);
  expect(shop.sales.map((one) => [one.stands, one.refunded])).toEqual([
    [false, false],
    [false, false],
    [true, true],
  ]);
});

it('a month is what was taken before today, which may be remembered, and today; and the 1st begins anew', async () => {
  const shop = new Shop(await buildTerminal(env));
  const month = { singleFen: 0n, dayFen: 0n, monthFen: LIMIT };
  const sellOn = async (
    day: string,
    amount: bigint,
    takenBefore?: { fen: bigint; readFen: bigint },
  ): Promise<string> => {
    const begun = await beginTransaction(env, {
      ...saleRequest(shop.terminal, nextStan(), { amount: fen(amount), businessDate: civilDate(day) }),
      limits: month,
      takenBefore,
    });
    if (begun.kind !== 'begun') return begun.kind === 'refused' ? begun.ruling.code : begun.kind;
    await approveTransaction(env, env.db, begun.transaction, approvalOf(fen(amount)));
    return '00';
  };
  const before = (day: string) =>
    chargesBefore(env.db, {
      merchantId: shop.terminal.merchantId,
      cardKind: 'credit',
      date: civilDate(day),
      places: ['05', '95'],
    });
  expect(await sellOn('2026-11-22', 60_000n)).toBe('00');
  expect(await before('2026-11-23')).toEqual({ fen: 60_000n, readFen: 60_000n });
  expect(await before('2026-11-22')).toEqual({ fen: 0n, readFen: 0n });
  const known = await before('2026-11-23');
  expect([
    await sellOn('2026-11-23', 40_001n),
    await sellOn('2026-11-23', 40_001n, known),
    await sellOn('2026-11-23', 40_000n, known),
    await sellOn('2026-11-23', 1n, known),
    await sellOn('2026-12-01', 1n, await before('2026-12-01')),
  ]).toEqual(['C5', 'C5', '00', 'C5', '00']);
});

it('a limit of one way of reading refuses that way and no other', async () => {
  const shop = new Shop(await buildTerminal(env));
  const entryLimits = { singleFen: 0n, dayFen: 10_000n, monthFen: 0n, places: ['02', '80', '90'] };
  const ask = async (amount: bigint, entryMode: string): Promise<string> => {
    const swiped = entryMode.startsWith('02') ? { entryLimits } : {};
    const begun = await beginTransaction(env, {
      ...saleRequest(shop.terminal, nextStan(), { amount: fen(amount), entryMode }),
      ...swiped,
    });
    if (begun.kind !== 'begun') return begun.kind === 'refused' ? (begun.ruling.text ?? '') : begun.kind;
    await approveTransaction(env, env.db, begun.transaction, approvalOf(fen(amount)));
    return 'sold';
  };
  expect([await ask(10_000n, '021'), await ask(50_000n, '051'), await ask(1n, '021')]).toEqual([
    'sold',
    'sold',
    '超出该刷卡方式当日限额',
  ]);
});

it('one card twice within the seconds of the policy is refused, another card and a later sale are not, and a refused one does not count', async () => {
  const shop = new Shop(await buildTerminal(env));
  const other = { pan: '6225750212345686', kind: 'credit', bankName: '招商银行', organisation: 'CUP' } as const;
  const ask = async (some: Partial<NewTransaction>, approves = true): Promise<string> => {
    const begun = await beginTransaction(env, {
      ...saleRequest(shop.terminal, nextStan(), some),
      sameCardSeconds: 60,
    });
    if (begun.kind !== 'begun') return begun.kind === 'refused' ? begun.ruling.code : begun.kind;
    if (approves) await approveTransaction(env, env.db, begun.transaction, approvalOf(fen(10_000n)));
    else await declineTransaction(env, begun.transaction, { code: '51', answer: null });
    return 'begun';
  };
  expect([await ask({}, false), await ask({}), await ask({}), await ask({ card: other })]).toEqual([
    'begun',
    'begun',
    '65',
    'begun',
  ]);
  env.clock.pass(60_001);
  expect(await ask({})).toBe('begun');
});
