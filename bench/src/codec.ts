/**
 * The codec on a sale of 18 fields with 137 bytes of chip data: building and packing, the production's strict `unpack` (which makes a
 * value when it is asked for), the same with all eighteen values asked for, routed reading of what a router wants, and the MAC. Counted per second of processor time, not of the clock: the machine may be shared. Each figure is
 * the best of several rounds, taken in turn with the yardsticks': `iso_8583` of npm and JSON of the same fields.
 */
import { computeMac, MessageIndex, pack, packInto, packWithMac, terminalDialect, unpack } from '@kaitong/iso8583';
import Iso8583 from 'iso_8583';
import type { BenchResult } from './main.ts';

const ROUNDS = 7;
const ROUND_CPU_US = 400_000;

const mak = Uint8Array.from(Buffer.from('0723C80DB5F4CD3D', 'hex'));
const pinBlock = Uint8Array.from(Buffer.from('677B52BBD03DF776', 'hex'));
const chip = Uint8Array.from(
  Buffer.from(
    '9F2608A1B2C3D4E5F607189F2701809F101307010103A0A000010A010000000000123456789F37048E3F12A59F36020F3C950500000008009A032611289C01009F02060000000012345F2A02015682027C009F1A0201569F03060000000000009F3303E0F8C89F34034203009F3501229F1E083132333435363738840' +
      '8A0000003330101029F0902008C9F410400000002',
    'hex',
  ),
);

const someMac = Uint8Array.from(Buffer.from('B3A092AE', 'latin1'));

const saleFields = () => ({
  3: '000000',
  4: '000000001234',
  11: '000002',
  14: '3012',
  22: '051',
  23: '001',
  25: '00',
  26: '12',
  35: '6225880123456789D30122010000012345',
  41: '00000001',
  42: '952718182217875',
  49: '156',
  52: pinBlock,
  53: '2600000000000000',
  55: chip,
  60: '2200000100060',
  63: 'CUP',
  64: someMac,
});

/** The same eighteen values in the form that the others take: bytes as hex, made beforehand. */
const theirSale: Record<string, string> = Object.fromEntries(
  Object.entries({ 0: '0200', ...saleFields() }).map(([n, value]) => [
    n,
    typeof value === 'string' ? value : Buffer.from(value).toString('hex').toUpperCase(),
  ]),
);
const theirFields = (): Record<string, string> => ({ ...theirSale });
const row = (ContentType: string, LenType: string, MaxLen: number) => ({ ContentType, Label: '', LenType, MaxLen });
/** Its defaults for 53, 55, 60 and 63 are of another network. */
const theirFormats = {
  '53': row('n', 'fixed', 16),
  '55': row('ans', 'lllvar', 510),
  '60': row('n', 'lllvar', 19),
  '63': row('ans', 'lllvar', 163),
  '64': row('an', 'fixed', 16),
};

const target = new Uint8Array(1024);
const index = new MessageIndex();
const bytes = packWithMac(terminalDialect, { mti: '0200', fields: withoutMac() }, { strategy: 'cup-ecb', key: mak });
const mab = bytes.subarray(0, -8);

function withoutMac(): Record<number, string | Uint8Array> {
  const { 64: _mac, ...rest } = saleFields();
  return rest;
}

function routed(): number {
  if (index.index(terminalDialect, bytes) !== undefined) throw new Error('the sale can be routed');
  const texts = [3, 11, 25, 41, 42, 60];
  let length = index.mti.length;
  for (const number of texts) length += index.text(number)?.length ?? 0;
  return length + index.offsetOf(64);
}

function readWhole(): number {
  const read = unpack(terminalDialect, bytes);
  if (!read.ok) throw new Error(read.error.expected);
  return read.value.fields.size;
}

/** The same and then every value, in the order of the bitmap. */
function readEach(): number {
  const read = unpack(terminalDialect, bytes);
  if (!read.ok) throw new Error(read.error.expected);
  let length = 0;
  for (const number of numbers) length += read.value.fields.get(number)?.length ?? 0;
  return length;
}
const numbers = Object.keys(saleFields()).map(Number);

const theirBytes = (): Uint8Array => {
  const packed: unknown = new Iso8583(theirFields(), theirFormats).getBufferMessage();
  if (!(packed instanceof Uint8Array)) throw new Error(JSON.stringify(packed));
  return packed;
};
const theirs = theirBytes();
const theirReading = (): number => {
  const read = new Iso8583({}, theirFormats).getIsoJSON(theirs) as Record<string, unknown>;
  if (read['42'] === undefined) throw new Error(JSON.stringify(read));
  return Object.keys(read).length;
};

const json = JSON.stringify(theirFields());
const subjects: Readonly<Record<string, () => number>> = {
  pack: () => pack(terminalDialect, { mti: '0200', fields: saleFields() }).length,
  packInto: () => packInto(terminalDialect, { mti: '0200', fields: saleFields() }, target),
  unpack: readWhole,
  unpackEach: readEach,
  routed,
  mac: () => computeMac('cup-ecb', mak, mab)[0] as number,
  theirPack: () => theirBytes().length,
  theirUnpack: theirReading,
  jsonPack: () => JSON.stringify(theirSale).length,
  jsonUnpack: () => Object.keys(JSON.parse(json) as object).length,
};

/** Operations in a second of processor time, of one round. */
function measure(work: () => number): number {
  const begun = process.cpuUsage();
  let done = 0;
  let kept = 0;
  for (;;) {
    for (let i = 0; i < 500; i += 1) kept ^= work();
    done += 500;
    const { user, system } = process.cpuUsage(begun);
    if (user + system > ROUND_CPU_US) return kept === Number.MAX_VALUE ? 0 : done / ((user + system) / 1e6);
  }
}

export async function run(say: (line: string) => void): Promise<BenchResult> {
  const best: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    say(`round ${round + 1} of ${ROUNDS}`);
    for (const [name, work] of Object.entries(subjects)) best[name] = Math.max(best[name] ?? 0, measure(work));
  }
  const of = (name: string): number => Math.round(best[name] ?? 0);
  const ratio = (a: string, b: string): number => Math.round((of(a) / of(b)) * 100) / 100;
  return {
    name: 'codec',
    figures: {
      packPerCpuS: of('pack'),
      packIntoPerCpuS: of('packInto'),
      unpackPerCpuS: of('unpack'),
      unpackAndEachValuePerCpuS: of('unpackEach'),
      routedPerCpuS: of('routed'),
      macPerCpuS: of('mac'),
      bytes: bytes.length,
    },
    yardstick: {
      iso_8583PackPerCpuS: of('theirPack'),
      iso_8583UnpackPerCpuS: of('theirUnpack'),
      jsonPackPerCpuS: of('jsonPack'),
      jsonUnpackPerCpuS: of('jsonUnpack'),
    },
    ratios: {
      iso_8583Pack: ratio('pack', 'theirPack'),
      iso_8583Unpack: ratio('unpack', 'theirUnpack'),
      iso_8583UnpackAndEachValue: ratio('unpackEach', 'theirUnpack'),
      iso_8583Routed: ratio('routed', 'theirUnpack'),
      jsonPack: ratio('pack', 'jsonPack'),
      jsonUnpack: ratio('unpack', 'jsonUnpack'),
      jsonRouted: ratio('routed', 'jsonUnpack'),
    },
  };
}
