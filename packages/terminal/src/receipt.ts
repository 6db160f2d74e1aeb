/** The paper: 58 mm, 32 columns, a Chinese character takes two. */
import type { JournalRow } from './stored.ts';

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

const kindTexts = { sale: '消费(SALE)', void: '消费撤销(VOID)', deposit: '预授权(AUTH)' } as const;
const entryLetters = { swipe: 'S', insert: 'I', tap: 'C' } as const;
const chipTags: readonly (readonly [string, string])[] = [['9F26', 'ARQC'], ['95', 'TVR'], ['84', 'AID'], ['9F36', 'ATC']]; // prettier-ignore

export interface ReceiptHead {
  readonly merchantName: string;
  readonly merchantNo: string;
  readonly terminalNo: string;
  readonly model: string;
  readonly appVersion: string;
}

/** Lines of a sales slip as the field prints it; the signature stands only on the merchant's copy. */
export function receiptLines(row: JournalRow, head: ReceiptHead, copy: 'merchant' | 'cardholder'): string[] {
  const amountFen = row.kind === 'void' ? -BigInt(row.amountFen) : BigInt(row.amountFen);
  const free = row.entry === 'tap' && !row.withPin;
  const chip = chipTags.flatMap(([tag, name]) =>
    row.chip?.[tag] === undefined ? [] : wrap(`${name}: ${row.chip[tag]}`),
  );
  return [
    centred('POS签购单'),
    copy === 'merchant' ? spread('商户存根', 'MERCHANT COPY') : spread('持卡人存根', 'CARDHOLDER COPY'),
    '-'.repeat(columns),
    '商户名称(MERCHANT NAME):',
    ...wrap(head.merchantName),
    ...wrap(`商户编号: ${head.merchantNo}`),
    spread(`终端编号: ${head.terminalNo}`, '操作员: 01'),
    ...wrap(`发卡行(ISS): ${row.issuer}`),
    ...wrap(`卡号(CARD NO): ${row.maskedPan} /${entryLetters[row.entry]}`.replace('(CARD NO)', '')),
    ...wrap(`交易类型: ${kindTexts[row.kind]}`),
    spread(`批次号: ${row.batchNo}`, `凭证号: ${row.stan}`),
    `授权码(AUTH NO): ${row.authCode}`,
    `参考号(REFER NO): ${row.rrn}`,
    `日期/时间: ${row.at}`,
    `金额(AMOUNT): RMB ${yuan(amountFen)}`,
    ...(row.originalStan === undefined ? [] : [`原凭证号: ${row.originalStan}`]),
    ...chip,
    ...(free ? wrap('备注: 交易金额未超1000元,免密免签') : []),
    '-'.repeat(columns),
    ...(copy === 'merchant' && !free ? ['持卡人签名(SIGNATURE):', '', ''] : []),
    ...wrap('本人确认以上交易,同意将其记入本卡账户'),
    centred(`${head.model}-${head.appVersion}`),
  ];
}
