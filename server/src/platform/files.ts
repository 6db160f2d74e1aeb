/** Photos and videos: encrypted one by one, addressed by a keyed hash of their content, the object stored before its row. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { must } from '../kernel/assert.ts';
import type { Crypto } from './crypto.ts';
import type { Database, Tx } from './postgres/database.ts';

/** Where encrypted objects lie: a folder or an S3-compatible store. Keys are hex. */
export interface ObjectStore {
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array>;
  delete(key: string): Promise<void>;
}

export interface StoredFile {
  /** Hex keyed hash of the content: the same photo has the same id, and the id tells nothing about it. */
  readonly fileId: string;
  readonly contentType: string;
  readonly byteCount: number;
  readonly wrappedKey: string;
}

export interface Files {
  /** Encrypts and stores; the caller writes the row with `recordFile` in its own transaction. A sweeper removes what never got one. */
  store(content: Uint8Array, contentType: string): Promise<StoredFile>;
  recordFile(tx: Tx, file: StoredFile): Promise<void>;
  read(fileId: string): Promise<{ content: Uint8Array; contentType: string }>;
  /** Is it still there? What was erased is not. */
  exists(fileId: string): Promise<boolean>;
  /** Erases objects and then their rows; the caller knows that nothing else names them. What is gone already is passed over. */
  erase(fileIds: readonly string[]): Promise<void>;
}

export function makeFiles(parts: { db: Database; crypto: Crypto; objects: ObjectStore }): Files {
  const { db, crypto, objects } = parts;
  const nameKey = crypto.derive('file-name', 32);
  const contentKey = crypto.derive('file-content', 32);
  return {
    async store(content, contentType) {
      const fileId = createHmac('sha256', nameKey).update(content).digest('hex');
      // of the content, like the name: two uploads of one photo at once write objects that either's key opens
      const dataKey = createHmac('sha256', contentKey).update(content).digest();
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', dataKey, iv);
      const body = Buffer.concat([cipher.update(content), cipher.final()]);
      await objects.put(fileId, Buffer.concat([iv, cipher.getAuthTag(), body]));
      return {
        fileId,
        contentType,
        byteCount: content.length,
        wrappedKey: crypto.seal(`file:${fileId}`, dataKey.toString('base64url')),
      };
    },
    async recordFile(tx, file) {
      // The same content again: its object was just written anew, and its key is sealed anew under today's master key.
      await tx.execute(
        `INSERT INTO platform.file (file_id, content_type, byte_count, wrapped_key) VALUES ($1, $2, $3, $4)
         ON CONFLICT (file_id) DO UPDATE SET wrapped_key = excluded.wrapped_key`,
        [file.fileId, file.contentType, file.byteCount, file.wrappedKey],
      );
    },
    async read(fileId) {
      const rows = await db.query<{ content_type: string; wrapped_key: string }>(
        'SELECT content_type, wrapped_key FROM platform.file WHERE file_id = $1',
        [fileId],
      );
      const row = must(rows[0], `file ${fileId.slice(0, 12)}`);
      const dataKey = Buffer.from(crypto.open(`file:${fileId}`, row.wrapped_key), 'base64url');
      const raw = Buffer.from(await objects.get(fileId));
      const decipher = createDecipheriv('aes-256-gcm', dataKey, raw.subarray(0, 12));
      decipher.setAuthTag(raw.subarray(12, 28));
      return {
        content: Buffer.concat([decipher.update(raw.subarray(28)), decipher.final()]),
        contentType: row.content_type,
      };
    },
    async exists(fileId) {
      return (await db.query('SELECT 1 FROM platform.file WHERE file_id = $1', [fileId])).length > 0;
    },
    async erase(fileIds) {
      if (fileIds.length === 0) return;
      for (const fileId of fileIds) await objects.delete(fileId);
      await db.execute('DELETE FROM platform.file WHERE file_id = ANY ($1)', [fileIds]);
    },
  };
}
