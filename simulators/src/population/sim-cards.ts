import { createHash } from 'node:crypto';
import { luhnDigit } from './index.ts';

const OPERATOR = '898604';
const DIGITS = 13;

/** Number of the data SIM card that the drawn factory put into a device: 20 digits, the last one a Luhn check (ITU-T E.118). */
export function simCardOf(serialNo: string): string {
  const hash = createHash('sha256').update(`sim:${serialNo}`).digest('hex');
  const body = OPERATOR + (BigInt(`0x${hash}`) % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0');
  return body + luhnDigit(body);
}
