import {
  aesKeyWrap,
  decodeWorkingKeys,
  encryptPinBlock,
  encryptPinBlockSm4,
  keyCheckValue,
  pinOfClearBlock,
  tripleDesDecrypt,
  macHolds,
  type MessageInput,
} from '@kaitong/iso8583';
import { describe, expect, it } from 'vitest';
import { chance } from '../../platform/env.ts';
import { lmkCheckValue } from '../../platform/lmk.ts';
import type { Lmk } from '../../platform/lmk-file.ts';
import {
  CONTRACT_VENDOR_KEY,
  CONTRACT_ZMK,
  CONTRACT_ZPK,
  keyVaultContract,
} from '../../../testing/key-vault-contract.ts';
import { openKeyBlock, wrapKeyBlock } from './key-block.ts';
import { createSoftwareVault } from './index.ts';

const lmk = (byte: number): Lmk => {
  const key = new Uint8Array(32).fill(byte);
  return { id: lmkCheckValue(key), key };
};
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const ZPK = hex('00112233445566778899AABBCCDDEEFF');
const VENDOR = hex('FFEEDDCCBBAA99887766554433221100');
const vaultOf = (active: Lmk, ...older: Lmk[]) =>
  createSoftwareVault({ lmks: { active, older }, vendorKey: VENDOR, zpk: ZPK, chance });
const vault = vaultOf(lmk(1));
const TMK = hex('11111111111111112222222222222222');
const tmk = wrapKeyBlock(lmk(1), { use: 'tmk', algorithm: 'T', key: TMK });
const PAN = '6225880123456789';
const ISO_0 = { pin: 'iso-0', pan: PAN } as const;
const SALE: MessageInput = {
  mti: '0200',
  fields: new Map([
    [11, '000001'],
    [41, '10000001'],
  ]),
};

describe('a key block', () => {
  it('opens as what it was made for and as nothing else', () => {
    const ring = { active: lmk(1), older: [] };
    for (const use of ['device', 'tmk', 'pik', 'mak', 'tdk'] as const) {
      const text = wrapKeyBlock(lmk(1), { use, algorithm: 'T', key: TMK });
      expect(openKeyBlock(ring, text, use)).toEqual({ use, algorithm: 'T', key: TMK });
      for (const other of ['device', 'tmk', 'pik', 'mak', 'tdk'] as const)
        if (other !== use) expect(() => openKeyBlock(ring, text, other)).toThrow(/another use/);
    }
  });

  it('with a letter changed, cut or carried under another master key does not open', () => {
    const ring = { active: lmk(1), older: [lmk(2)] };
    const body = tmk.split('.')[2] ?? '';
    for (let i = 0; i < body.length - 1; i += 1) {
      const changed = `kb1.${lmk(1).id}.${body.slice(0, i)}${body[i] === 'A' ? 'B' : 'A'}${body.slice(i + 1)}`;
      expect(() => openKeyBlock(ring, changed, 'tmk')).toThrow();
    }
    expect(() => openKeyBlock(ring, tmk.slice(0, -3), 'tmk')).toThrow(/not a key block/);
    expect(() => openKeyBlock(ring, `kb1.${lmk(2).id}.${body}`, 'tmk')).toThrow(/not a key block/);
    expect(() => openKeyBlock({ active: lmk(2), older: [] }, tmk, 'tmk')).toThrow(/does not hold/);
  });

  it('whose first part is cut off is not taken for one of the time before blocks', () => {
    expect(() => openKeyBlock({ active: lmk(1), older: [] }, tmk.split('.')[2] ?? '', 'pik')).toThrow(/not a key of/);
  });

  it('of the time before blocks still opens, under the active master key or an older one', () => {
    const bare = Buffer.from(aesKeyWrap(lmk(1).key, TMK)).toString('base64url');
    expect(openKeyBlock({ active: lmk(1), older: [] }, bare, 'tmk').key).toEqual(TMK);
    expect(openKeyBlock({ active: lmk(2), older: [lmk(1)] }, bare, 'pik').key).toEqual(TMK);
    expect(openKeyBlock({ active: lmk(1), older: [] }, bare, 'mak').key).toHaveLength(8);
  });
});

describe('the software vault', () => {
  it('gives working keys that the terminal can use, and keeps nothing of them in clear', async () => {
    const set = await vault.newWorkingKeys(tmk, '003');
    const read = decodeWorkingKeys('003', TMK, set.field62);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const { pik, mak } = read.value;
    expect(macHolds(await vault.packWithMac(set.mak.wrapped, SALE, 'cup-ecb'), { strategy: 'cup-ecb', key: mak })).toBe(
      true,
    );
    const block = await vault.translatePin(set.pik.wrapped, encryptPinBlock(pik, '123456', PAN), ISO_0);
    expect(pinOfClearBlock(tripleDesDecrypt(ZPK, block), PAN)).toBe('123456');
    expect([set.pik.checkValue, set.mak.checkValue]).toEqual(
      [pik, mak].map((key) => Buffer.from(keyCheckValue(key)).toString('hex').toUpperCase()),
    );
    for (const key of [pik, mak])
      for (const form of ['hex', 'base64url'] as const)
        expect(set.pik.wrapped + set.mak.wrapped).not.toContain(Buffer.from(key).toString(form));
  });

  it('never translates a PIN with a MAC key, and never makes a MAC with a PIN key', async () => {
    const set = await vault.newWorkingKeys(tmk, '003');
    await expect(vault.translatePin(set.mak.wrapped, new Uint8Array(8), ISO_0)).rejects.toThrow(/another use/);
    await expect(vault.translatePin(tmk, new Uint8Array(8), ISO_0)).rejects.toThrow(/another use/);
    await expect(vault.packWithMac(set.pik.wrapped, SALE, 'cup-ecb')).rejects.toThrow(/another use/);
    await expect(vault.newWorkingKeys(set.pik.wrapped, '003')).rejects.toThrow(/another use/);
  });

  it('makes keys of every layout that the terminal reads, with a track key where there is a place for one', async () => {
    for (const layout of ['001', '003', '004', '003-early-check', '004-early-check', '005', 'tlv'] as const) {
      const set = await vault.newWorkingKeys(tmk, layout);
      const read = decodeWorkingKeys(layout, TMK, set.field62);
      expect([layout, read.ok, set.tdk !== undefined]).toEqual([layout, true, /004|005|tlv/.test(layout)]);
    }
  });

  it('translates the PIN block of the SM4 profile to the network’s, and no block of another length', async () => {
    const pik = hex('0123456789ABCDEFFEDCBA9876543210');
    const wrapped = wrapKeyBlock(lmk(1), { use: 'pik', algorithm: 'S', key: pik });
    const how = { pin: 'sm4', pan: PAN } as const;
    const block = await vault.translatePin(wrapped, encryptPinBlockSm4(pik, '123456', PAN), how);
    expect(Buffer.from(tripleDesDecrypt(ZPK, block)).toString('hex')).toBe('06126cd6edcba987');
    await expect(vault.translatePin(wrapped, new Uint8Array(8), how)).rejects.toThrow(/PIN block of 8/);
    await expect(vault.translatePin(wrapped, new Uint8Array(16), ISO_0)).rejects.toThrow(/PIN block of 16/);
  });

  it('makes the MAC of the terminal’s profile, and never uses a key with the other cipher', async () => {
    const mak = hex('0123456789ABCDEFFEDCBA9876543210');
    const des = wrapKeyBlock(lmk(1), { use: 'mak', algorithm: 'T', key: mak });
    const sm4 = wrapKeyBlock(lmk(1), { use: 'mak', algorithm: 'S', key: mak });
    for (const [wrapped, strategy] of [
      [des, 'cup-ecb'],
      [des, 'fold-x919'],
      [sm4, 'sm4-cbc'],
    ] as const) {
      const bytes = await vault.packWithMac(wrapped, SALE, strategy);
      expect(macHolds(bytes, { strategy, key: mak })).toBe(true);
      expect(await vault.macHolds(wrapped, bytes, strategy)).toBe(true);
    }
    await expect(vault.packWithMac(des, SALE, 'sm4-cbc')).rejects.toThrow(/another cipher/);
    await expect(vault.packWithMac(sm4, SALE, 'cup-ecb')).rejects.toThrow(/another cipher/);
    const pik = wrapKeyBlock(lmk(1), { use: 'pik', algorithm: 'T', key: mak });
    await expect(vault.translatePin(pik, new Uint8Array(16), { pin: 'sm4', pan: PAN })).rejects.toThrow(
      /another cipher/,
    );
  });

  it('takes a device key under the vendor’s key only', async () => {
    const key = hex('00112233445566778899AABBCCDDEEFF');
    const text = (kek: Uint8Array): string => Buffer.from(aesKeyWrap(kek, key)).toString('base64url');
    const ours = await vault.importDeviceKey(text(VENDOR));
    expect(openKeyBlock({ active: lmk(1), older: [] }, ours ?? '', 'device')).toMatchObject({ algorithm: 'A', key });
    expect(await vault.importDeviceKey(text(ZPK))).toBeUndefined();
  });
});

const underContract = (active: Lmk, ...older: Lmk[]) =>
  createSoftwareVault({
    lmks: { active, older },
    vendorKey: CONTRACT_VENDOR_KEY,
    zpk: CONTRACT_ZPK,
    zmk: CONTRACT_ZMK,
    chance,
  });
const softwareVault = underContract(lmk(1));
keyVaultContract('the software vault', {
  vault: () => softwareVault,
  afterNewMasterKey: async () => underContract(lmk(2), lmk(1)),
});
