import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyVault } from '../../server/src/modules/terminals/index.ts';
import { loadToken } from '../../server/src/outbound/key-vault/load-token.ts';
import { createTokenVault } from '../../server/src/outbound/key-vault/token-vault.ts';
import type { Token } from '../../server/src/outbound/key-vault/token.ts';
import {
  CONTRACT_VENDOR_KEY,
  CONTRACT_ZMK,
  CONTRACT_ZPK,
  keyVaultContract,
} from '../../server/testing/key-vault-contract.ts';
import { provision } from './token.mjs';

const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this by "npm run test:hsm"`);
  return value;
};
const where = {
  module: setting('KAITONG_PKCS11_MODULE'),
  slot: setting('KAITONG_PKCS11_SLOT'),
  pin: setting('KAITONG_PKCS11_PIN'),
};

let token: Token;
let vault: KeyVault;
const open = async (): Promise<void> => {
  token = await loadToken({ ...where, adapter: undefined });
  vault = createTokenVault(token);
};

beforeAll(async () => {
  provision(where, { vendorKey: CONTRACT_VENDOR_KEY, zoneKey: CONTRACT_ZPK, zoneMasterKey: CONTRACT_ZMK });
  await open();
});
afterAll(() => token.close());

describe('what the token refuses', () => {
  it('wraps nothing that it was not told to let out, and knows nothing of SM4', async () => {
    const made = token.generate();
    const wrapped = token.wrap('tmk', made);
    token.drop(made);
    const fixed = token.unwrap({ lmk: token.lmk, use: 'tmk', wrapped }, 'fixed');
    if (fixed === undefined) throw new Error('it opens under its own key');
    expect(() => token.wrap('tmk', fixed)).toThrow(/UNEXTRACTABLE/);
    expect(() => token.wrapUnder(new Uint8Array(16), fixed)).toThrow(/UNEXTRACTABLE/);
    token.drop(fixed);
    await expect(vault.translatePin('', new Uint8Array(16), { pin: 'sm4', pan: '' })).rejects.toThrow(/no SM4/);
  });

  it('a key of another use does not open, whatever its text says', () => {
    const made = token.generate();
    const wrapped = token.wrap('mak', made);
    token.drop(made);
    expect(token.unwrap({ lmk: token.lmk, use: 'pik', wrapped }, 'fixed')).toBeUndefined();
  });

  it('a wrong PIN, a token that is not there and a folder without the adapter are said in words', async () => {
    token.close();
    const tried = (change: Partial<Parameters<typeof loadToken>[0]>) =>
      loadToken({ ...where, adapter: undefined, ...change });
    await expect(tried({ pin: '0000' })).rejects.toThrow(/CKR_PIN_INCORRECT/);
    await expect(tried({ slot: 'nowhere' })).rejects.toThrow(/no token with the label or in the slot nowhere/);
    await expect(tried({ adapter: '/nonexistent' })).rejects.toThrow(/not installed.*npm ci/);
    await expect(tried({ module: '/nonexistent.so' })).rejects.toThrow(/there is no file/);
    await open();
  });
});

keyVaultContract('a token of SoftHSM', {
  vault: () => vault,
  async afterNewMasterKey() {
    token.close();
    provision(where, { newGeneration: true });
    await open();
    return vault;
  },
});
