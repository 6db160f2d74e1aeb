/** Encryption of personal data in the database, keyed hashes to find it again, and the keys' file. */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Bug } from '../kernel/assert.ts';

/**
 * `active` names the key that encrypts today; older ones still decrypt. `lookup` keys the hashes by which values are found and
 * is therefore never rotated. `lmk` is the local master key of the software key vault until a ceremony makes another; empty once it
 * is retired. All are 32 bytes in base64url.
 */
export interface KeyFile {
  readonly active: string;
  readonly master: Readonly<Record<string, string>>;
  readonly lookup: string;
  readonly lmk: string;
}

export interface Crypto {
  /** AES-256-GCM under the active key; `context` (table.column:owner) is authenticated, so a value cannot be moved elsewhere. */
  seal(context: string, clear: string): string;
  /** @throws Bug when the context, the key or the text does not fit. */
  open(context: string, sealed: string): string;
  sealBytes(context: string, clear: Uint8Array): Uint8Array;
  openBytes(context: string, sealed: Uint8Array): Uint8Array;
  /** Keyed hash for finding a value without storing it: HMAC-SHA-256, hex, separated by purpose. */
  lookup(purpose: string, value: string): string;
  /** A key of `length` bytes for one purpose, derived from the lookup key: stable over rotations. */
  derive(purpose: string, length: number): Uint8Array;
  readonly lmk: Uint8Array;
  /** Which key sealed this; `rotate-keys` re-seals what is not under the active one. */
  keyIdOf(sealed: string): string;
  readonly activeKeyId: string;
}

const VERSION = 'v1';
const IV_BYTES = 12;
/** Chance is fetched for 256 values at a time: a call for each cost a third of the sealing. */
let ivs = randomBytes(256 * IV_BYTES);
let ivsUsed = 0;

/** Never given out twice: each is a copy of its own place, and a pool that is used up is left behind. */
function freshIv(): Buffer {
  if (ivsUsed === ivs.length) {
    ivs = randomBytes(ivs.length);
    ivsUsed = 0;
  }
  ivsUsed += IV_BYTES;
  return ivs.subarray(ivsUsed - IV_BYTES, ivsUsed);
}

export function makeCrypto(file: KeyFile): Crypto {
  const keys = new Map(Object.entries(file.master).map(([id, text]) => [id, expand(text, `seal:${id}`)]));
  const active = keys.get(file.active);
  if (active === undefined) throw new Bug(`the key file names ${file.active} as active but does not hold it`);
  const lookupKey = expand(file.lookup, 'lookup');
  const activeKey = createSecretKey(active);
  const sealRaw = (context: string, clear: Uint8Array): Buffer => {
    const iv = freshIv();
    const cipher = createCipheriv('aes-256-gcm', activeKey, iv);
    cipher.setAAD(Buffer.from(context));
    const body = cipher.update(clear);
    cipher.final(); // GCM keeps nothing back
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  };
  const openRaw = (context: string, keyId: string, raw: Buffer): Buffer => {
    const key = keys.get(keyId);
    if (key === undefined) throw new Bug(`no key ${keyId} in the key file`);
    const decipher = createDecipheriv('aes-256-gcm', key, raw.subarray(0, 12));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(raw.subarray(12, 28));
    return Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]);
  };
  const keyIdOf = (sealed: string): string => sealed.split('.')[1] ?? '';
  return {
    seal: (context, clear) => `${VERSION}.${file.active}.${sealRaw(context, Buffer.from(clear)).toString('base64url')}`,
    open: (context, sealed) =>
      openRaw(context, keyIdOf(sealed), Buffer.from(sealed.split('.')[2] ?? '', 'base64url')).toString('utf8'),
    sealBytes: (context, clear) => Buffer.concat([Buffer.from(`${VERSION}.${file.active}.`), sealRaw(context, clear)]),
    openBytes(context, sealed) {
      const raw = Buffer.from(sealed);
      const first = raw.indexOf('.');
      const second = raw.indexOf('.', first + 1);
      return openRaw(context, raw.subarray(first + 1, second).toString(), raw.subarray(second + 1));
    },
    lookup: (purpose, value) => createHmac('sha256', lookupKey).update(`${purpose}\0${value}`).digest('hex'),
    derive: (purpose, length) => new Uint8Array(hkdfSync('sha256', lookupKey, '', purpose, length)),
    lmk: Buffer.from(file.lmk, 'base64url'),
    keyIdOf,
    activeKeyId: file.active,
  };
}

const expand = (text: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(text, 'base64url'), '', purpose, 32));

/** Reads the key file; makes one where there is none and `create` is given (a demo, a test). */
export async function readKeyFile(path: string, mode: 'create' | 'must-exist'): Promise<KeyFile> {
  if (!existsSync(path)) {
    if (mode === 'must-exist')
      throw new Error(`no key file at ${path}: make one with "kaitong keys init" and keep a copy in a safe`);
    const fresh = (): string => randomBytes(32).toString('base64url');
    const file: KeyFile = { active: 'k1', master: { k1: fresh() }, lookup: fresh(), lmk: fresh() };
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.tmp`, JSON.stringify(file, null, 2), { mode: 0o600 });
    await rename(`${path}.tmp`, path);
    await chmod(path, 0o600);
    return file;
  }
  return JSON.parse(await readFile(path, 'utf8')) as KeyFile;
}

/** A new active key beside the old ones. */
export async function rotateKeyFile(path: string): Promise<string> {
  const file = JSON.parse(await readFile(path, 'utf8')) as KeyFile;
  const id = `k${Object.keys(file.master).length + 1}`;
  const next: KeyFile = {
    ...file,
    active: id,
    master: { ...file.master, [id]: randomBytes(32).toString('base64url') },
  };
  await writeFile(`${path}.tmp`, JSON.stringify(next, null, 2), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
  return id;
}

/** The key file without the LMK that it was made with, once nothing stands under that any more. */
export async function dropOwnLmk(path: string): Promise<void> {
  const file = JSON.parse(await readFile(path, 'utf8')) as KeyFile;
  await writeFile(`${path}.tmp`, JSON.stringify({ ...file, lmk: '' }, null, 2), { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

const SCRYPT = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** `scrypt$salt$hash`, OWASP's parameters for interactive sign-in. */
export function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, SCRYPT, (error, key) => {
      if (error === null) resolve(`scrypt$${salt.toString('base64url')}$${key.toString('base64url')}`);
      else reject(error);
    });
  });
}

export function checkPassword(password: string, stored: string): Promise<boolean> {
  const [, salt = '', hash = ''] = stored.split('$');
  return new Promise((resolve, reject) => {
    scrypt(password, Buffer.from(salt, 'base64url'), 32, SCRYPT, (error, key) => {
      if (error === null) resolve(sameText(key.toString('base64url'), hash));
      else reject(error);
    });
  });
}
