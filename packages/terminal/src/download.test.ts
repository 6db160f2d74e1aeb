import { createHash } from 'node:crypto';
import { decodeBerTlv, decodeListRequest, decodeBinRequest, encodeBinPage, encodeEntry, encodeListPage, encodeTaggedTexts, textField, type BerTlv } from '@kaitong/iso8583'; // prettier-ignore
import { describe, expect, it } from 'vitest';
import { Bench } from './testing/bench.ts';
import { testCard } from './testing/scripted-host.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const object = (tag: string, value: string): BerTlv => ({ tag, value: hex(value) });
const rid = 'A000000333';

interface Key {
  readonly index: string;
  readonly expiry: string;
  readonly modulus: string;
}
const key = (n: number, expiry = '20351231'): Key => ({
  index: n.toString(16).padStart(2, '0').toUpperCase(),
  expiry,
  modulus: 'AB'.repeat(128),
});
const nameOf = (one: Key): BerTlv[] => [object('9F06', rid), object('9F22', one.index), { tag: 'DF05', value: Uint8Array.from(Buffer.from(one.expiry)) }]; // prettier-ignore

function entryOf(one: Key): BerTlv[] {
  const sum = createHash('sha1')
    .update(hex(`${rid}${one.index}${one.modulus}03`))
    .digest('hex');
  return [...nameOf(one), object('DF06', '01'), object('DF07', '01'), object('DF02', one.modulus), object('DF04', '03'), object('DF03', sum)]; // prettier-ignore
}

const aids = ['A000000333010101', 'A000000333010102'];

/** What a host of ours has on its shelf. */
function shelf(
  keys: readonly Key[],
  more: {
    wrongSum?: string;
    parameters?: [string, string][];
    noPinFen?: string;
    additions?: readonly string[];
    black?: readonly string[];
  } = {},
) {
  const received = (field62: Uint8Array): number => {
    const read = decodeListRequest(field62);
    return read.ok ? read.value : 0;
  };
  const asked = (field62: Uint8Array, tag: string): string => {
    const read = decodeBerTlv(field62);
    return Buffer.from((read.ok ? read.value : []).find((one) => one.tag === tag)?.value ?? []).toString('hex').toUpperCase(); // prettier-ignore
  };
  const prefixes =
    (all: readonly string[] = []) =>
    (field62: Uint8Array) => {
      const index = decodeBinRequest(field62);
      return encodeBinPage(all, index.ok ? index.value : 999);
    };
  return {
    '396': prefixes(more.additions),
    '398': prefixes(more.black),
    '360': () => encodeTaggedTexts((more.parameters ?? [['22', '林记小吃（总店）'], ['11', '45'], ['13', '3']]).map(([tag, value]) => ({ tag, value }))), // prettier-ignore
    '372': (field62: Uint8Array) => encodeListPage(keys.map(nameOf), received(field62)),
    '370': (field62: Uint8Array) => {
      const found = keys.find((one) => one.index === asked(field62, '9F22'));
      if (found === undefined) return encodeEntry(undefined);
      const objects = entryOf(found);
      return encodeEntry(found.index === more.wrongSum ? [...objects.slice(0, -1), object('DF03', '00'.repeat(20))] : objects); // prettier-ignore
    },
    '382': (field62: Uint8Array) => encodeListPage(aids.map((aid) => [object('9F06', aid)]), received(field62)), // prettier-ignore
    '380': (field62: Uint8Array) => encodeEntry([object('9F06', asked(field62, '9F06')), object('DF01', '00')]),
    '394': () => encodeTaggedTexts([['FF8054', '1'], ['FF8058', more.noPinFen ?? '000000050000'], ['FF805A', '1'], ['FF8059', '000000030000']].map(([tag = '', value = '']) => ({ tag, value }))), // prettier-ignore
  };
}

async function ready(keys: readonly Key[] = [key(8), key(9), key(10)], more: Parameters<typeof shelf>[1] = {}) {
  const bench = new Bench();
  bench.host.shelf = shelf(keys, more);
  await bench.ready();
  return bench;
}

async function idle(bench: Bench): Promise<void> {
  bench.nowMs += 6_000;
  bench.terminal.tick();
  await bench.terminal.settled();
}

describe('the first sign-in', () => {
  it('brings parameters, keys, applications and limits, and says how far it is', async () => {
    const bench = await ready();
    expect(bench.host.downloads).toEqual(['360', '361', '372', '370', '370', '370', '371', '382', '380', '380', '381', '394', '395', '396', '397', '398', '399']); // prettier-ignore
    const { capks, applications, wanted, contactless, merchantName } = bench.terminal.stored();
    expect([Object.keys(capks).length, Object.keys(applications).length, wanted, merchantName]).toEqual([3, 2, [], '林记小吃（总店）']); // prettier-ignore
    expect(contactless['FF8058']).toBe('000000050000');
    const lines = bench.views.filter((view) => view.screen === 'busy').map((view) => view.lines[0]);
    for (const line of ['参数下载 1/1', '公钥下载 2/3', 'IC卡参数下载 2/2', '非接参数下载 1/1', '免密新增卡表下载 1/1', '免密黑名单下载 1/1']) expect(lines).toContain(line); // prettier-ignore
  });

  it('turns pages where there are more than fit one', async () => {
    const bench = await ready(Array.from({ length: 45 }, (_, i) => key(i + 1)));
    expect(bench.host.downloads.filter((code) => code === '372')).toHaveLength(3);
    expect(Object.keys(bench.terminal.stored().capks)).toHaveLength(45);
  });

  it('does not hold an activation up when the line fails; the rest comes in idle time, without asking twice', async () => {
    const bench = new Bench();
    bench.host.shelf = shelf([key(8), key(9), key(10)]);
    bench.host.downloadsCut = 4;
    await bench.ready();
    expect(bench.terminal.stored()).toMatchObject({ capks: {}, loading: { what: 'capks' } });
    await bench.powerCut();
    bench.host.downloadsCut = undefined;
    bench.host.downloads.length = 0;
    await idle(bench);
    expect(bench.host.downloads.slice(0, 3)).toEqual(['370', '370', '371']);
    expect(Object.keys(bench.terminal.stored().capks)).toHaveLength(3);
    expect(bench.view.screen).toBe('home');
  });

  it('keeps a key out whose check value is wrong', async () => {
    const bench = await ready([key(8), key(9)], { wrongSum: '09' });
    expect(Object.values(bench.terminal.stored().capks).map((one) => one['index'])).toEqual(['08']);
  });

  it('asks no more for what the host does not offer', async () => {
    const bench = new Bench();
    await bench.ready();
    expect(bench.host.downloads).toEqual(['360', '372', '382', '394', '396', '398']);
    expect(bench.terminal.stored().wanted).toEqual([]);
  });
});

describe('what the host asks for in its header', () => {
  it.each([
    ['1', ['360', '361']],
    ['4', ['372', '370', '371']],
    ['5', ['382', '380', '380', '381', '394', '395', '396', '397', '398', '399']],
  ])('%s is fetched after the transaction, when nobody presses a key', async (digit, wanted) => {
    const bench = await ready([key(8)]);
    bench.host.downloads.length = 0;
    bench.host.asks = digit;
    await bench.sale('100', 'tap');
    bench.host.asks = '0';
    expect(bench.host.downloads).toEqual([]);
    await bench.keys('confirm', 'confirm', 'confirm');
    await idle(bench);
    expect(bench.host.downloads).toEqual(wanted);
    await idle(bench);
    expect(bench.host.downloads).toEqual(wanted);
  });

  it('3 is a new sign-in', async () => {
    const bench = await ready();
    bench.host.asks = '3';
    await bench.sale('100', 'tap');
    bench.host.asks = '0';
    await bench.keys('confirm', 'confirm', 'confirm');
    await idle(bench);
    const last = bench.host.received.at(-1);
    expect([last?.mti, textField(last as never, 60)?.slice(8)]).toEqual(['0800', '003']);
    expect(bench.terminal.stored()).not.toHaveProperty('signInNeeded');
  });

  it('that cannot be had now is tried again after a rest, not every five seconds', async () => {
    const bench = await ready();
    bench.host.asks = '4';
    await bench.sale('100', 'tap');
    bench.host.asks = '0';
    bench.host.downloadsCut = bench.host.downloads.length;
    await bench.keys('confirm', 'confirm', 'confirm');
    await idle(bench);
    const tried = bench.host.downloads.length;
    await idle(bench);
    expect(bench.host.downloads).toHaveLength(tried);
    bench.host.downloadsCut = undefined;
    bench.nowMs += 600_000;
    await idle(bench);
    expect(bench.terminal.stored().wanted).toEqual([]);
  });

  it('keeps nobody waiting: in idle time an answer is waited for ten seconds', async () => {
    const bench = await ready([key(8), key(9), key(10)], { parameters: [['11', '45']] });
    bench.host.asks = '4';
    await bench.sale('100', 'tap');
    bench.host.asks = '0';
    await bench.keys('confirm', 'confirm', 'confirm');
    bench.views.length = 0;
    await idle(bench);
    expect(bench.views.find((view) => view.lines.includes('公钥下载 2/3'))?.progress?.secondsMax).toBe(10);
    await bench.sale('100', 'tap');
    expect(bench.views.findLast((view) => view.screen === 'busy')?.progress?.secondsMax).toBe(45);
  });

  it('replaces a list only when the new one is whole', async () => {
    const bench = await ready([key(8), key(9)]);
    bench.host.shelf = shelf([key(20), key(21), key(22)]);
    bench.host.asks = '4';
    await bench.sale('100', 'tap');
    bench.host.asks = '0';
    bench.host.downloadsCut = bench.host.downloads.length + 3;
    await bench.keys('confirm', 'confirm', 'confirm');
    await idle(bench);
    expect(Object.values(bench.terminal.stored().capks).map((one) => one['index'])).toEqual(['08', '09']);
  });
});

describe('what was fetched', () => {
  it('sets the limits of a tap: no PIN up to 500, no signature up to 300', async () => {
    const bench = await ready([key(8)], { parameters: [['22', '林记小吃']] });
    await bench.sale('30000', 'tap');
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('receipt');
    await bench.keys('confirm', 'confirm');
    await bench.keys('1', '40000', 'confirm');
    await bench.card('6225758800123453', 'tap');
    expect(bench.view.title).toBe('交易成功');
    await bench.keys('confirm');
    expect(bench.view.screen).toBe('signature');
  });

  const foreignTap = async (bench: Bench): Promise<string> => {
    const card = testCard('4999112345678904', 'tap');
    await bench.keys('1', '5000', 'confirm');
    bench.terminal.insertCard({ ...card, chip: { ...card.chip, aid: 'A0000000031010' } } as typeof card);
    await bench.terminal.settled();
    return bench.view.screen;
  };

  it('asks a foreign card for its PIN, unless the host has added its prefix', async () => {
    const runsVisa = async (additions: readonly string[], black: readonly string[] = []) => {
      const bench = await ready([key(8)], { additions, black });
      bench.store.save({ ...bench.terminal.stored(), applications: {} });
      await bench.powerCut();
      return foreignTap(bench);
    };
    expect(await runsVisa([])).toBe('enter_pin');
    expect(await runsVisa(['499911'])).toBe('notice');
    expect(await runsVisa(['499911'], ['49991123'])).toBe('enter_pin');
  });

  it('asks a card of the black list for its PIN and signature, also where it is added besides', async () => {
    const bench = await ready([key(8)], { additions: ['622848'], black: ['62284804'] });
    await bench.keys('1', '100', 'confirm');
    await bench.card('6228480402564890018', 'tap');
    expect(bench.view.screen).toBe('enter_pin');
    await bench.keys('123456', 'confirm', 'confirm');
    expect(bench.view.screen).toBe('signature');
  });

  it('is forty prefixes in three pages, gone on with after a power cut where it stopped, and in use when it is whole', async () => {
    const additions = Array.from({ length: 40 }, (_, i) => String(500_000 + i));
    const bench = new Bench();
    bench.host.shelf = shelf([], { additions });
    bench.host.downloadsCut = 9; // 360 361 372 371 382 380 380 381 394 ...
    await bench.ready();
    bench.host.downloadsCut = 12;
    bench.nowMs += 600_000;
    await idle(bench);
    expect(bench.terminal.stored()).toMatchObject({
      noPinAdditions: [],
      loading: { what: 'noPinAdditions', next: 30 },
    });
    await bench.powerCut();
    bench.host.downloadsCut = undefined;
    bench.host.downloads.length = 0;
    await idle(bench);
    expect(bench.host.downloads).toEqual(['396', '397', '398', '399']);
    expect(bench.terminal.stored().noPinAdditions).toEqual(additions);
  });

  it('asks for a PIN above the limit', async () => {
    const bench = await ready();
    await bench.keys('1', '50001', 'confirm');
    await bench.card('6225758800123453', 'tap');
    expect(bench.view.screen).toBe('enter_pin');
  });

  it('sets how long it waits and how many transactions a batch has', async () => {
    const bench = await ready();
    await bench.sale('100', 'tap');
    expect(bench.views.find((view) => view.screen === 'busy' && view.title === '消费')?.progress?.secondsMax).toBe(45);
    await bench.keys('confirm', 'confirm', 'confirm', '1');
    expect(bench.view).toMatchObject({ title: '交易笔数已满', lines: ['请先结算', '请按确认键'] });
    await bench.keys('confirm', '3');
    expect(bench.view.screen).toBe('supervisor');
  });

  it('turns a chip away that it has no application for, and takes the stripe as a fallback', async () => {
    const bench = await ready();
    await bench.keys('1', '100', 'confirm');
    const visa = testCard('6225758800123453');
    const foreign = { ...visa, chip: { ...visa.chip, aid: 'A0000000031010' } } as typeof visa;
    bench.terminal.insertCard(foreign);
    expect(bench.view).toMatchObject({
      screen: 'present_card',
      lines: ['芯片应用不支持，请刷卡', '金额 1.00', '请刷卡'],
    });
    await bench.card('6225758800123453', 'swipe');
    await bench.keys('confirm');
    const sent = bench.host.received.at(-1);
    expect([textField(sent as never, 22), textField(sent as never, 60)?.slice(11)]).toEqual(['022', '62']);
  });

  it.each([
    ['20351231', '00'],
    ['20261121', '80'],
  ])(
    'says with a key until %s in the first byte of TVR whether data authentication could be done',
    async (expiry, first) => {
      const bench = await ready([key(8, expiry)]);
      await bench.sale('100');
      expect(bench.terminal.stored().journal.at(-1)?.chip?.['95']?.slice(0, 2)).toBe(first);
    },
  );
});
