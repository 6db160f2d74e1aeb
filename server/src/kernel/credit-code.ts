/**
 * Unified social credit code 统一社会信用代码 (GB 32100-2015): 1 authority, 1 kind, 6 region, 9 organisation code (GB 11714, its own
 * check digit last), 1 check character. I, O, S, V and Z do not occur.
 */
export type CreditCodeFault = 'length' | 'characters' | 'organisation' | 'checksum';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]; // 3^i modulo 31
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

const weighted = (text: string, weights: readonly number[], valueOf: (c: string) => number): number =>
  weights.reduce((sum, weight, i) => sum + weight * valueOf(text[i] ?? ''), 0);

/** Check character of the first 17 places. */
export function creditCodeCheck(first17: string): string {
  const rest = weighted(first17, WEIGHTS, (c) => ALPHABET.indexOf(c)) % ALPHABET.length;
  return ALPHABET[(ALPHABET.length - rest) % ALPHABET.length] as string;
}

/** Check digit of the eight places of an organisation code (GB 11714-1997); ten is X. */
export function organisationCheck(first8: string): string {
  const rest = weighted(first8, ORGANISATION_WEIGHTS, (c) => Number.parseInt(c, 36)) % 11;
  return '0123456789X'[(11 - rest) % 11] as string;
}

/** What is wrong with a code, or undefined. */
export function creditCodeFault(text: string): CreditCodeFault | undefined {
  if (text.length !== 18) return 'length';
  if (!Array.from(text).every((c) => ALPHABET.includes(c))) return 'characters';
  if (text[17] !== creditCodeCheck(text.slice(0, 17))) return 'checksum';
  return text[16] === organisationCheck(text.slice(8, 16)) ? undefined : 'organisation';
}
