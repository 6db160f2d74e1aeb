import type { Canvas } from '@napi-rs/canvas';
import { personOf, type Business } from '@kaitong/simulators/src/population/index.ts';
import { block, BOLD, sheet, wrapped, write, type Ink, type Pen } from './paper.ts';
import { press } from './seal.ts';

/** A4 across, at 6.73 pixels a millimetre. */
export const LICENCE_WIDTH = 2_000;
export const LICENCE_HEIGHT = 1_414;

const LABEL: Ink = { size: 38, colour: '#54452f' };
const VALUE: Ink = { size: 40, colour: '#1d1d20' };
const LABEL_WIDTH = 200;

/** The licence, flat, as printed: two columns over the authority's seal. */
export function drawBusinessLicence(business: Business): Canvas {
  const { canvas, pen } = sheet(LICENCE_WIDTH, LICENCE_HEIGHT);
  ground(pen);
  write(pen, '统一社会信用代码', [150, 250], { size: 34, colour: '#54452f' });
  write(pen, business.uscc, [150, 306], { size: 42, colour: '#1d1d20', font: BOLD, spacing: 2 });
  write(pen, '营业执照', [LICENCE_WIDTH / 2 - 290, 360], { size: 120, colour: '#2b2118', font: BOLD, spacing: 34 });
  write(pen, '（副本）', [LICENCE_WIDTH / 2 - 80, 430], { size: 40, colour: '#54452f' });
  const company = business.kind === 'company';
  const left: readonly Row[] = [
    ['名称', business.name],
    ['类型', business.type],
    [company ? '法定代表人' : '经营者', personOf(business.legalPersonKey).name],
    ['经营范围', business.scope],
  ];
  const right: readonly Row[] = company
    ? [
        ['注册资本', business.registeredCapital ?? ''],
        ['成立日期', chineseDate(business.establishedOn)],
        ['营业期限', term(business)],
        ['住所', business.address],
      ]
    : [
        ['组成形式', '个人经营'],
        ['注册日期', chineseDate(business.establishedOn)],
        ['经营场所', business.address],
      ];
  column(pen, left, { x: 150, places: 17 });
  column(pen, right, { x: 1_120, places: 12 });
  write(pen, '登记机关', [1_250, 1_190], LABEL);
  press(pen, { name: business.authority }, { x: 1_560, y: 1_150, radius: 148, degrees: 2 });
  write(pen, chineseDate(business.establishedOn), [1_470, 1_290], { size: 36, colour: '#1d1d20' });
  write(pen, '样张 SPECIMEN', [150, 1_330], { size: 30, colour: '#8d5a52' });
  return canvas;
}

type Row = readonly [label: string, value: string];

function chineseDate(date: string): string {
  const [year, month, day] = date.split('-');
  return `${year}年${month}月${day}日`;
}

function term(business: Business): string {
  const from = chineseDate(business.establishedOn);
  return business.validTo === '长期' ? `${from}至长期` : `${from}至${chineseDate(business.validTo)}`;
}

/** Labels are spread to one width, as printers do; values wrap under themselves. */
function column(pen: Pen, rows: readonly Row[], at: { x: number; places: number }): void {
  let y = 540;
  for (const [label, value] of rows) {
    spread(pen, label, [at.x, y]);
    const lines = wrapped(value, at.places);
    lines.forEach((line, i) => write(pen, line, [at.x + LABEL_WIDTH + 40, y + i * 58], VALUE));
    y += 92 + (lines.length - 1) * 58;
  }
}

function spread(pen: Pen, label: string, at: readonly [number, number]): void {
  const places = Array.from(label);
  const gap = places.length < 2 ? 0 : (LABEL_WIDTH - places.length * LABEL.size) / (places.length - 1);
  write(pen, label, at, { ...LABEL, spacing: gap });
}

function ground(pen: Pen): void {
  block(pen, [0, 0, LICENCE_WIDTH, LICENCE_HEIGHT], { colour: '#fbf7ea' });
  pen.strokeStyle = '#c9a869';
  for (const [inset, width] of [
    [44, 10],
    [66, 3],
    [78, 3],
  ] as const) {
    pen.lineWidth = width;
    pen.strokeRect(inset, inset, LICENCE_WIDTH - inset * 2, LICENCE_HEIGHT - inset * 2);
  }
  pen.fillStyle = '#e7c66a';
  pen.beginPath();
  for (let i = 0; i < 10; i += 1) {
    const radius = i % 2 === 0 ? 74 : 29;
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    pen.lineTo(LICENCE_WIDTH / 2 + radius * Math.cos(angle), 176 + radius * Math.sin(angle));
  }
  pen.fill();
}
