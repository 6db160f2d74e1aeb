/**
 * Many terminals that trade: each a device with its own memory, one transaction at a time; what is due goes to whoever is free. A
 * transaction that hears nothing is reversed before that device's next one, as everywhere.
 */
import { performance } from 'node:perf_hooks';
import type { Job, JournalRow, PresentedCard } from '@kaitong/terminal';
import { people } from '../../simulators/src/population/index.ts';
import { chanceOf } from '../testing/chance.ts';
import { addTerminal } from '../testing/known-terminal.ts';
import { openDevice, swiped, type LineFault, type SimDevice } from './device.ts';
import type { SimWorld } from './world.ts';

const FEN = 100n;
/** A host in a crowd is slow; who gives up early reverses, and makes the crowd larger. */
const ANSWER_MS = 20_000;
/** A settlement of which something was lost goes on where it stopped. */
const SETTLE_TRIES = 5;
const CARDS: readonly PresentedCard[] = people.flatMap((person) => person.cards).map(swiped);

/** What a shop does, in hundredths. */
const MIX: readonly (readonly [what: 'sale' | 'void' | 'refund' | 'hold' | 'balance', hundredths: number])[] = [
  ['sale', 76],
  ['void', 6],
  ['refund', 4],
  ['hold', 8],
  ['balance', 6],
];

/** Bad luck of the line, in thousandths; drawn for each transaction where faults are on. */
const LUCK: readonly (readonly [fault: LineFault, thousandths: number])[] = [
  ['answer_lost', 6],
  ['request_lost', 4],
  ['answer_late', 3],
  ['duplicate', 4],
  ['truncated', 2],
  ['split', 3],
  ['answer_mac_flipped', 1],
];

function drawn<T>(table: readonly (readonly [T, number])[], at: number, otherwise: T): T {
  let rest = at;
  for (const [what, weight] of table) {
    rest -= weight;
    if (rest < 0) return what;
  }
  return otherwise;
}

export interface Tally {
  done: number;
  declined: Record<string, number>;
  /** Heard nothing, or nothing that can be trusted; reversed before the next. */
  unheard: number;
  /** Batches closed, and how many of them did not compare as equal. */
  settled: number;
  unbalanced: number;
  /** Milliseconds of what was done. */
  readonly times: number[];
}

interface Shop {
  readonly device: SimDevice;
  readonly card: PresentedCard;
  /** The last sale that still stands, and the last open hold. */
  sale: JournalRow | undefined;
  hold: JournalRow | undefined;
}

export interface FleetOptions {
  readonly terminals: number;
  /** Transactions a second, spread evenly. */
  readonly tps: number;
  readonly seed: number;
  readonly faults: 'on' | 'off';
  /** Rows after which a device closes its batch; it can keep 500. */
  readonly settleEvery: number;
}

export class Fleet {
  readonly tally: Tally = { done: 0, declined: {}, unheard: 0, settled: 0, unbalanced: 0, times: [] };
  readonly #shops: readonly Shop[];
  readonly #options: FleetOptions;
  readonly #chance: () => number;

  private constructor(shops: readonly Shop[], options: FleetOptions) {
    this.#shops = shops;
    this.#options = options;
    this.#chance = chanceOf(options.seed);
  }

  static async open(world: SimWorld, options: FleetOptions): Promise<Fleet> {
    const shops: Shop[] = [];
    for (let i = 0; i < options.terminals; i += 1) {
      const known = await addTerminal(world.opened, i);
      const card = CARDS[i % CARDS.length] as PresentedCard;
      shops.push({
        device: openDevice(known, world.gatewayPort, { place: i, answerMs: ANSWER_MS }),
        card,
        sale: undefined,
        hold: undefined,
      });
    }
    return new Fleet(shops, options);
  }

  get devices(): readonly SimDevice[] {
    return this.#shops.map((shop) => shop.device);
  }

  /** Trades for so long. `tick` is called about once a second. Returns how many due transactions found no free terminal. */
  async trade(forMs: number, tick: (elapsedMs: number) => void): Promise<number> {
    const free = [...this.#shops];
    const running = new Set<Promise<void>>();
    const begun = performance.now();
    let due = 0;
    let missed = 0;
    let ticked = 0;
    for (let elapsed = 0; elapsed < forMs; elapsed = performance.now() - begun) {
      for (const owed = Math.floor((elapsed * this.#options.tps) / 1000); due < owed; due += 1) {
        const shop = free.shift();
        if (shop === undefined) missed += 1;
        else {
          const one = this.#one(shop).finally(() => {
            running.delete(one);
            free.push(shop);
          });
          running.add(one);
        }
      }
      if (elapsed - ticked >= 1000) tick((ticked = elapsed));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await Promise.all(running);
    return missed;
  }

  /** Every device ends what is open, and closes its batch. */
  async close(): Promise<void> {
    for (const shop of this.#shops) {
      await Promise.all(shop.device.strays);
      for (let tries = 0; tries < 5 && shop.device.terminal.stored.pendingReversal !== undefined; tries += 1)
        await shop.device.terminal.prepare();
      await this.#settle(shop);
    }
  }

  /** False: not yet, and until then this device sells nothing. */
  async #settle(shop: Shop): Promise<boolean> {
    for (let tries = 0; tries < SETTLE_TRIES; tries += 1) {
      const ending = await shop.device.terminal.settle();
      if (ending.kind !== 'done') continue;
      this.tally.settled += 1;
      if (!ending.value.balanced) this.tally.unbalanced += 1;
      shop.sale = undefined; // a void finds its sale in the batch
      shop.hold = undefined;
      return true;
    }
    return false;
  }

  async #one(shop: Shop): Promise<void> {
    const { terminal } = shop.device;
    const { faults, settleEvery } = this.#options;
    if (faults === 'on' && (await terminal.prepare()).kind === 'done')
      shop.device.disturb(drawn(LUCK, this.#chance() * 1000, 'none'));
    if (terminal.stored.journal.length >= settleEvery && !(await this.#settle(shop))) return;
    const job = this.#job(shop);
    const begun = performance.now();
    const ending = await terminal.transact(job, shop.card);
    if (ending.kind === 'declined') this.tally.declined[ending.code] = (this.tally.declined[ending.code] ?? 0) + 1;
    else if (ending.kind !== 'done') this.tally.unheard += 1;
    else {
      this.tally.done += 1;
      this.tally.times.push(performance.now() - begun);
      this.#remember(shop, job, ending.value.row);
    }
  }

  #job(shop: Shop): Job {
    const what = drawn(MIX, this.#chance() * 100, 'sale');
    if (what === 'balance') return { kind: 'balance', amountFen: 0n };
    if (what === 'hold' && shop.hold !== undefined) return { kind: 'completion', amountFen: FEN, original: shop.hold };
    if (what === 'hold') return { kind: 'preauth', amountFen: FEN };
    if (what === 'void' && shop.sale !== undefined) return { kind: 'void', amountFen: FEN, original: shop.sale };
    if (what === 'refund' && shop.sale !== undefined) return { kind: 'refund', amountFen: 1n, original: shop.sale };
    return { kind: 'sale', amountFen: FEN };
  }

  #remember(shop: Shop, job: Job, row: JournalRow): void {
    if (job.kind === 'sale') shop.sale = row;
    if (job.kind === 'void' || job.kind === 'refund') shop.sale = undefined;
    if (job.kind === 'preauth') shop.hold = row;
    if (job.kind === 'completion') shop.hold = undefined;
  }
}
