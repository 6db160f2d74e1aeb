import type { Canvas } from '@napi-rs/canvas';
import type { Person } from '@kaitong/simulators/src/population/index.ts';
import { block, BOLD, sheet, write, type Ink, type Pen } from './paper.ts';

/** 85.6 x 54 mm at 16.4 pixels a millimetre: a little more than the photograph keeps. */
export const CARD_WIDTH = 1_400;
export const CARD_HEIGHT = 883;

const LABEL: Ink = { size: 40, colour: '#3f74a8', spacing: 4 };
const VALUE: Ink = { size: 50, colour: '#1c1c20' };
const ADDRESS_PLACES = 11;

function ground(pen: Pen, colours: readonly [string, string]): void {
  const gradient = pen.createLinearGradient(0, 0, CARD_WIDTH, CARD_HEIGHT);
  gradient.addColorStop(0, colours[0]);
  gradient.addColorStop(1, colours[1]);
  pen.save();
  pen.beginPath();
  pen.roundRect(0, 0, CARD_WIDTH, CARD_HEIGHT, 46);
  pen.clip();
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, CARD_WIDTH, CARD_HEIGHT);
  pen.lineWidth = 1.6;
  for (let i = 0; i < 44; i += 1) {
    pen.strokeStyle = i % 2 === 0 ? 'rgba(90,150,190,0.20)' : 'rgba(200,120,140,0.14)';
    pen.beginPath();
    for (let x = 0; x <= CARD_WIDTH; x += 20) {
      const y = i * 21 + 26 * Math.sin(x / 130 + i * 0.33) + 8 * Math.sin(x / 37);
      if (x === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    pen.stroke();
  }
  pen.restore();
}

/** Every drawn document says so: nobody should be able to take one for a real document. */
function specimen(pen: Pen, at: readonly [number, number]): void {
  write(pen, '样张 SPECIMEN', at, { size: 26, colour: 'rgba(190,70,80,0.75)' });
}

/** The side with the portrait, flat, as printed. */
export function drawIdFront(person: Person, portrait: Canvas): Canvas {
  const { canvas, pen } = sheet(CARD_WIDTH, CARD_HEIGHT);
  ground(pen, ['#e3eef2', '#cfe2ea']);
  write(pen, '姓名', [96, 152], LABEL);
  write(pen, person.name, [232, 156], { ...VALUE, size: 56 });
  write(pen, '性别', [96, 262], LABEL);
  write(pen, person.sex, [232, 266], VALUE);
  write(pen, '民族', [400, 262], LABEL);
  write(pen, person.ethnicity, [532, 266], VALUE);
  birth(pen, person.birth);
  write(pen, '住址', [96, 482], LABEL);
  const places = Array.from(person.address);
  for (let line = 0; line * ADDRESS_PLACES < places.length; line += 1) {
    const text = places.slice(line * ADDRESS_PLACES, (line + 1) * ADDRESS_PLACES).join('');
    write(pen, text, [232, 486 + line * 72], { ...VALUE, size: 48 });
  }
  write(pen, '公民身份号码', [96, 788], { ...LABEL, spacing: 3 });
  write(pen, person.idNumber, [452, 793], { size: 58, colour: '#1c1c20', font: BOLD, spacing: 5 });
  pen.drawImage(portrait, 936, 140, 372, 470);
  specimen(pen, [1_020, 96]);
  return canvas;
}

function birth(pen: Pen, date: string): void {
  const [year, month, day] = date.split('-').map((part) => String(Number(part)));
  write(pen, '出生', [96, 372], LABEL);
  let x = write(pen, year ?? '', [232, 376], VALUE);
  for (const [mark, number] of [['年', month] as const, ['月', day] as const]) {
    x = write(pen, mark, [x + 16, 372], { ...LABEL, size: 38, spacing: 0 });
    x = write(pen, number ?? '', [x + 22, 376], VALUE);
  }
  write(pen, '日', [x + 16, 372], { ...LABEL, size: 38, spacing: 0 });
}

/** The side with the issuer. A plain star stands where the real one carries the emblem. */
export function drawIdBack(person: Person): Canvas {
  const { canvas, pen } = sheet(CARD_WIDTH, CARD_HEIGHT);
  ground(pen, ['#eef0ea', '#d6e6e4']);
  emblem(pen, 210, 220);
  write(pen, '中华人民共和国', [440, 196], { size: 76, colour: '#222222', spacing: 22 });
  write(pen, '居民身份证', [450, 330], { size: 104, colour: '#222222', font: BOLD, spacing: 38 });
  write(pen, '签发机关', [232, 652], { ...LABEL, size: 44 });
  write(pen, person.idIssuer, [470, 656], { ...VALUE, size: 48 });
  const dots = (date: string) => date.replaceAll('-', '.');
  write(pen, '有效期限', [232, 762], { ...LABEL, size: 44 });
  write(pen, `${dots(person.idValidFrom)}-${dots(person.idValidTo)}`, [470, 766], { ...VALUE, size: 48 });
  specimen(pen, [1_130, 70]);
  return canvas;
}

function emblem(pen: Pen, x: number, y: number): void {
  pen.fillStyle = '#c8402f';
  pen.beginPath();
  pen.arc(x, y, 108, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = '#f0c65a';
  pen.beginPath();
  for (let i = 0; i < 10; i += 1) {
    const radius = i % 2 === 0 ? 74 : 29;
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  pen.fill();
  block(pen, [x - 90, y + 120, 180, 14], { colour: '#c8402f', radius: 7 });
}
