import type { FieldValue, Message } from './codec.ts';

/** First six and last four digits; anything shorter than thirteen shows only its length. */
export function maskPan(pan: string): string {
  if (pan.length < 13) return '*'.repeat(pan.length);
  return `${pan.slice(0, 6)}${'*'.repeat(pan.length - 10)}${pan.slice(-4)}`;
}

/** Track, PIN block, chip data and key fields: their size is all that a log may say. */
const hidden: ReadonlySet<number> = new Set([35, 36, 52, 55, 57, 61, 62, 96, 102, 103]);
const visible61 = /^\d{12,29}$/;

/** One value, fit to be logged and shown. */
export function shownField(number: number, value: FieldValue): string {
  if (number === 2 && typeof value === 'string') return maskPan(value);
  if (number === 61 && typeof value === 'string' && visible61.test(value)) return value;
  if (hidden.has(number))
    return `<${typeof value === 'string' ? `${value.length} characters` : `${value.length} bytes`} hidden>`;
  if (typeof value === 'string')
    return number === 59 || number === 48 ? value.replaceAll(/\d{13,19}/g, maskPan) : value;
  return Buffer.from(value).toString('hex').toUpperCase();
}

/** Fields of a message fit to be logged and shown: PAN masked, track, PIN, chip data and keys hidden. */
export function maskedFields(message: Message): Readonly<Record<number, string>> {
  return Object.fromEntries([...message.fields].map(([number, value]) => [number, shownField(number, value)]));
}

/** One line a field, masked as `maskedFields`. */
export function maskedDump(message: Message): string {
  const lines = Object.entries(maskedFields(message)).map(([number, value]) => `${number.padStart(3, ' ')}  ${value}`);
  return [`MTI ${message.mti}`, ...lines].join('\n');
}
