/** How a backup is closed: one key for each backup, wrapped under a passphrase; each file encrypted and authenticated under its own name. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform, type Readable, type Writable } from 'node:stream';
import { SettingsProblem } from '../../platform/settings.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
/** 2^15 rounds: about a tenth of a second and 32 MB, once a backup. */
const SCRYPT = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
export const PASSPHRASE_MIN = 12;

export interface WrappedKey {
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly key: string;
}

const keyOf = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(passphrase.normalize('NFKC'), salt, 32, SCRYPT, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );

/** A fresh key, and how it lies in the manifest. @throws SettingsProblem for a passphrase that is too short */
export async function freshKey(passphrase: string): Promise<{ key: Buffer; wrapped: WrappedKey }> {
  if (passphrase.length < PASSPHRASE_MIN)
    throw new SettingsProblem(`the passphrase needs ${PASSPHRASE_MIN} characters or more; nothing was written`);
  const [key, salt, iv] = [randomBytes(32), randomBytes(16), randomBytes(IV_BYTES)];
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), iv);
  const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
  const text = (bytes: Buffer): string => bytes.toString('base64');
  return { key, wrapped: { salt: text(salt), iv: text(iv), tag: text(cipher.getAuthTag()), key: text(sealed) } };
}

/** @throws SettingsProblem for the wrong passphrase */
export async function openKey(passphrase: string, wrapped: WrappedKey): Promise<Buffer> {
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    await keyOf(passphrase, bytes(wrapped.salt)),
    bytes(wrapped.iv),
  ).setAuthTag(bytes(wrapped.tag));
  try {
    return Buffer.concat([decipher.update(bytes(wrapped.key)), decipher.final()]);
  } catch {
    throw new SettingsProblem('this is not the passphrase of this backup');
  }
}

/** What proves that the manifest is the one that was written with this key. */
export const manifestSeal = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update('manifest\n').update(text).digest('base64');
export const isSealed = (key: Buffer, text: string, seal: string): boolean => {
  const [right, given] = [Buffer.from(manifestSeal(key, text)), Buffer.from(seal)];
  return right.length === given.length && timingSafeEqual(right, given);
};

/** What is written into it lies encrypted at `path`; the tag comes last, because only the end knows it. */
export function sealInto(
  key: Buffer,
  name: string,
  path: string,
): { readonly into: Transform; readonly file: Writable } {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  const into = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, cipher.update(chunk));
    },
    flush(done) {
      this.push(cipher.final());
      done(null, cipher.getAuthTag());
    },
  });
  into.push(iv);
  return { into, file: createWriteStream(path, { flags: 'wx', mode: 0o600 }) };
}

/** The plain bytes of such a file. The stream fails at its end where a byte was changed: use what it gave only when it has ended well. */
export async function unsealFrom(key: Buffer, name: string, path: string): Promise<Readable> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  const [iv, tag] = [Buffer.alloc(IV_BYTES), Buffer.alloc(TAG_BYTES)];
  await handle.read(iv, 0, IV_BYTES, 0);
  await handle.read(tag, 0, TAG_BYTES, Math.max(0, size - TAG_BYTES));
  await handle.close();
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name)).setAuthTag(tag);
  const end = size - TAG_BYTES - 1;
  const plain = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, decipher.update(chunk));
    },
    flush(done) {
      try {
        done(null, decipher.final());
      } catch {
        done(new SettingsProblem(`${name} of this backup was changed or is not whole`));
      }
    },
  });
  // an empty entry has no byte between its iv and its tag
  if (end < IV_BYTES) plain.end();
  else
    createReadStream(path, { start: IV_BYTES, end })
      .on('error', (error) => plain.destroy(error))
      .pipe(plain);
  return plain;
}
