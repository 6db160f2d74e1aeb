import type { FieldValue } from './codec.ts';

/**
 * What reading leaves of a field until somebody asks for it: where its characters begin and end in the message's text, or its bytes
 * in the copy of the message (then negative). Checked already; only the value is not made.
 */
export type Place = number;

/** Ends are 16,384 at most (`charactersMax`; the bytes of a message are fewer). */
const END_BITS = 15;
const END_MASK = (1 << END_BITS) - 1;

export const textPlace = (begin: number, end: number): Place => (begin << END_BITS) | end;
export const bytesPlace = (begin: number, end: number): Place => -1 - ((begin << END_BITS) | end);

/** The text of all fields of a message one after the other, and the copy of its bytes. */
export interface Source {
  readonly text: string;
  readonly buffer: ArrayBufferLike;
  /** Where the copy begins in `buffer`. */
  readonly at: number;
}

/**
 * The fields of a message that was read: to callers a ReadonlyMap in the order of the numbers, inside one array by number. A Map of
 * 18 entries costs more to fill than all the rest of reading a message. A value is made when it is first asked for: those who read a
 * message ask for half of its fields, and making all is half of the cost.
 */
export class FieldTable implements ReadonlyMap<number, FieldValue> {
  readonly size: number;
  readonly #values: (FieldValue | Place | undefined)[];
  readonly #source: Source;
  /** `values` by field number, holes undefined; the table keeps the array. */
  constructor(values: (FieldValue | Place | undefined)[], size: number, source: Source) {
    this.#values = values;
    this.size = size;
    this.#source = source;
  }
  /** For writing them again: by number, holes undefined. */
  get byNumber(): readonly (FieldValue | undefined)[] {
    const values = this.#values;
    for (let number = 0; number < values.length; number += 1)
      if (typeof values[number] === 'number') this.#make(number, values[number] as Place);
    return values as readonly (FieldValue | undefined)[];
  }
  #make(number: number, place: Place): FieldValue {
    const { text, buffer, at } = this.#source;
    const ends = place < 0 ? -1 - place : place;
    const begin = ends >> END_BITS;
    const end = ends & END_MASK;
    const value = place < 0 ? new Uint8Array(buffer, at + begin, end - begin) : text.slice(begin, end);
    this.#values[number] = value;
    return value;
  }
  get(number: number): FieldValue | undefined {
    const value = this.#values[number];
    return typeof value === 'number' ? this.#make(number, value) : value;
  }
  has(number: number): boolean {
    return this.#values[number] !== undefined;
  }
  *entries(): MapIterator<[number, FieldValue]> {
    for (let number = 0; number < this.#values.length; number += 1) {
      const value = this.get(number);
      if (value !== undefined) yield [number, value];
    }
  }
  *keys(): MapIterator<number> {
    for (const [number] of this.entries()) yield number;
  }
  *values(): MapIterator<FieldValue> {
    for (const [, value] of this.entries()) yield value;
  }
  forEach(visit: (value: FieldValue, number: number, map: ReadonlyMap<number, FieldValue>) => void): void {
    for (const [number, value] of this.entries()) visit(value, number, this);
  }
  [Symbol.iterator](): MapIterator<[number, FieldValue]> {
    return this.entries();
  }
}
