import type { Canvas } from '@napi-rs/canvas';
import { personOf, type Business } from '@kaitong/simulators/src/population/index.ts';
import { block, BOLD, sheet, wrapped, write, type Ink, type Pen } from './paper.ts';
import { press } from './seal.ts';

/** A4 upright, at 6.73 pixels a millimetre. */
const WIDTH = 1_414;
const HEIGHT = 2_000;
const TEXT: Ink = { size: 34, colour: '#191919' };
const PLACES = 32;
const LEADING = 62;

/** What the certificate states beyond the business's own facts. */
export const PROPERTY_FACTS = { registeredOn: '2023-05-17', authority: '杭州市规划和自然资源局' } as const;

/** First page of the contract over a shop's room. A company's contract bears its seal beside the signatures. */
export function drawLease(business: Business): Canvas {
  const { lease } = business;
  const { canvas, pen } = sheet(WIDTH, HEIGHT);
  block(pen, [0, 0, WIDTH, HEIGHT], { colour: '#fcfcfa' });
  write(pen, '房屋租赁合同', [440, 190], { size: 72, colour: '#111111', font: BOLD, spacing: 18 });
  const [from, to] = [chineseDate(lease.startsOn), chineseDate(lease.endsOn)];
  let y = paragraphs(pen, 300, [
    `出租方（甲方）：${lease.lessor}`,
    `承租方（乙方）：${lease.lessee}`,
    '　　根据有关法律法规，甲乙双方经协商一致，就房屋租赁事宜订立本合同，共同遵守。',
    `一、房屋坐落：${lease.address}`,
    '二、房屋用途：经营。乙方不得擅自改变房屋用途。',
    `三、租赁期限：自${from}起至${to}止。`,
    `四、租金：每月人民币${lease.yuanAMonth}元，按季支付，先付后用。`,
    '五、押金：相当于一个月租金，合同终止且无欠费后无息退还。',
    '六、房屋的维修由甲方负责，因乙方使用不当造成的损坏由乙方承担。',
    '七、租赁期满，乙方在同等条件下有优先承租权。',
    '八、本合同一式两份，甲乙双方各执一份，签字或盖章后生效。',
  ]);
  y += 90;
  write(pen, '甲方签章：', [130, y], TEXT);
  write(pen, lease.lessor, [300, y], { ...TEXT, size: lease.lessor.length > 6 ? 30 : 40 });
  write(pen, '乙方签章：', [760, y], TEXT);
  if (business.kind === 'company') {
    write(pen, personOf(business.legalPersonKey).name, [940, y], { ...TEXT, size: 40 });
    press(pen, { name: business.name }, { x: 1_090, y: y + 40, radius: 140, degrees: 11 });
  } else {
    write(pen, lease.lessee, [940, y], { ...TEXT, size: 44 });
  }
  write(pen, `签订日期：${from}`, [130, y + 190], TEXT);
  write(pen, '样张 SPECIMEN', [130, HEIGHT - 90], { size: 28, colour: '#8d5a52' });
  return canvas;
}

/** The owner's certificate, opened at the page with the facts: owner, place, use, term. */
export function drawPropertyCertificate(business: Business): Canvas {
  const { canvas, pen } = sheet(WIDTH, HEIGHT);
  block(pen, [0, 0, WIDTH, HEIGHT], { colour: '#f7f1ea' });
  write(pen, '不动产权证书', [430, 200], { size: 76, colour: '#111111', font: BOLD, spacing: 16 });
  write(pen, '浙（2023）杭州市不动产权第0099001号', [330, 290], TEXT);
  const rows: readonly (readonly [string, string])[] = [
    ['权利人', personOf(business.legalPersonKey).name],
    ['共有情况', '单独所有'],
    ['坐落', business.address],
    ['不动产单元号', '330106001001GB00001F00010001'],
    ['权利类型', '国有建设用地使用权/房屋所有权'],
    ['用途', '商业服务'],
    ['面积', '房屋建筑面积58.20㎡'],
  ];
  pen.strokeStyle = '#55504a';
  pen.lineWidth = 3;
  rows.forEach(([label, value], i) => {
    const top = 360 + i * 170;
    pen.strokeRect(110, top, WIDTH - 220, 170);
    pen.strokeRect(110, top, 290, 170);
    write(pen, label, [140, top + 100], TEXT);
    wrapped(value, 24).forEach((line, k) =>
      write(pen, line, [430, top + (value.length > 24 ? 70 : 100) + k * 56], TEXT),
    );
  });
  write(pen, `登记日期：${chineseDate(PROPERTY_FACTS.registeredOn)}`, [750, 1_690], TEXT);
  press(
    pen,
    { name: PROPERTY_FACTS.authority, inner: '不动产登记专用章' },
    { x: 1_010, y: 1_690, radius: 140, degrees: 3 },
  );
  write(pen, '样张 SPECIMEN', [130, HEIGHT - 90], { size: 28, colour: '#8d5a52' });
  return canvas;
}

function paragraphs(pen: Pen, top: number, texts: readonly string[]): number {
  let y = top;
  for (const text of texts) {
    for (const line of wrapped(text, PLACES)) {
      write(pen, line, [130, y], TEXT);
      y += LEADING;
    }
    y += 22;
  }
  return y;
}

function chineseDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}
