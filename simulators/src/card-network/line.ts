/** The network's end of the leg: listens, checks MACs, asks `serve` for the answer. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  answerMti,
  macHolds,
  networkDialect,
  networkFrame,
  NetworkFrameReader,
  packWithMac,
  textField,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';

/** What the network calls itself in its first answer. */
export const networkName = 'KAITONG-SIMULATOR';
export const networkInstitution = '00010000';

/** When an answer leaves: at once, after some time, when it is released by hand, or never. */
export type AnswerWhen =
  | { readonly kind: 'now' }
  | { readonly kind: 'after'; readonly ms: number }
  | { readonly kind: 'held' }
  | { readonly kind: 'never' };

export interface Served {
  readonly answer: Message;
  readonly when: AnswerWhen;
}

export interface LineOptions {
  /** 16 bytes; CBC triple DES over the message, as the network leg has it. */
  readonly macKey: Uint8Array;
  readonly serve: (request: Message) => Served | undefined;
  /** What was served so far is on the disk; no answer leaves before. */
  readonly settled: () => Promise<void>;
}

export class NetworkLine {
  readonly #options: LineOptions;
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
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
    socket.on('close', () => this.#sockets.delete(socket));
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
      socket.destroy();
      return;
    }
    const request = read.value;
    const mac = { strategy: 'x99', key: this.#options.macKey } as const;
    const genuine = request.fields.has(128) && macHolds(body, mac);
    const served = genuine ? this.#serve(request) : { answer: refusal(request, 'A0'), when: { kind: 'now' } as const };
    if (served === undefined) return;
    void this.#options.settled().then(() => this.#answer(socket, { served, source }));
  }

  #answer(socket: Socket, { served, source }: { readonly served: Served; readonly source: string }): void {
    const mac = { strategy: 'x99', key: this.#options.macKey } as const;
    this.#send(served, () => {
      if (socket.destroyed) return;
      const bytes = packWithMac(networkDialect, served.answer, mac);
      if (socket.writableCorked === 0) {
        socket.cork(); // what is answered in one turn leaves in one write
        process.nextTick(() => socket.uncork());
      }
      socket.write(networkFrame({ destination: source, source: networkInstitution, body: bytes }));
    });
  }

  #send({ when }: Served, send: () => void): void {
    if (when.kind === 'now') send();
    if (when.kind === 'after') setTimeout(send, when.ms);
    if (when.kind === 'held') this.#held.push(send);
  }

  #serve(request: Message): Served | undefined {
    return request.mti === '0820' || request.mti === '0800'
      ? { answer: managementAnswer(request), when: { kind: 'now' } }
      : this.#options.serve(request);
  }
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
