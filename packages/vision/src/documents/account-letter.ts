import type { TextRow } from '../ocr/rows.ts';
import { ACCOUNT_LABELS, accountFields } from './account-fields.ts';
import { fieldFrom, type Fields } from './fields.ts';
import { readForm } from './form.ts';

const LABELS = { ...ACCOUNT_LABELS, branchCode: /联行号|支付系统行号/, day: /^日期/ } as const;

/** Fields of the letter by which a bank confirms a corporate account: accountName, accountNumber, bankName, branchCode. */
export function readAccountLetter(rows: readonly TextRow[]): Fields {
  const form = readForm(rows, LABELS);
  const fields = accountFields({
    name: form.get('accountName'),
    number: form.get('accountNumber'),
    bank: form.get('bankName'),
  });
  const branch = form.get('branchCode');
  if (branch !== undefined) {
    const value = branch.text.replace(/\D/g, '');
    fields['branchCode'] = fieldFrom(branch.spans, value, value.length === 12);
  }
  return fields;
}
