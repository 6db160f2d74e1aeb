/** A merchant's month on paper: who, each line with its sum, what still stands with us, what arrived, and the number of its figures. */
import { MONTH_WORDS } from '@kaitong/client/contract';
import type { MerchantMonth } from '../../../flows/merchant-month.ts';
import { fen, yuanText } from '../../../kernel/fen.ts';
import { monthSections, say, type Language, type PaperLine } from './month-lines.ts';
import { openPaper, type Paper } from './open-paper.ts';

const MARGIN = 48;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN - 30;
const ROW = 18;
const INK = '#16211f';
const DIM = '#5b6664';
const LINE = '#b9c2c0';
const BRAND = '#0b6b5d';
/** Where the columns begin, and how wide they are. */
const COLUMNS = {
  label: [0, 165],
  date: [170, 65],
  count: [235, 40],
  note: [285, 125],
  amount: [412, WIDTH - 412],
} as const;

export interface PrintedFor {
  readonly acquirer: string;
  readonly merchantName: string;
  readonly merchantNo: string;
  /** `YYYY-MM-DD HH:MM:SS` in Shanghai. */
  readonly madeAt: string;
  readonly language: Language;
}

/** @returns the bytes of the PDF. */
export async function printMonth(seen: MerchantMonth, by: PrintedFor): Promise<Uint8Array> {
  const w = (name: keyof typeof MONTH_WORDS): string => say(MONTH_WORDS[name], by.language);
  const { paper, bytes } = await openPaper({ title: `${w('title')} ${seen.month}`, margin: MARGIN });
  paper
    .fillColor(INK)
    .fontSize(20)
    .text(`${w('title')} ${seen.month}`, MARGIN, MARGIN);
  paper.fontSize(9).fillColor(DIM).text(by.acquirer);
  const head = [
    [w('merchant'), by.merchantName],
    [w('merchantNo'), by.merchantNo],
    [w('period'), `${seen.from} – ${seen.to}${seen.running ? `（${w('running')}）` : ''}`],
    [w('printed'), by.madeAt],
  ] as const;
  paper.y += 8;
  for (const [name, value] of head) pair(paper, name, value);
  for (const section of monthSections(seen, by.language)) {
    room(paper, 3 * ROW);
    paper
      .fillColor(BRAND)
      .fontSize(11)
      .text(section.title, MARGIN, paper.y + 14, { width: WIDTH });
    paper.y += 4;
    cells(paper, { label: w('item'), date: w('date'), count: w('count'), note: w('note'), amount: w('amount') }, DIM);
    for (const line of section.lines) drawLine(paper, line);
  }
  room(paper, 4 * ROW);
  paper.y += 14;
  pair(paper, w('check'), seen.check);
  paper.fontSize(8).fillColor(DIM).text(w('checkHint'), MARGIN, paper.y, { width: WIDTH });
  numberPages(paper, `${by.merchantNo} ${seen.month} ${seen.check}`);
  return bytes();
}

function pair(paper: Paper, name: string, value: string): void {
  const top = paper.y;
  paper.fontSize(9).fillColor(DIM).text(name, MARGIN, top, { width: 120 });
  paper.fillColor(INK).text(value, MARGIN + 125, top, { width: WIDTH - 125 });
  paper.y = Math.max(paper.y, top + 13) + 2;
}

function room(paper: Paper, height: number): void {
  if (paper.y + height > BOTTOM) paper.addPage();
}

function drawLine(paper: Paper, line: PaperLine): void {
  room(paper, 2 * ROW);
  cells(paper, { ...line, amount: yuanText(fen(line.amount)) }, line.sum ? BRAND : INK);
}

function cells(paper: Paper, texts: Record<keyof typeof COLUMNS, string>, color: string): void {
  const top = paper.y;
  let bottom = top + ROW - 5;
  for (const name of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) {
    const [x, width] = COLUMNS[name];
    const align = name === 'amount' || name === 'count' ? 'right' : 'left';
    paper
      .fontSize(9)
      .fillColor(color)
      .text(texts[name], MARGIN + x, top, { width, align });
    bottom = Math.max(bottom, paper.y);
  }
  paper
    .moveTo(MARGIN, bottom + 1)
    .lineTo(MARGIN + WIDTH, bottom + 1)
    .lineWidth(0.5)
    .strokeColor(LINE)
    .stroke();
  paper.y = bottom + 4;
}

function numberPages(paper: Paper, subject: string): void {
  const { count } = paper.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    paper.switchToPage(page);
    paper
      .fontSize(7)
      .fillColor(DIM)
      .text(`${subject} · ${page + 1}/${count}`, MARGIN, 841.89 - MARGIN - 16, { width: WIDTH, lineBreak: false });
  }
}
