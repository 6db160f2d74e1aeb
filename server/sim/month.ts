/**
 * A month of trade: shops that sell over the line every day, a network whose files are spoilt, a bank that is away, refuses and sends back,
 * people who end what differs. At its end nothing may be unexplained: the books stand at zero, the network owes nothing for a settled day,
 * what was paid is what arrived, and what each merchant has is what it sold. The same seed gives the same books.
 */
import { createHash } from 'node:crypto';
import { until } from '../src/entry/journey.ts';
import { startRoles } from '../src/entry/roles.ts';
import { advanceClock, type ClockTarget } from '../src/flows/advance-clock.ts';
import type { World } from '../src/flows/ports.ts';
import { decideForBreak, proposeForBreak } from '../src/flows/resolve-break.ts';
import { dateInShanghai } from '../src/kernel/instant.ts';
import { balanceDifferences, trialBalance } from '../src/modules/ledger/index.ts';
import { listBreaks, waysOf } from '../src/modules/reconciliation/index.ts';
import { payWaiting } from '../src/modules/settlement/index.ts';
import { withTx } from '../src/platform/postgres/database.ts';
import { chanceOf } from '../testing/chance.ts';
import { openWholeHost, type WholeHost } from '../testing/whole-host.ts';
import { openShop, trade, type Shop } from './month-shops.ts';
import { WorkerApart } from './worker-apart.ts';

export interface MonthOptions {
  readonly merchants: number;
  readonly days: number;
  /** A shop's transactions a day, at most. */
  readonly salesADay: number;
  readonly seed: number;
  /** So many day-ends during which the worker is killed, at a moment that the seed does not know. */
  readonly kills?: number;
}

export interface MonthEnd {
  readonly faults: readonly string[];
  readonly sales: number;
  readonly payouts: number;
  readonly breaks: number;
  /** Of the books, without what is drawn by lot (ids, references, instants); and what it is made of. */
  readonly digest: string;
  readonly books: readonly string[];
}

/** Each is met once before any is met again. */
const CLEARING = [
  '',
  'mixed',
  'next_day',
  'packed',
  'lost',
  'late',
  'extra',
  'twice',
  'bad_line',
  'amount',
  'fee',
] as const;
const BANK = ['', 'down', 'returnAll', '', 'refuseAll'] as const;
/** Sales that a spoilt file meets are the first of a day: made one after the other, they are the same ones each time. */
const FIRST = 8;
const AT_ONCE = 16;
/** On a day when the bank sends everything back, or refuses it, few are open. */
const FEW = 3;
const QUIET_DAYS = 4;
/** About what a day-end of a few shops takes. */
const DAY_END_MS = 2_500;

class Month {
  readonly #host: WholeHost;
  readonly #world: World;
  readonly #options: MonthOptions;
  readonly #chance: () => number;
  readonly #worker: WorkerApart | undefined;
  shops: readonly Shop[] = [];

  constructor(host: WholeHost, options: MonthOptions, worker: WorkerApart | undefined) {
    this.#worker = worker;
    this.#host = host;
    this.#world = host.opened.world;
    this.#options = options;
    this.#chance = chanceOf(options.seed);
  }

  async advance(to: ClockTarget): Promise<void> {
    const { opened, simulators } = this.#host;
    const spread = (offsetMs: number): Promise<void> => simulators.spreadClock(offsetMs);
    await until('the clock to move', async () => {
      const moved = await advanceClock(this.#world, { clock: opened.clock, to, spread });
      return moved.refused ? undefined : true;
    });
  }

  async #faults(simulator: string, faults: object): Promise<void> {
    const response = await fetch(`http://${this.#host.simulators.address(simulator)}/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    if (!response.ok) throw new Error(`faults of ${simulator}: ${response.status}`);
  }

  async #sell(open: readonly Shop[]): Promise<void> {
    const plan = open.flatMap((shop) =>
      Array.from({ length: Math.ceil(this.#chance() * this.#options.salesADay) }, () => ({
        shop,
        chance: chanceOf(Math.floor(this.#chance() * 2 ** 31)),
      })),
    );
    for (const one of plan.slice(0, FIRST)) await trade(one.shop, one.chance);
    // each shop does one thing after the other, many shops at once
    const rest = plan.slice(FIRST);
    const waiting = open.map((shop) => rest.filter((one) => one.shop === shop));
    const hand = async (): Promise<void> => {
      for (let mine = waiting.shift(); mine !== undefined; mine = waiting.shift())
        for (const one of mine) await trade(one.shop, one.chance);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, hand));
  }

  /** From ten in the morning to ten the next, with that night's bad luck. */
  async day(n: number, selling: boolean): Promise<void> {
    const bank = selling ? (BANK[n % BANK.length] ?? '') : '';
    const clearing = selling ? (CLEARING[n % CLEARING.length] ?? '') : '';
    const open = bank === 'returnAll' || bank === 'refuseAll' ? this.shops.slice(0, FEW) : this.shops;
    if (selling) await this.#sell(open);
    await this.#faults('card-network', { clearing });
    const kill = n < (this.#options.kills ?? 0) ? Math.random() * 2 : undefined;
    await this.#during(kill === undefined || kill >= 1 ? undefined : kill, 'next_morning'); // cut-off, books, file
    await this.#faults('card-network', { clearing: '' });
    if (bank !== '') await this.#faults('bank', { [bank]: true });
    await this.#during(kill === undefined || kill < 1 ? undefined : kill - 1, 'plus_1h'); // payouts
    if (bank !== '') await this.#faults('bank', { [bank]: false });
    await this.advance('plus_1h');
    await this.resolve();
    await this.putRight();
  }

  /** Merchants whose account the bank did not want have put it right: what could not be paid is paid once. */
  async putRight(): Promise<void> {
    const { db } = this.#world;
    const blocked = await db.query<{ merchant_id: string }>(
      `SELECT merchant_id FROM merchants.settlement_account WHERE state = 'blocked'`,
    );
    for (const { merchant_id: merchantId } of blocked)
      await withTx(this.#world, async (tx) => {
        await tx.execute(`UPDATE merchants.settlement_account SET state = 'active' WHERE merchant_id = $1`, [
          merchantId,
        ]);
        await payWaiting(this.#world, tx, { merchantId, reference: `right:${this.#world.clock.now()}` });
      });
  }

  /** The clock moves, and within the time that this takes the worker dies: at once, or almost when it is done. */
  async #during(share: number | undefined, to: ClockTarget): Promise<void> {
    const moving = this.advance(to);
    if (share !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, share * DAY_END_MS));
      await this.#worker?.kill();
    }
    await moving;
    await this.#allDone();
  }

  /**
   * Nothing is in hands any more, nor waits for another try: what a dead worker had is taken up again after its heartbeat, and a job that failed
   * on a busy machine after seconds, which the clock does not wait for. The night's bad luck of the bank must not be over before: which payout
   * comes back would be a matter of that, and the books with it.
   */
  async #allDone(): Promise<void> {
    await until(
      'all that is in hands',
      async () => {
        const [jobs] = await this.#world.db.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM jobs.job WHERE state IN ('created', 'active', 'retry') AND name NOT LIKE '\\_\\_%'`,
        );
        return jobs?.n === 0 ? true : undefined;
      },
      60_000,
    );
  }

  /** Two people end what no file has explained in a day. */
  async resolve(): Promise<void> {
    const { rows } = await listBreaks(this.#world.db, { standing: true });
    const old = rows.filter((one) => one.foundAt < this.#world.clock.now() - 20 * 3_600_000);
    for (const one of old.toSorted((a, b) => (a.rrn < b.rrn ? -1 : 1))) {
      const ways = waysOf(one);
      // by the difference itself: when it is found must not move the lots of what is sold
      const way = ways[Number(one.amountFen % BigInt(Math.max(1, ways.length)))];
      if (way === undefined || one.state !== 'open') continue;
      const key = { merchantId: one.merchantId, breakId: one.breakId };
      await proposeForBreak(this.#world, { ...key, way, reason: 'simulated month', by: 'stf_1' });
      const decided = await decideForBreak(this.#world, { ...key, decision: 'approve', note: '', by: 'stf_2' });
      if (decided.refused) await decideForBreak(this.#world, { ...key, decision: 'refuse', note: '', by: 'stf_2' });
    }
  }
}

export async function simulateMonth(options: MonthOptions, say: (line: string) => void): Promise<MonthEnd> {
  const roles = new Set(options.kills === undefined ? (['gateway', 'worker'] as const) : (['gateway'] as const));
  const host = await openWholeHost({ name: 'month', roles });
  const { opened, settings } = host;
  const worker = options.kills === undefined ? undefined : new WorkerApart(host);
  worker?.start();
  const started = await startRoles({ opened, settings, roles, demo: undefined, terminalHost: undefined });
  try {
    const closing = `SELECT 1 FROM platform.due WHERE kind = 'close-day'`;
    await until('the worker', async () => ((await opened.world.db.query(closing)).length > 0 ? true : undefined));
    const month = new Month(host, options, worker);
    await month.advance('next_morning');
    await month.advance('plus_1h');
    await month.advance('plus_1h');
    const shops: Shop[] = [];
    for (let i = 0; i < options.merchants; i += 1) shops.push(await openShop(opened, started.gatewayPort ?? 0, i));
    month.shops = shops;
    for (let n = 0; n < options.days; n += 1) {
      await month.day(n, true);
      say(`day ${n + 1} of ${options.days}`);
    }
    for (let n = 0; n < QUIET_DAYS; n += 1) await month.day(n, false);
    return await monthEnd(host, shops);
  } finally {
    await worker?.stop();
    await started.stop();
    await host.close();
  }
}

async function monthEnd(host: WholeHost, shops: readonly Shop[]): Promise<MonthEnd> {
  const { db } = host.opened.world;
  const faults = [...(await bookFaults(host)), ...(await merchantFaults(host, shops))];
  const [counts] = await db.query<{ sales: number; payouts: number; breaks: number }>(
    `SELECT (SELECT count(*)::int FROM switching.v_approved_sale) AS sales, (SELECT count(*)::int FROM settlement.payout WHERE state = 'paid') AS payouts,
            (SELECT count(*)::int FROM reconciliation.break) AS breaks`,
  );
  const books = await booksOf(host, shops);
  const digest = createHash('sha256').update(books.join('\n')).digest('hex');
  return { faults, sales: 0, payouts: 0, breaks: 0, ...counts, digest, books };
}

/** The network owes nothing for a settled day, suspense holds what stands, nothing is unexplained. */
async function bookFaults(host: WholeHost): Promise<string[]> {
  const { db } = host.opened.world;
  const faults: string[] = [];
  const balance = await trialBalance(db);
  if (balance.totalFen !== 0n) faults.push(`the trial balance stands at ${balance.totalFen}`);
  for (const one of await balanceDifferences(db))
    faults.push(`${one.merchantId} ${one.account}: ${one.storedFen} is not ${one.postedFen}`);
  const days = await db.query<{ day: string; state: string; pay: string }>(
    'SELECT business_date AS day, state, pay_date AS pay FROM settlement.day',
  );
  const today = dateInShanghai(host.opened.world.clock.now());
  const settled = new Set(days.filter((one) => one.state === 'settled').map((one) => `net_recv:cup:${one.day}`));
  for (const { account, balanceFen } of balance.accounts)
    if (settled.has(account) && balanceFen !== 0n) faults.push(`${account} of a settled day holds ${balanceFen}`);
  const stuck = days
    .filter((one) => one.pay < today && one.state !== 'settled')
    .map((one) => `${one.day} ${one.state}`);
  if (stuck.length > 0) faults.push(`days that go no further: ${stuck.join(', ')}`);
  const of = (name: string): bigint => balance.accounts.find((one) => one.account === name)?.balanceFen ?? 0n;
  const [standing] = await db.query<{ fen: bigint }>(
    `SELECT coalesce(sum(suspense_fen), 0)::bigint AS fen FROM reconciliation.break WHERE state <> 'resolved'`,
  );
  if (of('susp_short') + of('susp_long') !== standing?.fen)
    faults.push(`suspense holds ${of('susp_short') + of('susp_long')}, what stands is ${standing?.fen}`);
  const [odd] = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM reconciliation.break WHERE kind = 'unexplained'`,
  );
  if (odd?.n !== 0) faults.push(`${odd?.n} days have what nothing explains`);
  return faults;
}

interface MerchantSum {
  readonly merchant_id: string;
  readonly sold: bigint;
  readonly resolved: bigint;
  readonly held: bigint;
  readonly owes: bigint;
  readonly paid: bigint;
}

/** What each merchant has, got and owes is what it sold less fees, refunds and what people decided; and what was paid is what arrived. */
async function merchantFaults(host: WholeHost, shops: readonly Shop[]): Promise<string[]> {
  const { db } = host.opened.world;
  const sums = await db.query<MerchantSum>(
    `WITH line AS (SELECT j.merchant_id, j.event, l.account, l.amount FROM ledger.journal j CROSS JOIN LATERAL unnest(j.accounts, j.amounts) AS l (account, amount))
     SELECT m.merchant_id,
            (coalesce((SELECT sum(s.amount_fen - s.fee_fen) FROM switching.v_approved_sale s WHERE s.merchant_id = m.merchant_id), 0)
             - coalesce((SELECT sum(r.amount_fen) FROM switching.v_card_transaction r WHERE r.merchant_id = m.merchant_id AND r.kind = 'refund' AND r.state = 'approved'), 0))::bigint AS sold,
            coalesce((SELECT -sum(amount) FROM line WHERE merchant_id = m.merchant_id AND event LIKE 'break_%' AND (account LIKE 'm:%' OR account = 'merch_recv')), 0)::bigint AS resolved,
            coalesce((SELECT sum(credit_fen) FROM ledger.balance b WHERE b.merchant_id = m.merchant_id AND b.account LIKE 'm:%'), 0)::bigint AS held,
            ledger.do_debt_of(m.merchant_id) AS owes,
            coalesce((SELECT sum(amount_fen) FROM settlement.payout p WHERE p.merchant_id = m.merchant_id AND p.state = 'paid'), 0)::bigint AS paid
       FROM merchants.merchant m`,
  );
  const byId = new Map(sums.map((one) => [one.merchant_id, one]));
  const faults: string[] = [];
  const paidTo = new Map<string, bigint>();
  for (const shop of shops) {
    const one = byId.get(shop.known.merchantId);
    if (one === undefined) continue;
    if (one.sold + one.resolved !== one.held + one.paid - one.owes)
      faults.push(
        `shop ${shop.index} sold ${one.sold} and was given ${one.resolved}, but has ${one.held}, got ${one.paid} and owes ${one.owes}`,
      );
    paidTo.set(shop.account, (paidTo.get(shop.account) ?? 0n) + one.paid);
  }
  for (const [account, paid] of paidTo) {
    const arrived = await arrivedFen(host, account);
    if (arrived !== paid) faults.push(`${paid} was paid to one account, and ${arrived} arrived`);
  }
  return faults;
}

async function arrivedFen(host: WholeHost, account: string): Promise<bigint> {
  const response = await fetch(`http://${host.simulators.address('bank')}/accounts/${account}/arrivals`);
  const rows = (await response.json()) as { amountFen: string }[];
  return rows.reduce((sum, one) => sum + BigInt(one.amountFen), 0n);
}

/** Sums of every account, what each shop holds, and what it was paid. */
async function booksOf(host: WholeHost, shops: readonly Shop[]): Promise<string[]> {
  const { db } = host.opened.world;
  const place = new Map(shops.map((shop) => [shop.known.merchantId, shop.index]));
  const balance = await trialBalance(db);
  const own = await db.query<{ merchant_id: string; account: string; credit_fen: bigint }>(
    'SELECT merchant_id, account, credit_fen FROM ledger.balance WHERE credit_fen <> 0',
  );
  const paid = await db.query<{ merchant_id: string; amount_fen: bigint; state: string }>(
    'SELECT merchant_id, amount_fen, state FROM settlement.payout',
  );
  return [
    ...balance.accounts.map((one) => `${one.account} ${one.debitFen} ${one.creditFen}`),
    ...own.map((one) => `${place.get(one.merchant_id)} ${one.account} ${one.credit_fen}`),
    ...paid.map((one) => `${place.get(one.merchant_id)} ${one.amount_fen} ${one.state}`),
  ].toSorted();
}

/** Where two books differ, a few lines of each. */
export function booksApart(a: MonthEnd, b: MonthEnd): string[] {
  const only = (left: MonthEnd, right: MonthEnd, mark: string): string[] => {
    const known = new Set(right.books);
    return left.books.filter((one) => !known.has(one)).map((one) => `${mark} ${one}`);
  };
  return [...only(a, b, '-').slice(0, 10), ...only(b, a, '+').slice(0, 10)];
}
