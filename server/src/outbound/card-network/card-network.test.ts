import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encryptPinBlock } from '@kaitong/iso8583';
import { personOf } from '../../../../simulators/src/population/index.ts';
import { forkSimulator, type ForkedSimulator } from '../../../../simulators/src/testing/fork-simulator.ts';
import { createCardNetwork, networkMti, type CardNetwork, type LateAnswer, type NetworkRequest } from './index.ts';

const networkMak = Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex');
const zpk = Buffer.from('1111111111111111AAAAAAAAAAAAAAAA', 'hex');
const settings = { networkMak: networkMak.toString('hex'), zpk: zpk.toString('hex') };
const quiet = { info: () => undefined, warn: () => undefined };
const [debit, credit] = personOf('lin').cards;
if (debit === undefined || credit === undefined) throw new Error('林晓梅 has two cards');

let network: ForkedSimulator;
const open: CardNetwork[] = [];
const late: LateAnswer[] = [];
const strays: string[] = [];
let stan = 0;

async function line(options: Partial<Parameters<typeof createCardNetwork>[0]> = {}): Promise<CardNetwork> {
  const made = createCardNetwork({
    processors: [{ host: '127.0.0.1', port: network.ports['network'] as number }],
    networkMak,
    acquirerId: '48020000',
    timeoutMs: 10_000,
    log: quiet,
    onLate: (one) => late.push(one),
    onStray: (key) => strays.push(key),
    ...options,
  });
  open.push(made);
  await made.whenReady(5000);
  return made;
}

function request(kind: NetworkRequest['kind'], amountFen: bigint, more: Partial<NetworkRequest> = {}): NetworkRequest {
  stan += 1;
  const six = String(stan).padStart(6, '0');
  const voids = ['preAuth', 'preAuthVoid', 'preAuthCompletion'].includes(kind);
  return {
    kind,
    stan: six,
    transmissionTime: '1122203105',
    rrn: `203105${six}`,
    pan: credit?.pan as string,
    amountFen,
    entryMode: '052',
    conditionCode: voids ? '06' : '00',
    merchantNo: '480330154110001',
    terminalNo: '10000001',
    mcc: '5411',
    merchantName: '林记小吃',
    ...more,
  };
}

function originalOf(of: NetworkRequest): NonNullable<NetworkRequest['original']> {
  return { mti: networkMti(of.kind), stan: of.stan, transmissionTime: of.transmissionTime };
}

function reversalOf(of: NetworkRequest): NetworkRequest {
  return { ...of, kind: 'reversal', original: originalOf(of) };
}

async function faults(values: Record<string, unknown>): Promise<void> {
  await network.admin('PUT', '/faults', values);
}

beforeAll(async () => {
  network = await forkSimulator('card-network', { settings });
});
afterEach(async () => {
  await faults({
    answer: 'normal',
    delayMs: 0,
    decline: '',
    dropAfterProcessing: false,
    duplicate: false,
    wrongMac: false,
    wrongAmount: false,
    closeLine: '',
    scope: 'all',
    count: 0,
    stopListening: false,
  });
  late.length = 0;
  strays.length = 0;
  for (const one of open.splice(0)) one.close();
});
afterAll(() => network.kill());

describe('the line to the card network', () => {
  it('signs on and learns that its peer is a simulator', async () => {
    const cardNetwork = await line();
    expect(cardNetwork.ready()).toBe(true);
    expect(cardNetwork.simulator()).toBe(true);
  });

  it('carries a sale to its issuer and brings the authorisation code back', async () => {
    const sale = request('sale', 1000n);
    const answer = await (await line()).exchange(sale);
    expect(answer).toMatchObject({ kind: 'answered', code: '00', issuer: '03080000', rrn: sale.rrn });
    expect(answer.kind === 'answered' && answer.authCode).toMatch(/^\d{6}$/);
    expect(answer.kind === 'answered' && answer.settlementDate).toMatch(/^\d{4}$/);
  });

  it('keeps a hundred requests in flight apart', async () => {
    const cardNetwork = await line();
    const sales = Array.from({ length: 100 }, (_, i) => request('sale', BigInt(i + 1)));
    const answers = await Promise.all(sales.map((sale) => cardNetwork.exchange(sale)));
    expect(answers.map((answer) => (answer.kind === 'answered' ? answer.rrn : answer.kind))).toEqual(
      sales.map((sale) => sale.rrn),
    );
  });

  it('has the issuer check the PIN: wrong is 55, the third time 75', async () => {
    const cardNetwork = await line();
    const pan = personOf('wang').cards[0]?.pan as string;
    const withPin = (pin: string) =>
      request('sale', 100n, { pan, entryMode: '051', pinBlock: encryptPinBlock(zpk, pin, pan) });
    const codes: string[] = [];
    for (const pin of ['234567', '111111', '111111', '111111', '234567']) {
      const answer = await cardNetwork.exchange(withPin(pin));
      codes.push(answer.kind === 'answered' ? answer.code : answer.kind);
    }
    expect(codes).toEqual(['00', '55', '55', '75', '75']);
  });

  it('declines what the issuer declines', async () => {
    const cardNetwork = await line();
    const code = async (one: NetworkRequest) => {
      const answer = await cardNetwork.exchange(one);
      return answer.kind === 'answered' ? answer.code : answer.kind;
    };
    expect(await code(request('sale', 99_999_999n))).toBe('51');
    expect(await code(request('sale', 100n, { pan: '6225880123456780' }))).toBe('14');
    expect(await code(request('sale', 100n, { expiry: '2401' }))).toBe('54');
    await faults({ decline: '62' });
    expect(await code(request('sale', 100n))).toBe('62');
  });

  it('walks a deposit from freeze to capture to refund', async () => {
    const cardNetwork = await line();
    const hold = request('preAuth', 9900n);
    const held = await cardNetwork.exchange(hold);
    if (held.kind !== 'answered' || held.authCode === undefined) throw new Error('the freeze was approved');
    const original = originalOf(hold);
    const capture = request('preAuthCompletion', 9900n, { authCode: held.authCode, original });
    expect(await cardNetwork.exchange(capture)).toMatchObject({ code: '00' });
    expect(
      await cardNetwork.exchange(request('preAuthVoid', 9900n, { authCode: held.authCode, original })),
    ).toMatchObject({ code: '12' });
    expect(await cardNetwork.exchange(request('refund', 9900n, { original: originalOf(capture) }))).toMatchObject({
      code: '00',
    });
    expect(await cardNetwork.exchange(request('refund', 1n, { original: originalOf(capture) }))).toMatchObject({
      code: '64',
    });
  });

  it('releases a freeze by a void', async () => {
    const cardNetwork = await line();
    const hold = request('preAuth', 9900n);
    const held = await cardNetwork.exchange(hold);
    const authCode = held.kind === 'answered' ? (held.authCode ?? '') : '';
    expect(
      await cardNetwork.exchange(request('preAuthVoid', 9900n, { authCode, original: originalOf(hold) })),
    ).toMatchObject({ code: '00' });
  });

  it('gives the same answer to the same request and 94 to another under its number', async () => {
    const cardNetwork = await line();
    const sale = request('sale', 500n);
    const first = await cardNetwork.exchange(sale);
    expect(await cardNetwork.exchange(sale)).toEqual(first);
    expect(await cardNetwork.exchange({ ...sale, amountFen: 501n })).toMatchObject({ code: '94' });
  });
});

describe('silence is not "no"', () => {
  it('ends as unknown when the network never answers, and the reversal is accepted however often it comes', async () => {
    await faults({ dropAfterProcessing: true, scope: 'financial' });
    const cardNetwork = await line({ timeoutMs: 150 });
    const sale = request('sale', 700n);
    expect(await cardNetwork.exchange(sale)).toEqual({ kind: 'unknown', reason: 'timeout' });
    expect(await cardNetwork.exchange(reversalOf(sale))).toMatchObject({ code: '00' });
    expect(await cardNetwork.exchange(reversalOf(sale))).toMatchObject({ code: '00' });
  });

  it('declines an original that comes after its reversal', async () => {
    const cardNetwork = await line();
    const sale = request('sale', 700n);
    expect(await cardNetwork.exchange(reversalOf(sale))).toMatchObject({ code: '25' });
    expect(await cardNetwork.exchange(sale)).toMatchObject({ code: '12' });
  });

  it('hands a late answer over instead of losing it', async () => {
    await faults({ answer: 'late' });
    const cardNetwork = await line({ timeoutMs: 100 });
    const sale = request('sale', 800n);
    expect(await cardNetwork.exchange(sale)).toEqual({ kind: 'unknown', reason: 'timeout' });
    await faults({ answer: 'normal' });
    await network.admin('POST', '/late/release');
    await expect
      .poll(() => late)
      .toMatchObject([{ stan: sale.stan, mti: '0210', answer: { code: '00', rrn: sale.rrn } }]);
  });

  it('ends as unknown when the line is cut, as not sent while it is down, and signs on again by itself', async () => {
    await faults({ answer: 'late' });
    const cardNetwork = await line();
    const pending = cardNetwork.exchange(request('sale', 900n));
    await expect.poll(() => network.admin('GET', '/state')).toMatchObject({ state: { heldAnswers: 1 } });
    await faults({ stopListening: true });
    expect(await pending).toEqual({ kind: 'unknown', reason: 'disconnected' });
    expect(await cardNetwork.exchange(request('sale', 900n))).toEqual({ kind: 'not_sent', reason: 'not_connected' });
    await faults({ stopListening: false, answer: 'normal' });
    expect(await cardNetwork.whenReady(5000)).toBe(true);
  });

  it('takes the first of two answers and counts the second, which changes nothing', async () => {
    await faults({ duplicate: true });
    const cardNetwork = await line();
    const [first, next] = [request('sale', 100n), request('sale', 200n)];
    expect(await cardNetwork.exchange(first)).toMatchObject({ code: '00', rrn: first.rrn });
    expect(await cardNetwork.exchange(next)).toMatchObject({ code: '00', rrn: next.rrn });
    await expect.poll(() => strays.length).toBe(2);
    expect(strays).toEqual([first, next].map((one) => `0210/1122203105/${one.stan}/48020000`));
    expect(late).toEqual([]);
  });

  it('does not believe the network whose MAC fails, neither a yes nor a no, and can take it back', async () => {
    const cardNetwork = await line();
    await faults({ wrongMac: true, scope: 'financial' });
    const sale = request('sale', 100n);
    expect(await cardNetwork.exchange(sale)).toEqual({ kind: 'unknown', reason: 'bad_mac' });
    const refused = request('sale', 99_999_999n);
    expect(await cardNetwork.exchange(refused)).toEqual({ kind: 'unknown', reason: 'bad_mac' });
    expect(await cardNetwork.exchange(reversalOf(sale))).toMatchObject({ code: '00' });
  });

  it('is given no approval by a yes to another amount, but takes a no for what it is', async () => {
    await faults({ wrongAmount: true, scope: 'financial', count: 2 });
    const cardNetwork = await line();
    const sale = request('sale', 100n);
    expect(await cardNetwork.exchange(sale)).toEqual({ kind: 'unknown', reason: 'mismatch' });
    expect(await cardNetwork.exchange(request('sale', 99_999_999n))).toMatchObject({ kind: 'answered', code: '51' });
    expect(await cardNetwork.exchange(reversalOf(sale))).toMatchObject({ code: '00' });
    expect(await cardNetwork.exchange(request('sale', 100n))).toMatchObject({ code: '00' });
  });

  it.each([
    ['before', '25'],
    ['after', '00'],
  ])(
    'knows nothing of a sale whose line was cut %s it was processed: its reversal learns %s',
    async (moment, reversed) => {
      await faults({ closeLine: moment, count: 1 });
      const cardNetwork = await line();
      const sale = request('sale', 100n);
      expect(await cardNetwork.exchange(sale)).toEqual({ kind: 'unknown', reason: 'disconnected' });
      await expect.poll(() => cardNetwork.ready(), { timeout: 5_000 }).toBe(true);
      expect(await cardNetwork.exchange(reversalOf(sale))).toMatchObject({ code: reversed });
    },
  );

  it('does not believe an answer that was changed on its way', async () => {
    const wrong = createServer((socket) => {
      const upstream = connect(network.ports['network'] as number, '127.0.0.1');
      let first = true;
      socket.pipe(upstream);
      upstream.on('data', (chunk) => {
        if (!first) chunk[chunk.length - 1] = (chunk.at(-1) as number) ^ 1;
        first = false;
        socket.write(chunk);
      });
      socket.on('close', () => upstream.destroy());
      socket.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => wrong.listen(0, '127.0.0.1', resolve));
    const cardNetwork = await line({
      processors: [{ host: '127.0.0.1', port: (wrong.address() as AddressInfo).port }],
    });
    expect(await cardNetwork.exchange(request('sale', 100n))).toEqual({ kind: 'unknown', reason: 'bad_mac' });
    cardNetwork.close();
    wrong.close();
  });

  it('never signs on with the wrong key', async () => {
    const cardNetwork = createCardNetwork({
      processors: [{ host: '127.0.0.1', port: network.ports['network'] as number }],
      networkMak: zpk,
      acquirerId: '48020000',
      timeoutMs: 1000,
      log: quiet,
    });
    open.push(cardNetwork);
    expect(await cardNetwork.whenReady(300)).toBe(false);
  });
});
