import { fieldFrom, type Fields } from './fields.ts';
import type { FormValue } from './form.ts';
import { isAccountNumber, isBusinessName, normaliseBusinessName } from './rules.ts';

/** How papers about an account name its parts. */
export const ACCOUNT_LABELS = {
  accountName: /(?:账户|帐户|存款人)名称|户名/,
  accountNumber: /(?:账户|帐户)号码|账号|帐号/,
  bankName: /开户银行(?:名称)?|开户行/,
} as const;

/** Whose account it is, its number and its bank, of what stands beside their labels. */
export function accountFields(parts: {
  readonly name: FormValue | undefined;
  readonly number: FormValue | undefined;
  readonly bank: FormValue | undefined;
}): Fields {
  const { name, number, bank } = parts;
  const fields: Fields = {};
  if (name !== undefined) {
    const value = normaliseBusinessName(name.text);
    fields['accountName'] = fieldFrom(name.spans, value, isBusinessName(value));
  }
  if (number !== undefined) {
    const value = number.text.replace(/[\s-]/g, '').match(/^\d+/)?.[0] ?? number.text;
    fields['accountNumber'] = fieldFrom(number.spans, value, isAccountNumber(value));
  }
  if (bank !== undefined) {
    const value = normaliseBusinessName(bank.text);
    fields['bankName'] = fieldFrom(bank.spans, value, /银行|信用社|信用合作/.test(value) && isBusinessName(value));
  }
  return fields;
}
