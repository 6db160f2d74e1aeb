import { connect } from 'node:net';
import {
  networkDialect,
  networkFrame,
  NetworkFrameReader,
  packWithMac,
  textField,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { describe, expect, it } from 'vitest';
import { codeAt, freshCode, walletOf, walletOfCode, wallets } from '../population/wallets.ts';
import { forkSimulator, type ForkedSimulator } from '../testing/fork-simulator.ts';

const key = Buffer.from('2F2F3E3E4D4D5C5C6B6B7A7A89899898', 'hex');

function exchange(simulator: ForkedSimulator, message: Message): Promise<Message> {
  return new Promise((resolve, reject) => {
    const socket = connect(simulator.ports['network'] as number, '127.0.0.1');
    const reader = new NetworkFrameReader();
    const body = packWithMac(networkDialect, message, { strategy: 'x99', key });
    socket.write(networkFrame({ destination: '00010000', source: '48020000', body }));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      for (const one of reader.push(chunk).frames) {
        const read = unpack(networkDialect, one.body);
        socket.destroy();
        if (read.ok) resolve(read.value);
        else reject(new Error(JSON.stringify(read.error)));
      }
    });
  });
}

/** A request about a payment by code: `type` is the first two digits of field 3. */
function byCode(type: string, stan: string, more: Readonly<Record<number, FieldValue>> = {}): Message {
  const fields: Record<number, FieldValue> = {
    3: `${type}0000`,
    4: '5000',
    7: '1122203105',
    11: stan,
    25: '00',
    32: '48020000',
    37: `203105${stan}`,
    49: '156',
    ...more,
  };
  return { mti: '0200', fields: new Map(Object.entries(fields).map(([n, v]) => [Number(n), v])) };
}
const original = (stan: string) => ({ 90: `0200${stan}1122203105${'0'.repeat(22)}` });
const said = async (simulator: ForkedSimulator, message: Message): Promise<string> =>
  textField(await exchange(simulator, message), 39) ?? '';
const heldBy = async (simulator: ForkedSimulator, wallet: string): Promise<bigint> => {
  const rows = await simulator.admin<{ key: string; availableFen: string }[]>('GET', '/wallets');
  return BigInt(rows.find((one) => one.key === wallet)?.availableFen ?? '-1');
};

describe('a code that a wallet shows', () => {
  it('is of its wallet for two minutes, never the same twice, and of nobody when a digit of it is wrong', () => {
    const [wang, lin] = [walletOf('wang'), walletOf('lin')];
    if (wang === undefined || lin === undefined) throw new Error('both have wallets');
    const code = codeAt(wang, 1_800_000_000);
    expect([code.length, walletOfCode(code, 1_800_000_120_000)?.key]).toEqual([19, 'wang']);
    expect(walletOfCode(code, 1_800_000_121_000)).toBeUndefined();
    for (let i = 0; i < code.length; i += 1) {
      const wrong = code.slice(0, i) + String((Number(code[i]) + 1) % 10) + code.slice(i + 1);
      expect(walletOfCode(wrong, 1_800_000_000_000)).toBeUndefined();
    }
    expect(freshCode(lin, 5_000)).not.toBe(freshCode(lin, 5_000));
    expect(new Set(wallets.map((one) => one.key)).size).toBe(wallets.length);
  });
});

describe('payments by code at the network', () => {
  it('that wait know after a power cut whom they wait for, and are paid once', async () => {
    const before = await forkSimulator('card-network');
    const issued = await exchange(before, byCode('71', '000001'));
    const payload = textField(issued, 48)?.slice(2) ?? '';
    expect([textField(issued, 39), await said(before, byCode('73', '000002', original('000001')))]).toEqual([
      '00',
      '09',
    ]);
    await before.kill();
    const after = await forkSimulator('card-network', { dataDir: before.dataDir });
    const money = await heldBy(after, 'chen');
    const pay = (wallet: string) =>
      after.admin<{ code?: string; error?: string }>('POST', `/wallets/${wallet}/pay`, { payload });
    expect(await pay('restricted')).toEqual({ code: '62' });
    expect(await pay('chen')).toEqual({ code: '00' });
    expect(await pay('wang')).toEqual({ error: 'nothing waits to be paid' });
    expect(await said(after, byCode('73', '000003', original('000001')))).toBe('00');
    expect(await heldBy(after, 'chen')).toBe(money - 5_000n);
    expect(textField(await exchange(after, byCode('71', '000001')), 48)).toBe(`QR${payload}`); // asked again, answered again
    await after.kill();
    const last = await forkSimulator('card-network', { dataDir: before.dataDir });
    expect(await heldBy(last, 'chen')).toBe(money - 5_000n);
    await last.kill();
  });

  it('are given back in parts, each once however often it is said, never more than was paid, also after a power cut', async () => {
    const before = await forkSimulator('card-network');
    const payload = textField(await exchange(before, byCode('71', '000001')), 48)?.slice(2) ?? '';
    const money = await heldBy(before, 'chen');
    const refund = (stan: string, amount: string): Message => ({
      ...byCode('74', stan, { ...original('000001'), 4: amount }),
      mti: '0220',
    });
    expect(await said(before, refund('000002', '1000'))).toBe('12'); // nobody has paid yet
    await before.admin('POST', '/wallets/chen/pay', { payload });
    for (let i = 0; i < 2; i += 1) expect(await said(before, refund('000003', '3000'))).toBe('00');
    expect([await said(before, refund('000003', '3001')), await said(before, refund('000004', '2001'))]).toEqual([
      '94',
      '64',
    ]);
    expect(await said(before, byCode('72', '000005', original('000001')))).toBe('12');
    await before.kill();
    const after = await forkSimulator('card-network', { dataDir: before.dataDir });
    expect(await heldBy(after, 'chen')).toBe(money - 2_000n);
    expect([await said(after, refund('000006', '2000')), await said(after, refund('000007', '1'))]).toEqual([
      '00',
      '64',
    ]);
    await after.kill();
  });

  it('are over after two minutes: nobody can pay, and a query says so', async () => {
    const simulator = await forkSimulator('card-network');
    const payload = textField(await exchange(simulator, byCode('71', '000001')), 48)?.slice(2) ?? '';
    await simulator.admin('PUT', '/clock', { offsetMs: 121_000 });
    expect(await simulator.admin('POST', '/wallets/chen/pay', { payload })).toEqual({
      error: 'nothing waits to be paid',
    });
    expect(await said(simulator, byCode('73', '000002', original('000001')))).toBe('12');
    await simulator.kill();
  });

  it('a refusal by fault is of payments, not of what is said about them', async () => {
    const simulator = await forkSimulator('card-network');
    await exchange(simulator, byCode('71', '000001'));
    await simulator.admin('PUT', '/faults', { decline: '05' });
    expect(await said(simulator, byCode('73', '000002', original('000001')))).toBe('09');
    expect(await said(simulator, byCode('71', '000003'))).toBe('05');
    expect(await said(simulator, byCode('73', '000004', original('000009')))).toBe('25');
    await simulator.kill();
  });
});
