/** Columns of the network's files: fixed places counted in bytes, one space between them; what every layout reads them with. */

/** Where a column begins and ends. */
export type Place = readonly [from: number, to: number];

/** A line that could not be read, located by its first column that could not. */
export interface LineProblem {
  readonly lineNo: number;
  readonly column: string;
  /** The line with its card number masked, for showing. */
  readonly masked: string;
}

/** Where each column of a layout begins and ends. */
export function placesOf<C extends string>(widths: readonly (readonly [C, number])[]): Readonly<Record<C, Place>> {
  let from = 0;
  const places = widths.map(([column, width]) => {
    const place = [column, [from, from + width] as const] as const;
    from += width + 1;
    return place;
  });
  return Object.fromEntries(places) as unknown as Record<C, Place>;
}

const [SPACE, ZERO, NINE] = [0x20, 0x30, 0x39];
const [PAID, RECEIVED] = [0x44, 0x43]; // D, C

/** Whether all of a column are digits. Looked at letter by letter: a file has a million lines, and a regular expression for each column is slow. */
export function digits(raw: string, [from, to]: Place): boolean {
  for (let i = from; i < to; i += 1) {
    const code = raw.charCodeAt(i);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}

/** A column as it stands there. */
export const cut = (raw: string, place: Place): string => raw.slice(place[0], place[1]);

/** A number or a name of digits and letters, spaces after it. */
export function name(raw: string, [from, to]: Place): string | undefined {
  let end = to;
  while (end > from && raw.charCodeAt(end - 1) === SPACE) end -= 1;
  for (let i = from; i < end; i += 1) {
    const code = raw.charCodeAt(i);
    const letter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
    if (!letter && (code < ZERO || code > NINE)) return undefined;
  }
  return raw.slice(from, end);
}

/** Fen of a column: `D` is paid by us, `C` comes to us, below zero; without a letter it is a plain amount. Twelve places hold in a number. */
export function signedFen(raw: string, [from, to]: Place): number | undefined {
  let [at, sign, value, places] = [from, 1, 0, 0];
  const first = raw.charCodeAt(at);
  if (first === RECEIVED) sign = -1;
  if (first === RECEIVED || first === PAID) at += 1;
  for (; at < to; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === SPACE) {
      if (places > 0) return raw.slice(at, to).trim() === '' ? sign * value : undefined;
      continue;
    }
    if (code < ZERO || code > NINE) return undefined;
    value = value * 10 + (code - ZERO);
    places += 1;
  }
  return places === 0 ? undefined : sign * value;
}

/** A line as it may be shown: the card number in it masked. */
export const maskLine = (raw: string): string => raw.replace(/\b(\d{6})\d{3,9}(\d{4})(?=\s)/u, '$1******$2');
