/** Fen arrive as decimal text and stay exact: bigint to the screen. */
const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** `1234567` → `12,345.67` */
export function yuan(fen: string | bigint): string {
  const value = BigInt(fen);
  const size = value < 0n ? -value : value;
  return `${value < 0n ? '-' : ''}${group((size / 100n).toString())}.${(size % 100n).toString().padStart(2, '0')}`;
}

/** Whole yuan without the two zeros, for terms: `10000000` → `100,000`. */
export const yuanShort = (fen: string): string => yuan(fen).replace(/\.00$/, '');
