import { createHash } from 'node:crypto';
import { Bug, assert } from '../../../kernel/assert.ts';
import { fen, sumFen } from '../../../kernel/fen.ts';
import { MINUTE_MS, dateInShanghai, instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { scheduleDueOnce } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { accountNumbersOf } from '../../merchants/index.ts';
import {
  fileIdOf,
  referenceOf,
  type BankMessage,
  type PayoutFile,
  type PayoutFileFormat,
} from '../domain/payout-files.ts';

/** The folder that we share with the bank, and the dialect that is written there. */
export interface PayoutFiles {
  readonly format: PayoutFileFormat;
  /** The same file gives the same bytes. */
  write(file: PayoutFile, format: PayoutFileFormat): Uint8Array;
  /** Puts it where the bank looks, whole or not at all; the same file twice changes nothing. */
  drop(fileId: string, format: PayoutFileFormat, bytes: Uint8Array): Promise<void>;
  /** Names of what the bank has left for us, in their order. */
  list(): Promise<string[]>;
  read(name: string): Promise<Uint8Array>;
  /** Never throws on what was sent: what cannot be read is told with its place. */
  parse(name: string, bytes: Uint8Array): BankMessage;
  /** Out of the inbox, kept. */
  putAway(name: string): Promise<void>;
  /** Whether a simulator looks at this folder. */
  simulator(): Promise<boolean>;
}

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export type FileEnv = Env & { readonly payoutFiles: PayoutFiles };

/** A bank takes no more in one file, and we hold one in memory: 5,000 orders are some 5 MB. */
const PAYOUTS_MAX = 5_000;
const FILE_LOCK = 5_018_159;

/** Prepared payouts wait for the next file: one every so many minutes, and asked for often it is planned once. */
export async function planPayoutFile(env: Env, everyMinutes: number): Promise<void> {
  const step = everyMinutes * MINUTE_MS;
  const due = instant(Math.ceil((env.clock.now() + 1) / step) * step);
  await withTx(env, (tx) => scheduleDueOnce(tx, { kind: 'make-payout-file', key: at(due), at: due }));
}

interface Prepared {
  merchant_id: string;
  payout_id: string;
  account_id: string;
  amount_fen: bigint;
}

/**
 * Gathers what is prepared into a numbered file, in one transaction: a payout is in one file, once. Its bytes are made here only to be
 * signed (sha256); handing over makes them again from the same rows.
 */
export async function makePayoutFile(env: FileEnv): Promise<string | undefined> {
  const prepared = await env.db.query<Prepared>(
    `SELECT p.merchant_id, p.payout_id, p.account_id, p.amount_fen FROM settlement.payout p
      WHERE p.state = 'prepared' AND NOT EXISTS (SELECT 1 FROM settlement.payout_in_file f JOIN settlement.payout_file o USING (file_id)
                                                  WHERE f.merchant_id = p.merchant_id AND f.payout_id = p.payout_id AND o.state <> 'paid_anew')
      ORDER BY p.created_at, p.merchant_id, p.payout_id LIMIT ${PAYOUTS_MAX}`,
  );
  if (prepared.length === 0) return undefined;
  const now = env.clock.now();
  const payDate = dateInShanghai(now);
  const who = await accountNumbersOf(
    env,
    prepared.map((row) => ({ merchantId: row.merchant_id, accountId: row.account_id })),
  );
  return withTx(env, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [FILE_LOCK]);
    const numbers = await tx.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM settlement.payout_file WHERE pay_date = $1',
      [payDate],
    );
    const fileId = fileIdOf(payDate, one(numbers, 'number').n + 1);
    const mine = await claim(tx, { fileId, prepared, now });
    if (mine.size === 0) return undefined;
    const orders = prepared
      .filter((row) => mine.has(row.payout_id))
      .map((row) => ({ ...orderOf(row, who), reference: referenceOf(fileId, mine.get(row.payout_id) ?? 0) }));
    const bytes = env.payoutFiles.write({ fileId, payDate, madeAt: now, orders }, env.payoutFiles.format);
    const total = sumFen(orders.map((order) => order.amount));
    await tx.execute(
      `INSERT INTO settlement.payout_file (file_id, pay_date, format, state, payout_count, total_fen, sha256, made_at) VALUES ($1, $2, $3, 'made', $4, $5, $6, $7)`,
      [fileId, payDate, env.payoutFiles.format, orders.length, total, sha256Hex(bytes), at(now)],
    );
    await env.jobs.enqueue(tx, 'hand-over-payout-file', { fileId });
    if (prepared.length === PAYOUTS_MAX) await env.jobs.enqueue(tx, 'make-payout-file', {});
    await tellFile(env, tx, { fileId, state: 'made' });
    return fileId;
  });
}

/** Links the payouts that nobody else has taken meanwhile, numbered from 1, and moves them to `sending`. */
async function claim(
  tx: Tx,
  { fileId, prepared, now }: { fileId: string; prepared: readonly Prepared[]; now: InstantMs },
): Promise<Map<string, number>> {
  const moved = await tx.query<{ payout_id: string }>(
    `UPDATE settlement.payout p SET state = 'sending', sent_at = $3, tries = tries + 1 FROM unnest($1::text[], $2::text[]) AS g (merchant, payout)
      WHERE p.merchant_id = g.merchant AND p.payout_id = g.payout AND p.state = 'prepared' RETURNING p.payout_id`,
    [prepared.map((row) => row.merchant_id), prepared.map((row) => row.payout_id), at(now)],
  );
  const taken = new Set(moved.map((row) => row.payout_id));
  const mine = prepared.filter((row) => taken.has(row.payout_id));
  await tx.execute(
    `INSERT INTO settlement.payout_in_file (merchant_id, payout_id, file_id, line_no)
     SELECT merchant, payout, $3, line FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g (merchant, payout, line)`,
    [mine.map((row) => row.merchant_id), mine.map((row) => row.payout_id), fileId],
  );
  return new Map(mine.map((row, index) => [row.payout_id, index + 1]));
}

type Owners = Awaited<ReturnType<typeof accountNumbersOf>>;

function orderOf(row: Prepared, who: Owners) {
  const account = who.get(`${row.merchant_id} ${row.account_id}`);
  if (account === undefined) throw new Bug(`payout ${row.payout_id} has no account`);
  return {
    payoutId: row.payout_id,
    amount: fen(row.amount_fen),
    account: account.number,
    holder: account.holder,
    bankName: account.bankName,
  };
}

/**
 * Drops a made file. Whatever dies on the way, the same bytes are dropped again, and the bank takes a message id once; so a file is sent
 * once. Handed over it is left alone.
 */
export async function handOverPayoutFile(env: FileEnv, fileId: string): Promise<void> {
  const rows = await env.db.query<{ pay_date: CivilDate; format: PayoutFileFormat; sha256: string; made_at: number }>(
    `SELECT pay_date, format, sha256, made_at FROM settlement.payout_file WHERE file_id = $1 AND state = 'made'`,
    [fileId],
  );
  const file = rows[0];
  if (file === undefined) return;
  if (!env.demo && (await env.payoutFiles.simulator()))
    throw new Error('a simulator looks at the folder of payout files');
  const payouts = await env.db.query<Prepared & { line_no: number }>(
    `SELECT p.merchant_id, p.payout_id, p.account_id, p.amount_fen, f.line_no FROM settlement.payout_in_file f JOIN settlement.payout p USING (merchant_id, payout_id)
      WHERE f.file_id = $1 ORDER BY f.line_no`,
    [fileId],
  );
  const who = await accountNumbersOf(
    env,
    payouts.map((row) => ({ merchantId: row.merchant_id, accountId: row.account_id })),
  );
  const orders = payouts.map((row) => ({ ...orderOf(row, who), reference: referenceOf(fileId, row.line_no) }));
  const bytes = env.payoutFiles.write(
    { fileId, payDate: file.pay_date, madeAt: instant(file.made_at), orders },
    file.format,
  );
  assert(sha256Hex(bytes) === file.sha256, `${fileId} is not made of the same bytes again`);
  await env.payoutFiles.drop(fileId, file.format, bytes);
  await withTx(env, async (tx) => {
    const moved = await tx.execute(
      `UPDATE settlement.payout_file SET state = 'handed_over', handed_over_at = $2 WHERE file_id = $1 AND state = 'made'`,
      [fileId, at(env.clock.now())],
    );
    if (moved === 1) await tellFile(env, tx, { fileId, state: 'handed_over' });
  });
}

export const tellFile = (env: Env, tx: Tx, of: { fileId: string; state: string }): Promise<void> =>
  env.jobs.emit(tx, { kind: 'payout_file.moved', audience: ['console'], payload: of });
