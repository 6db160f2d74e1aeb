/** The paper: 58 mm, 32 columns, a Chinese character takes two. */
import { isByCode, type JournalRow, type Settlement, type TransactionKind } from './stored.ts';
import { domesticRows, foreignRows, slipKinds, totalsOf } from './totals.ts';

const columns = 32;

/** Columns that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  // Everything from the CJK blocks on is drawn double; ASCII and Latin are single.
  for (const character of text) width += (character.codePointAt(0) as number) >= 0x2e80 ? 2 : 1;
  return width;
}

/** A text in lines of at most 32 columns, broken between characters. */
export function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const character of text) {
    if (widthOf(line) + widthOf(character) > columns) {
      lines.push(line);
      line = '';
    }
    line += character;
  }
  return [...lines, line];
}

function centred(text: string): string {
  return ' '.repeat(Math.max(0, Math.floor((columns - widthOf(text)) / 2))) + text;
}

function spread(left: string, right: string): string {
  return left + ' '.repeat(Math.max(1, columns - widthOf(left) - widthOf(right))) + right;
}

/** Fen as yuan with two places. */
export function yuan(fen: bigint): string {
  const sign = fen < 0n ? '-' : '';
  const digits = String(fen < 0n ? -fen : fen).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Kinds as slips name them. */
export const kindTexts: Readonly<Record<TransactionKind, string>> = {
  sale: '消费(SALE)',
  void: '消费撤销(VOID)',
  deposit: '预授权(AUTH)',
  refund: '退货(REFUND)',
  balance: '余额查询(BALANCE)',
  preauth: '预授权(AUTH)',
  preauth_void: '预授权撤销(AUTH VOID)',
  completion: '预授权完成(请求)(AUTH COMPLETE)',
  completion_advice: '预授权完成(通知)(AUTH SETTLEMENT)',
  completion_void: '预授权完成撤销(COMPLETE VOID)',
  offline_sale: '离线消费(OFFLINE SALE)',
  tip: '小费(TIP)',
  adjustment: '结算调整(ADJUST)',
  qr_passive: '扫码支付(QR SALE)',
  qr_active: '扫码支付(QR SALE)',
  qr_void: '扫码支付撤销(QR VOID)',
  qr_refund: '扫码退货(QR REFUND)',
};
/** Kinds whose amount goes back to the cardholder: printed with a minus. */
const minusKinds: ReadonlySet<TransactionKind> = new Set([
  'void',
  'refund',
  'completion_void',
  'preauth_void',
  'qr_void',
  'qr_refund',
  'adjustment',
]);
const entryLetters = { swipe: 'S', insert: 'I', tap: 'C', scan: 'Q', manual: 'M' } as const;
const chipTags: readonly (readonly [string, string])[] = [['9F26', 'ARQC'], ['95', 'TVR'], ['84', 'AID'], ['9F36', 'ATC']]; // prettier-ignore

export type Copy = 'merchant' | 'bank' | 'cardholder';

const copyTitles: Readonly<Record<Copy, readonly [string, string]>> = {
  merchant: ['商户存根', 'MERCHANT COPY'],
  bank: ['银行存根', 'BANK COPY'],
  cardholder: ['持卡人存根', 'CARDHOLDER COPY'],
};

/** The copies of a slip in their order. */
export function copiesOf(count: number): readonly Copy[] {
  if (count <= 1) return ['merchant'];
  return count === 2 ? ['merchant', 'cardholder'] : ['merchant', 'bank', 'cardholder'];
}

export interface ReceiptHead {
  readonly merchantName: string;
  readonly merchantNo: string;
  readonly terminalNo: string;
  readonly model: string;
  readonly appVersion: string;
}

/** A picture that the host would not take is no proof: the line is signed with a pen. */
const signatureNotes = {
  waiting: ['备注: 电子签名待上送'],
  sent: [],
  refused: ['备注: 签名未上送,请在纸上签名'],
} as const satisfies Record<NonNullable<JournalRow['signature']>, readonly string[]>;

/** The card and how it was read; of a payment by code the code that was scanned, and the voucher it is asked for by. */
function paidWith(row: JournalRow): string[] {
  if (!isByCode(row.kind)) return wrap(`卡号: ${row.maskedPan} /${entryLetters[row.entry]}`);
  return [
    ...(row.maskedPan === '' ? [] : wrap(`付款码: ${row.maskedPan} /${entryLetters[row.entry]}`)),
    ...(row.voucher === undefined ? [] : wrap(`付款凭证号: ${row.voucher}`)),
  ];
}

/** Lines of a sales slip as the field prints it; the signature does not stand on the cardholder's copy. */
export function receiptLines(
  row: JournalRow,
  head: ReceiptHead,
  { copy, again }: { readonly copy: Copy; readonly again: boolean },
): string[] {
  const amountFen = minusKinds.has(row.kind) ? -BigInt(row.amountFen) : BigInt(row.amountFen);
  const free = row.free === true;
  const byCode = isByCode(row.kind);
  const chip = chipTags.flatMap(([tag, name]) =>
    row.chip?.[tag] === undefined ? [] : wrap(`${name}: ${row.chip[tag]}`),
  );
  return [
    centred('POS签购单'),
    spread(...copyTitles[copy]),
    '-'.repeat(columns),
    '商户名称(MERCHANT NAME):',
    ...wrap(head.merchantName),
    ...wrap(`商户编号: ${head.merchantNo}`),
    spread(`终端编号: ${head.terminalNo}`, `操作员: ${row.operator ?? '01'}`),
    ...wrap(`发卡行(ISS): ${row.issuer}`),
    ...paidWith(row),
    ...(row.organisation === undefined ? [] : [`卡组织(CARD ORG): ${row.organisation}`]),
    ...wrap(`交易类型: ${kindTexts[row.kind]}`),
    spread(`批次号: ${row.batchNo}`, `凭证号: ${row.stan}`),
    `授权码(AUTH NO): ${row.authCode}`,
    `参考号(REFER NO): ${row.rrn}`,
    `日期/时间: ${row.at}`,
    `金额(AMOUNT): RMB ${yuan(amountFen)}`,
    ...(row.originalStan === undefined ? [] : [`原凭证号: ${row.originalStan}`]),
    ...(row.originalRrn === undefined ? [] : [`原参考号: ${row.originalRrn}`]),
    ...chip,
    ...(free ? wrap('备注: 交易金额未超1000元,免密免签') : []),
    ...(row.rrn === '' ? ['备注: 待联机上送'] : []),
    ...(again ? ['备注: 重打印凭证/DUPLICATED'] : []),
    '-'.repeat(columns),
    ...(row.signature === undefined ? [] : signatureNotes[row.signature]),
    ...(copy !== 'cardholder' && !free && !byCode ? ['持卡人签名(SIGNATURE):', '', ''] : []),
    ...(byCode ? [] : wrap('本人确认以上交易,同意将其记入本卡账户')),
    centred(`${head.model}-${head.appVersion}`),
  ];
}

const slipWords: Readonly<Record<(typeof slipKinds)[number], string>> = {
  sale: '消费',
  void: '消费撤销',
  refund: '退货',
  completion: '预授权完成',
  completion_void: '完成撤销',
  qr_active: '扫码收款',
  qr_void: '扫码撤销',
  qr_refund: '扫码退货',
  offline_sale: '离线消费',
  tip: '小费',
  adjustment: '结算调整',
};

/** Counts and amounts by kind, and what they come to. */
export function totalsLines(rows: readonly JournalRow[]): string[] {
  const { byKind, netFen } = totalsOf(rows);
  return [
    spread('类型/TYPE', '笔数  金额/AMOUNT'),
    ...slipKinds.map((kind) => {
      const { count, fen } = byKind[kind];
      return spread(slipWords[kind], `${String(count).padStart(4)} ${yuan(fen).padStart(14)}`);
    }),
    spread('合计', yuan(netFen)),
  ];
}

function slipHead(title: string, head: ReceiptHead, at: string): string[] {
  return [
    centred(title),
    '-'.repeat(columns),
    ...wrap(head.merchantName),
    ...wrap(`商户编号: ${head.merchantNo}`),
    `终端编号: ${head.terminalNo}`,
    ...wrap(`日期/时间: ${at}`),
  ];
}

/** Of what has no transactions only the result is printed. */
const halfLines = (name: string, rows: readonly JournalRow[], balanced: boolean): string[] => [
  `${name}对账${balanced ? '平' : '不平'}`,
  ...(name === '外卡' && rows.length === 0 ? [] : totalsLines(rows)),
];

/** The slip of a closed batch. */
export function settlementLines(settlement: Settlement, head: ReceiptHead): string[] {
  const halves = settlement.halves ?? { domestic: settlement.balanced, foreign: true };
  return [
    ...slipHead('银行卡结算总计单', head, settlement.at),
    `批次号: ${settlement.batchNo}`,
    '-'.repeat(columns),
    ...halfLines('内卡', domesticRows(settlement.rows), halves.domestic),
    ...halfLines('外卡', foreignRows(settlement.rows), halves.foreign),
    '-'.repeat(columns),
    centred(`${head.model}-${head.appVersion}`),
  ];
}

/** What has happened in the open batch, without its single transactions. */
export function openTotalsLines(rows: readonly JournalRow[], head: ReceiptHead, at: string): string[] {
  const foreign = foreignRows(rows);
  return [
    ...slipHead('交易汇总', head, at),
    '-'.repeat(columns),
    ...totalsLines(rows),
    ...(foreign.length === 0 ? [] : ['其中外卡', ...totalsLines(foreign)]),
  ];
}

const typeLetters: Readonly<Partial<Record<TransactionKind, string>>> = {
  sale: 'S',
  refund: 'R',
  completion: 'P',
  completion_advice: 'C',
  void: 'V',
  completion_void: 'A',
  qr_active: 'Y',
  qr_passive: 'W',
  qr_void: 'Z',
  qr_refund: 'X',
  offline_sale: 'L',
  tip: 'T',
  adjustment: 'J',
};

/** One line a transaction: voucher, type, end of the card, amount, authorisation code. */
export function detailLines(rows: readonly JournalRow[], head: ReceiptHead, at: string): string[] {
  const cleared = rows.filter((row) => typeLetters[row.kind] !== undefined);
  const line = (row: JournalRow): string[] => {
    const left = `${row.stan} ${typeLetters[row.kind] ?? ''} ${row.maskedPan.slice(-4)}`;
    return [spread(left, `${yuan(BigInt(row.amountFen))} ${row.authCode}`)];
  };
  return [
    ...slipHead('交易明细单/TXN LIST', head, at),
    '-'.repeat(columns),
    spread('VOUCHER T CARD', 'AMT AUTH'),
    ...cleared.flatMap(line),
    ...(cleared.length === 0 ? [centred('暂无交易')] : []),
  ];
}
