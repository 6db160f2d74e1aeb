/** A device on a line that can be disturbed: one request at a time, each with the fault that the moment holds. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { FrameReader } from '@kaitong/iso8583';
import { freshStored, HeadlessTerminal, type LineResult, type PresentedCard, type Stored } from '@kaitong/terminal';
import type { KnownTerminal } from '../testing/known-terminal.ts';

/** What the line does to one exchange. */
export type LineFault =
  | 'none'
  /** The device has sent; nothing arrives. */
  | 'request_lost'
  /** The host has answered; nothing arrives. */
  | 'answer_lost'
  /** The device has given up before the answer comes. */
  | 'answer_late'
  /** The frame arrives twice at once, on two connections. */
  | 'duplicate'
  | 'request_mac_flipped'
  | 'answer_mac_flipped'
  /** Half of the frame, and the connection ends. */
  | 'truncated'
  /** Each byte by itself. */
  | 'split';

const LATE_MS = 40;
/** Five times what the host gives the network here, where one thing happens at a time. */
const ANSWER_MS = 5_000;

export interface SimDevice {
  readonly terminal: HeadlessTerminal;
  readonly known: KnownTerminal;
  /** The fault of the next exchange; later ones are undisturbed. */
  disturb(fault: LineFault): void;
  /** Answers that came to a duplicate, whole frames; and late ones once they are there. */
  readonly strays: Promise<Uint8Array | undefined>[];
}

const flipped = (bytes: Uint8Array): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1; // field 64 is the last of a sealed message
  return copy;
};

interface Address {
  readonly port: number;
  /** Where the device speaks from. */
  readonly from: string;
  /** So long the device waits for an answer. */
  readonly answerMs: number;
}

/** Below the gateway's limit of lines from one address, which stays on. */
const PER_ADDRESS = 32;

/** Sends bytes as they are; the whole answer, or undefined when the line ended or nothing came in time. */
function exchange(
  { port, from, answerMs }: Address,
  bytes: Uint8Array,
  how: 'whole' | 'split' | 'half',
): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: from });
    const reader = new FrameReader();
    const heard: Buffer[] = [];
    socket.setNoDelay(true);
    socket.setTimeout(answerMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(undefined));
    socket.on('data', (chunk) => {
      heard.push(chunk);
      if (reader.push(chunk).some((event) => event.kind === 'frame')) {
        resolve(Buffer.concat(heard));
        socket.destroy();
      }
    });
    socket.on('connect', () => void send());
    const send = async (): Promise<void> => {
      if (how === 'whole') return void socket.write(bytes);
      if (how === 'half') return void socket.end(bytes.subarray(0, bytes.length >> 1));
      for (const byte of bytes) {
        socket.write(Uint8Array.of(byte));
        await new Promise((next) => setImmediate(next));
      }
    };
  });
}

const result = (frame: Uint8Array | undefined): LineResult =>
  frame === undefined ? { kind: 'silence' } : { kind: 'answer', frame };

/** `place` among other devices decides which address of the loopback range it speaks from. */
export function openDevice(
  known: KnownTerminal,
  gatewayPort: number,
  { place = 0, answerMs = ANSWER_MS }: { readonly place?: number; readonly answerMs?: number } = {},
): SimDevice {
  const host = Math.floor(place / PER_ADDRESS);
  const to: Address = { port: gatewayPort, answerMs, from: `127.0.${1 + Math.floor(host / 250)}.${(host % 250) + 2}` };
  let fault: LineFault = 'none';
  let stored: Stored = {
    ...freshStored,
    step: 'test_sale_ok',
    terminalNo: known.terminalNo,
    merchantNo: known.merchantNo,
    merchantName: '测试商户',
    tmk: Buffer.from(known.tmk).toString('hex'),
    pik: Buffer.from(known.pik).toString('hex'),
    mak: Buffer.from(known.mak).toString('hex'),
  };
  const strays: Promise<Uint8Array | undefined>[] = [];
  const over = async (bytes: Uint8Array): Promise<LineResult> => {
    const now = fault;
    fault = 'none';
    if (now === 'request_lost') return { kind: 'silence' };
    if (now === 'truncated') return result(await exchange(to, bytes, 'half'));
    if (now === 'split') return result(await exchange(to, bytes, 'split'));
    if (now === 'request_mac_flipped') return result(await exchange(to, flipped(bytes), 'whole'));
    const answer = exchange(to, bytes, 'whole');
    if (now === 'duplicate') strays.push(exchange(to, bytes, 'whole'));
    if (now === 'answer_late') {
      strays.push(answer);
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      return { kind: 'silence' };
    }
    const frame = await answer;
    if (now === 'answer_lost') return { kind: 'silence' };
    return result(now === 'answer_mac_flipped' && frame !== undefined ? flipped(frame) : frame);
  };
  const terminal = new HeadlessTerminal(
    {
      model: 'esign_pos',
      serialNo: known.serialNo,
      deviceKey: new Uint8Array(16),
      appVersion: '00010000',
      cardKinds: new Map(),
    },
    {
      transport: { exchange: over, connect: () => Promise.resolve(true) },
      store: { load: () => stored, save: (state) => void (stored = state) },
      nowMs: () => Date.now(),
      randomBytes: (length) => Uint8Array.from(randomBytes(length)),
      onChange: () => undefined,
    },
  );
  return { terminal, known, disturb: (next) => void (fault = next), strays };
}

/** A drawn person's card, swiped. */
export const swiped = (card: { readonly pan: string; readonly expiry: string }): PresentedCard => ({
  entry: 'swipe',
  pan: card.pan,
  expiry: card.expiry,
  track2: `${card.pan}D${card.expiry}2010000000000`,
});
