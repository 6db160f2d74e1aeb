/** Payments by code: what stands in field 59 instead of a card. A3 is the code, A4 the voucher of the payment that is meant. */
import { decodeField61, textField, type Message, type TerminalInformation } from '@kaitong/iso8583';
import type { Fen } from '../../kernel/fen.ts';
import type { CardRequest, RequestKind } from '../../flows/authorise-card.ts';
import { paymentByCode, payQuery } from '../../flows/pay-by-code.ts';
import { DOMESTIC } from '../../modules/catalogue/index.ts';
import { cardNumberOf, readVoucher, type OriginalReference } from '../../modules/switching/index.ts';
import { sealedAnswer, type Conversation } from './answers.ts';

export type CodeKind = Extract<RequestKind, 'qr_passive' | 'qr_active' | 'qr_void'> | 'qr_refund';
const CODE_KINDS: readonly string[] = ['qr_passive', 'qr_active', 'qr_void', 'qr_refund'] satisfies CodeKind[];
export const isOfCode = (kind: string): kind is CodeKind => CODE_KINDS.includes(kind);

/** Customers' codes are numbers; those of one scheme have 19 places. */
const CUSTOMER_CODE = /^\d{16,24}$/;
const BEHIND_A_CODE = { kind: 'qr', bankName: '二维码支付', organisation: DOMESTIC } as const;

/** What takes the place of card number and card, or the refusal: the code that was scanned; of ours, nothing; of a void or a refund, the original's. */
export async function payerOf(
  { world, terminal }: Conversation,
  kind: CodeKind,
  { qrPayload, qrOriginal }: TerminalInformation,
): Promise<Pick<CardRequest, 'pan' | 'card'> | { readonly code: string; readonly text: string }> {
  if (kind === 'qr_active') return { pan: '', card: BEHIND_A_CODE };
  if (kind === 'qr_passive')
    return CUSTOMER_CODE.test(qrPayload ?? '')
      ? { pan: qrPayload ?? '', card: BEHIND_A_CODE }
      : { code: '14', text: '付款码无效' };
  const find = readVoucher(qrOriginal);
  if (find === undefined) return { code: '30', text: '缺少原交易信息' };
  const payment = await paymentByCode(world, terminal, find);
  if (payment === undefined) return { code: '25', text: '未找到原交易' };
  return { pan: await cardNumberOf(world, payment.merchantId, payment.transactionId), card: BEHIND_A_CODE };
}

/** A voucher; whoever has heard none asks by batch and number. */
function paymentOf(message: Message, info: TerminalInformation, terminalNo: string): OriginalReference | undefined {
  const voucher = readVoucher(info.qrOriginal);
  if (voucher !== undefined) return voucher;
  const field61 = decodeField61(textField(message, 61) ?? '');
  return field61.ok ? { terminalNo, batchNo: field61.value.batchNo, stan: field61.value.stan } : undefined;
}

/** 73: how a payment stands. It writes nothing under its own number, so it may be asked as often as one likes. */
export async function codeQuery(
  conversation: Conversation,
  info: TerminalInformation,
  amount: Fen,
): Promise<Uint8Array> {
  const { world, message, terminal } = conversation;
  if (terminal.state !== 'active') return sealedAnswer(conversation, { code: '97', text: '终端未激活' });
  const find = paymentOf(message, info, terminal.terminalNo);
  if (find === undefined) return sealedAnswer(conversation, { code: '30', text: '缺少原交易信息' });
  return sealedAnswer(conversation, await payQuery(world, { terminal, find, amount }));
}
