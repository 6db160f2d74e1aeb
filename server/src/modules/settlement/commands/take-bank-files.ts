import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import {
  placeOf,
  type BankMessage,
  type FileFault,
  type PayoutStatus,
  type StatementEntry,
} from '../domain/payout-files.ts';
import { sha256Hex, tellFile, type FileEnv } from './payout-file.ts';
import { confirmPaid, giveBack, tell, type PayoutRow } from './payout-outcome.ts';

/** Files of one look: the next look is seconds away. */
const FILES_MAX = 50;

/**
 * Reads what the bank has left. Each answer and each line counts once, in a transaction of its own, so that a file that is read again after
 * a crash, or comes twice, changes nothing; what cannot be read is kept with its place and the rest counts.
 */
export async function takeBankFiles(env: FileEnv): Promise<number> {
  const names = (await env.payoutFiles.list()).slice(0, FILES_MAX);
  for (const name of names) await takeFile(env, name);
  return names.length;
}

async function takeFile(env: FileEnv, name: string): Promise<void> {
  const bytes = await env.payoutFiles.read(name);
  const fromSimulator = !env.demo && (await env.payoutFiles.simulator());
  const message: BankMessage = fromSimulator
    ? { kind: 'unreadable', faults: [{ place: name, reason: 'a simulator looks at this folder' }] }
    : env.payoutFiles.parse(name, bytes);
  const faults: FileFault[] = [...message.faults];
  if (message.kind === 'status') {
    await withTx(env, (tx) => takeGroup(env, tx, message));
    for (const one of message.payouts)
      faults.push(...(await withTx(env, (tx) => takeStatus(env, tx, { one, messageId: message.messageId }))));
  }
  if (message.kind === 'statement')
    // what left the account first: a return in the same file comes after its payout
    for (const entry of message.entries.toSorted((a, b) => Number(a.amountFen > 0n) - Number(b.amountFen > 0n)))
      faults.push(...(await withTx(env, (tx) => takeEntry(env, tx, { entry, name }))));
  await withTx(env, (tx) => closeAnswered(env, tx));
  await withTx(env, (tx) => noteFile(env, tx, { name, bytes, message, faults }));
  await env.payoutFiles.putAway(name);
}

interface Read {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly message: BankMessage;
  readonly faults: readonly FileFault[];
}

async function noteFile(env: FileEnv, tx: Tx, { name, bytes, message, faults }: Read): Promise<void> {
  const lines =
    message.kind === 'status' ? message.payouts.length : message.kind === 'statement' ? message.entries.length : 0;
  const fresh = await tx.execute(
    `INSERT INTO settlement.bank_file (file_name, kind, message_id, sha256, line_count, bad_line_count, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (file_name) DO NOTHING`,
    [
      name,
      message.kind,
      message.kind === 'unreadable' ? null : message.messageId,
      sha256Hex(bytes),
      lines,
      faults.length,
      at(env.clock.now()),
    ],
  );
  if (fresh === 0 || faults.length === 0) return;
  await tx.execute(
    `INSERT INTO settlement.bank_file_fault (file_name, fault_no, place, reason)
     SELECT $1, no, place, reason FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS f (place, reason, no)`,
    [name, faults.map((fault) => fault.place), faults.map((fault) => fault.reason)],
  );
  await env.jobs.emit(tx, {
    kind: 'bank_file.faulty',
    audience: ['console'],
    payload: { name, faults: faults.length },
  });
}

async function takeGroup(env: FileEnv, tx: Tx, message: Extract<BankMessage, { kind: 'status' }>): Promise<void> {
  if (message.group === 'duplicate') return; // we were not sure that it had arrived: it had
  const state = message.group === 'refused' ? 'refused' : 'acknowledged';
  const moved = await tx.execute(
    `UPDATE settlement.payout_file SET state = $2, reason = $3 WHERE file_id = $1 AND state IN ('made', 'handed_over')`,
    [message.fileId, state, message.reason ?? null],
  );
  if (moved === 1) await tellFile(env, tx, { fileId: message.fileId, state });
}

/** Answered is a file of which no payout waits for the bank's word. */
async function closeAnswered(env: FileEnv, tx: Tx): Promise<void> {
  const done = await tx.query<{ file_id: string }>(
    `UPDATE settlement.payout_file o SET state = 'answered', answered_at = $1 WHERE o.state = 'acknowledged'
        AND NOT EXISTS (SELECT 1 FROM settlement.payout_in_file f JOIN settlement.payout p USING (merchant_id, payout_id)
                         WHERE f.file_id = o.file_id AND p.state IN ('sending', 'unknown')) RETURNING o.file_id`,
    [at(env.clock.now())],
  );
  for (const { file_id: fileId } of done) await tellFile(env, tx, { fileId, state: 'answered' });
}

/** The payout that a reference of ours names, locked. */
async function payoutOf(tx: Tx, reference: string): Promise<PayoutRow | undefined> {
  const place = placeOf(reference);
  if (place === undefined) return undefined;
  const rows = await tx.query<PayoutRow>(
    `SELECT p.merchant_id, p.payout_id, p.account_id, p.amount_fen, p.state, p.tries FROM settlement.payout_in_file f JOIN settlement.payout p USING (merchant_id, payout_id)
       JOIN settlement.payout_file o USING (file_id) WHERE f.file_id = $1 AND f.line_no = $2 AND o.state <> 'paid_anew' FOR UPDATE OF p`,
    [place.fileId, place.lineNo],
  );
  return rows[0];
}

const key = (payout: PayoutRow) => ({ merchantId: payout.merchant_id, payoutId: payout.payout_id });

async function accepted(env: FileEnv, tx: Tx, payout: PayoutRow, reference: string): Promise<void> {
  const moved = await tx.execute(
    `UPDATE settlement.payout SET state = 'accepted', bank_reference = $3, reason = NULL WHERE merchant_id = $1 AND payout_id = $2 AND state = 'sending'`,
    [payout.merchant_id, payout.payout_id, reference],
  );
  if (moved === 1) await tell(env, tx, key(payout), 'accepted');
}

async function takeStatus(
  env: FileEnv,
  tx: Tx,
  { one, messageId }: { one: PayoutStatus; messageId: string },
): Promise<FileFault[]> {
  if (one.status === 'pending') return [];
  const payout = await payoutOf(tx, one.reference);
  if (payout === undefined) return [{ place: one.reference, reason: 'no payout of ours' }];
  if (one.status === 'accepted') {
    await accepted(env, tx, payout, messageId);
    return [];
  }
  if (payout.state === 'paid')
    return [{ place: one.reference, reason: 'rejected, though the statement has booked it' }];
  if (payout.state === 'sending' || payout.state === 'accepted')
    await giveBack(env, tx, payout, { from: payout.state, reason: one.reason ?? '' });
  return [];
}

/** Keeps a line of the statement, and moves its payout with it. A line that is known changes nothing. */
async function takeEntry(
  env: FileEnv,
  tx: Tx,
  { entry, name }: { entry: StatementEntry; name: string },
): Promise<FileFault[]> {
  const fresh = await tx.execute(
    `INSERT INTO settlement.statement_line (entry_ref, file_name, reference, kind, amount_fen, booked_on, reason, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (entry_ref) DO NOTHING`,
    [
      entry.entryRef,
      name,
      entry.reference,
      entry.kind,
      entry.amountFen,
      entry.bookedOn,
      entry.reason ?? null,
      at(env.clock.now()),
    ],
  );
  if (entry.kind === 'other') return [];
  const payout = await payoutOf(tx, entry.reference);
  if (payout === undefined) return [{ place: entry.entryRef, reason: `no payout of ours: ${entry.reference}` }];
  const size = entry.amountFen < 0n ? -entry.amountFen : entry.amountFen;
  if (size !== payout.amount_fen)
    return [{ place: entry.entryRef, reason: `${size} fen booked for a payout of ${payout.amount_fen}` }];
  if (fresh === 0) return [];
  if (payout.state === 'sending') await accepted(env, tx, payout, entry.entryRef);
  if (payout.state === 'sending' || payout.state === 'accepted') await confirmPaid(env, tx, payout);
  if (entry.kind === 'return') await giveBack(env, tx, payout, { from: 'paid', reason: entry.reason ?? '退汇' });
  return [];
}
