import type { Canvas } from '@napi-rs/canvas';
import { personOf, type Business } from '@kaitong/simulators/src/population/index.ts';
import { block, BOLD, sheet, write, type Ink, type Pen } from './paper.ts';
import { press } from './seal.ts';

const WIDTH = 1_800;
const HEIGHT = 1_270;
const LABEL: Ink = { size: 42, colour: '#3a3a3a' };
const VALUE: Ink = { size: 44, colour: '#151515' };

/** `permit`: the certificate that the central bank's branch issued. `printout`: what a bank prints since permits ended. */
export type PermitForm = 'permit' | 'printout';

/** The opening permit of a company's basic account. Throws for a business without one. */
export function drawAccountPermit(business: Business, form: PermitForm = 'permit'): Canvas {
  const { account } = business;
  if (account === undefined) throw new Error(`${business.key} has no corporate account`);
  const { canvas, pen } = sheet(WIDTH, HEIGHT);
  block(pen, [0, 0, WIDTH, HEIGHT], { colour: form === 'permit' ? '#f6efe0' : '#f7f7f5' });
  const legalPerson = personOf(business.legalPersonKey).name;
  if (form === 'permit') {
    frame(pen);
    write(pen, '开户许可证', [600, 220], { size: 104, colour: '#1c1c1c', font: BOLD, spacing: 20 });
    write(pen, `核准号：${account.permitNo}`, [170, 340], VALUE);
    write(pen, '编号：3310-00990001', [1_120, 340], LABEL);
    write(pen, `经审核，${business.name}符合开户条件，准予`, [260, 460], LABEL);
    write(pen, '开立基本存款账户。', [170, 540], LABEL);
    lines(pen, [
      ['法定代表人（单位负责人）', legalPerson],
      ['开户银行', account.bankName],
      ['账号', account.accountNumber],
    ]);
  } else {
    write(pen, '基本存款账户信息', [520, 220], { size: 88, colour: '#1c1c1c', font: BOLD, spacing: 12 });
    lines(pen, [
      ['账户名称', business.name],
      ['账户号码', account.accountNumber],
      ['开户银行', account.bankName],
      ['法定代表人（单位负责人）', legalPerson],
      ['基本存款账户编号', account.permitNo],
    ]);
  }
  press(
    pen,
    { name: permitIssuer(business, form), inner: form === 'permit' ? '账户管理专用章' : '业务专用章' },
    seat(form),
  );
  const [year, month, day] = account.openedOn.split('-');
  write(pen, `${year}年${month}月${day}日`, [1_240, 1_130], VALUE);
  write(pen, '样张 SPECIMEN', [170, 1_190], { size: 30, colour: '#8d5a52' });
  return canvas;
}

/** Whose seal a permit bears: a branch of a made-up central bank; a printout that of the account's own branch. */
export function permitIssuer(business: Business, form: PermitForm): string {
  return form === 'permit' ? '虚构银行杭州中心支行' : (business.account?.bankName ?? '').replace('股份有限公司', '');
}

const seat = (form: PermitForm) => ({ x: 1_400, y: 1_020, radius: 140, degrees: form === 'permit' ? -4 : 6 });

function frame(pen: Pen): void {
  pen.strokeStyle = '#9d7f5a';
  pen.lineWidth = 8;
  pen.strokeRect(60, 60, WIDTH - 120, HEIGHT - 120);
}

function lines(pen: Pen, rows: readonly (readonly [label: string, value: string])[]): void {
  const top = rows.length > 3 ? 400 : 660;
  rows.forEach(([label, value], i) => {
    const end = write(pen, `${label}：`, [170, top + i * 110], LABEL);
    write(pen, value, [end + 12, top + i * 110], VALUE);
  });
}
