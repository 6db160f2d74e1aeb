import { describe, expect, it } from 'vitest';
import { smsTexts } from '../../../flows/texts.ts';
import { judgeMessage } from './judge-message.ts';

describe('a short message', () => {
  it('that we send is never called somebody else’s', () => {
    const ours = [
      smsTexts.signInCode('123456'),
      smsTexts.reissuedCode('123412341234'),
      smsTexts.needsFix(undefined),
      smsTexts.rejected(),
      smsTexts.codeLocked(30),
      smsTexts.payoutPaid('128.00', '1234'),
      smsTexts.activationCode({
        code: '123412341234',
        waybillNo: 'SF1',
        courier: '顺丰',
        serialTail: '0001',
        days: 30,
      }),
    ];
    for (const text of ours) expect(judgeMessage(text), text).toMatchObject({ verdict: 'may_be_ours' });
  });
  it('with a link to our own pages may be ours; the same link to another host is not', () => {
    const text = smsTexts.needsFix('https://pay.example.cn/merchant/fix/scene');
    expect(judgeMessage(text, { hosts: ['pay.example.cn'] }).verdict).toBe('may_be_ours');
    expect(judgeMessage(text, { hosts: ['other.example.cn'] }).reasons).toEqual(['foreign_link']);
  });
  it.each([
    ['您好，您的POS机已到期，请联系更换。', 'signature_missing'],
    ['【开通】请把验证码发给客服完成激活。', 'asks_for_code'],
    ['【开通】请缴纳99元押金到指定账户，转账后激活。', 'asks_for_money'],
    ['【开通】快递到付19.9元即可领取。', 'asks_for_money'],
    ['【开通】点击 http://pos-win.top/a 升级费率。', 'foreign_link'],
    ['【开通】详询13800000000。', 'foreign_phone'],
    ['【开通】零押金办理大POS，费率0.38%。', 'zero_deposit'],
  ])('%s → %s', (text, reason) => {
    expect(judgeMessage(text)).toMatchObject({ verdict: 'not_ours', reasons: expect.arrayContaining([reason]) });
  });
  it('from another sender is not ours, however it reads', () => {
    expect(judgeMessage(smsTexts.needsFix(undefined), { sender: '13800138000' }).reasons).toEqual(['sender_unknown']);
    expect(judgeMessage(smsTexts.needsFix(undefined), { sender: '106900000000' }).reasons).toEqual([]);
  });
});
