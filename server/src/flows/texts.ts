/** Texts of messages to people. Short messages are in Chinese: their readers are merchants in China. */
export const smsTexts = {
  signInCode: (code: string): string =>
    `【开通】验证码 ${code}，5分钟内有效。工作人员不会向您索要验证码，请勿告诉他人。`,
  activationCode: (parts: {
    code: string;
    waybillNo: string;
    courier: string;
    serialTail: string;
    days: number;
  }): string =>
    `【开通】您的进件申请已通过。机具（序列号尾号${parts.serialTail}）已交${parts.courier}，运单号${parts.waybillNo}。收到后开机联网，选择“终端激活”并输入激活码 ` +
    `${parts.code.slice(0, 4)} ${parts.code.slice(4, 8)} ${parts.code.slice(8)}。激活码自签收起${parts.days}天内有效，请勿告诉他人。`,
  reissuedCode: (code: string): string =>
    `【开通】新的激活码 ${code.slice(0, 4)} ${code.slice(4, 8)} ${code.slice(8)}，此前的激活码已作废。请勿告诉他人。`,
  needsFix: (): string => '【开通】您的进件申请有材料需要补充，请打开商户端查看原因并重新提交，已通过的材料无需重传。',
  rejected: (): string => '【开通】很抱歉，您的进件申请未通过。您可在30天内在商户端申请复议。',
  codeLocked: (minutes: number): string =>
    `【开通】您的机具激活码连续输错，已锁定${minutes}分钟。如非本人操作请联系客服；可在商户端重新获取激活码。`,
  payoutPaid: (yuan: string, tail: string): string => `【开通】结算款 ${yuan} 元已打入您尾号${tail}的银行卡。`,
  payoutReturned: (reason: string): string =>
    `【开通】您的结算款被银行退回（${reason}），款项已退回待结算余额。请在商户端核对结算卡。`,
} as const;
