/** Crockford base 32: no I, L, O, U, so that an id can be read out on the telephone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `prefix_` + 10 places of time + 16 of chance: sorts by time of making, unique without asking a database (ULID layout). */
export function timeOrderedId(prefix: string, atMs: number, chance: Uint8Array): string {
  let time = '';
  let rest = atMs;
  for (let i = 0; i < 10; i += 1) {
    time = (ALPHABET[rest % 32] as string) + time;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  for (let i = 0; i < 16; i += 1) tail += ALPHABET[(chance[i] ?? 0) % 32] as string;
  return `${prefix}_${time}${tail}`;
}

/** When an id of `timeOrderedId` was made, by the wall clock of whoever made it; undefined for an id of another shape. */
export function timeOfId(id: string): number | undefined {
  const time = /^[a-z]+_([0-9A-HJKMNP-TV-Z]{10})[0-9A-HJKMNP-TV-Z]{16}$/.exec(id)?.[1];
  if (time === undefined) return undefined;
  let at = 0;
  for (const place of time) at = at * 32 + ALPHABET.indexOf(place);
  return at;
}
