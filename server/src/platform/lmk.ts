/**
 * The local master key (LMK) as people make it: each custodian holds one component, the key is the exclusive or of all, and nobody
 * ever holds the key. A check value tells a slip of the pen without telling the component.
 */
import { createCipheriv } from 'node:crypto';

/** AES-256: components and key alike. */
export const LMK_BYTES = 32;
export const CUSTODIANS_MIN = 2;
export const CUSTODIANS_MAX = 3;

/** First three bytes of sixteen zero bytes under the key (AES-256, one block), six upper-case hex digits. */
export function lmkCheckValue(key: Uint8Array): string {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return cipher.update(Buffer.alloc(16)).subarray(0, 3).toString('hex').toUpperCase();
}

/** As it is written down: sixteen groups of four upper-case hex digits. */
export function componentText(component: Uint8Array): string {
  const hex = Buffer.from(component).toString('hex').toUpperCase();
  return hex.match(/.{4}/g)?.join(' ') ?? '';
}

export type ComponentRead =
  | { readonly ok: true; readonly component: Uint8Array }
  | { readonly ok: false; readonly fault: 'not_a_component' | 'check_value_wrong' };

/** A component as somebody typed it, with the check value that stands beside it on their paper. Spaces and case do not matter. */
export function readComponent(text: string, checkValue: string): ComponentRead {
  const hex = text.replaceAll(/\s/g, '');
  if (!/^[0-9a-f]{64}$/i.test(hex)) return { ok: false, fault: 'not_a_component' };
  const component = Uint8Array.from(Buffer.from(hex, 'hex'));
  const same = lmkCheckValue(component) === checkValue.replaceAll(/\s/g, '').toUpperCase();
  return same ? { ok: true, component } : { ok: false, fault: 'check_value_wrong' };
}

export interface CustodianPart {
  readonly name: string;
  readonly component: Uint8Array;
}

/** Two spellings of one name are one person. */
export const custodianKey = (name: string): string => name.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();

export type CeremonyFault = 'custodian_count' | 'custodian_unnamed' | 'same_custodian' | 'same_component' | 'weak_key';

/** The key that the custodians' components make together, in whatever order they came. */
export function lmkOfParts(
  parts: readonly CustodianPart[],
): { readonly ok: true; readonly lmk: Uint8Array } | { readonly ok: false; readonly fault: CeremonyFault } {
  const fault = faultOfParts(parts);
  if (fault !== undefined) return { ok: false, fault };
  const lmk = new Uint8Array(LMK_BYTES);
  for (const { component } of parts)
    for (let i = 0; i < LMK_BYTES; i += 1) lmk[i] = (lmk[i] ?? 0) ^ (component[i] ?? 0);
  // three components may cancel to nothing, or to what one custodian knows
  if (lmk.every((byte) => byte === 0) || parts.some((one) => Buffer.compare(one.component, lmk) === 0))
    return { ok: false, fault: 'weak_key' };
  return { ok: true, lmk };
}

function faultOfParts(parts: readonly CustodianPart[]): CeremonyFault | undefined {
  if (parts.length < CUSTODIANS_MIN || parts.length > CUSTODIANS_MAX) return 'custodian_count';
  if (parts.some((one) => custodianKey(one.name) === '')) return 'custodian_unnamed';
  if (new Set(parts.map((one) => custodianKey(one.name))).size < parts.length) return 'same_custodian';
  // equal components cancel each other: the key would be the third one's alone, or nothing
  if (new Set(parts.map((one) => componentText(one.component))).size < parts.length) return 'same_component';
  return undefined;
}
