import type { TextRow } from '../ocr/rows.ts';
import { ACCOUNT_LABELS, accountFields } from './account-fields.ts';
import { fieldFrom, findAcross, findSpan, type Fields } from './fields.ts';
import { readForm } from './form.ts';
import { isName, isPermitNumber, normaliseName } from './rules.ts';

const LABELS = {
  ...ACCOUNT_LABELS,
  legalPerson: /法定代表人(?:[（(]?或?单位?负责人[）)]?)?|单位负责人/,
  permitNo: /核准号|(?:基本存款)?(?:账户|帐户)编号/,
  serial: /编号/,
  issuer: /发证机关|样张/,
} as const;

/** Fields of an opening permit or of the bank's printout: permitNo, accountName, accountNumber, bankName, legalPerson. */
export function readAccountPermit(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  // The capital J is read as a figure or a stroke now and then; before 13 digits beside its label it can be nothing else.
  const number =
    findSpan(rows, /([JZLT]\d{13})(?!\d)/) ?? findSpan(rows, /(?:核准号|户编号)[:：]?([^\d]?\d{13})(?!\d)/);
  if (number !== undefined) {
    const value = isPermitNumber(number.text) ? number.text : `J${number.text.replace(/\D/g, '')}`;
    fields['permitNo'] = fieldFrom([number], value, isPermitNumber(value));
  }
  const form = readForm(rows, LABELS);
  const sentence = findAcross(rows, /经审核[,，]?(.{4,60}?)符合开户/)?.[0];
  Object.assign(
    fields,
    accountFields({
      name: sentence ?? form.get('accountName'),
      number: form.get('accountNumber'),
      bank: form.get('bankName'),
    }),
  );
  const person = form.get('legalPerson');
  if (person !== undefined) {
    const value = normaliseName(person.text);
    fields['legalPerson'] = fieldFrom(person.spans, value, isName(value));
  }
  return fields;
}
