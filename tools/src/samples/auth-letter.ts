import type { Canvas } from '@napi-rs/canvas';
import { personOf, type Business } from '@kaitong/simulators/src/population/index.ts';
import { block, BOLD, sheet, wrapped, write, type Ink } from './paper.ts';
import { press, type SealToPress } from './seal.ts';

const WIDTH = 1_414;
const HEIGHT = 2_000;
const TEXT: Ink = { size: 38, colour: '#191919' };

/** The letter by which a company lets a person act; sealed unless told otherwise. Throws for a business without a handler. */
export function drawAuthLetter(business: Business, options: { seal?: SealToPress | 'none' } = {}): Canvas {
  if (business.handlerKey === undefined) throw new Error(`${business.key} has no handling person`);
  const handler = personOf(business.handlerKey);
  const { canvas, pen } = sheet(WIDTH, HEIGHT);
  block(pen, [0, 0, WIDTH, HEIGHT], { colour: '#fcfcfa' });
  write(pen, '授权委托书', [450, 230], { size: 84, colour: '#111111', font: BOLD, spacing: 20 });
  const texts = [
    `委托单位：${business.name}`,
    `法定代表人：${personOf(business.legalPersonKey).name}`,
    `统一社会信用代码：${business.uscc}`,
    `受托人：${handler.name}`,
    `身份证号码：${handler.idNumber}`,
    '　　兹委托上述受托人代表本单位办理银行卡收单业务的申请、签约资料提交及机具领取等事宜。受托人在授权范围内签署的文件，本单位均予承认。',
    '委托期限：自签署之日起三个月。受托人无转委托权。',
  ];
  let y = 390;
  for (const text of texts) {
    for (const line of wrapped(text, 29)) {
      write(pen, line, [140, y], TEXT);
      y += 74;
    }
    y += 24;
  }
  write(pen, '委托单位（盖章）：', [560, y + 160], TEXT);
  const [year, month, day] = (business.authorisedOn ?? '').split('-').map(Number);
  write(pen, `日期：${year}年${month}月${day}日`, [760, y + 290], TEXT);
  const seal = options.seal ?? { name: business.name };
  if (seal !== 'none') press(pen, seal, { x: 1_010, y: y + 230, radius: 142, degrees: 5 });
  write(pen, '样张 SPECIMEN', [140, HEIGHT - 90], { size: 28, colour: '#8d5a52' });
  return canvas;
}
