/**
 * Group commit: what is asked for while a round trip is under way goes together in the next one. Who asks alone waits for nobody; a
 * hundred who ask at once cost one statement and one write to disk. No rule may depend on who else is in the batch.
 */
import type { Database } from './database.ts';

export interface Together<In, Out> {
  /** Answers in the order of the inputs. A statement that PostgreSQL refuses has done nothing, and each is then asked alone. */
  readonly run: (db: Database, inputs: readonly In[]) => Promise<readonly Out[]>;
  /** Round trips under way at one time: the second fills while the first one's write is on its way to disk. */
  readonly atOnceMax: number;
  /**
   * While many ask, a round trip sets out at most this often: a statement costs nearly the same for one row as for twenty, and what is
   * saved is what the others wait for. Where few ask, nobody waits for this.
   */
  readonly gatherMs: number;
  /** Inputs of one round trip. */
  readonly sizeMax: number;
  /** Who waits beyond this is told so at once. */
  readonly waitingMax: number;
}

interface Waiter<In, Out> {
  readonly input: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** Too many wait for the database already. */
export class NoRoom extends Error {
  constructor() {
    super('too many wait for the database');
  }
}

/** What PostgreSQL itself refused (an SQLSTATE) and undid; a lost connection is no such thing: nobody knows what became of it. */
function refusedWhole(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57|58|XX)/.test(code);
}

/** A round that carried so many was one of many: the next may wait for company. */
const MANY = 4;

class Queue<In, Out> {
  readonly #db: Database;
  readonly #options: Together<In, Out>;
  #waiting: Waiter<In, Out>[] = [];
  #under = 0;
  #called = false;
  #lastSize = 0;
  #lastSentAt = 0;

  constructor(db: Database, options: Together<In, Out>) {
    this.#db = db;
    this.#options = options;
  }

  ask(input: In): Promise<Out> {
    if (this.#waiting.length >= this.#options.waitingMax) return Promise.reject(new NoRoom());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, resolve, reject });
      this.#call();
    });
  }

  /** After the events of this turn: frames that arrived together travel together. */
  #call(): void {
    if (this.#called || this.#under >= this.#options.atOnceMax || this.#waiting.length === 0) return;
    this.#called = true;
    const go = (): void => {
      this.#called = false;
      void this.#send();
    };
    const restMs = this.#lastSize < MANY ? 0 : this.#lastSentAt + this.#options.gatherMs - performance.now();
    if (restMs < 1) setImmediate(go);
    else setTimeout(go, restMs);
  }

  async #send(): Promise<void> {
    const batch = this.#waiting.slice(0, this.#options.sizeMax);
    if (batch.length === 0) return;
    this.#waiting = this.#waiting.slice(batch.length);
    this.#lastSize = batch.length;
    this.#lastSentAt = performance.now();
    this.#under += 1;
    this.#call();
    try {
      await this.#carry(batch);
    } finally {
      this.#under -= 1;
      this.#call();
    }
  }

  async #carry(batch: readonly Waiter<In, Out>[]): Promise<void> {
    try {
      const outs = await this.#options.run(
        this.#db,
        batch.map(({ input }) => input),
      );
      batch.forEach((waiter, i) => waiter.resolve(outs[i] as Out));
    } catch (error) {
      if (batch.length > 1 && refusedWhole(error)) await Promise.all(batch.map((waiter) => this.#carry([waiter])));
      else for (const waiter of batch) waiter.reject(error);
    }
  }
}

/** A function that asks together with others on the same database. */
export function together<In, Out>(options: Together<In, Out>): (db: Database, input: In) => Promise<Out> {
  const queues = new WeakMap<Database, Queue<In, Out>>();
  return (db, input) => {
    let queue = queues.get(db);
    if (queue === undefined) {
      queue = new Queue(db, options);
      queues.set(db, queue);
    }
    return queue.ask(input);
  };
}
