import type { Canvas } from '@napi-rs/canvas';
import type { Person } from '@kaitong/simulators/src/population/index.ts';
import { chanceFrom } from './chance.ts';
import { block, BOLD, sheet, write, type Pen } from './paper.ts';

interface Trade {
  readonly sign: string;
  readonly goods: readonly string[];
  readonly colour: string;
}

const TRADES: Readonly<Record<string, Trade>> = {
  lin: { sign: '晓梅小吃', goods: ['烤冷面', '臭豆腐', '酸辣粉'], colour: '#b8322a' },
  wang: { sign: '建国五金', goods: ['水管接头', '电钻租赁', '灯泡'], colour: '#1f4f86' },
  maimaiti: { sign: '阿不都拉烤馕', goods: ['烤馕', '酸奶', '葡萄干'], colour: '#8a5a17' },
  zhao: { sign: '赵敏裁缝铺', goods: ['改衣', '缝补', '窗帘定做'], colour: '#6b3a78' },
  chen: { sign: '桂雨面馆', goods: ['片儿川', '牛肉面', '小馄饨'], colour: '#a23b24' },
  zhou: { sign: '星砾商贸', goods: ['文具套装', '手工台灯', '瓷杯'], colour: '#27584f' },
  sun: { sign: '星砾商贸', goods: ['笔记本', '钢笔', '礼品袋'], colour: '#27584f' },
};

function tradeOf(person: Person): Trade {
  return TRADES[person.key] ?? { sign: `${person.name}小店`, goods: ['日用百货'], colour: '#345' };
}

const WIDTH = 1_600;
const HEIGHT = 1_200;

/** A market stall as somebody standing before it would photograph it. */
export function drawScene(person: Person): Canvas {
  const trade = tradeOf(person);
  const { canvas, pen } = sheet(WIDTH, HEIGHT);
  const wall = pen.createLinearGradient(0, 0, 0, HEIGHT);
  wall.addColorStop(0, '#5f7186');
  wall.addColorStop(0.7, '#a79f92');
  wall.addColorStop(1, '#6d665e');
  pen.fillStyle = wall;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  bricks(pen);
  block(pen, [130, 330, 1_340, 560], { colour: '#4b3a2e', radius: 6 });
  block(pen, [180, 360, 1_240, 400], { colour: '#d9c9a5', radius: 4 });
  block(pen, [150, 150, 1_300, 190], { colour: trade.colour, radius: 10 });
  const size = 118;
  const places = Array.from(trade.sign).length;
  write(pen, trade.sign, [800 - (places * (size + 20)) / 2, 290], { size, colour: '#fff3c8', font: BOLD, spacing: 20 });
  awning(pen, trade.colour);
  shelves(pen, trade, chanceFrom(person.key));
  block(pen, [110, 860, 1_380, 250], { colour: '#7b5a3a', radius: 8 });
  for (let i = 0; i < 9; i += 1) block(pen, [130 + i * 152, 872, 136, 226], { colour: '#8c6844', radius: 4 });
  return canvas;
}

function bricks(pen: Pen): void {
  pen.strokeStyle = 'rgba(40,40,40,0.25)';
  pen.lineWidth = 3;
  for (let y = 0; y < HEIGHT; y += 46) {
    for (let x = y % 92 === 0 ? 0 : -60; x < WIDTH; x += 120) pen.strokeRect(x, y, 120, 46);
  }
}

function awning(pen: Pen, colour: string): void {
  for (let i = 0; i < 13; i += 1) {
    pen.fillStyle = i % 2 === 0 ? colour : '#f0ead8';
    pen.beginPath();
    pen.moveTo(150 + i * 100, 340);
    pen.lineTo(250 + i * 100, 340);
    pen.lineTo(262 + i * 100 - 6, 420);
    pen.lineTo(144 + i * 100, 420);
    pen.fill();
  }
}

function shelves(pen: Pen, trade: Trade, chance: () => number): void {
  const palette = ['#c9703a', '#7a9a44', '#d8b24a', '#a33f3a', '#5d7fa6', '#e0d3bd'];
  for (let row = 0; row < 2; row += 1) {
    block(pen, [200, 610 + row * 140, 1_200, 16], { colour: '#6b5138' });
    for (let i = 0; i < 15; i += 1) {
      const high = 60 + chance() * 70;
      const colour = palette[Math.floor(chance() * palette.length)] ?? '#999999';
      block(pen, [214 + i * 79, 610 + row * 140 - high, 60, high], { colour, radius: 10 });
    }
  }
  trade.goods.forEach((item, i) => {
    block(pen, [240 + i * 390, 775, 300, 76], { colour: '#fbfaf4', radius: 6 });
    write(pen, `${item} ${6 + i * 4}元`, [262 + i * 390, 830], { size: 44, colour: '#23303c', font: BOLD });
  });
}

/** The screen of a delivery platform with one order: what a merchant without a shop front sends in. */
export function drawOrderScreenshot(person: Person): Canvas {
  const trade = tradeOf(person);
  const { canvas, pen } = sheet(900, 1_600);
  pen.fillStyle = '#f3f4f6';
  pen.fillRect(0, 0, 900, 1_600);
  block(pen, [0, 0, 900, 150], { colour: '#2f6fed' });
  write(pen, '订单详情', [350, 100], { size: 50, colour: '#ffffff', font: BOLD });
  block(pen, [30, 180, 840, 150], { colour: '#ffffff', radius: 18 });
  write(pen, trade.sign, [70, 272], { size: 50, colour: '#1d2430', font: BOLD });
  write(pen, '已完成', [690, 268], { size: 40, colour: '#2f9e58' });
  block(pen, [30, 360, 840, 560], { colour: '#ffffff', radius: 18 });
  let total = 0;
  trade.goods.forEach((item, i) => {
    const yuan = 6 + i * 4;
    total += yuan;
    write(pen, item, [70, 460 + i * 110], { size: 44, colour: '#1d2430' });
    write(pen, 'x1', [560, 460 + i * 110], { size: 38, colour: '#7b8494' });
    write(pen, `¥${yuan}.00`, [690, 460 + i * 110], { size: 42, colour: '#1d2430' });
  });
  write(pen, '实付款', [470, 860], { size: 42, colour: '#1d2430' });
  write(pen, `¥${total}.00`, [650, 862], { size: 50, colour: '#d23c2c', font: BOLD });
  block(pen, [30, 950, 840, 330], { colour: '#ffffff', radius: 18 });
  write(pen, '订单编号 8021 6604 5530 1176', [70, 1_040], { size: 38, colour: '#4c5565' });
  write(pen, '下单时间 2026-05-18 19:42', [70, 1_120], { size: 38, colour: '#4c5565' });
  write(pen, '支付方式 在线支付', [70, 1_200], { size: 38, colour: '#4c5565' });
  write(pen, '样张 SPECIMEN', [360, 1_540], { size: 28, colour: '#a0a6b2' });
  return canvas;
}
