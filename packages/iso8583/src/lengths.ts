/** How long a field is, as its row or its prefix says; shared by full and by routed reading. */
import { packedDecimal, type Plan } from './plan.ts';
import type { LocatedError } from './read.ts';

const notThere = -1;
const notDecimal = -2;
const tooLong = -3;

/** Length of the field in its own unit (digits or bytes); negative is a fault for `lengthFault`. */
export function lengthAt(plan: Plan, number: number, bytes: Uint8Array, at: number): number {
  const prefix = plan.prefixBytes[number] as number;
  const max = plan.length[number] as number;
  if (prefix === 0) return max;
  if (at + prefix > bytes.length) return notThere;
  let length = 0;
  if (plan.bcd) {
    const high = prefix === 2 ? (packedDecimal[bytes[at] as number] as number) : 0;
    const low = packedDecimal[bytes[at + prefix - 1] as number] as number;
    if (high < 0 || low < 0) return notDecimal;
    length = high * 100 + low;
  } else {
    for (let i = at; i < at + prefix; i += 1) {
      const digit = (bytes[i] as number) - 0x30;
      if (digit < 0 || digit > 9) return notDecimal;
      length = length * 10 + digit;
    }
  }
  return length > max ? tooLong : length;
}

/** What a negative length of `lengthAt` means. */
export function lengthFault(plan: Plan, number: number, at: number, length: number): LocatedError {
  if (length === notThere) return { field: number, offset: at, expected: `${plan.prefixBytes[number]} more bytes` };
  if (length === notDecimal) return { field: number, offset: at, expected: 'a length in decimal digits' };
  return { field: number, offset: at, expected: `a length of at most ${plan.length[number]}` };
}

/** Bytes that `length` units of the field take after its prefix. */
export function bytesOf(plan: Plan, number: number, length: number): number {
  return plan.bcd && (plan.op[number] as number) <= 2 ? (length + 1) >> 1 : length;
}

/** The head of a message: its bitmap as words of 32 bits, the first field's place. One object, filled anew by each reading. */
export interface Head {
  readonly words: Int32Array;
  fieldsAt: number;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function isMti(plan: Plan, bytes: Uint8Array): boolean {
  if (plan.bcd)
    return ((packedDecimal[bytes[0] as number] as number) | (packedDecimal[bytes[1] as number] as number)) >= 0;
  for (let i = 0; i < 4; i += 1) {
    const digit = (bytes[i] as number) - 0x30;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}

/** Fills `head`, or says what is wrong before the first field. */
export function readHead(plan: Plan, bytes: Uint8Array, head: Head): LocatedError | undefined {
  const bitmapAt = plan.mtiBytes;
  if (bytes.length < bitmapAt) return { field: 0, offset: 0, expected: `${bitmapAt} more bytes` };
  if (!isMti(plan, bytes)) return { field: 0, offset: 0, expected: 'an MTI of four digits' };
  const end = bitmapAt + plan.bitmapBytes;
  if (bytes.length < end) return { field: 0, offset: bitmapAt, expected: `${plan.bitmapBytes} more bytes` };
  const wide = plan.bitmapBytes === 16;
  if ((bytes[bitmapAt] as number) >= 0x80 !== wide) {
    return { field: 0, offset: bitmapAt, expected: wide ? 'a bitmap of 128 bits' : 'a bitmap of 64 bits' };
  }
  const { words } = head;
  // Bit 1 says that the bitmap is wide; it is no field.
  words[0] = word(bytes, bitmapAt) & 0x7fff_ffff;
  words[1] = word(bytes, bitmapAt + 4);
  words[2] = wide ? word(bytes, bitmapAt + 8) : 0;
  words[3] = wide ? word(bytes, bitmapAt + 12) : 0;
  head.fieldsAt = end;
  return undefined;
}
