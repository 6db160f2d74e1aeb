/** Frames changed at random by a seed, given to every reader: what must hold for bytes from outside, checked by the thousand. */
import type { FieldValue, Message } from './codec.ts';
import { describeBytes } from './describe.ts';
import { networkDialect, terminalDialect, terminalDialectSm4, type Dialect } from './dialect.ts';
import { maskedDump } from './dump.ts';
import { frame, FrameReader, type FrameEvent } from './frame.ts';
import { NetworkFrameReader } from './network-frame.ts';
import { pack } from './pack.ts';
import type { LocatedError } from './read.ts';
import { MessageIndex } from './routed.ts';
import { decodeAsciiTlv, decodeBerTlv } from './tlv.ts';
import { unpack, unpackLenient } from './unpack.ts';

/** Whole numbers below `below`, the same for the same seed (mulberry32). */
export function chanceOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const dialects = [terminalDialect, terminalDialectSm4, networkDialect];
const index = new MessageIndex();

function randomBody(dialect: Dialect, chance: (below: number) => number): Uint8Array {
  const fields: Record<number, string | Uint8Array> = {};
  for (const [number, row] of dialect.fields.entries()) {
    if (row === undefined || chance(3) !== 0) continue;
    const length = row.prefix === 0 ? row.length : chance(Math.min(row.length, 150) + 1);
    if (row.kind === 'b') fields[number] = Uint8Array.from({ length }, () => chance(256));
    else fields[number] = Array.from({ length }, () => String(chance(10))).join('');
  }
  return pack(dialect, { mti: '0200', fields });
}

/** Bytes set, turned, taken out, doubled or cut off, up to six times; sometimes none, sometimes nothing but chance. */
function changed(bytes: Uint8Array, chance: (below: number) => number): Uint8Array {
  if (chance(20) === 0) return Uint8Array.from({ length: chance(200) }, () => chance(256));
  let out = Uint8Array.from(bytes);
  for (let times = chance(7); times > 0 && out.length > 0; times -= 1) {
    const at = chance(out.length);
    const kind = chance(5);
    if (kind === 0) out[at] = chance(256);
    else if (kind === 1) out[at] = (out[at] as number) ^ (1 << chance(8));
    else if (kind === 2) out = Buffer.concat([out.subarray(0, at), out.subarray(at + 1)]);
    else if (kind === 3) out = Buffer.concat([out.subarray(0, at), out.subarray(at - chance(at + 1))]);
    else out = out.slice(0, at);
  }
  return out;
}

function located(error: LocatedError, length: number): void {
  const { field, offset, expected } = error;
  if (field < 0 || field > 128 || offset < 0 || offset > length || expected === '')
    throw new Error(`not located: ${JSON.stringify(error)} in ${length} bytes`);
}

const bytesEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const valuesEqual = (a: FieldValue | undefined, b: FieldValue): boolean =>
  typeof a === 'string' || typeof b === 'string' ? a === b : a !== undefined && bytesEqual(a, b);

function fieldsEqual(a: Message, b: Message): boolean {
  if (a.mti !== b.mti || a.fields.size !== b.fields.size) return false;
  for (const [number, value] of b.fields) if (!valuesEqual(a.fields.get(number), value)) return false;
  return true;
}

function eventsEqual(a: readonly FrameEvent[], b: readonly FrameEvent[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i];
      if (one.kind === 'fault' || other?.kind !== 'frame') return JSON.stringify(one) === JSON.stringify(other);
      const { tpdu, header, body } = other.frame;
      const samePlace = one.frame.tpdu === tpdu && one.frame.header === header && one.lriSkipped === other.lriSkipped;
      return samePlace && bytesEqual(one.frame.body, body);
    })
  );
}
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** Everything that reads a message. True: it was one. */
function checkBody(dialect: Dialect, bytes: Uint8Array): boolean {
  const read = unpack(dialect, bytes);
  const lenient = unpackLenient(dialect, bytes);
  for (const fault of lenient.faults) located(fault, bytes.length);
  maskedDump(lenient.message);
  describeBytes(bytes);
  decodeBerTlv(bytes);
  decodeAsciiTlv(Buffer.from(bytes).toString('latin1'));
  const fault = index.index(dialect, bytes);
  if (fault !== undefined) located(fault, bytes.length);
  if (!read.ok) {
    located(read.error, bytes.length);
    must(lenient.faults.length > 0, 'lenient reading saw no fault');
    return false;
  }
  must(fault === undefined && index.size === read.value.fields.size, 'routed reading sees other fields');
  for (const [number, value] of read.value.fields) {
    const routed = index.read(number);
    must(routed.ok && valuesEqual(routed.value, value), `routed reading differs in field ${number}`);
  }
  const again = unpack(dialect, pack(dialect, read.value));
  must(again.ok && fieldsEqual(again.value, read.value), 'written again it is another message');
  return true;
}

/** The stream must give the same events however it is split: whole, byte by byte, and at one place. */
function checkStream(bytes: Uint8Array, cut: number): void {
  const whole = new FrameReader().push(bytes);
  const split = new FrameReader();
  const events = [...split.push(bytes.subarray(0, cut)), ...split.push(bytes.subarray(cut))];
  const single = new FrameReader();
  const slow: FrameEvent[] = [];
  for (let i = 0; i < bytes.length; i += 1) {
    const piece = single.push(bytes.subarray(i, i + 1));
    if (piece.length > 0) slow.push(...piece);
  }
  must(eventsEqual(events, whole) && eventsEqual(slow, whole), 'the splitting of the stream changes what is read');
  for (const event of whole) if (event.kind === 'fault') located(event.error, bytes.length);
  const network = new NetworkFrameReader().push(bytes);
  if (network.error !== undefined) located(network.error, bytes.length);
}

export interface Fuzzer {
  /** One frame. Whether it was a message still; throws where a promise is broken, naming the bytes. */
  next(): boolean;
  /** The bytes of the last frame. */
  readonly last: Uint8Array;
}

export function makeFuzzer(seed: number): Fuzzer {
  const chance = chanceOf(seed);
  let last: Uint8Array = new Uint8Array();
  return {
    get last() {
      return last;
    },
    next() {
      const dialect = dialects[chance(dialects.length)] as Dialect;
      const body = randomBody(dialect, chance);
      last = changed(body, chance);
      try {
        const read = checkBody(dialect, last);
        const framed = frame({ tpdu: '6000030000', header: '603210320072', body: last });
        checkStream(framed, chance(framed.length));
        checkStream(changed(framed, chance), chance(20));
        return read;
      } catch (broken) {
        throw new Error(`${String(broken)}; ${dialect.name}: ${Buffer.from(last).toString('hex')}`, { cause: broken });
      }
    },
  };
}
