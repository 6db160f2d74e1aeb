/**
 * Where everything of an e-receipt stands: the slip of a terminal with the field's bilingual labels, on a roll 58 mm wide (384 dots). One
 * layout for the PDF and for the picture, so that the two never say different things.
 */
import { encode } from 'uqr';
import type { ReceiptState } from '../../../flows/e-receipt.ts';
import type { Receipt } from '../receipt-view.ts';

export const ROLL_WIDTH = 384;
const MARGIN = 20;
const INNER = ROLL_WIDTH - 2 * MARGIN;
const INK = '#16211f';
const DIM = '#55645f';
const WARN = '#9a4a05';
const GOOD = '#0b6b5d';
const LABEL = 11;
const VALUE = 13;
/** At most; the cells of the code are whole dots of the picture, so that a poor camera reads them too. */
const QR_SIDE = 140;
const SIGNATURE = { width: 220, height: 90 };

export interface SlipFacts {
  readonly receipt: Receipt;
  readonly minus: boolean;
  readonly state: ReceiptState;
  /** `YYYY/MM/DD HH:MM:SS` in Shanghai, both. */
  readonly at: string;
  readonly asOf: string;
  /** `128.00`. */
  readonly amount: string;
  readonly refunded: string | undefined;
  /** Where it is verified; undefined where no address of ours is known outside. */
  readonly address: string | undefined;
  readonly acquirer: string;
  readonly signature: { readonly png: Uint8Array } | undefined;
}

/** A thing to draw; `y` of a text is its baseline. */
export type Mark =
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly size: number;
      readonly text: string;
      readonly color: string;
    }
  | { readonly kind: 'rule'; readonly y: number; readonly x1: number; readonly x2: number }
  | {
      readonly kind: 'picture';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly png: Uint8Array;
    }
  | {
      readonly kind: 'code';
      readonly x: number;
      readonly y: number;
      readonly side: number;
      readonly rows: readonly (readonly boolean[])[];
    };

export interface Slip {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export const STATES: Readonly<Record<ReceiptState, readonly [zh: string, en: string]>> = {
  approved: ['交易成功', 'APPROVED'],
  voided: ['已撤销', 'VOIDED'],
  refunded: ['已全部退款', 'REFUNDED'],
  partly_refunded: ['已部分退款', 'PARTLY REFUNDED'],
  completed: ['预授权已完成', 'COMPLETED'],
  reversed: ['已冲正，未扣款', 'REVERSED'],
};

/** Width of a text in the font at a size of 1. */
export type WidthOf = (text: string) => number;

/** Cuts a text into lines that fit; Chinese and numbers may be cut anywhere. */
function linesOf(text: string, size: number, options: { readonly width: number; readonly widthOf: WidthOf }): string[] {
  const lines: string[] = [];
  let line = '';
  for (const letter of text) {
    if (line !== '' && options.widthOf(line + letter) * size > options.width) {
      lines.push(line);
      line = '';
    }
    line += letter;
  }
  return line === '' ? lines : [...lines, line];
}

/** The roll, growing downwards. */
class Roll {
  readonly marks: Mark[] = [];
  readonly #widthOf: WidthOf;
  y = MARGIN;
  constructor(widthOf: WidthOf) {
    this.#widthOf = widthOf;
  }

  text(text: string, size: number, options: { color?: string; align?: 'left' | 'center' } = {}): void {
    const { color = INK, align = 'left' } = options;
    for (const line of linesOf(text, size, { width: INNER, widthOf: this.#widthOf })) {
      this.y += size * 1.4;
      const free = INNER - this.#widthOf(line) * size;
      const x = align === 'center' ? MARGIN + free / 2 : MARGIN;
      this.marks.push({ kind: 'text', x, y: this.y, size, text: line, color });
    }
  }

  /** The label on the left, the value at the right edge; below it where both do not fit beside each other. */
  pair(label: string, value: string, color: string = INK): void {
    if (value === '') return;
    const labelWidth = this.#widthOf(label) * LABEL;
    const beside = labelWidth + 10 + this.#widthOf(value) * VALUE <= INNER;
    this.y += VALUE * 1.55;
    this.marks.push({ kind: 'text', x: MARGIN, y: this.y, size: LABEL, text: label, color: DIM });
    if (!beside) this.y += VALUE * 1.35;
    const lines = linesOf(value, VALUE, { width: INNER, widthOf: this.#widthOf });
    for (const [i, line] of lines.entries()) {
      if (i > 0) this.y += VALUE * 1.35;
      const x = MARGIN + INNER - this.#widthOf(line) * VALUE;
      this.marks.push({ kind: 'text', x, y: this.y, size: VALUE, text: line, color });
    }
  }

  rule(): void {
    this.y += 9;
    this.marks.push({ kind: 'rule', y: this.y, x1: MARGIN, x2: MARGIN + INNER });
    this.y += 1;
  }

  space(height: number): void {
    this.y += height;
  }
}

/** Pure. The slip of a transaction as it stands. */
export function layOutSlip(facts: SlipFacts, widthOf: WidthOf): Slip {
  const roll = new Roll(widthOf);
  const { receipt } = facts;
  roll.text('POS 签购单', 20, { align: 'center' });
  roll.text(`电子凭证 E-RECEIPT · ${facts.acquirer}`, LABEL, { align: 'center', color: DIM });
  roll.rule();
  roll.pair('商户名称(MERCHANT NAME)', receipt.merchantName);
  roll.pair('商户编号(MERCHANT NO)', receipt.merchantNo);
  roll.pair('终端编号(TERMINAL NO)', receipt.terminalNo);
  roll.pair('发卡行(ISS)', receipt.bankName);
  roll.pair('收单行(ACQ)', facts.acquirer);
  roll.pair('卡号(CARD NO)', receipt.card);
  roll.pair('交易类型(TRANS TYPE)', receipt.transType);
  roll.pair('批次号(BATCH NO)', receipt.batchNo);
  roll.pair('凭证号(VOUCHER NO)', receipt.stan);
  roll.pair('授权码(AUTH NO)', receipt.authCode);
  roll.pair('参考号(REFER NO)', receipt.rrn);
  roll.pair('日期/时间(DATE/TIME)', facts.at);
  roll.pair('原凭证号(ORIG VOUCHER NO)', receipt.originalStan ?? '');
  roll.pair('原参考号(ORIG REFER NO)', receipt.originalRrn ?? '');
  roll.rule();
  roll.space(4);
  roll.text('金额(AMOUNT)', LABEL, { color: DIM });
  roll.text(`RMB ${facts.minus ? '-' : ''}${facts.amount}`, 26);
  drawStanding(roll, facts);
  drawSignature(roll, facts);
  roll.space(6);
  roll.text('本人确认以上交易，同意将其记入本卡账户', 10, { color: DIM });
  roll.text('I ACKNOWLEDGE SATISFACTORY RECEIPT OF RELATIVE GOODS/SERVICES', 8, { color: DIM });
  drawProof(roll, facts);
  return { width: ROLL_WIDTH, height: Math.ceil(roll.y + MARGIN), marks: roll.marks };
}

/** A picture is of one moment: it says of which. */
function drawStanding(roll: Roll, { state, refunded, asOf }: SlipFacts): void {
  const [zh, en] = STATES[state];
  roll.pair('状态(STATUS)', `${zh}(${en})`, state === 'approved' || state === 'completed' ? GOOD : WARN);
  if (refunded !== undefined) roll.pair('已退款(REFUNDED)', `RMB ${refunded}`, WARN);
  roll.pair('截至(AS OF)', asOf);
  roll.rule();
}

function drawSignature(roll: Roll, { signature }: SlipFacts): void {
  if (signature === undefined) return;
  roll.space(2);
  roll.text('持卡人签名(CARD HOLDER SIGNATURE)', LABEL, { color: DIM });
  roll.space(6);
  const x = (ROLL_WIDTH - SIGNATURE.width) / 2;
  roll.marks.push({ kind: 'picture', x, y: roll.y, ...SIGNATURE, png: signature.png });
  roll.space(SIGNATURE.height);
  roll.rule();
}

/** The digest, and the code that leads to the page which says what it is today. */
function drawProof(roll: Roll, { receipt, address }: SlipFacts): void {
  roll.rule();
  roll.space(2);
  roll.text('校验码(HASH, SHA-256)', 9, { color: DIM });
  for (const half of [receipt.digest.slice(0, 32), receipt.digest.slice(32)]) roll.text(half, 10);
  if (address === undefined) return;
  roll.space(12);
  const rows = encode(address, { ecc: 'M', border: 2 }).data;
  const side = (Math.floor((QR_SIDE * 2) / rows.length) / 2) * rows.length;
  roll.marks.push({ kind: 'code', x: Math.floor((ROLL_WIDTH - side) / 2), y: Math.ceil(roll.y), side, rows });
  roll.space(side + 1);
  roll.text('扫码核验真伪与最新状态', LABEL, { align: 'center' });
  roll.text('SCAN TO VERIFY', 9, { align: 'center', color: DIM });
  roll.text(address, 8, { align: 'center', color: DIM });
}
