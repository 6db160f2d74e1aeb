/** What is waited for, over all lines of the connector, and what was waited for too long. */
import type { Message } from '@kaitong/iso8583';
import type { Timers } from '../../platform/env.ts';
import type { NetworkAnswer } from './messages.ts';

export interface Waiter {
  /** The line that it was sent over. */
  readonly line: object;
  readonly asked: Message;
  readonly settle: (answer: NetworkAnswer) => void;
  readonly promise: Promise<NetworkAnswer>;
}

/** Keys of about 40 bytes; at 200 a second the silences of nearly a minute. The oldest is forgotten first. */
const LATE_MAX = 10_000;

export class Exchanges {
  readonly #timers: Timers;
  readonly #timeoutMs: number;
  readonly #waiters = new Map<string, Waiter>();
  readonly #late = new Set<string>();

  constructor(options: { readonly timers: Timers; readonly timeoutMs: number }) {
    this.#timers = options.timers;
    this.#timeoutMs = options.timeoutMs;
  }

  get size(): number {
    return this.#waiters.size;
  }

  waiting(key: string): Waiter | undefined {
    return this.#waiters.get(key);
  }

  /** Waits for an answer until the time is over; what comes after that is late. */
  wait(key: string, line: object, asked: Message): Waiter {
    let settle: (answer: NetworkAnswer) => void = () => undefined;
    const promise = new Promise<NetworkAnswer>((resolve) => {
      settle = (answer) => {
        this.#waiters.delete(key);
        stop();
        if (answer.kind === 'unknown') this.#missed(key);
        resolve(answer);
      };
    });
    const waiter = { line, asked, settle, promise };
    this.#late.delete(key);
    this.#waiters.set(key, waiter);
    const stop = this.#timers.after(this.#timeoutMs, () => {
      if (this.#waiters.get(key) === waiter) settle({ kind: 'unknown', reason: 'timeout' });
    });
    return waiter;
  }

  /** What went over a line that is gone may have been acted on. */
  lose(line: object): number {
    const lost = [...this.#waiters.values()].filter((waiter) => waiter.line === line);
    for (const waiter of lost) waiter.settle({ kind: 'unknown', reason: 'disconnected' });
    return lost.length;
  }

  /** True once for a key that was waited for too long. */
  takeLate(key: string): boolean {
    return this.#late.delete(key);
  }

  #missed(key: string): void {
    this.#late.add(key);
    if (this.#late.size > LATE_MAX) this.#late.delete(this.#late.values().next().value ?? '');
  }
}
