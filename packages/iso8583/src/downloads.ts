/** Field 62 of parameter, key and application downloads, both ends of it. */
import { encodeGb18030, decodeGb18030 } from './gb18030.ts';
import { readError, readOk, type Read } from './read.ts';
import { decodeBerTlv, encodeBerTlv, type BerTlv } from './tlv.ts';

/** First byte of a page: nothing there, all of it here, more to ask for, the last page. */
export type PageFlag = '0' | '1' | '2' | '3';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const flagOf = (field62: Uint8Array): string => String.fromCharCode(field62[0] ?? 0);
const isFlag = (flag: string): flag is PageFlag => /^[0-3]$/.test(flag);

/** Request of a list (372, 382): `1` and how many entries have been received, two digits. */
export const encodeListRequest = (received: number): Uint8Array => ascii(`1${String(received).padStart(2, '0')}`);

export function decodeListRequest(field62: Uint8Array): Read<number> {
  const text = Buffer.from(field62).toString('latin1');
  return /^1\d{2}$/.test(text) ? readOk(Number(text.slice(1))) : readError(62, 0, '1 and two digits');
}

/** Entries of a page of the list; 23 bytes an entry of keys leave room for twice as many in 999. */
export const listPageEntries = 20;

function pageFlag(total: number, from: number, taken: number): PageFlag {
  if (total === 0 || taken === 0) return '0';
  if (from + taken < total) return '2';
  return from === 0 ? '1' : '3';
}

/** A page of the list from `received` on. */
export function encodeListPage(entries: readonly (readonly BerTlv[])[], received: number): Uint8Array {
  const page = entries.slice(received, received + listPageEntries);
  const flag = pageFlag(entries.length, received, page.length);
  return Uint8Array.from(Buffer.concat([ascii(flag), ...page.map((entry) => encodeBerTlv(entry))]));
}

/** The objects of a page in their order; an entry of keys is three of them, an application one. */
export function decodeListPage(field62: Uint8Array): Read<{ flag: PageFlag; objects: BerTlv[] }> {
  const flag = flagOf(field62);
  if (!isFlag(flag)) return readError(62, 0, 'a flag of 0 to 3');
  const objects = decodeBerTlv(field62.subarray(1), 62);
  return objects.ok ? readOk({ flag, objects: objects.value }) : objects;
}

/** One key or application: `1` and its objects, or `0` alone where it is not known. */
export const encodeEntry = (objects: readonly BerTlv[] | undefined): Uint8Array =>
  objects === undefined ? ascii('0') : Uint8Array.from(Buffer.concat([ascii('1'), encodeBerTlv(objects)]));

export interface TaggedText {
  readonly tag: string;
  readonly value: string;
}

/** `1`, then tag, length of three digits and GB18030 text each: parameters (two-place tags), contactless ones (six-place tags). */
export const encodeTaggedTexts = (entries: readonly TaggedText[]): Uint8Array =>
  Uint8Array.from(
    Buffer.concat([
      ascii('1'),
      ...entries.flatMap(({ tag, value }) => {
        const text = encodeGb18030(value);
        return [ascii(tag + String(text.length).padStart(3, '0')), text];
      }),
    ]),
  );

export function decodeTaggedTexts(field62: Uint8Array, tagPlaces: 2 | 6): Read<TaggedText[]> {
  if (flagOf(field62) !== '1') return readError(62, 0, 'a flag of 1');
  const entries: TaggedText[] = [];
  for (let at = 1; at < field62.length;) {
    const head = Buffer.from(field62.subarray(at, at + tagPlaces + 3)).toString('latin1');
    const length = Number(head.slice(tagPlaces));
    const end = at + tagPlaces + 3 + length;
    if (!/^\d{3}$/.test(head.slice(tagPlaces)) || end > field62.length)
      return readError(62, at, 'tag, length and text');
    const value = decodeGb18030(field62.subarray(at + tagPlaces + 3, end));
    if (value === undefined) return readError(62, at, 'GB18030 text');
    entries.push({ tag: head.slice(0, tagPlaces), value });
    at = end;
  }
  return readOk(entries);
}

const binSlots = 15;
const binPlaces = 12;

/** A page of card prefixes from `index` on: flag, the index to ask for next (3 digits), slots of twelve places. */
export function encodeBinPage(prefixes: readonly string[], index: number): Uint8Array {
  const page = prefixes.slice(index, index + binSlots);
  const next = String(index + page.length).padStart(3, '0');
  return ascii(
    pageFlag(prefixes.length, index, page.length) + next + page.map((one) => one.padEnd(binPlaces)).join(''),
  );
}

export const encodeBinRequest = (index: number): Uint8Array => ascii(String(index).padStart(3, '0'));

export function decodeBinRequest(field62: Uint8Array): Read<number> {
  const text = Buffer.from(field62).toString('latin1');
  return /^\d{3}$/.test(text) ? readOk(Number(text)) : readError(62, 0, 'three digits');
}

export function decodeBinPage(field62: Uint8Array): Read<{ flag: PageFlag; next: number; prefixes: string[] }> {
  const text = Buffer.from(field62).toString('latin1');
  const flag = text.slice(0, 1);
  const slots = text.slice(4);
  if (!isFlag(flag) || !/^\d{3}$/.test(text.slice(1, 4)) || slots.length % binPlaces !== 0 || !/^[\d ]*$/.test(slots))
    return readError(62, 0, 'flag, index and slots of twelve places');
  const prefixes = Array.from({ length: slots.length / binPlaces }, (_, i) =>
    slots.slice(i * binPlaces, (i + 1) * binPlaces).trim(),
  );
  return readOk({ flag, next: Number(text.slice(1, 4)), prefixes });
}
