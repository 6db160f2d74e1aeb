/** The price-truth sheet on paper, with the signature that was drawn under it and the hash of its terms. */
import { isoText, instant } from '../../../kernel/instant.ts';
import type { Sheet } from '../../../flows/price-sheet.ts';
import { openPaper, type Paper } from './open-paper.ts';
import { sheetLines } from './sheet-lines.ts';

const MARGIN = 48;
const WIDTH = 595.28 - 2 * MARGIN;
const INK = '#16211f';
const DIM = '#5b6664';
const LINE = '#b9c2c0';
const BRAND = '#0b6b5d';

export interface SignedBy {
  readonly acquirer: string;
  readonly name: string;
  /** Bytes of a PNG; absent on a sheet that is only looked at. */
  readonly signature?: Uint8Array;
  readonly signedAt: number;
}

/** @returns the bytes of the PDF. */
export async function printSheet({ sheet, sheetHash }: Sheet, by: SignedBy): Promise<Uint8Array> {
  const { paper, bytes } = await openPaper({ title: '价格真相表', margin: MARGIN });
  const lines = sheetLines(sheet);
  paper.fillColor(INK).fontSize(20).text('价格真相表', MARGIN, MARGIN);
  paper.fontSize(9).fillColor(DIM).text(`${by.acquirer} 与商户 ${by.name} 的收费与押金约定`);
  heading(paper, '您的选择');
  table(paper, lines.choice);
  heading(paper, '可能收取的全部费用');
  table(paper, lines.charges);
  heading(paper, '押金规则');
  paragraphs(paper, lines.deposit);
  heading(paper, '承诺');
  paragraphs(paper, lines.promises);
  signature(paper, by);
  paper
    .fontSize(7)
    .fillColor(DIM)
    .text(`条款摘要（SHA-256）：${sheetHash}`, MARGIN, 841.89 - MARGIN - 12, { width: WIDTH, lineBreak: false });
  return bytes();
}

function heading(paper: Paper, text: string): void {
  paper
    .fillColor(BRAND)
    .fontSize(12)
    .text(text, MARGIN, paper.y + 14, { width: WIDTH });
  paper.y += 4;
}

function table(paper: Paper, rows: readonly (readonly [string, string])[]): void {
  for (const [name, rule] of rows) {
    const top = paper.y;
    paper.fontSize(10).fillColor(DIM).text(name, MARGIN, top, { width: 110 });
    paper.fillColor(INK).text(rule, MARGIN + 120, top, { width: WIDTH - 120 });
    paper.y = Math.max(paper.y, top + 15) + 3;
    paper
      .moveTo(MARGIN, paper.y)
      .lineTo(MARGIN + WIDTH, paper.y)
      .lineWidth(0.5)
      .strokeColor(LINE)
      .stroke();
    paper.y += 4;
  }
}

function paragraphs(paper: Paper, texts: readonly string[]): void {
  for (const text of texts) {
    paper.fontSize(10).fillColor(INK).text(text, MARGIN, paper.y, { width: WIDTH, lineGap: 3 });
    paper.y += 3;
  }
}

function signature(paper: Paper, by: SignedBy): void {
  heading(paper, '商户签署');
  const top = paper.y + 4;
  if (by.signature !== undefined) paper.image(Buffer.from(by.signature), MARGIN, top, { fit: [180, 70] });
  paper
    .moveTo(MARGIN, top + 76)
    .lineTo(MARGIN + 180, top + 76)
    .lineWidth(0.5)
    .strokeColor(LINE)
    .stroke();
  const state =
    by.signature === undefined
      ? '预览，尚未签署'
      : `${by.name}，本人手写签名并经短信验证码确认，${isoText(instant(by.signedAt))}`;
  paper
    .fontSize(9)
    .fillColor(DIM)
    .text(state, MARGIN, top + 82, { width: WIDTH });
}
