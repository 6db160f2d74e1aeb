/** The key vault that the settings name. */
import { readFile } from 'node:fs/promises';
import type { KeyVault } from '../modules/terminals/index.ts';
import { createSoftwareVault } from '../outbound/key-vault/index.ts';
import { loadToken } from '../outbound/key-vault/load-token.ts';
import { createTokenVault } from '../outbound/key-vault/token-vault.ts';
import { chance } from '../platform/env.ts';
import { readLmks } from '../platform/lmk-file.ts';
import { SettingsProblem, type Settings } from '../platform/settings.ts';

/** All of them may be missing: what is needed is said where it is. */
export type TokenSettings = Pick<
  Settings,
  | 'KAITONG_PKCS11_MODULE'
  | 'KAITONG_PKCS11_SLOT'
  | 'KAITONG_PKCS11_PIN'
  | 'KAITONG_PKCS11_PIN_FILE'
  | 'KAITONG_PKCS11_ADAPTER'
>;

/** The token's PIN, of the environment or the first line of a file. @throws SettingsProblem where there is neither. */
async function tokenPin(settings: TokenSettings): Promise<string> {
  const { KAITONG_PKCS11_PIN: pin, KAITONG_PKCS11_PIN_FILE: file } = settings;
  if (pin !== undefined) return pin;
  if (file === undefined) throw new SettingsProblem('KAITONG_KEY_VAULT=pkcs11 wants KAITONG_PKCS11_PIN_FILE (or _PIN)');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new SettingsProblem(`KAITONG_PKCS11_PIN_FILE: ${file} cannot be read`);
  });
  return text.split('\n')[0]?.trim() ?? '';
}

/** The hardware vault. @throws SettingsProblem where a setting is missing, the adapter is not installed or the token does not open. */
export async function openTokenVault(settings: TokenSettings): Promise<KeyVault> {
  const { KAITONG_PKCS11_MODULE: module, KAITONG_PKCS11_SLOT: slot, KAITONG_PKCS11_ADAPTER: adapter } = settings;
  if (module === undefined || slot === undefined)
    throw new SettingsProblem('KAITONG_KEY_VAULT=pkcs11 wants KAITONG_PKCS11_MODULE and KAITONG_PKCS11_SLOT');
  return createTokenVault(await loadToken({ module, slot, adapter, pin: await tokenPin(settings) }));
}

/** Under which the network sends keys, where it does. */
export const zoneMasterKey = ({ KAITONG_CARD_NETWORK_ZMK: zmk }: Settings): Uint8Array | undefined =>
  zmk === undefined ? undefined : Buffer.from(zmk, 'hex');

export async function openVault(settings: Settings): Promise<KeyVault> {
  if (settings.KAITONG_KEY_VAULT === 'pkcs11') return openTokenVault(settings);
  return createSoftwareVault({
    lmks: await readLmks({
      keyFile: settings.KAITONG_KEY_FILE,
      lmkFile: settings.KAITONG_LMK_FILE,
      lmk: settings.KAITONG_LMK,
      oldLmks: settings.KAITONG_LMK_OLD,
    }),
    vendorKey: Buffer.from(settings.KAITONG_VENDOR_KEY, 'hex'),
    zpk: Buffer.from(settings.KAITONG_CARD_NETWORK_ZPK, 'hex'),
    zmk: zoneMasterKey(settings),
    chance,
  });
}
