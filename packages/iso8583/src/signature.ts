/** A customer's signature on the line (0820, 60.1 = 07): its watermark and the slip that it was given for. */
import { encodeGb18030, fitGb18030 } from './gb18030.ts';
import { encodeBerTlv, type BerTlv } from './tlv.ts';

/**
 * The watermark (特征码) under a signature: day (MMDD) and reference number are sixteen digits, and the first eight XOR the last
 * eight, one hex character each. Undefined where they are no digits. Vector: 0322 202600123456 is 03301470.
 */
export function watermarkOf(date: string, rrn: string): string | undefined {
  const digits = date + rrn;
  if (!/^\d{16}$/.test(digits)) return undefined;
  return Array.from({ length: 8 }, (_, i) =>
    (Number(digits[i]) ^ Number(digits[i + 8])).toString(16).toUpperCase(),
  ).join('');
}

/** Field 62 holds no more; a larger drawing is made smaller before it is sent. */
export const signatureBytesMax = 999;

/** What was printed, for field 55 of the upload. */
export interface SignedSlip {
  readonly merchantName: string;
  readonly kind: string;
  readonly operator: string;
  readonly acquirer: string;
  readonly issuer: string;
  /** YYYYMMDDhhmmss */
  readonly at: string;
  readonly authCode: string;
  /** Field 55 of the request, where the card has a chip. */
  readonly chip: readonly BerTlv[];
}

/** A name longer than this would leave no room for the chip's data within 255 bytes. */
const nameBytesMax = 40;
/** Tags of the slip and what of the chip they repeat. */
const chipTags: readonly (readonly [string, string])[] = [['FF22', '84'], ['FF23', '9F26'], ['FF26', '9F37'], ['FF27', '82'], ['FF28', '95'], ['FF2A', '9F36'], ['FF2B', '9F10']]; // prettier-ignore

/** Field 55 of a signature upload: only what is known, at most 255 bytes. */
export function encodeSignedSlip(slip: SignedSlip): Uint8Array {
  const text = (tag: string, value: string): BerTlv[] =>
    value === '' ? [] : [{ tag, value: encodeGb18030(fitGb18030(value, nameBytesMax)) }];
  return encodeBerTlv([
    ...text('FF00', slip.merchantName),
    ...text('FF01', slip.kind),
    ...text('FF02', slip.operator),
    ...text('FF03', slip.acquirer),
    ...text('FF04', slip.issuer),
    { tag: 'FF06', value: Uint8Array.from(Buffer.from(slip.at, 'hex')) },
    ...text('FF07', slip.authCode),
    ...chipTags.flatMap(([tag, of]) => {
      const found = slip.chip.find((one) => one.tag === of);
      return found === undefined ? [] : [{ tag, value: found.value }];
    }),
  ]);
}
