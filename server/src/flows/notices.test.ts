import { describe, expect, it } from 'vitest';
import { smsTexts } from './texts.ts';
import { noticeOf } from '../modules/notifications/index.ts';

const of = (text: string, purpose: Parameters<typeof noticeOf>[0]['purpose'] = 'repair', subject = 'merchant:mer_1') =>
  noticeOf({ purpose, text, subject, phone: '13800000001' });

describe('a notice', () => {
  it('is what was told, without the mark of the sender', () => {
    expect(of(smsTexts.restrictionLifted(), 'restriction')).toBe(smsTexts.restrictionLifted().slice(4));
  });
  it('never holds a code, whatever it is told for', () => {
    const parcel = { code: '123456789012', waybillNo: 'SF1', courier: '顺丰', serialTail: '0001', days: 30 };
    for (const text of [
      smsTexts.signInCode('123456'),
      smsTexts.changeAccountCode('123456'),
      smsTexts.activationCode(parcel),
      smsTexts.replacementSent(parcel),
      smsTexts.replacementGiven(parcel),
      smsTexts.bindAccount({ code: '123456', accountTail: '1234', serialTail: '0001' }),
    ])
      expect(of(text)).toBeUndefined();
  });
  it('is not made of what is told to somebody else, or of a code’s own purpose', () => {
    expect(of('【开通】好', 'ticket', 'ticket:tkt_1')).toBeUndefined();
    expect(of('【开通】好', 'sign_in_code')).toBeUndefined();
    expect(of('【开通】好', 'duty')).toBeUndefined();
  });
});
