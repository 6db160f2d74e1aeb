/**
 * The acquirer's end of the network leg: one long-lived connection, many requests in flight, answers found by MTI, fields 7,
 * 11 and 32. Silence is never "no": a request whose bytes may have left ends as `unknown`, and only a request that found no
 * signed-on line is `not_sent`.
 */
import { connect, type Socket } from 'node:net';
import {
  macHolds,
  networkDialect,
  networkFrame,
  NetworkFrameReader,
  packWithMac,
  textField,
  unpack,
  type Message,
} from '@kaitong/iso8583';
import { timers as platformTimers, wallClock, type Timers } from '../../platform/env.ts';
import {
  answerKey,
  expectedAnswerKey,
  networkAnswer,
  networkMessage,
  type NetworkAnswer,
  type NetworkRequest,
} from './messages.ts';

export { networkMti, type NetworkAnswer, type NetworkRequest, type NetworkRequestKind } from './messages.ts';

/** The two calls of a logger that this adapter makes; a pino logger fits. */
export interface NetworkLog {
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
}

/** An answer that nobody waits for any more. It may change an `unknown`; it is not logged with card data. */
export interface LateAnswer {
  readonly mti: string;
  readonly transmissionTime: string;
  readonly stan: string;
  readonly answer: Extract<NetworkAnswer, { kind: 'answered' }>;
}

export interface CardNetworkOptions {
  readonly host: string;
  readonly port: number;
  /** 16 bytes; CBC triple DES. */
  readonly networkMak: Uint8Array;
  /** Up to 11 digits, fields 32 and 33. */
  readonly acquirerId: string;
  readonly timeoutMs: number;
  readonly log: NetworkLog;
  readonly timers?: Timers;
  readonly onLate?: (late: LateAnswer) => void;
}

export interface CardNetwork {
  exchange(request: NetworkRequest): Promise<NetworkAnswer>;
  /** Signed on and able to send. */
  ready(): boolean;
  /** The peer has called itself a simulator in its sign-on answer; production must then close the line. */
  simulator(): boolean;
  /** Resolves once signed on, or false after `ms`. */
  whenReady(ms: number): Promise<boolean>;
  close(): void;
}

/** 0.2 s doubled up to 5 s: an outage of a minute costs about 15 attempts. */
const reconnectFirstMs = 200;
const reconnectMaxMs = 5000;
/** Requests in flight; at 200 a second and 30 s of silence 6,000 would wait, so 10,000 is a fault and not a load. */
const inFlightMax = 10_000;
const networkDestination = '00010000';
const simulatorName = 'KAITONG-SIMULATOR';

interface Waiter {
  readonly settle: (answer: NetworkAnswer) => void;
  readonly promise: Promise<NetworkAnswer>;
}

/** Two digits a part, Asia/Shanghai; only for messages of the line itself. */
function lineTime(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(5, 19).replaceAll(/\D/g, '');
}

class NetworkLine implements CardNetwork {
  readonly #options: CardNetworkOptions;
  readonly #timers: Timers;
  readonly #waiters = new Map<string, Waiter>();
  readonly #closing = new AbortController();
  readonly #readyWaiters = new Set<() => void>();
  #socket: Socket | undefined;
  #signedOn = false;
  #simulator = false;
  #lineStan = 0;
  #attempt = 0;

  constructor(options: CardNetworkOptions) {
    this.#options = options;
    this.#timers = options.timers ?? platformTimers;
    this.#connect();
  }

  ready(): boolean {
    return this.#signedOn;
  }

  simulator(): boolean {
    return this.#simulator;
  }

  async whenReady(ms: number): Promise<boolean> {
    if (this.#signedOn) return true;
    const stop = new AbortController();
    const done = (): void => stop.abort();
    this.#readyWaiters.add(done);
    await this.#timers.wait(ms, stop.signal);
    this.#readyWaiters.delete(done);
    return this.#signedOn;
  }

  close(): void {
    this.#closing.abort();
    this.#socket?.destroy();
  }

  exchange(request: NetworkRequest): Promise<NetworkAnswer> {
    const message = networkMessage(request, this.#options.acquirerId);
    const key = expectedAnswerKey(message);
    const waiting = this.#waiters.get(key);
    if (waiting !== undefined) return waiting.promise;
    if (!this.#signedOn || this.#socket?.writable !== true || this.#waiters.size >= inFlightMax) {
      return Promise.resolve({ kind: 'not_sent', reason: 'not_connected' });
    }
    // Packed before it is waited for: a value that does not fit is the caller's bug and nothing has left.
    const bytes = this.#sealed(message);
    const waiter = this.#wait(key);
    this.#socket.write(bytes);
    return waiter.promise;
  }

  #wait(key: string): Waiter {
    const answered = new AbortController();
    let settle: (answer: NetworkAnswer) => void = () => undefined;
    const promise = new Promise<NetworkAnswer>((resolve) => {
      settle = (answer) => {
        this.#waiters.delete(key);
        answered.abort();
        resolve(answer);
      };
    });
    const waiter = { settle, promise };
    this.#waiters.set(key, waiter);
    void this.#timers.wait(this.#options.timeoutMs, answered.signal).then(() => {
      if (this.#waiters.get(key) === waiter) settle({ kind: 'unknown', reason: 'timeout' });
    });
    return waiter;
  }

  #sealed(message: Message): Uint8Array {
    const body = packWithMac(networkDialect, message, { strategy: 'x99', key: this.#options.networkMak });
    return networkFrame({ destination: networkDestination, source: this.#options.acquirerId, body });
  }

  #connect(): void {
    const { host, port } = this.#options;
    const socket = connect({ host, port });
    const reader = new NetworkFrameReader();
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on('connect', () => this.#signOn(socket));
    socket.on('data', (chunk) => {
      const { frames, error } = reader.push(chunk);
      for (const one of frames) this.#receive(socket, one.body);
      if (error === undefined) return;
      this.#options.log.warn({ offset: error.offset, expected: error.expected }, 'network line: unreadable frame');
      socket.destroy();
    });
    socket.on('error', () => undefined); // 'close' follows and does everything
    socket.on('close', () => this.#lost());
  }

  #signOn(socket: Socket): void {
    this.#lineStan = (this.#lineStan + 1) % 1_000_000;
    const fields = new Map([
      [7, lineTime(wallClock.now())],
      [11, String(this.#lineStan).padStart(6, '0')],
      [32, this.#options.acquirerId],
      [33, this.#options.acquirerId],
      [70, '001'],
    ]);
    socket.write(this.#sealed({ mti: '0820', fields }));
  }

  #lost(): void {
    if (this.#signedOn) this.#options.log.warn({ inFlight: this.#waiters.size }, 'network line: lost');
    this.#signedOn = false;
    for (const waiter of this.#waiters.values()) waiter.settle({ kind: 'unknown', reason: 'disconnected' });
    if (this.#closing.signal.aborted) return;
    const ms = Math.min(reconnectMaxMs, reconnectFirstMs * 2 ** Math.min(this.#attempt, 6));
    this.#attempt += 1;
    void this.#timers.wait(ms, this.#closing.signal).then(() => {
      if (!this.#closing.signal.aborted) this.#connect();
    });
  }

  #receive(socket: Socket, body: Uint8Array): void {
    const read = unpack(networkDialect, body);
    if (!read.ok) {
      this.#options.log.warn(
        { field: read.error.field, offset: read.error.offset },
        'network line: unreadable message',
      );
      socket.destroy();
      return;
    }
    const message = read.value;
    const genuine = message.fields.has(128) && macHolds(body, { strategy: 'x99', key: this.#options.networkMak });
    if (message.mti === '0830') {
      this.#signedOnBy(message, genuine);
      return;
    }
    this.#settle(message, genuine);
  }

  #signedOnBy(message: Message, genuine: boolean): void {
    if (!genuine || textField(message, 39) !== '00') {
      this.#options.log.warn({ code: textField(message, 39), genuine }, 'network line: sign-on refused');
      this.#socket?.destroy();
      return;
    }
    if (textField(message, 70) !== '001') return;
    this.#signedOn = true;
    this.#attempt = 0;
    this.#simulator = textField(message, 63) === simulatorName;
    this.#options.log.info({ simulator: this.#simulator }, 'network line: signed on');
    for (const done of this.#readyWaiters) done();
  }

  #settle(message: Message, genuine: boolean): void {
    const waiter = this.#waiters.get(answerKey(message));
    const answer = genuine ? networkAnswer(message) : undefined;
    if (waiter !== undefined) {
      waiter.settle(answer ?? { kind: 'unknown', reason: 'bad_mac' });
      return;
    }
    if (answer === undefined) return;
    const late = {
      mti: message.mti,
      transmissionTime: textField(message, 7) ?? '',
      stan: textField(message, 11) ?? '',
      answer,
    };
    this.#options.log.info({ mti: late.mti, stan: late.stan, code: answer.code }, 'network line: late answer');
    this.#options.onLate?.(late);
  }
}

/** Opens the line and keeps it open until `close`; returns at once, `ready` tells when it can send. */
export function createCardNetwork(options: CardNetworkOptions): CardNetwork {
  return new NetworkLine(options);
}
