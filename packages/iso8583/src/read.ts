/** Where bytes from outside stopped making sense. `field` 0 is what stands before the fields: frame, MTI, bitmap. */
export interface LocatedError {
  readonly field: number;
  /** Byte offset in what was given to the reader. */
  readonly offset: number;
  readonly expected: string;
}

/** What every reader of outside bytes returns; readers never throw. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: LocatedError };

/** A copy that is a plain Uint8Array; `slice` of a Buffer would stay a view of the pool. */
export function copyOf(bytes: Uint8Array, start: number, end: number = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

export function readOk<T>(value: T): Read<T> {
  return { ok: true, value };
}

export function readError(
  field: number,
  offset: number,
  expected: string,
): { readonly ok: false; readonly error: LocatedError } {
  return { ok: false, error: { field, offset, expected } };
}
