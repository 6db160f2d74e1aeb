import { describe, expect, it } from 'vitest';
import { openTokenVault } from './open-vault.ts';

const settings = { KAITONG_PKCS11_MODULE: '/nonexistent/libtoken.so', KAITONG_PKCS11_SLOT: 'kaitong' };

describe('a hardware vault that the settings name', () => {
  it('is refused with the missing setting, or with how the adapter is installed', async () => {
    await expect(openTokenVault({})).rejects.toThrow(/wants KAITONG_PKCS11_MODULE and KAITONG_PKCS11_SLOT/);
    await expect(openTokenVault(settings)).rejects.toThrow(/wants KAITONG_PKCS11_PIN_FILE/);
    await expect(openTokenVault({ ...settings, KAITONG_PKCS11_PIN_FILE: '/nonexistent/pin' })).rejects.toThrow(
      /\/nonexistent\/pin cannot be read/,
    );
    const elsewhere = { ...settings, KAITONG_PKCS11_PIN: '1234', KAITONG_PKCS11_ADAPTER: '/nonexistent' };
    await expect(openTokenVault(elsewhere)).rejects.toThrow(
      /the adapter is not installed; install it with "npm ci --ignore-scripts=false" in adapters\/pkcs11/,
    );
  });
});
