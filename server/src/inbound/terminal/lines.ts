/**
 * The lines of terminals, whatever carries them (TCP, TLS): frames served in the order they came, and everything bounded. A short
 * connection brings one frame and goes; a long one stays open and is kept alive by frames of length 0000 or by echo tests.
 */
import type { Socket } from 'node:net';
import {
  FrameReader,
  frame,
  frameBytesMax,
  imageFrameBytesMax,
  swapTpdu,
  withProcessingRequirement,
  type Frame,
} from '@kaitong/iso8583';
import type { Env } from '../../platform/env.ts';
import { deadlineIn, type Deadline } from './deadline.ts';

export interface LineLimits {
  /** `npm run bench -- lines`: a process with 10,000 idle lines has about 220 MB. */
  readonly connectionsMax: number;
  /** A shop has a handful of terminals behind its address, a mobile operator's gateway many. */
  readonly perAddressMax: number;
  /** Frames of one line that wait for the one before them; the norm is one in flight. */
  readonly waitingFramesMax: number;
  /** A frame that has begun must be whole within this, however slowly its bytes drip in. */
  readonly partialMsMax: number;
  /** A line on which nothing comes is closed after this. */
  readonly idleMsMax: number;
  /** Answers that the other side does not read. */
  readonly unreadBytesMax: number;
  /** Until a frame is answered, its waiting counted in. */
  readonly answerMsMax: number;
}

export const LINE_LIMITS: LineLimits = {
  connectionsMax: 12_000,
  perAddressMax: 64,
  waitingFramesMax: 16,
  partialMsMax: 30_000,
  idleMsMax: 300_000,
  unreadBytesMax: 65_536,
  // a terminal waits 60 s; 2 s of the 55 that the protocol gives are kept for the seal of the answer
  answerMsMax: 53_000,
};

/** How long lines may take to hand over their last bytes when everything stops. */
const FAREWELL_MS = 1_000;
const NII = '600003';

/** What a frame is answered: a message, and what the header asks the terminal to do next. */
export interface Reply {
  readonly body: Uint8Array;
  /** Sixth digit of the header: 3 = sign in again. */
  readonly requirement?: 3;
}

/** The answer to the message of a frame; undefined closes the line. */
export type AnswerFrame = (request: Frame, on: Speaker & { deadline: Deadline }) => Promise<Reply | undefined>;

/** Who is at the other end. */
export interface Speaker {
  readonly from: string;
  /** Serial number of the client's certificate (its common name), where the line asks for one. */
  readonly device?: string | undefined;
  /** Nothing but the line itself keeps strangers out. */
  readonly plain?: true | undefined;
}

const answerTo = ({ tpdu, header }: Frame, { body, requirement }: Reply): Uint8Array =>
  frame({
    tpdu: swapTpdu(tpdu),
    header: requirement === undefined ? header : withProcessingRequirement(header, requirement),
    body,
  });

interface Parts {
  readonly env: Pick<Env, 'log' | 'metrics' | 'timers'>;
  readonly limits: LineLimits;
  readonly answer: AnswerFrame;
}

export class TerminalLines {
  readonly #parts: Parts;
  readonly #admitted = new Set<Socket>();
  readonly #perAddress = new Map<string, number>();
  readonly #lines = new Set<Line>();
  readonly #posts = new Set<Promise<unknown>>();
  #leaving = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#admitted.size;
  }

  /** Counts a connection that has come in; one too many is closed at once. */
  admit(socket: Socket): boolean {
    const { limits, env } = this.#parts;
    const address = socket.remoteAddress ?? '';
    const there = this.#perAddress.get(address) ?? 0;
    socket.on('error', () => socket.destroy());
    const reason =
      this.#admitted.size >= limits.connectionsMax
        ? 'all_full'
        : there >= limits.perAddressMax
          ? 'address_full'
          : undefined;
    if (this.#leaving || reason !== undefined) {
      if (reason !== undefined) env.metrics.terminalRefused.inc({ reason });
      socket.destroy();
      return false;
    }
    this.#admitted.add(socket);
    this.#perAddress.set(address, there + 1);
    env.metrics.terminalConnections.set(this.#admitted.size);
    socket.on('close', () => {
      this.#admitted.delete(socket);
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(address, left);
      else this.#perAddress.delete(address);
      env.metrics.terminalConnections.set(this.#admitted.size);
    });
    return true;
  }

  /** Serves frames on an admitted connection, or on what TLS makes of it. */
  serve(socket: Socket, speaker: Omit<Speaker, 'from'> = {}): void {
    const line = new Line(this.#parts, socket, speaker);
    this.#lines.add(line);
    socket.on('close', () => this.#lines.delete(line));
  }

  /** One frame that came without a line of its own, as a post of HTTPS brings it. Undefined: nobody can be answered. */
  async answerOne(request: Frame, speaker: Speaker): Promise<Uint8Array | undefined> {
    const { env, limits } = this.#parts;
    if (request.tpdu.slice(0, 6) !== NII) {
      env.metrics.terminalRefused.inc({ reason: 'wrong_network_id' });
      return undefined;
    }
    const deadline = deadlineIn(env.timers, limits.answerMsMax);
    const work = this.#parts.answer(request, { ...speaker, deadline });
    this.#posts.add(work);
    try {
      const reply = await work;
      if (reply === undefined) env.metrics.terminalRefused.inc({ reason: 'not_a_message' });
      return reply === undefined ? undefined : answerTo(request, reply);
    } finally {
      deadline.callOff();
      this.#posts.delete(work);
    }
  }

  /** Idle lines close, running conversations finish, their lines after them. */
  async drain(): Promise<void> {
    this.#leaving = true;
    await Promise.all([...[...this.#lines].map((line) => line.finish()), Promise.allSettled(this.#posts)]);
    const gone = new AbortController();
    const look = (): void => (this.#admitted.size === 0 ? gone.abort() : undefined);
    for (const socket of this.#admitted) socket.on('close', look);
    look();
    await this.#parts.env.timers.wait(FAREWELL_MS, gone.signal);
    for (const socket of this.#admitted) socket.destroy();
  }
}

class Line {
  readonly #parts: Parts;
  readonly #socket: Socket;
  readonly #from: string;
  readonly #device: string | undefined;
  readonly #plain: true | undefined;
  readonly #reader = new FrameReader(frameBytesMax, imageFrameBytesMax);
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #partial: Deadline | undefined;
  #leaving = false;

  constructor(parts: Parts, socket: Socket, { device, plain }: Omit<Speaker, 'from'>) {
    this.#parts = parts;
    this.#socket = socket;
    this.#from = socket.remoteAddress ?? '';
    this.#device = device;
    this.#plain = plain;
    socket.setNoDelay(true);
    socket.setTimeout(parts.limits.idleMsMax, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#partial?.callOff());
    socket.on('data', (chunk) => this.#read(chunk));
  }

  /** Takes nothing more, and closes when what it has taken is answered. */
  async finish(): Promise<void> {
    this.#leaving = true;
    if (this.#waiting > 0) await this.#tail;
    this.#socket.destroySoon();
  }

  #close(reason: string, facts: object = {}): void {
    const { log, metrics } = this.#parts.env;
    metrics.terminalRefused.inc({ reason });
    log.warn({ ...facts, reason, from: this.#from }, 'terminal line: closed');
    this.#socket.destroy();
  }

  #read(chunk: Uint8Array): void {
    if (this.#leaving || this.#socket.destroyed) return;
    const { metrics } = this.#parts.env;
    const emptyBefore = this.#reader.emptyFrames;
    const events = this.#reader.push(chunk);
    if (this.#reader.emptyFrames > emptyBefore) metrics.terminalEmptyFrames.inc(this.#reader.emptyFrames - emptyBefore);
    for (const event of events) {
      if (event.kind === 'fault') return this.#close('not_a_frame', { error: event.error });
      if (this.#waiting >= this.#parts.limits.waitingFramesMax) return this.#close('queue_full');
      this.#take(event.frame);
    }
    this.#watchPartial(events.length > 0);
  }

  /** The time of a partial frame runs from its first byte: one byte now and then does not prolong it. */
  #watchPartial(anotherBegan: boolean): void {
    const pending = this.#reader.pendingBytes > 0;
    if (this.#partial !== undefined && (!pending || anotherBegan)) {
      this.#partial.callOff();
      this.#partial = undefined;
    }
    if (!pending || this.#partial !== undefined) return;
    const partial = deadlineIn(this.#parts.env.timers, this.#parts.limits.partialMsMax);
    this.#partial = partial;
    void partial.passed.then(() => {
      if (partial.over) this.#close('partial_frame');
    });
  }

  #take(request: Frame): void {
    this.#waiting += 1;
    const deadline = deadlineIn(this.#parts.env.timers, this.#parts.limits.answerMsMax);
    this.#tail = this.#tail
      .then(() => this.#answer(request, deadline))
      .finally(() => {
        this.#waiting -= 1;
        deadline.callOff();
      });
  }

  /** A frame whose message cannot even be named closes the line; a fault of ours answers nothing, so that the terminal reverses. */
  async #answer(request: Frame, deadline: Deadline): Promise<void> {
    try {
      if (request.tpdu.slice(0, 6) !== NII) return this.#close('wrong_network_id', { tpdu: request.tpdu });
      const reply = await this.#parts.answer(request, {
        from: this.#from,
        device: this.#device,
        plain: this.#plain,
        deadline,
      });
      if (reply === undefined) return this.#close('not_a_message');
      if (this.#socket.destroyed) return;
      this.#socket.write(answerTo(request, reply));
      if (this.#socket.writableLength > this.#parts.limits.unreadBytesMax) this.#close('answers_unread');
    } catch (error) {
      const stack = (error as Error).stack;
      this.#parts.env.log.error({ error: String(error), stack }, 'terminal line: fault while answering');
      this.#socket.destroy();
    }
  }
}
