/** Which transaction a message asks for: MTI, field 3, field 25 and 60.1, as data. */
import type { RequestKind } from '../../flows/authorise-card.ts';

/** A query of a payment by code is answered from it and makes no transaction of its own; its refund is a refund that names no card. */
export type AskedKind = RequestKind | 'qr_query' | 'qr_refund';

type Row = readonly [mti: string, processingCode: string, conditionCode: string, messageType: string, kind: AskedKind];

const ROWS: readonly Row[] = [
  ['0200', '310000', '00', '01', 'balance'],
  ['0200', '000000', '00', '22', 'sale'],
  ['0200', '200000', '00', '23', 'sale_void'],
  ['0220', '200000', '00', '25', 'refund'],
  ['0100', '030000', '06', '10', 'pre_auth'],
  ['0100', '200000', '06', '11', 'pre_auth_void'],
  ['0200', '000000', '06', '20', 'completion'],
  ['0200', '200000', '06', '21', 'completion_void'],
  ['0220', '000000', '06', '24', 'completion_advice'],
  ['0220', '000000', '00', '36', 'offline_sale'],
  ['0220', '000000', '00', '34', 'tip'],
  ['0220', '000000', '00', '32', 'adjustment'],
  ['0200', '700000', '00', '60', 'qr_passive'],
  ['0200', '710000', '00', '60', 'qr_active'],
  ['0200', '720000', '00', '60', 'qr_void'],
  ['0200', '730000', '00', '60', 'qr_query'],
  ['0220', '740000', '00', '60', 'qr_refund'],
];

/** What the field knows and we do not do, by 60.1 or by 25: refused with 40 and these words. */
const NOT_DONE_TYPES: Readonly<Record<string, string>> = {
  '27': '暂不支持脱机退货',
};
const NOT_DONE_CONDITIONS: Readonly<Record<string, string>> = {
  '08': '暂不支持无卡交易',
  '18': '暂不支持积分交易',
  '64': '暂不支持分期交易',
};

export interface RequestKey {
  readonly mti: string;
  readonly processingCode: string;
  readonly conditionCode: string;
  readonly messageType: string;
}

/** The kind, or the words of the refusal. */
export function requestOf(key: RequestKey): { readonly kind: AskedKind } | { readonly notDone: string } {
  const row = ROWS.find(
    ([mti, processingCode, conditionCode, messageType]) =>
      mti === key.mti &&
      processingCode === key.processingCode &&
      conditionCode === key.conditionCode &&
      messageType === key.messageType,
  );
  if (row !== undefined) return { kind: row[4] };
  return {
    notDone: NOT_DONE_CONDITIONS[key.conditionCode] ?? NOT_DONE_TYPES[key.messageType] ?? '暂不支持的交易',
  };
}

/** The class of the original of a reversal, which carries 60.1 of that original. */
export const classOfOriginal = (messageType: string): '01' | '02' =>
  ROWS.some(([mti, , , type]) => type === messageType && mti === '0100') ? '01' : '02';
