import { isCivilDate, type CivilDate } from './instant.ts';

export type IdNumberFault = 'length' | 'characters' | 'birth_date' | 'checksum';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** GB 11643: 6 region (revoked codes stay valid), 8 birth, 3 sequence (odd = male), 1 check by ISO 7064 MOD 11-2. */
export function idNumberFault(text: string, today: CivilDate): IdNumberFault | undefined {
  if (text.length !== 18) return 'length'; // the 15-place numbers of before 1999 are refused as well
  if (!/^\d{17}[\dX]$/.test(text)) return 'characters';
  const birth = birthOf(text);
  if (birth === undefined || birth > today || birth < '1900-01-01') return 'birth_date';
  return text[17] === idCheckCharacter(text) ? undefined : 'checksum';
}

export function idCheckCharacter(text: string): string {
  const sum = WEIGHTS.reduce((acc, weight, i) => acc + weight * Number(text[i]), 0);
  return CHECK[sum % 11] as string;
}

/** The day inside the number; undefined where it is no day of the calendar (30 February). */
export function birthOf(idNumber: string): CivilDate | undefined {
  const text = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
  return isCivilDate(text) ? text : undefined;
}

/** 330106********0465 */
export const maskIdNumber = (idNumber: string): string => `${idNumber.slice(0, 6)}********${idNumber.slice(-4)}`;
