import type { TextRow } from '../ocr/rows.ts';
import { fieldFrom, findSpan, type Fields, type Span } from './fields.ts';
import { isCardNumber } from './rules.ts';

/** Fields of a bank card's number side: cardNumber, and expiry (MM/YY) and bankName where printed. */
export function readBankCard(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  const candidates = rows.flatMap(numbersIn).sort((a, b) => b.digits.length - a.digits.length);
  const best = candidates.find((c) => isCardNumber(c.digits)) ?? candidates[0];
  if (best !== undefined) fields['cardNumber'] = fieldFrom([best.span], best.digits, isCardNumber(best.digits));
  const expiry = findSpan(rows, /(?:^|\D)((?:0[1-9]|1[0-2])\/\d{2})(?!\d)/);
  if (expiry !== undefined) fields['expiry'] = fieldFrom([expiry], expiry.text, true);
  const bank = findSpan(rows, /((?:中国)?\p{Script=Han}{2,10}?(?:银行|信用社))/u);
  if (bank !== undefined) fields['bankName'] = fieldFrom([bank], bank.text, true);
  return fields;
}

/** Runs of 13 to 19 digits; the gaps between groups are already gone. */
function numbersIn(row: TextRow): { digits: string; span: Span }[] {
  return [...row.text.matchAll(/\d{13,19}/g)].map((match) => ({
    digits: match[0],
    span: { row, start: match.index, end: match.index + match[0].length },
  }));
}
