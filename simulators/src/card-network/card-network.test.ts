import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  decodeBerTlv,
  encodeBerTlv,
  networkDialect,
  networkFrame,
  NetworkFrameReader,
  packWithMac,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { personOf, testCards } from '../population/index.ts';
import { forkSimulator, type ForkedSimulator } from '../testing/fork-simulator.ts';
import { acomWidths } from './acom.ts';
import { cryptogramTags, demoCryptogram, issuerAuthentication, issuerHolds } from './chip.ts';
import { issuerFeeFen, networkFeeFen } from './fees.ts';

const key = Buffer.from('2F2F3E3E4D4D5C5C6B6B7A7A89899898', 'hex');
const [debit, credit] = personOf('lin').cards;
if (debit === undefined || credit === undefined) throw new Error('林晓梅 has two cards');

/** 2026-11-22 20:31:05 in Shanghai. */
const evening = Date.parse('2026-11-22T12:31:05Z');
const offsetTo = (ms: number) => ms - Date.now();

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

function financial(mti: string, stan: string, amountFen: number, more: Record<number, FieldValue> = {}): Message {
  const fields: Record<number, FieldValue> = {
    2: credit?.pan as string,
    3: '000000',
    4: String(amountFen),
    7: '1122203105',
    11: stan,
    18: '5411',
    22: '051',
    25: '00',
    32: '48020000',
    37: `203105${stan}`,
    41: '10000001',
    42: '480330154110001',
    49: '156',
    ...more,
  };
  return { mti, fields: new Map(Object.entries(fields).map(([n, v]) => [Number(n), v])) };
}

function reversalOf(stan: string, amountFen: number): Message {
  return financial('0420', stan, amountFen, { 90: `0200${stan}1122203105${'0'.repeat(22)}` });
}

const code = async (simulator: ForkedSimulator, message: Message) =>
  (await exchange(simulator, message)).fields.get(39);

/** A bank that takes transfers; `broken` answers 503. */
async function bank() {
  const taken: unknown[] = [];
  const control = { broken: false };
  const server = createServer((request: IncomingMessage, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    request.on('end', () => {
      if (!control.broken) taken.push(JSON.parse(text));
      response.writeHead(control.broken ? 503 : 200).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    control,
    close: () => server.close(),
  };
}

describe('fees', () => {
  it('round half up and stop at their caps', () => {
    expect([issuerFeeFen('credit', 10_000n), networkFeeFen(10_000n)]).toEqual([45n, 3n]);
    expect(issuerFeeFen('credit', 100n)).toBe(0n);
    expect(issuerFeeFen('credit', 112n)).toBe(1n);
    expect([issuerFeeFen('debit', 500_000n), networkFeeFen(2_000_000n)]).toEqual([1300n, 325n]);
  });
});

describe('what is built on another transaction', () => {
  const original = (mti: string, stan: string) => `${mti}${stan}1122203105${'0'.repeat(22)}`;
  const hold = { 3: '030000', 25: '06' };

  it('moves the money of the card, and undone gives it back: completion, its void, and the reversal of that void', async () => {
    const simulator = await forkSimulator('card-network');
    const money = async () => {
      const { state } = await simulator.admin<{
        state: { cards: { pan: string; availableFen: string; heldFen: string }[] };
      }>('GET', '/state');
      const card = state.cards.find((one) => one.pan.endsWith(credit.pan.slice(-4)));
      return [credit.availableFen - BigInt(card?.availableFen ?? 0), BigInt(card?.heldFen ?? 0)];
    };
    const held = await exchange(simulator, financial('0100', '000001', 10_000, hold));
    expect(await money()).toEqual([10_000n, 10_000n]);
    const more = { 25: '06', 38: held.fields.get(38) as string, 90: original('0100', '000001') };
    expect(await code(simulator, financial('0220', '000002', 11_501, more))).toBe('61');
    expect(await code(simulator, financial('0220', '000003', 11_500, more))).toBe('00');
    expect(await money()).toEqual([11_500n, 0n]);
    const undo = { 3: '200000', 25: '06', 90: original('0220', '000003') };
    expect(await code(simulator, financial('0200', '000004', 11_500, undo))).toBe('00');
    expect(await money()).toEqual([10_000n, 10_000n]);
    const reversal = { 3: '200000', 25: '06', 90: original('0200', '000004') };
    expect(await code(simulator, financial('0420', '000004', 11_500, reversal))).toBe('00');
    expect(await money()).toEqual([11_500n, 0n]);
    await simulator.kill();
  });

  it('an inquiry brings what the card may spend, and changes nothing', async () => {
    const simulator = await forkSimulator('card-network');
    const { 4: _amount, ...fields } = Object.fromEntries(financial('0200', '000001', 0, { 3: '310000' }).fields);
    const ask = (stan: string) =>
      exchange(simulator, {
        mti: '0200',
        fields: new Map(Object.entries({ ...fields, 11: stan }).map(([n, v]) => [Number(n), v as FieldValue])),
      });
    const available = String(credit.availableFen).padStart(12, '0');
    expect((await ask('000001')).fields.get(54)).toBe(`1002156C${available}`);
    expect((await ask('000002')).fields.get(54)).toBe(`1002156C${available}`);
    await simulator.kill();
  });
});

describe('what an issuer says to a chip', () => {
  const values = new Map(cryptogramTags.map((tag, i) => [tag, Uint8Array.of(i)]));
  const data = Buffer.concat(cryptogramTags.map((tag) => values.get(tag) as Uint8Array));
  const chipOf = (cryptogram: Uint8Array): FieldValue =>
    encodeBerTlv([{ tag: '9F26', value: cryptogram }, ...[...values].map(([tag, value]) => ({ tag, value }))]);

  it('is the vector of the documentation', () => {
    const cryptogram = Buffer.from('0123456789ABCDEF', 'hex');
    const hex = (code_: string) =>
      Buffer.from(issuerAuthentication('6225758800123456', cryptogram, code_))
        .toString('hex')
        .toUpperCase();
    expect([hex('00'), hex('51')]).toEqual(['18F500B8FDF2B4D13030', '6AD79F405B0FF1F73531']);
  });

  it('is its proof for the cryptogram of this transaction and its code, none for one that does not hold or a stripe', async () => {
    const simulator = await forkSimulator('card-network');
    const cryptogram = demoCryptogram(credit.pan, data);
    const proofOf = (message: Message) => {
      const objects = decodeBerTlv((message.fields.get(55) ?? new Uint8Array()) as Uint8Array);
      return objects.ok ? objects.value.find(({ tag }) => tag === '91')?.value : undefined;
    };
    const approved = proofOf(await exchange(simulator, financial('0200', '000001', 100, { 55: chipOf(cryptogram) })));
    expect(approved?.length).toBe(10);
    expect(issuerHolds(credit.pan, cryptogram, approved as Uint8Array)).toBe(true);
    expect(issuerHolds(debit.pan, cryptogram, approved as Uint8Array)).toBe(false);
    const declined = proofOf(
      await exchange(simulator, financial('0200', '000002', 99_999_999, { 55: chipOf(cryptogram) })),
    );
    expect(Buffer.from((declined as Uint8Array).subarray(8)).toString('latin1')).toBe('51');
    const forged = await exchange(simulator, financial('0200', '000003', 100, { 55: chipOf(Buffer.alloc(8)) }));
    expect([forged.fields.get(39), forged.fields.has(55)]).toEqual(['05', false]);
    expect((await exchange(simulator, financial('0200', '000004', 100))).fields.has(55)).toBe(false);
    await simulator.admin('PUT', '/faults', { wrongArpc: true });
    const wrong = proofOf(await exchange(simulator, financial('0200', '000005', 100, { 55: chipOf(cryptogram) })));
    expect(issuerHolds(credit.pan, cryptogram, wrong as Uint8Array)).toBe(false);
    await simulator.kill();
  });
});

describe('what an issuer says of a card', () => {
  const panOf = (name: string) => testCards.find((one) => one.key === name)?.card.pan as string;
  let simulator: ForkedSimulator;
  let stan = 0;
  const ask = (pan: string, amountFen: number, more: Record<number, FieldValue> = {}, mti = '0200') =>
    code(simulator, financial(mti, String((stan += 1)).padStart(6, '0'), amountFen, { 2: pan, ...more }));
  beforeEach(async () => {
    stan = 0;
    simulator = await forkSimulator('card-network', { clockOffsetMs: offsetTo(evening) });
  });
  afterEach(() => simulator.kill());

  it.each([
    ['lost', '41'],
    ['stolen', '43'],
    ['expired', '54'],
    ['restricted', '62'],
    ['poor', '51'],
  ])('%s is answered %s, a sale and a freeze alike', async (state, expected) => {
    expect(await ask(panOf(state), 100_000)).toBe(expected);
    expect(await ask(panOf(state), 100_000, { 3: '030000', 25: '06' }, '0100')).toBe(expected);
  });

  it('expired is also what the card says of itself, in field 14 or track 2, in the past or unlike the issuer’s', async () => {
    const { pan } = credit;
    expect(await ask(pan, 100, { 14: credit.expiry })).toBe('00');
    expect(await ask(pan, 100, { 14: '2610' })).toBe('54');
    expect(await ask(pan, 100, { 14: '3101' })).toBe('54');
    expect(await ask(pan, 100, { 35: `${pan}D26102010000012345` })).toBe('54');
    expect(await ask(pan, 100, { 35: `${pan}D${credit.expiry}2010000012345` })).toBe('00');
  });

  it('61 above the amount of a day: what was taken back counts no more, and the next day begins anew', async () => {
    const pan = panOf('daily-amount');
    expect(await ask(pan, 30_000)).toBe('00');
    expect(await ask(pan, 20_001)).toBe('61');
    expect(await ask(pan, 20_000)).toBe('00');
    expect(await ask(pan, 1)).toBe('61');
    const undo = { 3: '200000', 90: `02000000031122203105${'0'.repeat(22)}` };
    expect(await ask(pan, 20_000, undo)).toBe('00');
    expect(await ask(pan, 20_000)).toBe('00');
    await simulator.admin('PUT', '/clock', { offsetMs: offsetTo(evening + 86_400_000) });
    expect(await ask(pan, 50_000)).toBe('00');
  });

  it('65 above the count of a day, a reversal gives one back', async () => {
    const pan = panOf('daily-count');
    for (const expected of ['00', '00', '00', '65']) expect(await ask(pan, 100)).toBe(expected);
    const reversal = { 2: pan, 90: `02000000031122203105${'0'.repeat(22)}` };
    expect(await code(simulator, financial('0420', '000003', 100, reversal))).toBe('00');
    expect([await ask(pan, 100), await ask(pan, 100)]).toEqual(['00', '65']);
  });
});

describe('what can be made to go wrong', () => {
  it('meets as many messages as were counted, then the network is well again by itself', async () => {
    const simulator = await forkSimulator('card-network');
    await simulator.admin('PUT', '/faults', { decline: '96', scope: 'financial', count: 2 });
    expect(await code(simulator, reversalOf('000077', 100))).toBe('25');
    const codes: unknown[] = [];
    for (const stan of ['000001', '000002', '000003']) codes.push(await code(simulator, financial('0200', stan, 100)));
    expect(codes).toEqual(['96', '96', '00']);
    const { faults } = await simulator.admin<{ faults: { value: unknown; rest: unknown }[] }>('GET', '/state');
    expect(faults.filter(({ value, rest }) => value !== rest)).toEqual([]);
    await simulator.kill();
  });

  it('is switched all together or not at all, and only to what a switch can be', async () => {
    const simulator = await forkSimulator('card-network');
    const wanted = { duplicate: true, answer: 'sometimes', decline: '5', delayMs: -1, nothing: 1 };
    expect(await simulator.admin('PUT', '/faults', wanted)).toEqual({
      refused: ['answer', 'decline', 'delayMs', 'nothing'],
    });
    const { faults } = await simulator.admin<{ faults: { name: string; value: unknown }[] }>('GET', '/state');
    expect(faults).toContainEqual(expect.objectContaining({ name: 'duplicate', value: false }));
    await simulator.kill();
  });

  it('is told by the log with its name, newest first and without card numbers', async () => {
    const simulator = await forkSimulator('card-network');
    await exchange(simulator, financial('0200', '000001', 100));
    await simulator.admin('PUT', '/faults', { answer: 'late', wrongAmount: true });
    const socket = connect(simulator.ports['network'] as number, '127.0.0.1');
    const body = packWithMac(networkDialect, financial('0200', '000002', 250), { strategy: 'x99', key });
    socket.write(networkFrame({ destination: '00010000', source: '48020000', body }));
    const badly = packWithMac(networkDialect, financial('0200', '000003', 250), {
      strategy: 'x99',
      key: Buffer.alloc(16, 7),
    });
    socket.write(networkFrame({ destination: '00010000', source: '48020000', body: badly }));
    const log = () => simulator.admin<{ came: string; answered: string; reasons: string[] }[]>('GET', '/log?limit=4');
    const masked = `${credit.pan.slice(0, 6)}******${credit.pan.slice(-4)}`;
    await expect.poll(log).toMatchObject([
      { came: '0200 000000 000003', answered: 'A0', reasons: ['bad_mac'] },
      { came: `0200 000000 000002 ${masked} 2.50`, answered: '00', reasons: ['late', 'wrongAmount'] },
      { came: 'answer=late wrongAmount=true', reasons: ['switched'] },
      { came: `0200 000000 000001 ${masked} 1.00`, answered: '00', reasons: [] },
    ]);
    expect(JSON.stringify(await log())).not.toContain(credit.pan);
    socket.destroy();
    await simulator.kill();
  });
});

describe('the card network as a process', () => {
  it('says in its sign-on answer that it is a simulator', async () => {
    const simulator = await forkSimulator('card-network');
    const fields = new Map<number, FieldValue>([
      [7, '1122203105'],
      [11, '000001'],
      [33, '48020000'],
      [70, '001'],
    ]);
    const answer = await exchange(simulator, { mti: '0820', fields });
    expect([answer.mti, answer.fields.get(39), answer.fields.get(63)]).toEqual(['0830', '00', 'KAITONG-SIMULATOR']);
    await simulator.kill();
  });

  it('closes a day into a file, pays its net, and gives the same file again', async () => {
    const payee = await bank();
    const simulator = await forkSimulator('card-network', {
      clockOffsetMs: offsetTo(evening),
      peers: { bank: payee.address },
      settings: { reserveAccount: '1000200030004000' },
    });
    expect(await code(simulator, financial('0200', '000001', 10_000))).toBe('00');
    expect(await code(simulator, financial('0200', '000002', 500_000, { 2: debit.pan }))).toBe('00');
    expect(await code(simulator, financial('0200', '000003', 3000))).toBe('00');
    expect(await code(simulator, reversalOf('000003', 3000))).toBe('00');
    expect(await code(simulator, reversalOf('000003', 3000))).toBe('00');
    expect(await code(simulator, financial('0200', '000004', 99_999_999))).toBe('51');
    expect(await code(simulator, financial('0100', '000005', 9900, { 3: '030000', 25: '06' }))).toBe('00');

    const early = await simulator.admin('POST', '/day-end', { date: '2026-11-22' });
    expect(early).toMatchObject({ error: 'day_not_over' });
    payee.control.broken = true; // before the clock moves: from then on the simulator may close the day by itself
    await simulator.admin('PUT', '/clock', { offsetMs: offsetTo(Date.parse('2026-11-22T15:00:00Z')) });
    const closed = await simulator.admin<{ file: string }>('POST', '/day-end', { date: '2026-11-22' });
    // 45 + 3 for the credit sale, 1300 + 163 for the debit sale; the reversed pair cancels itself.
    expect(closed).toEqual({
      date: '2026-11-22',
      file: 'IND26112201ACOM',
      count: 4,
      grossFen: '510000',
      feeFen: '1511',
      netFen: '508489',
      transferPending: true,
    });
    const file = join(simulator.dataDir, 'clearing', closed.file);
    const text = readFileSync(file, 'latin1');
    const lines = text.slice(0, -1).split('\n');
    expect(lines.map((line) => line.length)).toEqual(
      Array.from({ length: 4 }, () => acomWidths.reduce((a, b) => a + b + 1, -1)),
    );
    expect(lines[0]).toContain(`${credit.pan.padEnd(19)} 000000010000 `);
    expect(lines[0]).toContain('C00000000000 D00000000045 D00000000003');
    expect(lines[3]).toContain('C00000000014 C00000000000 C00000000001');

    // The issuers read the same rows: what the acquirer pays them they receive, and the network takes its share of either side.
    const issuerText = readFileSync(join(simulator.dataDir, 'clearing', 'IND26112201ICOM'), 'latin1');
    const issuerLines = issuerText.slice(0, -1).split('\n');
    const feesAt = acomWidths.slice(0, 20).reduce((a, b) => a + b + 1, 0);
    const [before, after] = [(line: string) => line.slice(0, feesAt), (line: string) => line.slice(feesAt + 25)];
    expect(issuerLines.map(before)).toEqual(lines.map(before));
    expect(issuerLines.map(after)).toEqual(lines.map(after));
    expect(issuerLines[0]).toContain('C00000000045 C00000000000 D00000000003');
    expect(issuerLines[3]).toContain('C00000000000 D00000000014 C00000000001');
    expect(await simulator.admin('GET', '/totals?date=2026-11-22')).toEqual({
      date: '2026-11-22',
      closed: true,
      kinds: [
        { kind: 'sale', count: 3, grossFen: '513000', feeFen: '1526', netFen: '511474' },
        { kind: 'reversal', count: 1, grossFen: '-3000', feeFen: '-15', netFen: '-2985' },
      ],
      total: { count: 4, grossFen: '510000', feeFen: '1511', netFen: '508489' },
    });
    expect(await simulator.admin('GET', '/totals')).toMatchObject({ date: '2026-11-23', closed: false, kinds: [] });
    expect(await simulator.admin('GET', '/totals?date=yesterday')).toEqual({ error: 'date must be YYYY-MM-DD' });

    payee.control.broken = false;
    expect(await simulator.admin('POST', '/day-end', { date: '2026-11-22' })).toEqual({
      ...closed,
      transferPending: false,
    });
    expect(readFileSync(file, 'latin1')).toBe(text);
    const transfer = {
      reference: 'CUPS20261122',
      toAccount: '1000200030004000',
      amountFen: '508489',
      valueDate: '2026-11-23',
    };
    expect(payee.taken).toMatchObject([transfer]);
    await simulator.admin('POST', '/day-end', { date: '2026-11-22' });
    expect(payee.taken).toHaveLength(1);
    payee.close();
    await simulator.kill();
  });

  it('turns the settlement date at 23:00 Shanghai', async () => {
    const simulator = await forkSimulator('card-network', {
      clockOffsetMs: offsetTo(Date.parse('2026-11-22T14:59:50Z')),
    });
    expect((await exchange(simulator, financial('0200', '000001', 100))).fields.get(15)).toBe('1122');
    await simulator.admin('PUT', '/clock', { offsetMs: offsetTo(Date.parse('2026-12-31T15:00:00Z')) });
    expect((await exchange(simulator, financial('0200', '000002', 100))).fields.get(15)).toBe('0101');
    await simulator.kill();
  });

  it('knows its money, answers and reversals again after a power cut', async () => {
    const before = await forkSimulator('card-network');
    const hold = await exchange(before, financial('0100', '000001', 9900, { 3: '030000', 25: '06' }));
    expect(await code(before, financial('0200', '000002', 4000))).toBe('00');
    expect(await code(before, reversalOf('000077', 100))).toBe('25');
    await before.kill();
    const after = await forkSimulator('card-network', { dataDir: before.dataDir });
    const state = await after.admin<{
      state: { cards: { pan: string; kind: string; availableFen: string; heldFen: string }[] };
    }>('GET', '/state');
    const card = state.state.cards.find((one) => one.pan.endsWith(credit.pan.slice(-4)));
    expect(card).toMatchObject({ availableFen: String(credit.availableFen - 13_900n), heldFen: '9900' });
    expect((await exchange(after, financial('0100', '000001', 9900, { 3: '030000', 25: '06' }))).fields.get(38)).toBe(
      hold.fields.get(38),
    );
    expect(await code(after, financial('0200', '000077', 100))).toBe('12');
    expect(await code(after, reversalOf('000002', 4000))).toBe('00');
    await after.kill();
  });

  it('shows no whole card number on its pages', async () => {
    const simulator = await forkSimulator('card-network');
    await exchange(simulator, financial('0200', '000001', 100));
    const shown = JSON.stringify([
      await simulator.admin('GET', '/transactions'),
      await simulator.admin('GET', '/state'),
    ]);
    expect(shown).not.toContain(credit.pan);
    await simulator.kill();
  });
});
