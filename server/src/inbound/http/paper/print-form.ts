/** The application on paper: A4, Chinese, with places for three signatures and a code that loads the draft at a counter. */
import { encode } from 'uqr';
import type { FormFacts } from '../../../flows/application-form.ts';
import { HOTLINE } from '../../../modules/channels/index.ts';
import { openPaper, type Paper } from './open-paper.ts';
import { formSections, ORIGINAL_NAMES, type FormSection } from './form-lines.ts';

const MARGIN = 42;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN;
const LABEL = 86;
const ROW = 19;
const QR_SIDE = 84;
const INK = '#16211f';
const DIM = '#5b6664';
const LINE = '#b9c2c0';

/** @returns the bytes of the PDF. */
export async function printForm(facts: FormFacts): Promise<Uint8Array> {
  const { paper, bytes } = await openPaper({ title: `进件申请表 ${facts.applicationId}`, margin: MARGIN });
  drawHead(paper, facts);
  for (const section of formSections(facts)) drawSection(paper, section);
  drawOriginals(paper, facts);
  drawSignatures(paper);
  drawNotice(paper);
  numberPages(paper, facts);
  return bytes();
}

function drawHead(paper: Paper, facts: FormFacts): void {
  const top = MARGIN;
  paper
    .fillColor(INK)
    .fontSize(18)
    .text('收单商户进件申请表', MARGIN, top, { width: WIDTH - QR_SIDE - 12 });
  paper.fontSize(9).fillColor(DIM);
  const lines = [
    `收单机构：${facts.acquirer}`,
    `受理网点：${facts.outlet === '' ? '（由受理网点填写）' : facts.outlet}`,
    `申请单号：${facts.applicationId}`,
    `打印时间：${facts.printedAt}`,
  ];
  lines.forEach((line, i) => paper.text(line, MARGIN, top + 30 + i * 14, { width: WIDTH - QR_SIDE - 12 }));
  drawQr(paper, facts.url, MARGIN + WIDTH - QR_SIDE, top);
  const code = `${facts.code.slice(0, 4)} ${facts.code.slice(4)}`;
  paper
    .fillColor(INK)
    .fontSize(11)
    .text(code, MARGIN + WIDTH - QR_SIDE - 10, top + QR_SIDE + 2, { width: QR_SIDE + 20, align: 'center' });
  paper
    .fillColor(DIM)
    .fontSize(7)
    .text('柜面调取码，7 天内有效', MARGIN + WIDTH - QR_SIDE - 10, top + QR_SIDE + 17, {
      width: QR_SIDE + 20,
      align: 'center',
    });
  paper.y = top + QR_SIDE + 32;
}

function drawQr(paper: Paper, text: string, x: number, y: number): void {
  const code = encode(text, { ecc: 'M', border: 1 });
  const cell = QR_SIDE / code.size;
  paper.fillColor(INK);
  code.data.forEach((row, r) =>
    row.forEach((dark, c) => {
      if (dark) paper.rect(x + c * cell, y + r * cell, cell + 0.05, cell + 0.05);
    }),
  );
  paper.fill();
}

function needs(paper: Paper, height: number): void {
  if (paper.y + height <= BOTTOM) return;
  paper.addPage();
  paper.y = MARGIN;
}

function title(paper: Paper, text: string): void {
  paper
    .fillColor('#0b6b5d')
    .fontSize(11)
    .text(text, MARGIN, paper.y + 6, { width: WIDTH });
  paper.y += 3;
}

/** Two fields a row; a long value takes the whole row. */
function drawSection(paper: Paper, section: FormSection): void {
  needs(paper, 26 + ROW * 2);
  title(paper, section.title);
  const half = WIDTH / 2;
  let column = 0;
  for (const [label, value] of section.rows) {
    const wide = paper.fontSize(9).widthOfString(value) > half - LABEL - 8;
    if (wide && column === 1) {
      paper.y += ROW;
      column = 0;
    }
    if (column === 0) needs(paper, ROW);
    drawField(paper, { label, value, x: MARGIN + column * half, width: wide ? WIDTH : half });
    if (wide || column === 1) {
      paper.y += ROW;
      column = 0;
    } else column = 1;
  }
  if (column === 1) paper.y += ROW;
}

function drawField(
  paper: Paper,
  field: { readonly label: string; readonly value: string; readonly x: number; readonly width: number },
): void {
  const { label, value, x, width } = field;
  const top = paper.y;
  paper.lineWidth(0.5).strokeColor(LINE).rect(x, top, width, ROW).stroke();
  paper.rect(x, top, LABEL, ROW).fill('#f2f6f5');
  paper.lineWidth(0.5).strokeColor(LINE).rect(x, top, LABEL, ROW).stroke();
  paper
    .fillColor(DIM)
    .fontSize(8)
    .text(label, x + 4, top + 4.5, { width: LABEL - 6, lineBreak: false });
  const room = width - LABEL - 8;
  const size = paper.fontSize(9).widthOfString(value) > room ? 7 : 9;
  paper
    .fillColor(INK)
    .fontSize(size)
    .text(value, x + LABEL + 4, top + 4, { width: room, height: ROW, ellipsis: true });
  paper.y = top;
}

function drawOriginals(paper: Paper, facts: FormFacts): void {
  needs(paper, 30 + facts.originals.length * 16);
  title(paper, '原件核验（受理网点逐件核对后勾选）');
  for (const one of facts.originals) {
    const top = paper.y + 3;
    paper
      .lineWidth(0.8)
      .strokeColor(INK)
      .rect(MARGIN + 2, top, 9, 9)
      .stroke();
    paper
      .fillColor(INK)
      .fontSize(9)
      .text(
        `${ORIGINAL_NAMES[one.item] ?? one.item}${one.photographed ? '（已上传影像）' : '（未上传影像）'}`,
        MARGIN + 18,
        top - 2,
        { width: WIDTH - 20 },
      );
  }
}

function drawSignatures(paper: Paper): void {
  needs(paper, 96);
  title(paper, '签字');
  const names = ['商户本人', '经办柜员', '复核人员（不得为经办柜员）'];
  const width = WIDTH / names.length;
  const top = paper.y + 2;
  names.forEach((name, i) => {
    const x = MARGIN + i * width;
    paper.lineWidth(0.5).strokeColor(LINE).rect(x, top, width, 58).stroke();
    paper
      .fillColor(DIM)
      .fontSize(8)
      .text(name, x + 5, top + 4, { width: width - 10 });
    paper.text('签名：', x + 5, top + 20, { width: width - 10 });
    paper.text('日期：        年    月    日', x + 5, top + 42, { width: width - 10 });
  });
  paper.y = top + 62;
  paper
    .fillColor(DIM)
    .fontSize(8)
    .text('本表签字不代替电子签署：申请以商户本人在本人手机上核对并签署为准，未经本人签署不会提交。', MARGIN, paper.y, {
      width: WIDTH,
    });
}

function drawNotice(paper: Paper): void {
  needs(paper, 66);
  title(paper, '官方渠道与提示');
  paper
    .fillColor(INK)
    .fontSize(8.5)
    .text(
      `只有三种办理方式：① 开通商户端在线申请；② 合作银行网点柜面；③ 持有效授权服务证书的服务商上门。客服热线 ${HOTLINE}。`,
      MARGIN,
      paper.y + 2,
      { width: WIDTH },
    );
  paper
    .fillColor(DIM)
    .fontSize(8)
    .text(
      '请当心：“零押金”“返现”等宣传、快递到付收费、电话索要验证码均不是我们。押金只从本人信用卡冻结，工作人员不收现金、不索要验证码。',
      MARGIN,
      paper.y + 2,
      { width: WIDTH },
    );
}

function numberPages(paper: Paper, facts: FormFacts): void {
  const { start, count } = paper.bufferedPageRange();
  for (let i = start; i < start + count; i += 1) {
    paper.switchToPage(i);
    paper.page.margins.bottom = 0; // below the margin, or pdfkit would begin another page
    paper
      .fillColor(DIM)
      .fontSize(7)
      .text(`${facts.applicationId}    第 ${i + 1} 页 共 ${count} 页`, MARGIN, 841.89 - 28, {
        width: WIDTH,
        align: 'center',
        lineBreak: false,
      });
  }
}
