import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawReceipt, printReceipt } from './print-receipt.ts';
import { layOutSlip, ROLL_WIDTH, type SlipFacts } from './receipt-layout.ts';
import { textOf } from '../../../../testing/read-paper.ts';

const facts: SlipFacts = {
  receipt: {
    merchantName: '晓梅烤冷面文三路夜市分店',
    merchantNo: '888331058140001',
    terminalNo: '10000001',
    card: '622575******1234 /C',
    bankName: '招商银行',
    entryMode: '072',
    transType: '退货(REFUND)',
    batchNo: '000001',
    stan: '000012',
    authCode: '123456',
    rrn: '633420000012',
    at: '2026-11-30T05:00:00.000Z',
    amountFen: '12800',
    state: 'approved',
    originalStan: '000009',
    originalRrn: '633320000009',
    digest: 'ab'.repeat(32),
  },
  minus: true,
  state: 'partly_refunded',
  at: '2026/11/30 13:00:00',
  asOf: '2026/11/30 13:05:00',
  amount: '128.00',
  refunded: '28.00',
  address: `https://pay.example/r/10000001-633420000012-${'A'.repeat(22)}`,
  acquirer: '开通支付',
  signature: undefined,
};
const WANTED = [
  '商户名称(MERCHANT NAME)',
  '晓梅烤冷面文三路夜市分店',
  '888331058140001',
  '10000001',
  '622575******1234 /C',
  '退货(REFUND)',
  '000012',
  '633420000012',
  'RMB -128.00',
  '已部分退款(PARTLY REFUNDED)',
  '2026/11/30 13:05:00',
  '000009',
  'ab'.repeat(16),
];

describe('an e-receipt on paper', () => {
  it('carries every field of the slip, what it is today and its digest', async () => {
    const text = textOf(Buffer.from(await printReceipt(facts)));
    for (const word of WANTED) expect(text).toContain(word);
  });
  it('is one page as long as the slip, and so is the picture at twice the dots', async () => {
    const pdf = Buffer.from(await printReceipt(facts)).toString('latin1');
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    const { width, height } = layOutSlip(facts, (text) => text.length);
    expect(width).toBe(ROLL_WIDTH);
    expect(height).toBeGreaterThan(300);
    const picture = await sharp(await drawReceipt(facts)).metadata();
    expect(picture.width).toBe(ROLL_WIDTH * 2);
  });
  it('stays within the roll whatever the name is', () => {
    const slip = layOutSlip(
      { ...facts, receipt: { ...facts.receipt, merchantName: '很'.repeat(120) } },
      (text) => text.length,
    );
    for (const mark of slip.marks)
      if (mark.kind === 'text') expect(mark.x + mark.text.length * mark.size).toBeLessThanOrEqual(ROLL_WIDTH);
  });
  it('has no code where no address of ours is known outside', () => {
    const kinds = (of: SlipFacts) => layOutSlip(of, (text) => text.length).marks.map((mark) => mark.kind);
    expect(kinds(facts)).toContain('code');
    expect(kinds({ ...facts, address: undefined })).not.toContain('code');
  });
  it('is drawn with the font that comes with us: letters are outlines, and the picture has ink where they stand', async () => {
    const { data, info } = await sharp(await drawReceipt(facts))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const top = data.subarray(0, info.width * info.channels * 120);
    expect(top.some((dot) => dot < 80)).toBe(true);
  });
});
