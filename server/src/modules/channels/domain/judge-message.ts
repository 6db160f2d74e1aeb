/** Whether a short message can be ours. Rules of the sender, in the order in which a reader should care. */
export type MessageReason =
  | 'signature_missing'
  | 'asks_for_code'
  | 'asks_for_money'
  | 'foreign_link'
  | 'foreign_phone'
  | 'zero_deposit'
  | 'sender_unknown';

export interface JudgedMessage {
  readonly verdict: 'not_ours' | 'may_be_ours';
  readonly reasons: readonly MessageReason[];
}

export const HOTLINE = '400-000-0000';
export const SENDER = '106900000000';
const SIGNATURE = '【开通】';

const ASKS_FOR_CODE =
  /(把|将|回复|告诉|告知|提供|发给|报给|读给).{0,12}(验证码|激活码|密码)|验证码.{0,8}(发给|告诉|回复|报给)(我|客服|工作人员|本)/;
const NEVER_TELL = /(请勿|不要|切勿|不会向您索要)/;
const ASKS_FOR_MONEY = /(转账|汇款|缴纳|交纳|支付).{0,10}(押金|保证金|工本费|手续费|快递费|邮费|激活费)|到付/;
const ZERO_DEPOSIT = /(零押金|0押金|免押金|无押金|费率.{0,4}0\.3[0-9]?|返现|秒到免费)/;
const LINK = /https?:\/\/([^\s/，。）)]+)|([a-z0-9-]+\.(?:com|cn|net|top|xyz|cc|vip|shop|club)\b)/gi;
const PHONE = /(?:400[- ]?\d{3}[- ]?\d{4}|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})/g;

/** `hosts`: the addresses this installation answers at. Nothing that passes is proof; a message that fails is not ours. */
export function judgeMessage(text: string, facts: { sender?: string; hosts?: readonly string[] } = {}): JudgedMessage {
  const reasons: MessageReason[] = [];
  const add = (hit: boolean, reason: MessageReason): void => void (hit && reasons.push(reason));
  add(!text.trimStart().startsWith(SIGNATURE), 'signature_missing');
  add(ASKS_FOR_CODE.test(text) && !NEVER_TELL.test(text), 'asks_for_code');
  add(ASKS_FOR_MONEY.test(text), 'asks_for_money');
  const hosts = [...text.matchAll(LINK)].map((match) => (match[1] ?? match[2] ?? '').toLowerCase());
  add(
    hosts.some((host) => !(facts.hosts ?? []).includes(host)),
    'foreign_link',
  );
  const digits = (phone: string): string => phone.replace(/\D/g, '');
  add(
    (text.match(PHONE) ?? []).some((phone) => digits(phone) !== digits(HOTLINE)),
    'foreign_phone',
  );
  add(ZERO_DEPOSIT.test(text), 'zero_deposit');
  const sender = digits(facts.sender ?? '');
  add(sender !== '' && sender !== SENDER && sender !== digits(HOTLINE), 'sender_unknown');
  return { verdict: reasons.length === 0 ? 'may_be_ours' : 'not_ours', reasons };
}
