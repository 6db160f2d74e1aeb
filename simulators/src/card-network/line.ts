/** The network's end of the leg: listens, checks MACs, asks `serve` for the answer. */
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  answerMti,
  keyCheckValue,
  macHolds,
  networkDialect,
  networkFrame,
  NetworkFrameReader,
  packWithMac,
  textField,
  tripleDesEncrypt,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';

/** What the network calls itself in its first answer. */
export const networkName = 'KAITONG-SIMULATOR';
export const networkInstitution = '00010000';

/** The zone's keys where they are exchanged over the lines (0800/101). */
export interface ZoneKeys {
  /** 16 bytes under which keys travel. */
  readonly zmk: Uint8Array;
  readonly pinKey: Uint8Array;
  renewPinKey(): void;
}

export const freshKey = (): Uint8Array => Uint8Array.from(randomBytes(16));

/** Fields of an 0800/101: which key (53), the key under the ZMK (48), its check value (96). */
function keyMessage(zmk: Uint8Array, which: '1' | '2', key: Uint8Array): Map<number, FieldValue> {
  const check = new Uint8Array(8);
  check.set(keyCheckValue(key));
  return new Map<number, FieldValue>([
    [48, `NK${Buffer.from(tripleDesEncrypt(zmk, key)).toString('hex').toUpperCase()}`],
    [53, `${which}600000000000000`],
    [96, check],
  ]);
}

/** When an answer leaves: at once, after some time, when it is released by hand, or never. */
export type AnswerWhen =
  | { readonly kind: 'now' }
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'never' }
  /** Instead of an answer the connection is cut. */
  | { readonly kind: 'cut' };

export interface Served {
  readonly answer: Message;
  readonly when: AnswerWhen;
  /** The same bytes once more. */
  readonly twice?: boolean;
  /** The last bit of the MAC is turned. */
  readonly wrongMac?: boolean;
}

export interface LineOptions {
  /** 16 bytes; CBC triple DES over the message, as the network leg has it. */
  readonly macKey: Uint8Array;
  readonly serve: (request: Message) => Served | undefined;
  /** What was served so far is on the disk; no answer leaves before. */
  readonly settled: () => Promise<void>;
  /** Undefined: keys are agreed by hand only. */
  readonly keys?: ZoneKeys | undefined;
  /** What the line itself answered or refused. */
  readonly note?: (heard: { readonly came: string; readonly answered: string; readonly reasons: string[] }) => void;
}

/** Keys of one connection that has asked for them: its MAC key, the one before, and the one that it has not confirmed. */
interface SocketKeys {
  mak: Uint8Array;
  previous: Uint8Array | undefined;
  pending: { readonly stan: string; readonly mak: Uint8Array } | undefined;
}

export class NetworkLine {
  readonly #options: LineOptions;
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
  readonly #keyed = new Map<Socket, SocketKeys>();
  #stan = 0;
  #server: Server | undefined;
  port = 0;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  get listening(): boolean {
    return this.#server !== undefined;
  }

  get heldAnswers(): number {
    return this.#held.length;
  }

  /** Listens on 127.0.0.1; 0 asks for a free port, later calls take the same one again. */
  listen(port: number): Promise<number> {
    if (this.#server !== undefined) return Promise.resolve(this.port);
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        this.port = (server.address() as AddressInfo).port;
        resolve(this.port);
      });
    });
  }

  /** Stops listening and cuts every line. */
  stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => {
      if (server === undefined) resolve();
      else server.close(() => resolve());
    });
  }

  /** Sends the answers that a fault has held back; returns how many. */
  releaseHeld(): number {
    const held = this.#held.splice(0);
    for (const send of held) send();
    return held.length;
  }

  #accept(socket: Socket): void {
    const reader = new NetworkFrameReader();
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#keyed.delete(socket);
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const { frames, error } = reader.push(chunk);
      for (const one of frames) this.#message(socket, one.body, one.source);
      if (error !== undefined) socket.destroy();
    });
  }

  #message(socket: Socket, body: Uint8Array, source: string): void {
    const read = unpack(networkDialect, body);
    if (!read.ok) {
      this.#options.note?.({ came: `${body.length} bytes`, answered: '', reasons: ['unreadable'] });
      socket.destroy();
      return;
    }
    const request = read.value;
    const mac = { strategy: 'x99', key: this.#keyOf(socket, request.mti, body) } as const;
    const genuine = request.fields.has(128) && macHolds(body, mac);
    if (request.mti === '0810') {
      if (genuine) this.#confirmed(socket, request);
      return;
    }
    const served = genuine ? this.#serve(request) : { answer: refusal(request, 'A0'), when: { kind: 'now' } as const };
    if (!genuine) this.#options.note?.({ came: spoken(request), answered: 'A0', reasons: ['bad_mac'] });
    if (served === undefined) return;
    const asksForKeys = genuine && request.mti === '0820' && textField(request, 70) === '101';
    void this.#options.settled().then(() => {
      this.#answer(socket, { served, source, key: mac.key });
      if (asksForKeys) this.#askedForKeys(socket, source);
    });
  }

  /** `key`: the MAC key that the request came under. */
  #answer(
    socket: Socket,
    { served, source, key }: { readonly served: Served; readonly source: string; readonly key: Uint8Array },
  ): void {
    const mac = { strategy: 'x99', key } as const;
    if (served.when.kind === 'cut') return void socket.destroy();
    this.#send(served, () => {
      if (socket.destroyed) return;
      const bytes = packWithMac(networkDialect, served.answer, mac);
      if (served.wrongMac === true) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      if (socket.writableCorked === 0) {
        socket.cork(); // what is answered in one turn leaves in one write
        process.nextTick(() => socket.uncork());
      }
      const frame = networkFrame({ destination: source, source: networkInstitution, body: bytes });
      socket.write(frame);
      if (served.twice === true) socket.write(frame);
    });
  }

  /** Messages of the line go under the key agreed by hand; an answer under the key that its request came under. */
  #keyOf(socket: Socket, mti: string, body: Uint8Array): Uint8Array {
    const keys = this.#keyed.get(socket);
    if (keys === undefined || mti.startsWith('08')) return this.#options.macKey;
    const known = [keys.mak, keys.pending?.mak, keys.previous].filter((key) => key !== undefined);
    return known.find((key) => macHolds(body, { strategy: 'x99', key })) ?? keys.mak;
  }

  /** The first time a connection asks it gets keys; asking again begins a new day of keys for all. */
  #askedForKeys(socket: Socket, source: string): void {
    if (this.#keyed.has(socket)) this.exchangeKeys(source);
    else this.#sendKeys(socket, source);
  }

  /** A MAC key of the connection's own and the zone's PIN key. */
  #sendKeys(socket: Socket, source: string): void {
    const { keys, macKey } = this.#options;
    if (keys === undefined) return;
    const before = this.#keyed.get(socket);
    const mak = freshKey();
    const pending = { stan: this.#say(socket, source, keyMessage(keys.zmk, '2', mak)), mak };
    this.#keyed.set(socket, { mak: before?.mak ?? macKey, previous: before?.previous, pending });
    this.#say(socket, source, keyMessage(keys.zmk, '1', keys.pinKey));
  }

  /** Every connection that has keys gets new ones, and the zone another PIN key. Returns how many. */
  exchangeKeys(source: string): number {
    const sockets = [...this.#keyed.keys()];
    this.#options.keys?.renewPinKey();
    for (const socket of sockets) this.#sendKeys(socket, source);
    return sockets.length;
  }

  #confirmed(socket: Socket, answer: Message): void {
    const keys = this.#keyed.get(socket);
    if (keys?.pending === undefined || textField(answer, 11) !== keys.pending.stan) return;
    if (textField(answer, 39) === '00') Object.assign(keys, { mak: keys.pending.mak, previous: keys.mak });
    keys.pending = undefined;
  }

  /** A message of the network's own; its STAN. */
  #say(socket: Socket, source: string, fields: Map<number, FieldValue>): string {
    this.#stan = (this.#stan + 1) % 1_000_000;
    const stan = String(this.#stan).padStart(6, '0');
    fields.set(7, '0101000000').set(11, stan).set(32, source).set(33, networkInstitution).set(70, '101');
    const mac = { strategy: 'x99', key: this.#options.macKey } as const;
    const body = packWithMac(networkDialect, { mti: '0800', fields }, mac);
    socket.write(networkFrame({ destination: source, source: networkInstitution, body }));
    return stan;
  }

  #send({ when }: Served, send: () => void): void {
    if (when.kind === 'now') send();
    if (when.kind === 'after') setTimeout(send, when.ms);
    if (when.kind === 'held') this.#held.push(send);
  }

  #serve(request: Message): Served | undefined {
    if (request.mti !== '0820' && request.mti !== '0800') return this.#options.serve(request);
    const answer = managementAnswer(request);
    this.#options.note?.({ came: spoken(request), answered: textField(answer, 39) ?? '', reasons: [] });
    return { answer, when: { kind: 'now' } };
  }
}

/** What a line of the log says of a message: MTI, processing or management code, STAN. */
export function spoken(request: Message): string {
  const code = textField(request, 70) ?? textField(request, 3) ?? '';
  return [request.mti, code, textField(request, 11) ?? ''].filter((part) => part !== '').join(' ');
}

function copied(request: Message, numbers: readonly number[]): Map<number, FieldValue> {
  return new Map(
    numbers.flatMap((n) => (request.fields.has(n) ? [[n, request.fields.get(n) as FieldValue] as const] : [])),
  );
}

/** An answer of code alone, with the numbers that name the request. */
export function refusal(request: Message, code: string): Message {
  return { mti: answerMti(request.mti), fields: copied(request, [2, 3, 4, 7, 11, 32, 33, 37, 41, 42]).set(39, code) };
}

/** Sign-on 001, sign-off 002, line test 301: always 00, and the network says who it is. */
function managementAnswer(request: Message): Message {
  const fields = copied(request, [7, 11, 32, 33, 70]).set(39, '00');
  if (textField(request, 70) === '001') fields.set(63, networkName);
  return { mti: answerMti(request.mti), fields };
}
