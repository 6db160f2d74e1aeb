import type { FieldValue } from './codec.ts';

/**
 * The fields of a message that was read: to callers a ReadonlyMap in the order of the numbers, inside one array by number. A Map of
 * 18 entries costs more to fill than all the rest of reading a message.
 */
export class FieldTable implements ReadonlyMap<number, FieldValue> {
  readonly size: number;
  readonly #values: readonly (FieldValue | undefined)[];
  /** `values` by field number, holes undefined; the table keeps the array. */
  constructor(values: readonly (FieldValue | undefined)[], size: number) {
    this.#values = values;
    this.size = size;
  }
  /** For writing them again: by number, holes undefined. */
  get byNumber(): readonly (FieldValue | undefined)[] {
    return this.#values;
  }
  get(number: number): FieldValue | undefined {
    return this.#values[number];
  }
  has(number: number): boolean {
    return this.#values[number] !== undefined;
  }
  *entries(): MapIterator<[number, FieldValue]> {
    for (let number = 0; number < this.#values.length; number += 1) {
      const value = this.#values[number];
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
