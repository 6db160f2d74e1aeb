/** Money: whole fen (1/100 yuan) of CNY as a branded bigint, so that a plain number never becomes an amount by accident. */
export type Fen = bigint & { readonly __unit: 'fen' };

export const ZERO_FEN = 0n as Fen;

/** Largest amount that field 4 (n12) can carry. */
export const FEN_MAX = 999_999_999_999n;

/** @throws RangeError for an amount that no message could carry: a bug, not a refusal. */
export function fen(value: bigint | number): Fen {
  const whole = typeof value === 'number' ? BigInt(value) : value;
  if (whole > FEN_MAX || whole < -FEN_MAX) throw new RangeError(`amount out of range: ${whole} fen`);
  return whole as Fen;
}

export const addFen = (a: Fen, b: Fen): Fen => fen(a + b);
export const subtractFen = (a: Fen, b: Fen): Fen => fen(a - b);
export const sumFen = (all: readonly Fen[]): Fen => all.reduce<Fen>((acc, one) => addFen(acc, one), ZERO_FEN);
export const minFen = (a: Fen, b: Fen): Fen => (a < b ? a : b);

/** Rates are whole millionths (1 ppm), so 0.60 % is 6000 and 0.0325 % is 325. */
export type RatePpm = bigint & { readonly __unit: 'ppm' };
export const ratePpm = (value: bigint | number): RatePpm => BigInt(value) as RatePpm;

/**
 * amount x rate, rounded half-up to the fen (0.5 fen goes away from zero). Money rules: fees are rounded once a transaction.
 * Only for amounts >= 0.
 */
export function feeHalfUp(amount: Fen, rate: RatePpm): Fen {
  if (amount < 0n || rate < 0n) throw new RangeError('fees are computed on amounts and rates of zero or more');
  return fen((amount * rate * 2n + 1_000_000n) / 2_000_000n);
}

/** `12345n` -> `123.45`; a minus sign in front of negative amounts; no thousands separators (receipts and files want none). */
export function yuanText(amount: Fen): string {
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? 0n - amount : amount).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
