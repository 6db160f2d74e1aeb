/** What every key vault must do, told by the terminal's end of it: run against the software vault and against a hardware one. */
import {
  aesKeyWrap,
  buildActivationAck,
  buildActivationRequest,
  decodeWorkingKeys,
  encryptPinBlock,
  encryptTrack,
  encryptWholeTrack,
  keyCheckValue,
  macHolds,
  pack,
  packWithMac,
  pinOfClearBlock,
  readActivationAck,
  readActivationReply,
  readActivationRequest,
  terminalDialect,
  tripleDesDecrypt,
  tripleDesEncrypt,
  unpack,
  verifyActivationAck,
  type KeyLayout,
  type Message,
  type MessageInput,
  type Read,
  type WorkingKeys,
} from '@kaitong/iso8583';
import { describe, expect, it } from 'vitest';
import type { KeyVault, WorkingKeySet } from '../src/modules/terminals/index.ts';

export interface VaultUnderTest {
  /** Made with the keys below. */
  vault(): KeyVault;
  /** The same vault once its master key was changed: the old one still opens. `vault` may be of no use afterwards. */
  afterNewMasterKey(): Promise<KeyVault>;
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const upperHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
export const CONTRACT_ZPK = hex('00112233445566778899AABBCCDDEEFF');
export const CONTRACT_ZMK = hex('89ABCDEF0123456776543210FEDCBA98');
export const CONTRACT_VENDOR_KEY = hex('FFEEDDCCBBAA99887766554433221100');
const DEVICE_KEY = hex('0F1E2D3C4B5A69788796A5B4C3D2E1F0');
const NONCE_T = hex('A0A1A2A3A4A5A6A7A8A9AAABACADAEAF');
const PAN = '6225880123456789';
const ISO_0 = { pin: 'iso-0', pan: PAN } as const;
const TRACK = '6225880123456789D30122010000012345';
const SALE: MessageInput = {
  mti: '0200',
  fields: new Map([
    [11, '000001'],
    [41, '10000001'],
  ]),
};
const TIMES = { hostTime: '203105', hostDate: '1122' };

function must<T>(read: Read<T>): T {
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const overTheWire = (message: Message): Message => must(unpack(terminalDialect, pack(terminalDialect, message)));
const vendorText = (under: Uint8Array): string => Buffer.from(aesKeyWrap(under, DEVICE_KEY)).toString('base64url');

async function importDevice(vault: KeyVault): Promise<string> {
  const device = await vault.importDeviceKey(vendorText(CONTRACT_VENDOR_KEY));
  if (device === undefined) throw new Error('the device key opens under the vendor’s');
  return device;
}

const exchange = { stan: '000001', serialNo: 'KT20260001', nonceT: NONCE_T };
const sent = {
  ...exchange,
  appVersion: '00010000',
  intent: { kind: 'code', code: '123412341234' },
  deviceKey: DEVICE_KEY,
} as const;

/** A terminal that has been activated: its master key as the vault keeps it and as the terminal has it. */
async function activated(
  vault: KeyVault,
): Promise<{ device: string; tmk: string; clear: Uint8Array; checkValue: string }> {
  const device = await importDevice(vault);
  const request = must(readActivationRequest(overTheWire(buildActivationRequest(sent))));
  expect(await vault.openActivation(device, request)).toEqual({ ok: true, intent: sent.intent });
  const answer = await vault.approveActivation(device, {
    exchange: request,
    ...TIMES,
    rrn: '203105000001',
    terminalNo: '10000001',
    merchantNo: '480330154110001',
    merchantName: '林记面馆',
    activationRef: hex('C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF'),
  });
  const read = must(readActivationReply(overTheWire(answer.message), exchange, DEVICE_KEY));
  if (read.kind !== 'approved') throw new Error('approved');
  return { device, tmk: answer.tmk.wrapped, clear: read.tmk, checkValue: answer.tmk.checkValue };
}

async function signedIn(
  vault: KeyVault,
  layout: KeyLayout,
): Promise<{ set: WorkingKeySet; clear: WorkingKeys; tmk: string }> {
  const { tmk, clear } = await activated(vault);
  const set = await vault.newWorkingKeys(tmk, layout);
  const read = decodeWorkingKeys(layout, clear, set.field62);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return { set, clear: read.value, tmk };
}

function activation(vault: () => KeyVault): void {
  it('brings a terminal master key to the device under its own key, and the terminal reads it', async () => {
    const { clear, checkValue, tmk } = await activated(vault());
    expect(checkValue).toBe(upperHex(keyCheckValue(clear)));
    for (const form of ['hex', 'base64url'] as const) expect(tmk).not.toContain(Buffer.from(clear).toString(form));
    expect(tmk.startsWith(vault().wrapsAs)).toBe(true);
  });

  it('takes a device key under the vendor’s key only', async () => {
    expect(await vault().importDeviceKey(vendorText(CONTRACT_ZPK))).toBeUndefined();
    expect(await vault().importDeviceKey('AAAA')).toBeUndefined();
  });

  it('knows the device by its MACs: a request of another device, an acknowledgement with a bit changed', async () => {
    const { device } = await activated(vault());
    const other = buildActivationRequest({ ...sent, deviceKey: CONTRACT_ZPK });
    expect(await vault().openActivation(device, must(readActivationRequest(overTheWire(other))))).toEqual({
      ok: false,
      error: 'bad_mac',
    });
    const input = {
      stan: '000002',
      terminalNo: '10000001',
      merchantNo: '480330154110001',
      activationRef: hex('C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF'),
      deviceKey: DEVICE_KEY,
    };
    const ack = must(readActivationAck(overTheWire(buildActivationAck(input))));
    expect(verifyActivationAck(ack, DEVICE_KEY)).toBe(true);
    expect(await vault().ackHolds(device, ack)).toBe(true);
    expect(await vault().ackHolds(device, { ...ack, stan: '000003' })).toBe(false);
  });
}

function workingKeys(vault: () => KeyVault): void {
  it('makes keys of every DES layout that the terminal reads, with a track key where there is a place for one', async () => {
    for (const layout of ['001', '003', '004', '003-early-check', '004-early-check', 'tlv'] as const) {
      const { set, clear } = await signedIn(vault(), layout);
      expect([layout, set.tdk !== undefined]).toEqual([layout, /004|tlv/.test(layout)]);
      expect([set.pik.checkValue, set.mak.checkValue]).toEqual(
        [clear.pik, clear.mak].map((key) => upperHex(keyCheckValue(key))),
      );
      for (const key of [clear.pik, clear.mak])
        for (const form of ['hex', 'base64url'] as const)
          expect(set.pik.wrapped + set.mak.wrapped).not.toContain(Buffer.from(key).toString(form));
    }
  });

  it('makes and checks the MACs of the field, with a key of 8 bytes and with one of 16', async () => {
    for (const layout of ['003', 'tlv'] as const) {
      const { set, clear } = await signedIn(vault(), layout);
      for (const strategy of ['cup-ecb', 'fold-x919'] as const) {
        if (strategy === 'fold-x919' && layout === '003') continue;
        const mac = { strategy, key: clear.mak };
        expect(macHolds(await vault().packWithMac(set.mak.wrapped, SALE, strategy), mac)).toBe(true);
        const theirs = packWithMac(terminalDialect, SALE, mac).slice();
        expect(await vault().macHolds(set.mak.wrapped, theirs, strategy)).toBe(true);
        theirs[12] = (theirs[12] as number) ^ 1;
        expect(await vault().macHolds(set.mak.wrapped, theirs, strategy)).toBe(false);
      }
    }
  });

  it('brings a PIN from under the terminal’s key to under the network’s', async () => {
    const { set, clear } = await signedIn(vault(), '003');
    const block = await vault().translatePin(set.pik.wrapped, encryptPinBlock(clear.pik, '123456', PAN), ISO_0);
    expect(pinOfClearBlock(tripleDesDecrypt(CONTRACT_ZPK, block), PAN)).toBe('123456');
    await expect(vault().translatePin(set.pik.wrapped, new Uint8Array(16), ISO_0)).rejects.toThrow(/PIN block of 16/);
  });

  it('takes a new zone key from the network when its check value is its own, and keeps the one before otherwise', async () => {
    const { set, clear } = await signedIn(vault(), '003');
    const fresh = hex('A1A1B2B2C3C3D4D4E5E5F6F607071818');
    const pinUnder = async (zone: Uint8Array) => {
      const block = await vault().translatePin(set.pik.wrapped, encryptPinBlock(clear.pik, '123456', PAN), ISO_0);
      return pinOfClearBlock(tripleDesDecrypt(zone, block), PAN);
    };
    const sentAs = tripleDesEncrypt(CONTRACT_ZMK, fresh);
    expect(await vault().takeZoneKey(sentAs, keyCheckValue(CONTRACT_ZPK))).toBe(false);
    expect(await pinUnder(CONTRACT_ZPK)).toBe('123456');
    expect(await vault().takeZoneKey(sentAs, keyCheckValue(fresh))).toBe(true);
    expect(await pinUnder(fresh)).toBe('123456');
    expect(await vault().takeZoneKey(tripleDesEncrypt(CONTRACT_ZMK, CONTRACT_ZPK), keyCheckValue(CONTRACT_ZPK))).toBe(
      true,
    );
  });

  it('opens an encrypted track in both forms', async () => {
    const { set, clear } = await signedIn(vault(), '004');
    const { tdk } = clear;
    if (tdk === undefined || set.tdk === undefined) throw new Error('layout 004 has a track key');
    const eight = encryptTrack(tdk, TRACK) ?? '';
    expect(await vault().openTrack(set.tdk.wrapped, eight, 'eight-bytes')).toBe(TRACK);
    expect(await vault().openTrack(set.tdk.wrapped, encryptWholeTrack(tdk, TRACK), 'whole')).toBe(TRACK);
    expect(await vault().openTrack(set.tdk.wrapped, eight.slice(0, 32), 'whole')).toBeUndefined();
  });
}

function separation(vault: () => KeyVault): void {
  it('never uses a key for anything but what it was made for', async () => {
    const { set, tmk } = await signedIn(vault(), '004');
    const tdk = set.tdk?.wrapped ?? '';
    await expect(vault().translatePin(set.mak.wrapped, new Uint8Array(8), ISO_0)).rejects.toThrow(/another use/);
    await expect(vault().translatePin(tmk, new Uint8Array(8), ISO_0)).rejects.toThrow(/another use/);
    await expect(vault().packWithMac(set.pik.wrapped, SALE, 'cup-ecb')).rejects.toThrow(/another use/);
    await expect(vault().newWorkingKeys(set.pik.wrapped, '003')).rejects.toThrow(/another use/);
    await expect(vault().openTrack(set.pik.wrapped, TRACK, 'eight-bytes')).rejects.toThrow(/another use/);
    // what is written for people is not what holds
    for (const [from, to] of [
      [tdk, 'pik'],
      [set.pik.wrapped, 'tdk'],
    ] as const) {
      const renamed = from.replace(/\.(pik|tdk)\./, `.${to}.`);
      if (renamed === from) continue;
      const used =
        to === 'pik'
          ? vault().translatePin(renamed, new Uint8Array(8), ISO_0)
          : vault().openTrack(renamed, TRACK, 'eight-bytes');
      await expect(used).rejects.toThrow(/not a (pik|tdk) of this/);
    }
  });

  it('does not open a key with a letter changed', async () => {
    const { set } = await signedIn(vault(), '003');
    const text = set.mak.wrapped;
    const at = text.lastIndexOf('.') + 5;
    const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    await expect(vault().packWithMac(changed, SALE, 'cup-ecb')).rejects.toThrow(/not a/);
  });
}

/** Declares the tests. `make` is called when they run. */
export function keyVaultContract(what: string, given: VaultUnderTest): void {
  describe(`${what} keeps the promises of a key vault: it`, () => {
    activation(() => given.vault());
    workingKeys(() => given.vault());
    separation(() => given.vault());

    it('brings keys under a new master key, of which the old one’s still open', async () => {
      const { set, clear } = await signedIn(given.vault(), '003');
      const after = await given.afterNewMasterKey();
      const moved = await after.rewrap(set.mak.wrapped, 'mak');
      expect(moved?.startsWith(after.wrapsAs)).toBe(true);
      expect(set.mak.wrapped.startsWith(after.wrapsAs)).toBe(false);
      const mac = { strategy: 'cup-ecb', key: clear.mak } as const;
      for (const text of [moved ?? '', set.mak.wrapped])
        expect(macHolds(await after.packWithMac(text, SALE, 'cup-ecb'), mac)).toBe(true);
      expect(await after.rewrap(set.mak.wrapped, 'pik')).toBeUndefined();
    });
  });
}
