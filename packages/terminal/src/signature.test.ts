import { decodeBerTlv, decodeGb18030, decodeJbig, bytesField, textField, watermarkOf } from '@kaitong/iso8583';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rasterOf, readDrawing, signatureImage } from './drawing.ts';
import { Bench } from './testing/bench.ts';
import { drawing } from './testing/scripted-host.ts';

/** An activated device whose sale of 88.00 waits for its signature. */
async function toSign(model: 'esign_pos' | 'smart_pos' = 'esign_pos'): Promise<Bench> {
  const bench = new Bench(model);
  if (model === 'smart_pos') await bench.readySmart();
  else await bench.ready();
  await bench.sale('8800');
  await bench.keys('confirm');
  return bench;
}

async function sign(bench: Bench): Promise<void> {
  expect(bench.terminal.sign(drawing)).toBe(true);
  await bench.terminal.settled();
}

describe('a signature', () => {
  it('is drawn over the mark of its transaction and goes to the host with what was printed', async () => {
    const bench = await toSign();
    const row = bench.terminal.stored().journal.at(-1);
    expect(bench.view).toMatchObject({
      screen: 'signature',
      signatureWanted: true,
      watermark: watermarkOf('1122', row?.rrn ?? ''),
    });
    await sign(bench);
    const sent = bench.host.signatures[0];
    if (sent === undefined) throw new Error('a signature was sent');
    expect([2, 4, 11, 15, 37].map((n) => sent.fields.get(n))).toEqual([
      row?.pan,
      '000000008800',
      row?.stan,
      '1122',
      row?.rrn,
    ]);
    expect(textField(sent, 60)).toBe('07000007800');
    const slip = decodeBerTlv(bytesField(sent, 55) ?? new Uint8Array());
    const tags = slip.ok ? slip.value.map(({ tag }) => tag) : [];
    expect(tags.slice(0, 3)).toEqual(['FF00', 'FF01', 'FF02']);
    expect(slip.ok && decodeGb18030(slip.value[0]?.value ?? new Uint8Array())).toBe('林记小吃');
    expect(tags).toContain('FF23');
    expect(bench.view.screen).toBe('receipt');
    expect(bench.terminal.stored()).toMatchObject({ signatures: [] });
    expect(bench.terminal.stored().journal.at(-1)).toMatchObject({ signed: true, signature: 'sent' });
  });

  it('of a tap of up to 1,000 yuan is not asked for', async () => {
    const bench = new Bench();
    await bench.ready();
    await bench.sale('8800', 'tap');
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('receipt');
  });

  it('is stored before it leaves: after a power cut it goes before the next transaction', async () => {
    const bench = await toSign();
    let release: (() => void) | undefined;
    bench.host.hold = new Promise((resolve) => (release = resolve));
    bench.host.twists.push('lost_request');
    bench.terminal.sign(drawing);
    await bench.powerCut();
    release?.();
    expect(bench.view.status.signaturesWaiting).toBe(1);
    await bench.sale('100');
    expect(bench.mtis().slice(-2)).toEqual(['0820', '0200']);
    expect(bench.host.signatures).toHaveLength(1);
    expect(bench.view.status.signaturesWaiting).toBe(0);
  });

  it('that waits is sent when nobody stands at the device', async () => {
    const bench = await toSign();
    bench.host.twists.push('no_line');
    await sign(bench);
    expect(bench.view.receipt?.lines).toContain('备注: 电子签名待上送');
    await bench.keys('confirm', 'confirm');
    bench.terminal.tick();
    await bench.terminal.settled();
    expect(bench.host.signatures).toHaveLength(0);
    bench.nowMs += 21_000;
    bench.terminal.tick();
    await bench.terminal.settled();
    expect(bench.host.signatures).toHaveLength(1);
    expect(bench.view.screen).toBe('home');
  });

  it('that the host has already is done with (94)', async () => {
    const bench = await toSign();
    bench.host.twists.push('lost_answer');
    await sign(bench);
    expect(bench.view.status.signaturesWaiting).toBe(1);
    await bench.keys('confirm', 'confirm');
    await bench.sale('100');
    expect(bench.host.signatures).toHaveLength(1);
    expect(bench.terminal.stored().signatures).toEqual([]);
    expect(bench.terminal.stored().journal.at(-2)).toMatchObject({ signature: 'sent' });
  });

  it('that the host refuses is signed on paper, and the slip says so', async () => {
    const bench = await toSign('smart_pos');
    bench.host.twists.push({ code: '25' });
    await sign(bench);
    const slip = bench.printer.strips.at(-1) ?? [];
    expect(slip).toContain('备注: 签名未上送,请在纸上签名');
    expect(slip).toContain('持卡人签名(SIGNATURE):');
    expect(bench.terminal.stored()).toMatchObject({ signatures: [] });
  });

  it('never stops a sale: three tries, then by hand or with the settlement', async () => {
    const bench = await toSign();
    bench.host.twists.push({ code: '96' });
    await sign(bench);
    await bench.keys('confirm', 'confirm');
    for (let i = 0; i < 3; i += 1) {
      bench.host.twists.push({ code: '96' });
      await bench.sale('100', 'tap');
      await bench.keys('confirm', 'confirm', 'confirm');
    }
    bench.host.twists.length = 0;
    expect(bench.terminal.stored().signatures).toMatchObject([{ tries: 3 }]);
    await bench.sale('100', 'tap');
    expect(bench.mtis().at(-2)).not.toBe('0820');
    await bench.keys('confirm', 'confirm', 'confirm', '6', '3');
    expect(bench.view).toMatchObject({ title: '上送电子签名', tone: 'good', lines: ['待上送 0', '请按确认键'] });
  });
});

describe('the address of an e-receipt', () => {
  const url = 'https://pay.example/r/10000001-203105000009-AAAAAAAAAAAAAAAAAAAAAA';

  it('stands as a code on the screen of a device without a printer', async () => {
    const bench = new Bench();
    bench.host.receiptUrl = url;
    await bench.ready();
    await bench.sale('8800', 'tap');
    await bench.keys('confirm');
    expect(bench.view).toMatchObject({ lines: ['请扫码领取电子签购单', '请按确认键'], receipt: { url } });
  });

  it('is printed below the copy of the customer, also where the roll had to be changed first', async () => {
    const bench = new Bench('smart_pos');
    bench.host.receiptUrl = url;
    await bench.readySmart();
    await bench.sale('8800', 'tap');
    await bench.keys('confirm');
    bench.printer.side = 'none';
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('out_of_paper');
    bench.printer.side = 'right';
    await bench.keys('confirm');
    expect(bench.printer.codes.slice(-2)).toEqual([undefined, url]);
  });

  it('is as none where the host names something else', async () => {
    const bench = new Bench();
    bench.host.receiptUrl = 'javascript:alert(1)';
    await bench.ready();
    await bench.sale('8800', 'tap');
    await bench.keys('confirm');
    expect(bench.view.receipt).not.toHaveProperty('url');
  });
});

describe('a drawing', () => {
  it('that is none is not taken', () => {
    for (const wrong of [
      undefined,
      'x',
      {},
      { width: 1, height: 1, strokes: [] },
      { width: 9, height: 9, strokes: [[[1, 'a']]] },
      { width: 0, height: 9, strokes: [[[1, 1]]] },
    ])
      // prettier-ignore
      expect(readDrawing(wrong)).toBeUndefined();
    expect(readDrawing(drawing)).toEqual(drawing);
  });

  it('becomes a picture of its shape', () => {
    const picture = rasterOf({ width: 100, height: 50, strokes: [[[0, 0], [99, 49]]] }, 20, 1); // prettier-ignore
    expect([picture.width, picture.height]).toEqual([20, 10]);
    expect([picture.bits[0], picture.bits[29]]).toEqual([0b11000000, 0b00110000]);
  });

  it('fits one message however it is drawn, and is read back', () => {
    const point = fc.tuple(fc.integer({ min: -50, max: 400 }), fc.integer({ min: -50, max: 300 }));
    const strokes = fc.array(fc.array(point, { minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(strokes, fc.integer({ min: 40, max: 900 }), (lines, height) => {
        const image = signatureImage({ width: 320, height, strokes: lines });
        expect(image.length).toBeLessThanOrEqual(999);
        expect(decodeJbig(image).ok).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
