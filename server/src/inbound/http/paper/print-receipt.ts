/** An e-receipt as PDF and as a picture: the same marks, painted twice. */
import sharp from 'sharp';
import type { Font } from 'fontkit';
import { openPaper, type Paper } from './open-paper.ts';
import { layOutSlip, type Mark, type Slip, type SlipFacts } from './receipt-layout.ts';
import { fontOutlines } from './shipped-font.ts';

/** Dots of the picture to one of the roll: sharp on a phone, some 100 kB. */
const SCALE = 2;
const LINE = '#b9c2c0';

/** Letter by letter, each measured once: laying out every beginning of a line took longer than the whole picture. */
function slipOf(facts: SlipFacts, font: Font): Slip {
  const widths = new Map<string, number>();
  const widthOf = (letter: string): number => {
    const known = widths.get(letter) ?? font.layout(letter).advanceWidth / font.unitsPerEm;
    widths.set(letter, known);
    return known;
  };
  return layOutSlip(facts, (text) => Array.from(text).reduce((sum, letter) => sum + widthOf(letter), 0));
}

/** @returns the bytes of a PDF of one page, as long as the slip is. */
export async function printReceipt(facts: SlipFacts): Promise<Uint8Array> {
  const slip = slipOf(facts, await fontOutlines());
  const title = `电子签购单 ${facts.receipt.rrn}`;
  const { paper, bytes } = await openPaper({ title, margin: 0, size: [slip.width, slip.height] });
  for (const mark of slip.marks) paint(paper, mark);
  return bytes();
}

function paint(paper: Paper, mark: Mark): void {
  if (mark.kind === 'text')
    paper
      .fillColor(mark.color)
      .fontSize(mark.size)
      .text(mark.text, mark.x, mark.y, { lineBreak: false, baseline: 'alphabetic' });
  else if (mark.kind === 'rule')
    paper
      .moveTo(mark.x1, mark.y)
      .lineTo(mark.x2, mark.y)
      .lineWidth(0.7)
      .dash(3, { space: 2 })
      .strokeColor(LINE)
      .stroke();
  else if (mark.kind === 'picture')
    paper.image(Buffer.from(mark.png), mark.x, mark.y, { fit: [mark.width, mark.height], align: 'center' });
  else {
    for (const { x, y, side } of cellsOf(mark)) paper.rect(x, y, side, side);
    paper.fillColor('#000').fill();
  }
}

function* cellsOf({
  x,
  y,
  side,
  rows,
}: Extract<Mark, { kind: 'code' }>): Generator<{ x: number; y: number; side: number }> {
  const cell = side / rows.length;
  for (const [down, row] of rows.entries())
    for (const [across, dark] of row.entries())
      if (dark) yield { x: x + across * cell, y: y + down * cell, side: cell };
}

/** @returns the bytes of a PNG. Letters are drawn as outlines of the font that comes with us: no machine's own fonts are asked. */
export async function drawReceipt(facts: SlipFacts): Promise<Uint8Array> {
  const font = await fontOutlines();
  const slip = slipOf(facts, font);
  const marks = (await Promise.all(slip.marks.map((mark) => svgOf(mark, font)))).join('');
  const [width, height] = [slip.width * SCALE, slip.height * SCALE];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${slip.width} ${slip.height}"><rect width="100%" height="100%" fill="#fff"/>${marks}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

async function svgOf(mark: Mark, font: Font): Promise<string> {
  if (mark.kind === 'text') return lettersOf(mark, font);
  if (mark.kind === 'rule')
    return `<path d="M${mark.x1} ${mark.y}H${mark.x2}" stroke="${LINE}" stroke-width="0.7" stroke-dasharray="3 2"/>`;
  if (mark.kind === 'code') {
    const cells = [...cellsOf(mark)].map(({ x, y, side }) => `M${x} ${y}h${side}v${side}h-${side}z`).join('');
    return `<path d="${cells}" fill="#000" shape-rendering="crispEdges"/>`;
  }
  const { x, y, width, height } = mark;
  const png = Buffer.from(mark.png).toString('base64');
  return `<image x="${x}" y="${y}" width="${width}" height="${height}" href="data:image/png;base64,${png}"/>`;
}

function lettersOf(mark: Extract<Mark, { kind: 'text' }>, font: Font): string {
  const run = font.layout(mark.text);
  const scale = mark.size / font.unitsPerEm;
  let across = 0;
  const glyphs = run.glyphs.map((glyph, i) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = run.positions[i] ?? {};
    const path = `<path transform="translate(${across + xOffset} ${yOffset})" d="${glyph.path.toSVG()}"/>`;
    across += xAdvance;
    return path;
  });
  return `<g fill="${mark.color}" transform="translate(${mark.x} ${mark.y}) scale(${scale} -${scale})">${glyphs.join('')}</g>`;
}
