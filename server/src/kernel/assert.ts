/** A broken promise of our own code: never caught on the way to becoming an answer. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** For values that an index or a query promised; `what` names the promise. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Bug(`missing: ${what}`);
  return value;
}

/** Makes a switch exhaustive at compile time and loud at run time. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${String(value)}`);
}
