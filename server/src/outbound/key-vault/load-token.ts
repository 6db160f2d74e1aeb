/** Loads the PKCS#11 adapter, which is installed by itself and only where there is a hardware module. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SettingsProblem } from '../../platform/settings.ts';
import type { Token } from './token.ts';

export interface TokenPlace {
  /** The vendor's library, `/usr/lib/softhsm/libsofthsm2.so` for instance. */
  readonly module: string;
  /** Label of the token, or its place in the list of slots. */
  readonly slot: string;
  readonly pin: string;
  /** Folder of the adapter; undefined: `adapters/pkcs11` of this installation. */
  readonly adapter: string | undefined;
}

/** Above this file, be it a source or a part of `dist/server`. */
function adapterFolder(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const here = join(folder, 'adapters', 'pkcs11');
    if (existsSync(join(here, 'token.mjs'))) return here;
    if (dirname(folder) === folder) return undefined;
  }
}

/** @throws SettingsProblem where the adapter is not installed, or the module, the token or the PIN are not what the settings say. */
export async function loadToken(place: TokenPlace): Promise<Token> {
  const folder = place.adapter === undefined ? adapterFolder() : resolve(place.adapter);
  const install = 'install it with "npm ci --ignore-scripts=false" in adapters/pkcs11 (it needs a C++ compiler)';
  if (folder === undefined || !existsSync(join(folder, 'node_modules', 'pkcs11js')))
    throw new SettingsProblem(`KAITONG_KEY_VAULT=pkcs11: the adapter is not installed; ${install}`);
  if (!existsSync(place.module)) throw new SettingsProblem(`KAITONG_PKCS11_MODULE: there is no file ${place.module}`);
  const adapter = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'token.mjs')).href).catch(
    (error: unknown) => {
      throw new SettingsProblem(`the PKCS#11 adapter does not load (${String(error)}); ${install}`);
    },
  )) as { openToken(options: Omit<TokenPlace, 'adapter'>): Token };
  try {
    return adapter.openToken({ module: place.module, slot: place.slot, pin: place.pin });
  } catch (error) {
    throw new SettingsProblem(`the token of KAITONG_PKCS11_SLOT cannot be used: ${(error as Error).message}`);
  }
}
