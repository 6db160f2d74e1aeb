/** One long-lived connection to one processor: sign-on, echo when idle, requests while it is up, rest when it has fallen silent. */
import { connect, type Socket } from 'node:net';
import {
  answerMti,
  networkDialect,
  networkFrame,
  NetworkFrameReader,
  packWithMac,
  textField,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { dateInShanghai, timeInShanghai } from '../../kernel/instant.ts';
import { step } from '../../kernel/machine.ts';
import type { Chance, Timers, WallClock } from '../../platform/env.ts';
import type { Exchanges } from './exchanges.ts';
import { LineKeys, type KeyExchange } from './line-keys.ts';
import { lineMachine, type LineEvent, type LineState } from './line-states.ts';
import { answerKey, answerTo, networkAnswer, type NetworkAnswer } from './messages.ts';

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

export interface LineParts {
  readonly host: string;
  readonly port: number;
  readonly networkMak: Uint8Array;
  readonly keys?: KeyExchange | undefined;
  readonly acquirerId: string;
  readonly allowSimulator: boolean;
  readonly log: NetworkLog;
  readonly timers: Timers;
  readonly wall: WallClock;
  readonly chance: Chance;
  readonly exchanges: Exchanges;
  readonly rules: LineRules;
  readonly onState: (state: LineState) => void;
  readonly onLate: (late: LateAnswer) => void;
  readonly onStray: (key: string) => void;
}

export interface LineRules {
  /** 0.2 s doubled up to 5 s, each time between half and the whole of it: an outage of a minute costs about 20 attempts. */
  readonly reconnectFirstMs: number;
  readonly reconnectMaxMs: number;
  /** Dialling and sign-on together, and an echo test: a network answers these by itself, no issuer is asked. */
  readonly managementMsMax: number;
  readonly echoIdleMs: number;
  /** So many requests without an answer, one after the other within the window, and the line rests. */
  readonly silencesMax: number;
  readonly silenceWindowMs: number;
  readonly restMs: number;
}

export const LINE_RULES: LineRules = {
  reconnectFirstMs: 200,
  reconnectMaxMs: 5_000,
  managementMsMax: 10_000,
  echoIdleMs: 60_000,
  silencesMax: 5,
  silenceWindowMs: 60_000,
  restMs: 5_000,
};

const networkDestination = '00010000';
const simulatorName = 'KAITONG-SIMULATOR';

export class NetworkLine {
  readonly #parts: LineParts;
  readonly #closing = new AbortController();
  readonly #keys: LineKeys;
  #state: LineState = lineMachine.initial;
  #socket: Socket | undefined;
  #simulator = false;
  #lineStan = 0;
  #attempt = 0;
  /** Wall times of the silences since the last answer. */
  #silences: number[] = [];
  #heardAt = 0;
  /** Signed on, and not up before the network has sent its keys. */
  #waitsForKeys = false;
  /** STAN of the echo test that is out, and what calls its time off. */
  #echo: { readonly stan: string; readonly answered: AbortController } | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#keys = new LineKeys({ base: parts.networkMak, exchange: parts.keys, wall: parts.wall });
    this.#dial();
  }

  get state(): LineState {
    return this.#state;
  }

  get simulator(): boolean {
    return this.#simulator;
  }

  canSend(): boolean {
    return this.#state === 'up' && this.#socket?.writable === true;
  }

  /** Packs; a value that does not fit is the caller's bug and nothing has left. */
  sealed(message: Message): Uint8Array {
    const body = packWithMac(networkDialect, message, { strategy: 'x99', key: this.#keys.macKey(message.mti) });
    return networkFrame({ destination: networkDestination, source: this.#parts.acquirerId, body });
  }

  /** What is sent in one turn leaves in one write: intents that were committed together ask together. */
  send(bytes: Uint8Array): void {
    const socket = this.#socket;
    if (socket?.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket?.write(bytes);
  }

  /** How an exchange over this line has ended. */
  ended(answer: NetworkAnswer): void {
    if (answer.kind === 'answered') this.#silences = [];
    if (answer.kind !== 'unknown' || answer.reason !== 'timeout') return;
    const { silencesMax, silenceWindowMs } = this.#parts.rules;
    const now = this.#parts.wall.now();
    this.#silences = [...this.#silences, now].filter((at) => now - at <= silenceWindowMs);
    if (this.#silences.length >= silencesMax && this.#state === 'up') void this.#rest();
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#move('close');
    this.#closing.abort();
    this.#socket?.destroy();
  }

  /** False where the table has no such step; then nothing happens. */
  #move(event: LineEvent): boolean {
    const next = step(lineMachine, this.#state, event);
    if (next === undefined) return false;
    this.#state = next;
    this.#parts.onState(next);
    return true;
  }

  async #rest(): Promise<void> {
    const { log, rules, timers } = this.#parts;
    if (!this.#move('fall_silent')) return;
    const socket = this.#socket;
    log.warn({ ...this.#name(), silences: this.#silences.length }, 'network line: silent, it rests');
    this.#silences = [];
    await timers.wait(rules.restMs, this.#closing.signal);
    if (this.#socket === socket && this.#move('rest_over')) this.#askEcho();
  }

  #name(): object {
    return { line: `${this.#parts.host}:${this.#parts.port}` };
  }

  #dial(): void {
    const { host, port, rules, timers, log } = this.#parts;
    if (!this.#move('dial')) return;
    this.#keys.forget();
    const socket = connect({ host, port });
    const reader = new NetworkFrameReader();
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on('connect', () => this.#say('001'));
    socket.on('data', (chunk) => {
      const { frames, error } = reader.push(chunk);
      for (const one of frames) this.#receive(socket, one.body);
      if (error === undefined) return;
      log.warn({ ...this.#name(), offset: error.offset, expected: error.expected }, 'network line: unreadable frame');
      socket.destroy();
    });
    socket.on('error', () => undefined); // 'close' follows and does everything
    const gone = new AbortController();
    socket.on('close', () => {
      gone.abort();
      this.#lost();
    });
    void timers.wait(rules.managementMsMax, gone.signal).then(() => {
      if (this.#socket === socket && this.#state === 'signing_on') socket.destroy();
    });
  }

  /** A message of the line itself: 001 sign-on, 101 send new keys, 301 echo test. Returns its STAN. */
  #say(code: string): string {
    this.#lineStan = (this.#lineStan + 1) % 1_000_000;
    const stan = String(this.#lineStan).padStart(6, '0');
    const { acquirerId, wall } = this.#parts;
    const now = wall.now();
    const time = dateInShanghai(now).slice(5).replace('-', '') + timeInShanghai(now).replaceAll(':', '');
    const fields = new Map<number, FieldValue>([
      [7, time],
      [11, stan],
      [32, acquirerId],
      [33, acquirerId],
      [70, code],
    ]);
    this.send(this.sealed({ mti: '0820', fields }));
    return stan;
  }

  /** An answer within its time keeps the line, silence ends the connection. */
  #askEcho(): void {
    const { rules, timers, log } = this.#parts;
    const echo = { stan: this.#say('301'), answered: new AbortController() };
    this.#echo = echo;
    void timers.wait(rules.managementMsMax, echo.answered.signal).then(() => {
      if (this.#echo !== echo || echo.answered.signal.aborted) return;
      log.warn(this.#name(), 'network line: no echo');
      this.#socket?.destroy();
    });
  }

  /** Tests the line whenever nothing has come over it for a while. */
  async #watchIdle(socket: Socket): Promise<void> {
    const { rules, timers, wall } = this.#parts;
    const gone = new AbortController();
    socket.on('close', () => gone.abort());
    while (!gone.signal.aborted) {
      await timers.wait(rules.echoIdleMs, gone.signal);
      const idle = wall.now() - this.#heardAt >= rules.echoIdleMs;
      if (gone.signal.aborted || this.#state !== 'up') continue;
      if (this.#keys.due) this.#say('101');
      else if (this.#echo === undefined && idle) this.#askEcho();
    }
  }

  #lost(): void {
    const { exchanges, log, rules, timers, chance } = this.#parts;
    this.#echo?.answered.abort();
    this.#echo = undefined;
    this.#silences = [];
    this.#waitsForKeys = false;
    const wasUp = this.#state !== 'signing_on';
    const inFlight = exchanges.lose(this);
    if (!this.#move('lose')) return;
    if (wasUp) log.warn({ ...this.#name(), inFlight }, 'network line: lost');
    const whole = Math.min(rules.reconnectMaxMs, rules.reconnectFirstMs * 2 ** Math.min(this.#attempt, 6));
    this.#attempt += 1;
    const ms = Math.round(whole / 2 + (whole / 2) * (Number(chance.digits(3)) / 999));
    void timers.wait(ms, this.#closing.signal).then(() => {
      if (!this.#closing.signal.aborted) this.#dial();
    });
  }

  #receive(socket: Socket, body: Uint8Array): void {
    const read = unpack(networkDialect, body);
    if (!read.ok) {
      const { field, offset } = read.error;
      this.#parts.log.warn({ ...this.#name(), field, offset }, 'network line: unreadable message');
      socket.destroy();
      return;
    }
    const message = read.value;
    const genuine = message.fields.has(128) && this.#keys.holds(body, message.mti);
    if (genuine) this.#heardAt = this.#parts.wall.now();
    if (message.mti === '0830') this.#managementAnswer(socket, message, genuine);
    else if (message.mti === '0820' || message.mti === '0800') void this.#asked(socket, message, genuine);
    else this.#settle(message, genuine);
  }

  /** The network tests the line too, and sends keys; every other genuine question of its own is answered 00. */
  async #asked(socket: Socket, message: Message, genuine: boolean): Promise<void> {
    if (!genuine) return;
    const code = textField(message, 70) === '101' && message.mti === '0800' ? await this.#takeKey(message) : '00';
    if (this.#socket !== socket) return;
    const fields = new Map<number, FieldValue>([[39, code]]);
    for (const number of [7, 11, 32, 33, 70]) {
      const value = message.fields.get(number);
      if (value !== undefined) fields.set(number, value);
    }
    this.send(this.sealed({ mti: answerMti(message.mti), fields }));
    if (!this.#keys.wanted && this.#waitsForKeys) this.#up(socket);
  }

  async #takeKey(message: Message): Promise<string> {
    const code = await this.#keys.take(message).catch((error: unknown) => {
      this.#parts.log.warn({ ...this.#name(), error: String(error) }, 'network line: the vault took no key');
      return '96';
    });
    const facts = { ...this.#name(), code, which: textField(message, 53)?.[0] === '1' ? 'pin' : 'mac' };
    if (code === '00') this.#parts.log.info(facts, 'network line: new key');
    else this.#parts.log.warn(facts, 'network line: a key was not taken');
    return code;
  }

  #managementAnswer(socket: Socket, message: Message, genuine: boolean): void {
    const code = textField(message, 39);
    if (!genuine || code !== '00') {
      this.#parts.log.warn({ ...this.#name(), code, genuine }, 'network line: sign-on or echo refused');
      socket.destroy();
      return;
    }
    if (textField(message, 70) === '001') this.#signedOn(socket, message);
    if (textField(message, 70) !== '301' || textField(message, 11) !== this.#echo?.stan) return;
    this.#echo?.answered.abort();
    this.#echo = undefined;
    if (this.#move('answer_echo')) this.#parts.log.info(this.#name(), 'network line: answers again');
  }

  #signedOn(socket: Socket, message: Message): void {
    this.#simulator = textField(message, 63) === simulatorName;
    if (this.#simulator && !this.#parts.allowSimulator) {
      this.#parts.log.warn(this.#name(), 'the card network calls itself a simulator: the line is closed');
      this.close();
      return;
    }
    if (this.#keys.wanted) {
      // the time of the sign-on goes on: a network that sends no keys is no network to send requests to
      this.#waitsForKeys = true;
      this.#say('101');
    } else this.#up(socket);
  }

  #up(socket: Socket): void {
    this.#waitsForKeys = false;
    this.#attempt = 0;
    if (!this.#move('signed_on')) return;
    this.#parts.log.info({ ...this.#name(), simulator: this.#simulator }, 'network line: signed on');
    void this.#watchIdle(socket);
  }

  #settle(message: Message, genuine: boolean): void {
    const key = answerKey(message);
    const waiter = this.#parts.exchanges.waiting(key);
    if (waiter !== undefined) {
      const said = genuine ? answerTo(waiter.asked, message) : undefined;
      return waiter.settle(said ?? { kind: 'unknown', reason: 'bad_mac' });
    }
    const answer = genuine ? networkAnswer(message) : undefined;
    if (answer === undefined) return;
    if (!this.#parts.exchanges.takeLate(key)) return this.#parts.onStray(key);
    const late = {
      mti: message.mti,
      transmissionTime: textField(message, 7) ?? '',
      stan: textField(message, 11) ?? '',
      answer,
    };
    this.#parts.log.info({ mti: late.mti, stan: late.stan, code: answer.code }, 'network line: late answer');
    this.#parts.onLate(late);
  }
}
