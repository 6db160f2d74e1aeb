import type { Canvas } from '@napi-rs/canvas';
import type { Person, PopulationCard } from '@kaitong/simulators/src/population/index.ts';
import { CARD_HEIGHT, CARD_WIDTH } from './identity-card.ts';
import { block, BOLD, sheet, write, type Pen } from './paper.ts';

const COLOURS: Readonly<Record<string, readonly [string, string]>> = {
  中国农业银行: ['#0d7a63', '#075446'],
  中国工商银行: ['#b5342d', '#7d1d1d'],
  中国建设银行: ['#1f5da8', '#123c75'],
  招商银行: ['#8d2b45', '#3d1626'],
  交通银行: ['#2a4f9c', '#16264f'],
};

/** The number side of a card, flat; 19 digits stand as 4-4-4-4-3. */
export function drawBankCard(person: Person, card: PopulationCard): Canvas {
  const { canvas, pen } = sheet(CARD_WIDTH, CARD_HEIGHT);
  const [light, deep] = COLOURS[card.bankName] ?? ['#40506a', '#1f2a3c'];
  const gradient = pen.createLinearGradient(0, 0, CARD_WIDTH, CARD_HEIGHT);
  gradient.addColorStop(0, light);
  gradient.addColorStop(1, deep);
  block(pen, [0, 0, CARD_WIDTH, CARD_HEIGHT], { colour: gradient, radius: 46 });
  pen.fillStyle = 'rgba(255,255,255,0.07)';
  for (let i = 0; i < 5; i += 1) {
    pen.beginPath();
    pen.arc(1_150 - i * 70, 980 - i * 60, 520 - i * 90, 0, Math.PI * 2);
    pen.fill();
  }
  write(pen, card.bankName, [90, 146], { size: 74, colour: '#ffffff', font: BOLD, spacing: 6 });
  write(pen, card.kind === 'debit' ? '借记卡' : '信用卡', [1_140, 138], { size: 50, colour: '#f2f2f2' });
  chip(pen, 120, 250);
  const groups = card.pan.match(/\d{1,4}/g) ?? [];
  write(pen, groups.join(' '), [96, 560], {
    size: 92,
    colour: '#f6f3e4',
    font: BOLD,
    spacing: card.pan.length > 16 ? 0 : 12,
  });
  if (card.kind === 'credit') {
    write(pen, 'VALID THRU', [560, 654], { size: 26, colour: '#e8e8e8' });
    write(pen, `${card.expiry.slice(2)}/${card.expiry.slice(0, 2)}`, [740, 660], { size: 48, colour: '#f6f3e4' });
  }
  write(pen, `NO. ${person.key.toUpperCase()}`, [100, 770], { size: 44, colour: '#ececec', spacing: 4 });
  block(pen, [1_060, 690, 260, 130], { colour: '#f4f6f8', radius: 14 });
  write(pen, '银联', [1_086, 752], { size: 52, colour: '#b03030', font: BOLD });
  write(pen, 'UnionPay', [1_086, 802], { size: 42, colour: '#1d4f91', font: BOLD });
  write(pen, '样张 SPECIMEN', [100, 836], { size: 26, colour: 'rgba(255,255,255,0.7)' });
  return canvas;
}

function chip(pen: Pen, x: number, y: number): void {
  block(pen, [x, y, 170, 130], { colour: '#d8b866', radius: 20 });
  pen.strokeStyle = '#8c7434';
  pen.lineWidth = 3;
  for (const offset of [43, 87]) {
    pen.strokeRect(x + offset, y + 4, 40, 122);
    pen.strokeRect(x + 4, y + offset, 162, 4);
  }
}
