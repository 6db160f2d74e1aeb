import { createHash } from 'node:crypto';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { parseStockFile, type LineFault, type StockLine } from '../domain/parse-stock-file.ts';
import type { KeyVault } from '../key-vault.ts';
import { placeOf } from '../queries/stock-of.ts';

export interface BatchFile {
  readonly bytes: Uint8Array;
  readonly fileName: string;
  readonly vendor: string;
  readonly placeId: string;
  readonly by: string;
  /** Only says what would happen. */
  readonly dryRun: boolean;
}

export interface BatchResult {
  /** Set once the devices are in stock. */
  readonly batchId: string | undefined;
  /** This very file was imported before; nothing was done. */
  readonly repeated: boolean;
  readonly devices: readonly { readonly model: string; readonly count: number }[];
  readonly faults: readonly LineFault[];
}

export type BatchRefusal = Refusal<
  'terminals.stock_file_unreadable' | 'terminals.stock_file_wrong' | 'terminals.place_unknown'
>;

/** Takes a vendor's file into stock: all of its devices or none. The same file again answers the same and adds nothing. */
export async function importBatch(
  env: Env & { readonly vault: KeyVault },
  file: BatchFile,
): Promise<Outcome<BatchResult, BatchRefusal>> {
  const contentHash = createHash('sha256').update(file.bytes).digest('hex');
  const parsed = parseStockFile(file.bytes);
  if (!parsed.readable) return refuse('terminals.stock_file_unreadable', { reason: parsed.reason, line: parsed.line });
  if ((await placeOf(env.db, file.placeId)) === undefined) return refuse('terminals.place_unknown');
  const again = (batchId: string) =>
    accept({ batchId, repeated: true, devices: countModels(parsed.lines), faults: [] } as const);
  const earlier = await batchOfFile(env.db, contentHash);
  if (earlier !== undefined) return again(earlier);
  const { good, faults } = await judgeAgainstStock(env, parsed.lines);
  const all = [...parsed.faults, ...faults].sort((a, b) => a.line - b.line);
  const result = { repeated: false, devices: countModels(good), faults: all };
  // its devices may be ours because the same file was taken in between these two looks
  const twin = all.length === 0 ? undefined : await batchOfFile(env.db, contentHash);
  if (twin !== undefined) return again(twin);
  if (file.dryRun) return accept({ batchId: undefined, ...result });
  if (all.length > 0) return refuse('terminals.stock_file_wrong', { lines: all.length });
  const batchId = await withTx(env, (tx) => writeBatch(env, tx, { file, contentHash, good }));
  return batchId === undefined ? refuse('terminals.stock_file_wrong', { lines: 1 }) : accept({ batchId, ...result });
}

type Keyed = StockLine & { readonly ownKey: string };

async function batchOfFile(sql: Pick<Tx, 'query'>, contentHash: string): Promise<string | undefined> {
  const rows = await sql.query<{ batch_id: string }>(
    'SELECT batch_id FROM terminals.stock_batch WHERE content_hash = $1',
    [contentHash],
  );
  return rows[0]?.batch_id;
}

/** Which serial numbers are ours already, and which keys do not open under the vendor's transport key. */
async function judgeAgainstStock(
  env: Env & { readonly vault: KeyVault },
  lines: readonly StockLine[],
): Promise<{ good: Keyed[]; faults: LineFault[] }> {
  const known = await env.db.query<{ serial_no: string; iccid: string | null }>(
    'SELECT serial_no, iccid FROM terminals.device WHERE serial_no = ANY ($1) OR iccid = ANY ($2)',
    [lines.map((one) => one.serialNo), lines.map((one) => one.iccid ?? '')],
  );
  const ours = new Set(known.map((row) => row.serial_no));
  const cards = new Set(known.map((row) => row.iccid));
  const [good, faults]: [Keyed[], LineFault[]] = [[], []];
  for (const one of lines) {
    const ownKey = await env.vault.importDeviceKey(one.wrappedKey);
    const { line, serialNo } = one;
    if (ours.has(serialNo) || (one.iccid !== undefined && cards.has(one.iccid)))
      faults.push({ line, serialNo, reason: 'in_stock_already' });
    else if (ownKey === undefined) faults.push({ line, serialNo, reason: 'key_unreadable' });
    else good.push({ ...one, ownKey });
  }
  return { good, faults };
}

class Overtaken extends Error {}

/** Undefined where another import took one of the serial numbers a moment ago: then nothing of this file is written. */
async function writeBatch(
  env: Env,
  tx: Tx,
  {
    file,
    contentHash,
    good,
  }: { readonly file: BatchFile; readonly contentHash: string; readonly good: readonly Keyed[] },
): Promise<string | undefined> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', ['stock-import']);
  const twin = await batchOfFile(tx, contentHash);
  if (twin !== undefined) return twin;
  const batchId = env.ids.next('bat');
  const now = at(env.clock.now());
  const taken = await tx.query<{ serial_no: string }>(
    'SELECT serial_no FROM terminals.device WHERE serial_no = ANY ($1) OR iccid = ANY ($2) LIMIT 1',
    [good.map((one) => one.serialNo), good.map((one) => one.iccid ?? '')],
  );
  if (taken.length > 0) return undefined;
  const added = await tx.execute(
    `INSERT INTO terminals.device (serial_no, model, wrapped_key, state, changed_at, place_id, batch_id, key_profile, iccid)
     SELECT d.serial_no, d.model, d.wrapped_key, 'in_stock', $4, $5, $6, d.key_profile, nullif(d.iccid, '')
       FROM unnest($1::text[], $2::text[], $3::text[], $7::text[], $8::text[]) AS d (serial_no, model, wrapped_key, key_profile, iccid) ON CONFLICT (serial_no) DO NOTHING`,
    [
      good.map((one) => one.serialNo),
      good.map((one) => one.model),
      good.map((one) => one.ownKey),
      now,
      file.placeId,
      batchId,
      good.map((one) => one.profile),
      good.map((one) => one.iccid ?? ''),
    ],
  );
  if (added !== good.length) throw new Overtaken('a serial number came from elsewhere while this file was written');
  await tx.execute(
    `INSERT INTO terminals.stock_batch (batch_id, vendor, file_name, content_hash, place_id, device_count, imported_by, imported_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [batchId, file.vendor, file.fileName, contentHash, file.placeId, good.length, file.by, now],
  );
  await env.jobs.emit(tx, {
    kind: 'stock.imported',
    audience: ['console'],
    payload: { batchId, devices: good.length },
  });
  return batchId;
}

function countModels(lines: readonly StockLine[]): { model: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { model } of lines) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts].map(([model, count]) => ({ model, count }));
}
