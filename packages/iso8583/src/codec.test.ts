import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerMti,
  computeMac,
  FrameReader,
  macHolds,
  maskedDump,
  networkDialect,
  pack,
  PackError,
  packWithMac,
  terminalDialect,
  terminalDialectSm4,
  unpack,
  type Dialect,
  type FieldValue,
  type Message,
} from './index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/[\s_]/g, ''), 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');

/** A published frame of the field whose MAC was recomputed from its bytes. */
const goldenFrame = hex(
  `007F 6000030000 603210320072 0200 3020048000C08015 000000 000000001234 000002 0300 99 ${ascii('00000001')}
   ${ascii('952718182217875')} ${ascii('156')} 0019 26000001000600000000 0043
   5F01123238343431323334353637383930313233345F03063136303033365F04063230303832365C023031 4233413039324145`,
);
const goldenMak = hex('0723C80DB5F4CD3D');

function goldenBody(): Uint8Array {
  const [event] = new FrameReader().push(goldenFrame);
  if (event?.kind !== 'frame') throw new Error('the golden frame is a frame');
  return event.frame.body;
}

function read(dialect: Dialect, bytes: Uint8Array): Message {
  const result = unpack(dialect, bytes);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('the golden frame of the terminal leg', () => {
  it('is read field by field', () => {
    const message = read(terminalDialect, goldenBody());
    expect(message.mti).toBe('0200');
    const texts = [3, 4, 11, 22, 25, 41, 42, 49, 60].map((n) => message.fields.get(n));
    expect(texts).toEqual([
      '000000',
      '000000001234',
      '000002',
      '030',
      '99',
      '00000001',
      '952718182217875',
      '156',
      '2600000100060000000',
    ]);
    expect((message.fields.get(62) as Uint8Array).length).toBe(43);
  });

  it('is written again byte for byte, its MAC included', () => {
    const message = read(terminalDialect, goldenBody());
    expect(toHex(pack(terminalDialect, message))).toBe(toHex(goldenBody()));
    const unsealed = new Map(message.fields);
    unsealed.delete(64);
    const sealed = packWithMac(
      terminalDialect,
      { mti: '0200', fields: unsealed },
      { strategy: 'cup-ecb', key: goldenMak },
    );
    expect(toHex(sealed)).toBe(toHex(goldenBody()));
  });

  it('has the published MAC over its 108 bytes', () => {
    const mab = goldenBody().subarray(0, -8);
    expect(mab.length).toBe(108);
    expect(Buffer.from(computeMac('cup-ecb', goldenMak, mab)).toString('latin1')).toBe('B3A092AE');
    expect(macHolds(goldenBody(), { strategy: 'cup-ecb', key: goldenMak })).toBe(true);
  });

  it('fails its MAC when one bit changed', () => {
    const changed = goldenBody();
    changed[20] = (changed[20] as number) ^ 1;
    expect(macHolds(changed, { strategy: 'cup-ecb', key: goldenMak })).toBe(false);
  });
});

describe('alignment', () => {
  it('puts the entry mode to the left and other odd digits to the right', () => {
    const bytes = pack(terminalDialect, { mti: '0200', fields: { 22: '051', 23: '001' } });
    expect(toHex(bytes)).toBe('0200000006000000000005100001');
    for (const [mode, wire] of [
      ['022', '0220'],
      ['072', '0720'],
      ['032', '0320'],
    ]) {
      expect(toHex(pack(terminalDialect, { mti: '0200', fields: { 22: mode as string } })).slice(-4)).toBe(wire);
    }
  });

  it('counts digits, not bytes, in the prefix of variable digits', () => {
    const bytes = pack(terminalDialect, { mti: '0200', fields: { 2: '6225880123456789123', 60: '22000001003' } });
    expect(toHex(bytes)).toBe('0200400000000000001019622588012345678912300011220000010030');
  });

  it('keeps track nibbles that are no decimal digits', () => {
    const track = '6225880123456789480F03DDD208005845A';
    const message = read(terminalDialect, pack(terminalDialect, { mti: '0200', fields: { 35: track } }));
    expect(message.fields.get(35)).toBe(track);
  });

  it('writes the separator of a track as D on the terminal leg and = on the network leg', () => {
    expect(toHex(pack(terminalDialect, { mti: '0200', fields: { 35: '62=30' } })).slice(-8)).toBe('0562D300');
    expect(Buffer.from(pack(networkDialect, { mti: '0200', fields: { 35: '62D30' } })).toString('latin1')).toMatch(
      /0562=30$/,
    );
  });

  it('carries Chinese text as GB18030 and counts its bytes', () => {
    const bytes = pack(terminalDialect, { mti: '0810', fields: { 63: '林𠅤商行' } });
    expect(toHex(bytes).slice(20, 24)).toBe('0010');
    expect(read(terminalDialect, bytes).fields.get(63)).toBe('林𠅤商行');
  });
});

describe('strictness', () => {
  const broken: [string, string, number, number][] = [
    ['bytes left over', '0200 2000000000000000 000000 00', 0, 13],
    ['a field that the dialect forbids', '0200 0000002000000000 00', 27, 10],
    ['a bitmap of 128 bits', '0200 8000000000000000', 0, 2],
    ['an MTI that is no number', '02A0 0000000000000000', 0, 0],
    ['a length above the field’s', '0200 4000000000000000 20', 2, 10],
    ['a length that is no number', '0200 4000000000000000 1A', 2, 10],
    ['too few bytes', '0200 2000000000000000 0000', 3, 10],
    ['digits that are none', '0200 2000000000000000 00000A', 3, 10],
    ['a filling half byte that is not 0', '0200 0000040000000000 0511', 22, 10],
    ['text that is not GB18030', '0200 0000000000000002 0001 FF', 63, 12],
    ['nothing at all', '', 0, 0],
  ];
  it.each(broken)('refuses %s, and says where', (_what, bytes, field, offset) => {
    const result = unpack(terminalDialect, hex(bytes));
    expect(result.ok ? 'read' : [result.error.field, result.error.offset]).toEqual([field, offset]);
  });

  it('throws a located error for our own values that do not fit', () => {
    expect(() => pack(terminalDialect, { mti: '0200', fields: { 4: '1234567890123' } })).toThrow(PackError);
    expect(() => pack(terminalDialect, { mti: '0200', fields: { 28: '1' } })).toThrow(/field 28/);
    expect(() => pack(terminalDialect, { mti: '0200', fields: { 41: '店' } })).toThrow(/field 41/);
    expect(() => pack(terminalDialect, { mti: '0200', fields: { 52: new Uint8Array(16) } })).toThrow(/field 52/);
  });

  it('takes a PIN block of 16 bytes only in the SM4 profile', () => {
    const bytes = pack(terminalDialectSm4, { mti: '0200', fields: { 52: new Uint8Array(16) } });
    expect(unpack(terminalDialectSm4, bytes).ok).toBe(true);
    expect(unpack(terminalDialect, bytes).ok).toBe(false);
  });
});

describe('the network leg', () => {
  it('writes ASCII digits under a bitmap of 128 bits', () => {
    const bytes = pack(networkDialect, { mti: '0200', fields: { 4: '100', 7: '1122203105', 90: '0'.repeat(42) } });
    const text = Buffer.from(bytes).toString('latin1');
    expect(text.slice(0, 4)).toBe('0200');
    expect(toHex(bytes).slice(8, 40)).toBe('92000000000000000000004000000000');
    expect(text.slice(20)).toBe(`0000000001001122203105${'0'.repeat(42)}`);
  });

  it('makes the answer MTI of requests and of repeated reversals', () => {
    expect(['0100', '0200', '0220', '0420', '0421', '0800', '0820'].map(answerMti)).toEqual([
      '0110',
      '0210',
      '0230',
      '0430',
      '0430',
      '0810',
      '0830',
    ]);
  });
});

const printableText = (max: number) =>
  fc.string({ unit: fc.constantFrom(...'ABCxyz0189-./ +'.split('')), maxLength: max }).map((text) => text.trimEnd());
const chineseText = (bytesMax: number) =>
  fc
    .array(fc.constantFrom('林', '晓', '㛃', '𬭚', '𠅤', '·', 'A', '7', '€', 'ḿ'), {
      maxLength: Math.floor(bytesMax / 4),
    })
    .map((a) => a.join(''));

function valueFor(dialect: Dialect, number: number): fc.Arbitrary<FieldValue> {
  const row = dialect.fields[number];
  if (row === undefined) throw new Error('asked only for fields of the dialect');
  const max = Math.min(row.length, 120);
  const least = row.prefix === 0 ? row.length : 0;
  switch (row.kind) {
    case 'n':
      return fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: least, maxLength: max });
    case 'z':
      return fc.string({
        unit: fc.constantFrom(...(dialect.digits === 'bcd' ? '0123456789ABCDEF' : '0123456789D').split('')),
        maxLength: max,
      });
    case 'b':
      return fc.uint8Array({ minLength: least, maxLength: max });
    case 'text':
      return chineseText(max);
    default:
      return printableText(max);
  }
}

function messageOf(dialect: Dialect): fc.Arbitrary<Message> {
  const numbers = dialect.fields.flatMap((row, n) => (row === undefined ? [] : [n]));
  return fc.subarray(numbers).chain((chosen) =>
    fc.record({
      mti: fc.constantFrom('0100', '0210', '0420', '0800'),
      fields: fc
        .tuple(...chosen.map((n) => valueFor(dialect, n)))
        .map((values) => new Map(values.map((v, i) => [chosen[i] as number, v]))),
    }),
  );
}

describe.each([terminalDialect, networkDialect])('round trips of the $name dialect', (dialect) => {
  it('reads back whatever it wrote, and writes it the same again', () => {
    fc.assert(
      fc.property(messageOf(dialect), (message) => {
        const bytes = pack(dialect, message);
        const again = read(dialect, bytes);
        expect({ ...again, fields: new Map(again.fields) }).toEqual(message);
        expect(toHex(pack(dialect, again))).toBe(toHex(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('answers bytes changed at random with a message or a located error, and never throws', () => {
    fc.assert(
      fc.property(
        messageOf(dialect),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(40),
        (message, changes, cut) => {
          const bytes = pack(dialect, message).slice();
          for (const [place, value] of changes) bytes[place % bytes.length] = value;
          const result = unpack(dialect, bytes.subarray(0, Math.max(0, bytes.length - (cut > 30 ? cut - 30 : 0))));
          if (result.ok) return;
          expect(result.error.offset).toBeLessThanOrEqual(bytes.length);
          expect(result.error.expected).not.toBe('');
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('the masked dump', () => {
  it('shows the first six and last four digits of a card and hides track, PIN, chip data and keys', () => {
    const dump = maskedDump({
      mti: '0200',
      fields: new Map<number, FieldValue>([
        [2, '6225880123456789'],
        [35, '6225880123456789D30122010000012345'],
        [52, hex('677B52BBD03DF776')],
        [62, hex('CB4AB541CD5AD4FC')],
      ]),
    });
    expect(dump).toContain('622588******6789');
    expect(dump).not.toMatch(/30122010|677B52|CB4AB5/);
  });
});
