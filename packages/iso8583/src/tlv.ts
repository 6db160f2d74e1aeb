import { readError, readOk, type Read } from './read.ts';

/** One entry of an ASCII TLV: a tag of two characters and its text. */
export interface AsciiTlv {
  readonly tag: string;
  readonly value: string;
}

/** tag(2) len(3) value, one after the other, as fields 59 and its inner parts carry them. ASCII only. */
export function encodeAsciiTlv(entries: readonly AsciiTlv[]): string {
  return entries
    .map(({ tag, value }) => {
      if (!/^[0-9A-Za-z]{2}$/.test(tag)) throw new Error(`a tag of two characters, not ${tag}`);
      if (!/^[\u0020-\u007E]{0,999}$/.test(value))
        throw new Error(`tag ${tag}: at most 999 printable ASCII characters`);
      return `${tag}${String(value.length).padStart(3, '0')}${value}`;
    })
    .join('');
}

/** The entries of an ASCII TLV; `field` names the field in an error. */
export function decodeAsciiTlv(text: string, field = 59): Read<AsciiTlv[]> {
  const entries: AsciiTlv[] = [];
  let at = 0;
  while (at < text.length) {
    const tag = text.slice(at, at + 2);
    const digits = text.slice(at + 2, at + 5);
    if (!/^[0-9A-Za-z]{2}$/.test(tag)) return readError(field, at, 'a tag of two characters');
    if (!/^\d{3}$/.test(digits)) return readError(field, at + 2, 'a length of three digits');
    const end = at + 5 + Number(digits);
    if (end > text.length) return readError(field, at + 5, `${digits} characters of tag ${tag}`);
    entries.push({ tag, value: text.slice(at + 5, end) });
    at = end;
  }
  return readOk(entries);
}

/** Where and what a terminal is, as field 59 says it (银发〔2021〕259号: serial number and place travel with each sale). */
export interface TerminalInformation {
  /** A2.01: 02 traditional POS, 04 smart. */
  readonly deviceType?: string;
  /** A2.02 TUSN. */
  readonly serialNo?: string;
  /** A2.03: last six digits of the PAN. */
  readonly randomFactor?: string;
  /** A2.04: eight characters over serial number and factor. */
  readonly cipher?: string;
  /** A2.05, eight characters. */
  readonly appVersion?: string;
  /** A5: signed decimal degrees, e.g. +113.84363; the system is GCJ02 unless said otherwise. */
  readonly location?: { readonly longitude: string; readonly latitude: string; readonly system: string };
  /** A3 and A4: QR payload and the original QR voucher. */
  readonly qrPayload?: string;
  readonly qrOriginal?: string;
  /** B1 (ours), only in an answer: where the customer's e-receipt is. */
  readonly receiptUrl?: string;
}

function optional(tag: string, value: string | undefined): AsciiTlv[] {
  return value === undefined ? [] : [{ tag, value }];
}

/** Field 59: A2, A3, A4, A5 of a request, B1 of an answer, only what is known. */
export function encodeTerminalInformation(info: TerminalInformation): string {
  const a2 = encodeAsciiTlv([
    ...optional('01', info.deviceType),
    ...optional('02', info.serialNo),
    ...optional('03', info.randomFactor),
    ...optional('04', info.cipher),
    ...optional('05', info.appVersion),
  ]);
  const place = info.location;
  const a5 =
    place === undefined
      ? undefined
      : encodeAsciiTlv([
          { tag: '01', value: place.longitude },
          { tag: '02', value: place.latitude },
          { tag: '05', value: place.system },
        ]);
  return encodeAsciiTlv([
    ...optional('A2', a2 === '' ? undefined : a2),
    ...optional('A3', info.qrPayload),
    ...optional('A4', info.qrOriginal),
    ...optional('A5', a5),
    ...optional('B1', info.receiptUrl),
  ]);
}

const a2Names: Readonly<Record<string, 'deviceType' | 'serialNo' | 'randomFactor' | 'cipher' | 'appVersion'>> = {
  '01': 'deviceType',
  '02': 'serialNo',
  '03': 'randomFactor',
  '04': 'cipher',
  '05': 'appVersion',
};

function innerEntries(outer: AsciiTlv): Read<ReadonlyMap<string, string>> {
  const inner = decodeAsciiTlv(outer.value, 59);
  return inner.ok ? readOk(new Map(inner.value.map(({ tag, value }) => [tag, value]))) : inner;
}

/** Reads field 59; unknown tags are passed over, a broken structure is a located error. */
export function decodeTerminalInformation(text: string): Read<TerminalInformation> {
  const outer = decodeAsciiTlv(text, 59);
  if (!outer.ok) return outer;
  const info: { -readonly [K in keyof TerminalInformation]: TerminalInformation[K] } = {};
  for (const entry of outer.value) {
    if (entry.tag === 'A3') info.qrPayload = entry.value;
    if (entry.tag === 'A4') info.qrOriginal = entry.value;
    if (entry.tag === 'B1') info.receiptUrl = entry.value;
    if (entry.tag !== 'A2' && entry.tag !== 'A5') continue;
    const inner = innerEntries(entry);
    if (!inner.ok) return inner;
    if (entry.tag === 'A2') {
      for (const [tag, name] of Object.entries(a2Names)) {
        const value = inner.value.get(tag);
        if (value !== undefined) info[name] = value;
      }
      continue;
    }
    const longitude = inner.value.get('01');
    const latitude = inner.value.get('02');
    if (longitude === undefined || latitude === undefined) return readError(59, 0, 'A5 with longitude and latitude');
    info.location = { longitude, latitude, system: inner.value.get('05') ?? 'GCJ02' };
  }
  return readOk(info);
}

/** One data object of field 55; the tag in upper-case hex, e.g. 9F26. */
export interface BerTlv {
  readonly tag: string;
  readonly value: Uint8Array;
}

function berLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

/** BER TLV in the given order. */
export function encodeBerTlv(objects: readonly BerTlv[]): Uint8Array {
  return Uint8Array.from(
    objects.flatMap(({ tag, value }) => [...Buffer.from(tag, 'hex'), ...berLength(value.length), ...value]),
  );
}

function tagEnd(bytes: Uint8Array, at: number): number {
  if (((bytes[at] as number) & 0x1f) !== 0x1f) return at + 1;
  let end = at + 1;
  while (end < bytes.length && ((bytes[end] as number) & 0x80) !== 0) end += 1;
  return end + 1;
}

/** The objects of field 55, not entering constructed ones; filling 00 between objects is passed over. */
export function decodeBerTlv(bytes: Uint8Array, field = 55): Read<BerTlv[]> {
  const objects: BerTlv[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === 0) {
      at += 1;
      continue;
    }
    const lengthAt = tagEnd(bytes, at);
    const first = bytes[lengthAt];
    if (first === undefined) return readError(field, at, 'a tag and its length');
    const extra = first >= 0x80 ? first & 0x7f : 0;
    if (extra > 2 || first === 0x80) return readError(field, lengthAt, 'a length of at most two bytes');
    const valueAt = lengthAt + 1 + extra;
    let length = extra === 0 ? first : 0;
    for (let i = lengthAt + 1; i < valueAt; i += 1) length = length * 256 + (bytes[i] ?? 0);
    if (valueAt + length > bytes.length) return readError(field, lengthAt, `${length} bytes of value`);
    const tag = Buffer.from(bytes.subarray(at, lengthAt)).toString('hex').toUpperCase();
    objects.push({ tag, value: bytes.slice(valueAt, valueAt + length) });
    at = valueAt + length;
  }
  return readOk(objects);
}
