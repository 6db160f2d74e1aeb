import { expect, test } from 'vitest';
import { containerFacts } from './container.ts';
import { isoOfUnixSeconds } from './recorded-at.ts';

test('an instant is written as the calendar has it, leap days and year ends included', () => {
  for (const iso of ['2000-01-01T00:00:00Z', '2024-02-29T23:59:59Z', '2026-12-31T12:34:56Z', '2099-03-01T00:00:01Z'])
    expect(isoOfUnixSeconds(Date.parse(iso) / 1_000)).toBe(iso);
});

test('a calendar’s zero and times no phone can have filmed at are no recording time', () => {
  // 0 in QuickTime's calendar is 1904, in Unix's 1970.
  for (const seconds of [-2_082_844_800, 0, 946_684_799, 4_102_444_800, Number.NaN, 1.5])
    expect(isoOfUnixSeconds(seconds)).toBeUndefined();
});

test('bytes that begin like no container are of the wrong type, bytes that only begin like one are damaged', async () => {
  const bytes = (text: string, rest = 0): Uint8Array => Buffer.concat([Buffer.from(text, 'hex'), Buffer.alloc(rest)]);
  expect(await containerFacts(new Uint8Array())).toEqual({ refused: 'file_type' });
  expect(await containerFacts(bytes('ffd8ffe000104a46494600'))).toEqual({ refused: 'file_type' });
  // A playlist names other files: it must never reach the decoder.
  expect(await containerFacts(Buffer.from('#EXTM3U\nfile:///etc/hosts\n'))).toEqual({ refused: 'file_type' });
  expect(await containerFacts(bytes('0000001866747970', 3_000))).toEqual({ refused: 'file_corrupt' });
  expect(await containerFacts(bytes('1a45dfa3', 3_000))).toEqual({ refused: 'file_corrupt' });
});
