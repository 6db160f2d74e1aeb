import type { NewMessage } from '../commands/queue-message.ts';

/** What is told to somebody and worth reading again; codes, and what is told to people of ours or of an agent, is not. */
const NOTICED: ReadonlySet<NewMessage['purpose']> = new Set([
  'application_result',
  'payout',
  'code_locked',
  'bind_account',
  'deposit',
  'risk',
  'late_reversal',
  'restriction',
  'sim_fee',
  'reconciliation',
  'dispute',
  'ticket',
  'repair',
  'deregistration',
  'price',
  'people',
  'security',
  'document',
]);
/** A code is for one moment and one pair of eyes: 6 digits after its word, or 12 in groups. */
const CODE = /验证码\s*\d|激活码[^，。]*\d{4}|\d{4} \d{4} \d{4}/u;
/** A merchant’s or an applicant’s own; other subjects are filings, visits and people of ours. */
const OWN = /^(merchant|applicant):/;
const MARK = /^【[^】]*】/u;

/** What of a message is kept as a notice: its text without the sender’s mark; undefined: nothing. */
export function noticeOf(message: NewMessage): string | undefined {
  if (!NOTICED.has(message.purpose) || !OWN.test(message.subject) || CODE.test(message.text)) return undefined;
  return message.text.replace(MARK, '');
}
