import { compareNames } from '../../../kernel/person-name.ts';
import type { CheckItem, ReviewFacts } from './review-facts.ts';

export function cardNumber({ revision, read, card }: ReviewFacts): CheckItem | undefined {
  if (card === undefined) return undefined;
  const seen = read.bank_card?.['cardNumber'];
  const photo = seen === undefined ? 'unread' : seen === revision.draft.card?.number ? 'exact' : 'mismatch';
  const line = { check: 'card_number', item: 'bank_card', evidence: { luhn: card.luhnValid, photo } } as const;
  if (!card.luhnValid) return { ...line, verdict: 'fail', hard: true, reason: 'card_four_element_failed' };
  return photo === 'exact'
    ? { ...line, verdict: 'pass' }
    : { ...line, verdict: 'warn', reason: 'card_holder_mismatch' };
}

/** S11: a credit card cannot receive settlements; a prefix nobody knows is for a person. */
export function cardKind({ card }: ReviewFacts): CheckItem | undefined {
  if (card === undefined) return undefined;
  const line = { check: 'card_kind', item: 'bank_card', evidence: { kind: card.kind } } as const;
  if (card.kind === 'debit') return { ...line, verdict: 'pass' };
  if (card.kind === 'credit') return { ...line, verdict: 'fail', hard: true, reason: 'card_is_credit' };
  return { ...line, verdict: 'warn', reason: 'card_not_class1' };
}

/** Which of the four elements the registry says is wrong decides the reason that the applicant reads. Silence is never a no (S09). */
export function fourElement({ fourElement: answer }: ReviewFacts): CheckItem | undefined {
  if (answer === undefined) return undefined;
  const wrong = answer.kind === 'mismatch' ? answer.wrong : [];
  const evidence = { result: answer.kind, wrong: wrong.join(',') };
  const line = { check: 'four_element', item: 'bank_card', evidence } as const;
  if (answer.kind === 'match') return { ...line, verdict: 'pass' };
  if (answer.kind !== 'mismatch') return { ...line, verdict: 'skip', reason: 'card_four_element_failed' };
  if (wrong.includes('name') || wrong.includes('idNumber'))
    return { ...line, verdict: 'fail', reason: 'card_holder_mismatch' };
  if (wrong.includes('phone')) return { ...line, verdict: 'fail', reason: 'phone_not_reserved' };
  if (wrong.includes('class')) return { ...line, verdict: 'fail', reason: 'card_not_class1' };
  return { ...line, verdict: 'fail', reason: 'card_four_element_failed' };
}

/** The opening permit says the same account and holder as the form. S12: a sole proprietor may do without one, and a person looks. */
export function permit({ revision, read }: ReviewFacts): CheckItem | undefined {
  const account = revision.draft.corporateAccount;
  if (account === undefined) return undefined;
  const line = { check: 'permit', item: 'account_permit' } as const;
  if (revision.materials.permit === undefined)
    return { ...line, verdict: 'warn', reason: 'permit_missing', evidence: { given: false } };
  const seen = read.permit ?? {};
  const name = seen['accountName'] === undefined ? 'unread' : compareNames(seen['accountName'], account.accountName);
  const number =
    seen['accountNumber'] === undefined
      ? 'unread'
      : seen['accountNumber'].replace(/\D/g, '') === account.accountNumber
        ? 'exact'
        : 'mismatch';
  const evidence = { given: true, name, number };
  if (name === 'exact' && number === 'exact') return { ...line, verdict: 'pass', evidence };
  return { ...line, verdict: 'warn', reason: 'card_holder_mismatch', evidence };
}

/** The account's holder is the company of the licence. */
export function accountHolder({ revision }: ReviewFacts): CheckItem | undefined {
  const { corporateAccount: account, licence } = revision.draft;
  if (account === undefined || licence === undefined) return undefined;
  const name = compareNames(account.accountName, licence.name);
  const line = { check: 'account_holder', item: 'account_permit', evidence: { name } } as const;
  if (name === 'exact') return { ...line, verdict: 'pass' };
  return { ...line, verdict: name === 'variant' ? 'warn' : 'fail', reason: 'card_holder_mismatch' };
}

/** What the bank's letter says of the account of the draft; undefined where none was handed in. */
function letterOf({ revision, read, seals }: ReviewFacts): 'agrees' | 'differs' | 'no_bank_seal' | undefined {
  const { corporateAccount: account } = revision.draft;
  if (account === undefined || revision.materials.account_letter === undefined) return undefined;
  const seen = read.account_letter ?? {};
  const agrees =
    seen['accountNumber'] === account.accountNumber &&
    compareNames(seen['accountName'] ?? '', account.accountName) === 'exact';
  if (!agrees) return 'differs';
  const [bank = account.bankName] = /^.*?(?:银行|信用社)/.exec(account.bankName) ?? [];
  return (seals.account_letter ?? []).some((text) => text.includes(bank)) ? 'agrees' : 'no_bank_seal';
}

/**
 * The register says whose account it is; where it does not answer, an amount read from the account's own statement will do. A letter
 * under the bank's seal is looked at by a person: a seal can be printed.
 */
export function corporateAccount(facts: ReviewFacts): CheckItem | undefined {
  const { corporateAccount: answer, accountProved } = facts;
  if (answer === undefined) return undefined;
  const wrong = answer.kind === 'mismatch' ? answer.wrong : [];
  const proved = accountProved === true;
  const letter = letterOf(facts);
  const evidence = { result: answer.kind, wrong: wrong.join(','), microTransfer: proved, ...(letter && { letter }) };
  const line = { check: 'corporate_account', item: 'account_permit', evidence } as const;
  if (answer.kind === 'match' || (answer.kind !== 'mismatch' && proved)) return { ...line, verdict: 'pass' };
  if (answer.kind !== 'mismatch' && letter === 'agrees') return { ...line, verdict: 'warn' };
  if (answer.kind !== 'mismatch' && letter === 'no_bank_seal')
    return { ...line, verdict: 'warn', reason: 'seal_missing' };
  if (answer.kind !== 'mismatch') return { ...line, verdict: 'skip', reason: 'card_four_element_failed' };
  const reason = wrong.includes('branchCode') ? 'card_branch_missing' : 'card_holder_mismatch';
  return { ...line, verdict: 'fail', reason };
}
