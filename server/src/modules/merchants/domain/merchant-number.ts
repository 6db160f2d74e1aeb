import { assert } from '../../../kernel/assert.ts';

const SEQUENCE_MAX = 36 ** 4 - 1;

/** 15 places: 3 acquirer + 4 region + 4 MCC + 4 sequence in base 36, so a region x MCC does not end at 9,999. */
export function merchantNumber(parts: { acquirer: string; region: string; mcc: string; sequence: number }): string {
  assert(
    /^\d{3}$/.test(parts.acquirer) && /^\d{4}$/.test(parts.mcc) && /^\d{6}$/.test(parts.region),
    'parts of a merchant number',
  );
  assert(parts.sequence >= 0 && parts.sequence <= SEQUENCE_MAX, 'merchant sequence used up');
  return `${parts.acquirer}${parts.region.slice(0, 4)}${parts.mcc}${parts.sequence.toString(36).toUpperCase().padStart(4, '0')}`;
}
