import { decodeField60, textField, bytesField } from '@kaitong/iso8583';
import { describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.ts';
import type { TerminalModel } from './ports.ts';

const signIns = (bench: Bench): string[] =>
  bench.host.received
    .filter((message) => message.mti === '0800')
    .map((message) => decodeField60(textField(message, 60) ?? ''))
    .map((read) => (read.ok ? read.value.managementCode : ''))
    .filter((code) => code === '003' || code === '005');

describe.each(['esign_pos', 'smart_pos'] as const satisfies readonly TerminalModel[])(
  'a device (%s) whose host wants SM4',
  (model) => {
    const ready = async (): Promise<Bench> => {
      const bench = new Bench(model);
      bench.host.speech = 'sm4';
      await (model === 'smart_pos' ? bench.readySmart() : bench.ready());
      return bench;
    };

    it('learns it at its first sign-in, is activated and sells: PIN block of 16 bytes, MAC and keys by SM4', async () => {
      const bench = await ready();
      expect(signIns(bench)).toEqual(['003', '005']);
      await bench.sale('8800');
      const [sale] = bench.host.received.filter((message) => message.mti === '0200').slice(-1);
      if (sale === undefined) throw new Error('a sale was sent');
      expect([textField(sale, 53), bytesField(sale, 52)?.length]).toEqual(['2300000000000000', 16]);
      expect(bench.host.pins.filter((pin) => pin !== undefined)).toEqual(['123456', '123456']);
      expect(bench.host.received.filter((message) => message.mti === '0100').map((one) => textField(one, 53))).toEqual([
        '2300000000000000',
      ]);
    });

    it('remembers it over a power cut and asks for SM4 first', async () => {
      const bench = await ready();
      await bench.powerCut();
      bench.host.received.length = 0;
      bench.store.save({ ...bench.store.load(), signInNeeded: true } as never);
      await bench.powerCut();
      if (model === 'smart_pos') return;
      await bench.sale('8800');
      expect(signIns(bench)).toEqual(['005']);
    });
  },
);

describe('a sale by SM4 whose answer is lost', () => {
  it('is reversed by SM4 before the next one', async () => {
    const bench = new Bench();
    bench.host.speech = 'sm4';
    await bench.ready();
    bench.host.twists.push('lost_answer');
    await bench.sale('8800');
    await bench.keys('confirm');
    await bench.sale('4400');
    const last = bench.host.received.slice(-2);
    expect(last.map((message) => message.mti)).toEqual(['0400', '0200']);
    expect(textField(last[0] as never, 53)).toBe('0300000000000000');
  });

  it('and whose answer has another MAC is not believed', async () => {
    const bench = new Bench();
    bench.host.speech = 'sm4';
    await bench.ready();
    bench.host.twists.push('bad_mac');
    await bench.sale('8800');
    expect(bench.store.load()?.pendingReversal).toMatchObject({ reason: 'A0' });
  });
});

describe('a device that spoke SM4', () => {
  it('goes back to DES where its host does', async () => {
    const bench = new Bench();
    bench.host.speech = 'sm4';
    await bench.ready();
    bench.host.speech = 'cup-double';
    bench.store.save({ ...bench.store.load(), signInNeeded: true } as never);
    await bench.powerCut();
    bench.host.received.length = 0;
    await bench.sale('8800');
    expect(signIns(bench)).toEqual(['005', '003']);
    expect(textField(bench.host.received.at(-1) as never, 53)).toBe('2600000000000000');
  });
});
