import type { Canvas } from '@napi-rs/canvas';
import type { Business } from '@kaitong/simulators/src/population/index.ts';
import { block, BOLD, sheet, wrapped, write, type Ink } from './paper.ts';
import { press } from './seal.ts';

const WIDTH = 1_414;
const HEIGHT = 2_000;
const TEXT: Ink = { size: 40, colour: '#191919' };

/** Whose seal is on the letter: the account's own branch, or nobody's. */
export const letterSeal = (business: Business): string =>
  (business.account?.bankName ?? '').replace('股份有限公司', '');

/** The letter by which a bank confirms a corporate account, as the app prints it, filled in and sealed by hand. Throws without an account. */
export function drawAccountLetter(business: Business, options: { sealed: boolean }): Canvas {
  const { account } = business;
  if (account === undefined) throw new Error(`${business.key} has no corporate account`);
  const { canvas, pen } = sheet(WIDTH, HEIGHT);
  block(pen, [0, 0, WIDTH, HEIGHT], { colour: '#fdfdfb' });
  write(pen, '账户核实函', [470, 220], { size: 84, colour: '#111111', font: BOLD, spacing: 16 });
  const texts = [
    '致收单机构：开通收单演示机构',
    '经核实，下列单位银行结算账户在我行开立，状态正常，户名与账号相符。',
    `户名：${business.name}`,
    `账号：${account.accountNumber}`,
    `开户银行：${account.bankName}`,
    `联行号：${account.branchCode}`,
  ];
  let y = 400;
  for (const text of texts) {
    for (const line of wrapped(text, 27)) {
      write(pen, line, [140, y], TEXT);
      y += 78;
    }
    y += 26;
  }
  write(pen, '开户银行（加盖业务公章）：', [140, y + 170], TEXT);
  write(pen, '日期：2026年11月9日', [140, y + 320], TEXT);
  if (options.sealed)
    press(pen, { name: letterSeal(business), inner: '业务专用章' }, { x: 960, y: y + 210, radius: 142, degrees: -6 });
  write(pen, '样张 SPECIMEN', [140, HEIGHT - 90], { size: 28, colour: '#8d5a52' });
  return canvas;
}
