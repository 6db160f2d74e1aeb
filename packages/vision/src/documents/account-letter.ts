import type { TextRow } from '../ocr/rows.ts';
import { fieldFrom, type Fields } from './fields.ts';
import { readForm } from './form.ts';
import { isAccountNumber, isBusinessName, normaliseBusinessName } from './rules.ts';

const LABELS = {
  accountName: /户名|(?:账户|帐户)名称/,
  accountNumber: /账号|帐号|(?:账户|帐户)号码/,
  bankName: /开户银行(?:名称)?|开户行/,
  branchCode: /联行号|支付系统行号/,
  day: /^日期/,
} as const;

/** Fields of the letter by which a bank confirms a corporate account: accountName, accountNumber, bankName, branchCode. */
export function readAccountLetter(rows: readonly TextRow[]): Fields {
  const fields: Fields = {};
  const form = readForm(rows, LABELS);
  const name = form.get('accountName');
  if (name !== undefined) {
    const value = normaliseBusinessName(name.text);
    fields['accountName'] = fieldFrom(name.spans, value, isBusinessName(value));
  }
  const account = form.get('accountNumber');
  if (account !== undefined) {
    const value = account.text.replace(/[\s-]/g, '').match(/^\d+/)?.[0] ?? account.text;
    fields['accountNumber'] = fieldFrom(account.spans, value, isAccountNumber(value));
  }
  const bank = form.get('bankName');
  if (bank !== undefined) {
    const value = normaliseBusinessName(bank.text);
    fields['bankName'] = fieldFrom(bank.spans, value, /银行|信用社|信用合作/.test(value) && isBusinessName(value));
  }
  const branch = form.get('branchCode');
  if (branch !== undefined) {
    const value = branch.text.replace(/\D/g, '');
    fields['branchCode'] = fieldFrom(branch.spans, value, value.length === 12);
  }
  return fields;
}
