/** What the hardware vault asks of a token. The adapter in `adapters/pkcs11` gives it; keys are handles here, never bytes. */
import type { KeyUse } from '../../modules/terminals/index.ts';

/** A key inside the token, good until it is dropped. */
export type KeyHandle = object;
export type TokenKey = 'des' | 'aes';

export interface Token {
  /** Names the generation of local master keys that wraps. */
  readonly lmk: string;
  /** The generations that still open, the active one among them. */
  readonly lmks: readonly string[];
  random(bytes: number): Uint8Array;
  /** A new key, made inside: triple DES of 16 bytes. */
  generate(): KeyHandle;
  /** Bytes that have to be known here become a key; DES of 8 bytes is taken as the triple that does the same. */
  create(kind: TokenKey, key: Uint8Array): KeyHandle;
  /** Under the local master key of that use; there is one for each, so a key of another use does not open. */
  wrap(use: KeyUse, key: KeyHandle): Uint8Array;
  /** Undefined where it does not open. `movable`: it may be wrapped again. */
  unwrap(
    from: { readonly lmk: string; readonly use: KeyUse; readonly wrapped: Uint8Array },
    standing: 'movable' | 'fixed',
  ): KeyHandle | undefined;
  /** The vendor's transport key opens it; undefined where it does not. */
  unwrapVendor(wrapped: Uint8Array): KeyHandle | undefined;
  /** AES key wrap under 16 bytes that were derived for one exchange. */
  wrapUnder(kek: Uint8Array, key: KeyHandle): Uint8Array;
  /** Triple DES, ECB, whole blocks of 8 bytes. */
  encrypt(key: KeyHandle, data: Uint8Array): Uint8Array;
  decrypt(key: KeyHandle, data: Uint8Array): Uint8Array;
  /** AES-CMAC, 16 bytes. */
  cmac(key: KeyHandle, data: Uint8Array): Uint8Array;
  /** The PIN key of the network's zone, agreed by hand. It is never dropped. */
  zoneKey(): KeyHandle;
  /** The key under which the network sends others; undefined where the token has none. It is never dropped. */
  zoneMasterKey(): KeyHandle | undefined;
  drop(key: KeyHandle): void;
  close(): void;
}
