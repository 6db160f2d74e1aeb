import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJbig, encodeJbig, jbigPixelsMax, type Bitmap } from './jbig.ts';
import { Contexts, QmDecoder, QmEncoder } from './qm-coder.ts';

interface Vectors {
  readonly pictures: Readonly<Record<string, { width: number; height: number; bits: string }>>;
  readonly files: readonly { made: string; picture: string; jbig: string }[];
}
const vectors = JSON.parse(readFileSync(new URL('../vectors/jbig.json', import.meta.url), 'utf8')) as Vectors;
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const picture = (name: string): Bitmap => {
  const { bits, ...size } = vectors.pictures[name] ?? { width: 0, height: 0, bits: '' };
  return { ...size, bits: hex(bits) };
};

const bitsOf = (words: readonly number[]) => words.flatMap((word) => Array.from({ length: 16 }, (_, i) => (word >> (15 - i)) & 1)); // prettier-ignore

describe('the arithmetic coder', () => {
  // T.82, 7.1: 256 decisions in two contexts; the bytes are without the stuffing that a stripe adds.
  const pixels = bitsOf([0x05e0, 0x0000, 0x8b00, 0x01c4, 0x1700, 0x0034, 0x7fff, 0x1a3f, 0x951b, 0x05d8, 0x1d17, 0xe770, 0, 0, 0x0656, 0x0e6a]); // prettier-ignore
  const contexts = bitsOf([0x0fe0, 0x0000, 0x0f00, 0x00f0, 0xff00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const coded = '6989995c32eafaa0d5ff527fffffffc00000003fff2d208291';

  it('makes of the published test sequence the published bytes, and reads them back', () => {
    const encoder = new QmEncoder(new Contexts(2));
    pixels.forEach((pixel, i) => encoder.encode(contexts[i] as number, pixel));
    expect(Buffer.from(encoder.flush()).toString('hex')).toBe(coded);
    const decoder = new QmDecoder(hex(coded), new Contexts(2));
    expect(contexts.map((context) => decoder.decode(context))).toEqual(pixels);
  });

  it('gives back any decisions in any contexts', () => {
    const decisions = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 1 })), { maxLength: 3000 }); // prettier-ignore
    fc.assert(
      fc.property(decisions, (given) => {
        const encoder = new QmEncoder(new Contexts(8));
        for (const [context, pixel] of given) encoder.encode(context, pixel);
        const decoder = new QmDecoder(encoder.flush(), new Contexts(8));
        expect(given.map(([context]) => decoder.decode(context))).toEqual(given.map(([, pixel]) => pixel));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a bi-level picture', () => {
  it.each(vectors.files)('$picture is read from what $made wrote', (file) => {
    expect(decodeJbig(hex(file.jbig))).toEqual({ ok: true, value: picture(file.picture) });
  });

  it('is written byte for byte as another encoder writes it in one stripe with typical prediction', () => {
    const theirs = vectors.files.find((file) => file.made.endsWith('-q -s 48 -p 8'))?.jbig ?? '';
    const ours = Buffer.from(encodeJbig(picture('strokes'))).toString('hex');
    // bytes 16 to 18 are the reach of the adaptive pixel and the order of stripes: theirs announces more than it uses
    expect(ours.slice(38)).toBe(theirs.slice(38));
  });

  it('comes back as it was, whatever is drawn', () => {
    const drawn = fc
      .record({ width: fc.integer({ min: 1, max: 70 }), height: fc.integer({ min: 1, max: 40 }), ink: fc.constantFrom(0, 1, 8, 40, 128, 250) }) // prettier-ignore
      .chain((size) => fc.record({ ...mapConstant(size), noise: fc.uint8Array({ minLength: size.width * size.height, maxLength: size.width * size.height }) })); // prettier-ignore
    fc.assert(
      fc.property(drawn, ({ width, height, ink, noise }) => {
        const stride = Math.ceil(width / 8);
        const bits = new Uint8Array(stride * height);
        noise.forEach((value, i) => {
          const [x, y] = [i % width, Math.floor(i / width)];
          const at = y * stride + (x >> 3);
          if (value < ink) bits[at] = (bits[at] as number) | (0x80 >> (x & 7));
        });
        expect(decodeJbig(encodeJbig({ width, height, bits }))).toEqual({ ok: true, value: { width, height, bits } });
      }),
      { numRuns: 60 },
    );
  });

  it('that is empty takes thirty bytes', () => {
    expect(encodeJbig({ width: 240, height: 80, bits: new Uint8Array(2400) }).length).toBeLessThanOrEqual(30);
  });

  it('that is no picture is a located error, never a fault and never more memory than a signature needs', () => {
    const good = encodeJbig(picture('noise'));
    expect(decodeJbig(good.subarray(0, 12)).ok).toBe(false);
    expect(decodeJbig(good.subarray(0, good.length - 2)).ok).toBe(false);
    const huge = Uint8Array.from(good).fill(0xff, 4, 12);
    expect(decodeJbig(huge)).toMatchObject({ ok: false, error: { expected: `at most ${jbigPixelsMax} pixels` } });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (junk) => void decodeJbig(junk)));
    fc.assert(
      fc.property(fc.integer({ min: 20, max: good.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const broken = Uint8Array.from(good);
        broken[at] = byte;
        decodeJbig(broken);
      }),
    );
  });
});

function mapConstant<T extends object>(values: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fc.constant(value as unknown)])) as {
    [K in keyof T]: fc.Arbitrary<T[K]>;
  };
}
