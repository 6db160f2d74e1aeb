/** What every use case is handed: time, chance, ids, the database, the log. Nothing in the code reaches for these by itself. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { timeOrderedId } from '../kernel/ids.ts';
import { instant, type InstantMs } from '../kernel/instant.ts';
import type { Crypto } from './crypto.ts';
import type { Files } from './files.ts';
import type { Jobs } from './jobs.ts';
import type { Metrics } from './metrics.ts';
import type { Database } from './postgres/database.ts';

/** Business time: everything a contract, a calendar or a receipt speaks of. The demo clock moves this one. */
export interface BusinessClock {
  now(): InstantMs;
}

/** The wall: sessions, codes, leases, rate limits, time-outs. Nothing moves it. */
export interface WallClock {
  now(): InstantMs;
}

export interface Ids {
  /** `prefix_` + 26 places, sorting by time of making. */
  next(prefix: string): string;
}

export interface Chance {
  bytes(length: number): Uint8Array;
  /** `length` decimal digits, each equally likely. */
  digits(length: number): string;
}

export interface Timers {
  /** Resolves after `ms` of the wall clock, or earlier when `signal` aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls once `ms` have passed; the answer calls it off. For what is asked for with every message: it costs a tenth of a signal. */
  after(ms: number, call: () => void): () => void;
}

export interface Env {
  readonly clock: BusinessClock;
  readonly wall: WallClock;
  readonly ids: Ids;
  readonly chance: Chance;
  readonly timers: Timers;
  readonly db: Database;
  readonly log: Logger;
  readonly jobs: Jobs;
  readonly crypto: Crypto;
  readonly files: Files;
  readonly metrics: Metrics;
  /** Demo mode: simulators are allowed, the clock can be moved, sample people exist. */
  readonly demo: boolean;
}

export const wallClock: WallClock = { now: () => instant(Date.now()) };

export const chance: Chance = {
  bytes: (length) => randomBytes(length),
  digits(length) {
    let text = '';
    while (text.length < length) {
      for (const byte of randomBytes(length)) if (byte < 250 && text.length < length) text += String(byte % 10); // 250 = 25 x 10: no digit is favoured
    }
    return text;
  },
};

/** Chance is fetched for 256 ids at a time: a call for each cost more than the rest of the id. */
const ID_CHANCE = 16;
let drawn = randomBytes(256 * ID_CHANCE);
let used = 0;
function chanceOfId(): Uint8Array {
  if (used === drawn.length) {
    drawn = randomBytes(drawn.length);
    used = 0;
  }
  used += ID_CHANCE;
  return drawn.subarray(used - ID_CHANCE, used);
}

export const ids: Ids = { next: (prefix) => timeOrderedId(prefix, Date.now(), chanceOfId()) };

export const timers: Timers = {
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
    }),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
