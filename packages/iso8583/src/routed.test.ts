import { describe, expect, it } from 'vitest';
import {
  MessageIndex,
  pack,
  packInto,
  packWithMac,
  packWithMacInto,
  terminalDialect,
  networkDialect,
  unpack,
  unpackLenient,
  unpackRouted,
  PackError,
} from './index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const sale = {
  mti: '0200',
  fields: {
    3: '000000',
    11: '000002',
    22: '051',
    25: '00',
    41: '00000001',
    42: '952718182217875',
    60: '2200000100060',
    64: hex('4233413039324145'),
  },
};

describe('routed reading', () => {
  it('finds what a router wants without reading the rest', () => {
    const index = new MessageIndex();
    const bytes = pack(terminalDialect, sale);
    expect(index.index(terminalDialect, bytes)).toBeUndefined();
    expect([index.mti, index.size, index.offsetOf(64)]).toEqual(['0200', 8, bytes.length - 8]);
    expect([3, 11, 22, 25, 41, 42, 60].map((n) => index.text(n))).toEqual([
      '000000',
      '000002',
      '051',
      '00',
      '00000001',
      '952718182217875',
      '2200000100060',
    ]);
    expect([index.lengthOf(60), index.lengthOf(41), index.lengthOf(2)]).toEqual([13, 8, 0]);
    expect([index.text(64), index.text(2), index.has(2), index.has(200)]).toEqual([undefined, undefined, false, false]);
  });

  it('gives a view of the bytes and copies nothing', () => {
    const bytes = pack(terminalDialect, sale);
    const read = unpackRouted(terminalDialect, bytes);
    if (!read.ok) throw new Error('readable');
    expect(read.value.bytes(64)?.buffer).toBe(bytes.buffer);
  });

  it('remembers nothing of the message before', () => {
    const index = new MessageIndex();
    index.index(terminalDialect, pack(terminalDialect, sale));
    index.index(networkDialect, pack(networkDialect, { mti: '0820', fields: { 70: '301' } }));
    expect([index.mti, index.size, index.text(41), index.text(70)]).toEqual(['0820', 1, undefined, '301']);
    expect(index.index(terminalDialect, hex('0200 2000000000000000 00'))).toEqual({
      field: 3,
      offset: 10,
      expected: '3 more bytes',
    });
    expect([index.mti, index.size, index.text(70)]).toEqual(['', 0, undefined]);
  });

  it('says where a field is not what its row says, when it is asked for', () => {
    const read = unpackRouted(terminalDialect, hex('0200 2000000000000000 00000A'));
    if (!read.ok) throw new Error('its structure is sound');
    expect(read.value.text(3)).toBeUndefined();
    expect(read.value.read(3)).toEqual({
      ok: false,
      error: { field: 3, offset: 10, expected: 'packed decimal digits' },
    });
  });
});

describe('packing into a buffer of one’s own', () => {
  it('writes the same bytes behind an offset and says where they end', () => {
    const target = new Uint8Array(300).fill(0xee);
    const end = packInto(terminalDialect, sale, target, 13);
    expect(toHex(target.subarray(13, end))).toBe(toHex(pack(terminalDialect, sale)));
    expect([target[12], target[end]]).toEqual([0xee, 0xee]);
  });

  it('refuses a buffer that is too short, field by field', () => {
    const long = pack(terminalDialect, sale).length;
    for (let size = 0; size < long; size += 1)
      expect(() => packInto(terminalDialect, sale, new Uint8Array(size))).toThrow(PackError);
    expect(packInto(terminalDialect, sale, new Uint8Array(long))).toBe(long);
  });

  it('seals there too', () => {
    const { 64: _mac, ...fields } = sale.fields;
    const mac = { strategy: 'cup-ecb', key: hex('0723C80DB5F4CD3D') } as const;
    const target = new Uint8Array(300);
    const end = packWithMacInto(terminalDialect, { mti: '0200', fields }, mac, target, 5);
    expect(toHex(target.subarray(5, end))).toBe(toHex(packWithMac(terminalDialect, { mti: '0200', fields }, mac)));
    expect(() => packWithMacInto(terminalDialect, sale, mac, target)).toThrow(/field 64/);
  });

  it('keeps nothing of a message that could not be packed', () => {
    const bad = new Map([
      [11, '000002'],
      [41, '店'],
    ]);
    expect(() => pack(terminalDialect, { mti: '0200', fields: bad })).toThrow(/field 41/);
    expect(toHex(pack(terminalDialect, { mti: '0200', fields: new Map([[25, '00']]) }))).toBe('0200000000800000000000');
  });

  it('hands out results that later ones leave alone', () => {
    const first = pack(terminalDialect, sale);
    const kept = toHex(first);
    for (let i = 0; i < 1000; i += 1) pack(terminalDialect, { mti: '0800', fields: { 11: '999999' } });
    expect(toHex(first)).toBe(kept);
  });
});

describe('lenient reading', () => {
  it('reads on over content that strict reading refuses, and lists it', () => {
    const bytes = hex('0200 2020040000000002 00000A 000002 0511 0001 FF AA');
    expect(unpack(terminalDialect, bytes)).toMatchObject({ ok: false, error: { field: 3 } });
    const { message, faults, end } = unpackLenient(terminalDialect, bytes);
    expect([...message.fields]).toEqual([
      [3, '00000A'],
      [11, '000002'],
      [22, '051'],
      [63, '\uFFFD'],
    ]);
    expect(faults.map(({ field, offset }) => [field, offset])).toEqual([
      [3, 10],
      [22, 16],
      [63, 20],
      [0, 21],
    ]);
    expect(end).toBe(21);
  });

  it('ends where nobody can know how to go on', () => {
    const { message, faults, end } = unpackLenient(terminalDialect, hex('0200 6000000000000000 20 62 000000'));
    expect([[...message.fields], faults.length, end]).toEqual([[], 1, 10]);
  });
});
