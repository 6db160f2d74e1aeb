import type { TextRow } from '../ocr/rows.ts';
import { fieldFrom, findSpan, type Fields } from './fields.ts';
import { isDate } from './rules.ts';

const DATE = '\\d{4}[.．·,]?\\d{2}[.．·,]?\\d{2}';

/** Fields of the emblem side: issuer, validFrom, validTo (YYYY-MM-DD or 长期). */
export function readIdBack(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  const issuer = findSpan(rows, /(?:签发机关|发机关|^机关)(.+)$/);
  if (issuer !== undefined) fields['issuer'] = fieldFrom([issuer], issuer.text, /公安/.test(issuer.text));
  const from = findSpan(rows, new RegExp(`(${DATE})[-—一~至]?(?:${DATE}|长期)`));
  const to = findSpan(rows, new RegExp(`${DATE}[-—一~至]?(${DATE}|长期)`));
  if (from === undefined || to === undefined) return fields;
  const [start, end] = [iso(from.text), to.text === '长期' ? '长期' : iso(to.text)];
  fields['validFrom'] = fieldFrom([from], start, isDate(start));
  fields['validTo'] = fieldFrom([to], end, end === '长期' || (isDate(end) && isTerm(start, end)));
  return fields;
}

function iso(text: string): string {
  const digits = text.replace(/\D/g, '');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
}

/** Cards are issued for 5, 10 or 20 years to the day; 29 February ends on the 28th or on 1 March. */
function isTerm(from: string, to: string): boolean {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  const sameDay = from.slice(5) === to.slice(5) || from.endsWith('02-29');
  return [5, 10, 20].includes(years) && sameDay;
}
