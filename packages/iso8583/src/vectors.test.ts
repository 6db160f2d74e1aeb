import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as iso from './index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const load = (name: string) =>
  JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as unknown;
const dialects: Record<string, iso.Dialect> = { terminal: iso.terminalDialect, network: iso.networkDialect };

interface MessageVector {
  name: string;
  dialect: string;
  frame?: string;
  body?: string;
  tpdu?: string;
  header?: string;
  mti: string;
  fields: Record<string, string>;
  mac?: { strategy: iso.MacStrategy; key: string; text: string };
}
const messages = load('messages.json') as MessageVector[];
const asText = (value: iso.FieldValue) => (typeof value === 'string' ? value : `hex:${toHex(value)}`);

describe('golden messages', () => {
  it.each(messages.map((one) => [one.name, one] as const))('%s', (_name, vector) => {
    let body = hex(vector.body ?? '');
    if (vector.frame !== undefined) {
      const [event] = new iso.FrameReader().push(hex(vector.frame));
      if (event?.kind !== 'frame') throw new Error('a frame');
      expect(event.frame).toMatchObject({ tpdu: vector.tpdu, header: vector.header });
      expect(toHex(iso.frame(event.frame))).toBe(toHex(hex(vector.frame)));
      body = Uint8Array.from(event.frame.body);
    }
    const dialect = dialects[vector.dialect] as iso.Dialect;
    const read = iso.unpack(dialect, body);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.mti).toBe(vector.mti);
    expect(Object.fromEntries([...read.value.fields].map(([n, value]) => [n, asText(value)]))).toEqual(vector.fields);
    expect(toHex(iso.pack(dialect, read.value))).toBe(toHex(body));
    if (vector.mac === undefined) return;
    const mac = iso.computeMac(vector.mac.strategy, hex(vector.mac.key), body.subarray(0, -8));
    expect(Buffer.from(mac).toString('latin1')).toBe(vector.mac.text);
  });
});

const keys = load('keys.json') as {
  tmk: string;
  checkValues: { key: string; check: string }[];
  keys: { pik: string; mak: string; tdk: string };
  layouts: Record<'003' | '004' | '003-early-check', string>;
  pin: { pin: string; pan: string; clear: string; underPik: string };
  track: { clear: string; eightBytes: string };
  published: { key: string; text: string; cipher: string };
  sm4: { key: string; text: string; cipher: string };
};
const tmk = hex(keys.tmk);
const pik = hex(keys.keys.pik);
const mak = hex(keys.keys.mak);
const tdk = hex(keys.keys.tdk);

describe('golden keys', () => {
  it('have their check values, PIN block, track and published pairs', () => {
    for (const { key, check } of keys.checkValues) expect(toHex(iso.keyCheckValue(hex(key)))).toBe(check);
    expect(toHex(iso.clearPinBlock(keys.pin.pin, keys.pin.pan))).toBe(keys.pin.clear);
    expect(toHex(iso.encryptPinBlock(pik, keys.pin.pin, keys.pin.pan))).toBe(keys.pin.underPik);
    expect(iso.encryptTrack(tdk, keys.track.clear)).toBe(keys.track.eightBytes);
    expect(toHex(iso.tripleDesDecrypt(hex(keys.published.key), hex(keys.published.cipher)))).toBe(keys.published.text);
    expect(toHex(iso.sm4Encrypt(hex(keys.sm4.key), hex(keys.sm4.text)))).toBe(keys.sm4.cipher);
  });

  it.each(Object.entries(keys.layouts) as [iso.KeyLayout, string][])('stand in layout %s', (layout, field) => {
    const given = layout === '004' ? { pik, mak, tdk } : { pik, mak };
    expect(toHex(iso.encodeWorkingKeys(layout, tmk, given))).toBe(field);
    expect(iso.decodeWorkingKeys(layout, tmk, hex(field))).toEqual({ ok: true, value: given });
  });
});

describe('strategies of a profile', () => {
  it('brings the keys back in every layout, and refuses one changed byte of each check value', () => {
    for (const { keyLayout } of Object.values(iso.profiles)) {
      const given =
        keyLayout === '001'
          ? { pik: mak, mak }
          : keyLayout === '005'
            ? { pik, mak: tdk, tdk }
            : keyLayout === '004' || keyLayout === 'tlv'
              ? { pik, mak, tdk }
              : { pik, mak };
      const field = iso.encodeWorkingKeys(keyLayout, tmk, given);
      expect(iso.decodeWorkingKeys(keyLayout, tmk, field)).toEqual({ ok: true, value: given });
      field[0] = (field[0] as number) ^ 1;
      expect(iso.decodeWorkingKeys(keyLayout, tmk, field)).toMatchObject({ ok: false });
    }
  });

  it('folds before X9.19, and chains SM4 as node:crypto does', () => {
    const data = Buffer.from('02003020048000C0801', 'latin1');
    const folded = new Uint8Array(8);
    for (const [i, byte] of data.entries()) folded[i & 7] = (folded[i & 7] as number) ^ byte;
    expect(toHex(iso.computeMac('fold-x919', pik, data))).toBe(toHex(iso.tripleDesEncrypt(pik, folded)));
    const padded = Buffer.concat([data, Buffer.alloc(32 - data.length)]);
    const chain = createCipheriv('sm4-cbc', pik, Buffer.alloc(16)).setAutoPadding(false).update(padded);
    expect(toHex(iso.computeMac('sm4-cbc', pik, data))).toBe(toHex(chain.subarray(16, 24)));
  });

  it('encrypts length and track as one buffer, into a field that has room for it', () => {
    for (const track of [keys.track.clear, '6225880123456789D30122010000012345678']) {
      const nibbles = iso.encryptWholeTrack(tdk, track);
      const { dialect } = iso.profiles['private-tlv'];
      const read = iso.unpack(dialect, iso.pack(dialect, { mti: '0200', fields: { 35: nibbles } }));
      expect(read.ok && iso.decryptWholeTrack(tdk, read.value.fields.get(35) as string)).toBe(track);
    }
    expect(iso.decryptWholeTrack(tdk, '0'.repeat(48))).toBeUndefined();
  });

  it('makes a PIN block of 16 bytes under SM4', () => {
    const block = iso.encryptPinBlockSm4(pik, keys.pin.pin, keys.pin.pan);
    // 06123456FFFFFFFF FFFF.. xor 0000000000000000 0000588012345678
    expect(toHex(iso.sm4Decrypt(pik, block))).toBe('06123456FFFFFFFFFFFFA77FEDCBA987');
    expect(block).toHaveLength(16);
  });
});
