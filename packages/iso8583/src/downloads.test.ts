import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBinPage,
  decodeBinRequest,
  decodeListPage,
  decodeListRequest,
  decodeTaggedTexts,
  encodeBinPage,
  encodeBinRequest,
  encodeEntry,
  encodeListPage,
  encodeListRequest,
  encodeTaggedTexts,
  listPageEntries,
} from './downloads.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const key = (index: number) => [
  { tag: '9F06', value: hex('A000000333') },
  { tag: '9F22', value: Uint8Array.of(index) },
  { tag: 'DF05', value: Uint8Array.from(Buffer.from('20301231')) },
];

describe('a list of keys', () => {
  it('has 23 bytes an entry after its flag', () =>
    expect(toHex(encodeListPage([key(8)], 0))).toBe('319F0605A0000003339F220108DF05083230333031323331'));
  it('is asked for by how many have come, page by page, until the last', () => {
    const all = Array.from({ length: 45 }, (_, i) => key(i));
    const flags: string[] = [];
    let received = 0;
    for (let flag = '2'; flag === '2';) {
      const asked = decodeListRequest(encodeListRequest(received));
      const page = decodeListPage(encodeListPage(all, asked.ok ? asked.value : -1));
      if (!page.ok) throw new Error('not readable');
      ({ flag } = page.value);
      flags.push(flag);
      received += page.value.objects.length / 3;
    }
    expect([flags, received]).toEqual([['2', '2', '3'], 45]);
    expect(listPageEntries).toBe(20);
  });
  it('of nothing is 0, of one page 1, past its end 0', () => {
    expect(toHex(encodeListPage([], 0))).toBe('30');
    expect(toHex(encodeListPage([key(1)], 1))).toBe('30');
  });
});

describe('a single entry', () => {
  it('is 1 and its objects, or 0 where nobody knows it', () => {
    expect(toHex(encodeEntry([{ tag: '9F22', value: hex('08') }]))).toBe('319F220108');
    expect(toHex(encodeEntry(undefined))).toBe('30');
  });
});

describe('parameters', () => {
  it('carry Chinese text and count its bytes', () => {
    const wire = encodeTaggedTexts([{ tag: '22', value: '小满煎饼' }]);
    expect(Buffer.from(wire).toString('latin1').slice(0, 6)).toBe('122008');
    expect(decodeTaggedTexts(wire, 2)).toEqual({ ok: true, value: [{ tag: '22', value: '小满煎饼' }] });
    expect(decodeTaggedTexts(wire.subarray(0, -1), 2).ok).toBe(false);
  });
});

describe('a list of prefixes', () => {
  it('comes fifteen a page and tells where to go on', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), (count) => {
        const all = Array.from({ length: count }, (_, i) => String(622_000 + i));
        const got: string[] = [];
        let next = 0;
        for (let flag = '2'; flag === '2';) {
          const asked = decodeBinRequest(encodeBinRequest(next));
          const page = decodeBinPage(encodeBinPage(all, asked.ok ? asked.value : -1));
          if (!page.ok) throw new Error('not readable');
          ({ flag, next } = page.value);
          got.push(...page.value.prefixes);
        }
        expect(got).toEqual(all);
      }),
    ));
});

it('no bytes make a reader throw', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      decodeListRequest(bytes);
      decodeListPage(bytes);
      decodeTaggedTexts(bytes, 6);
      decodeBinRequest(bytes);
      decodeBinPage(bytes);
    }),
  ));
