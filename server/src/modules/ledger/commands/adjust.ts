import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import type { AdjustmentState } from '../domain/adjustment-machine.ts';
import {
  decideAdjustment,
  decideProposal,
  type AdjustmentEvent,
  type MoveRefusal,
  type ProposalRefusal,
} from '../domain/decide-adjustment.ts';
import { balanced, type Posting } from '../domain/postings.ts';
import { postJournal } from './post-journal.ts';
import { isOffSheet } from './price-sheet.ts';

export interface AdjustmentKey {
  /** `-` where it belongs to no merchant. */
  readonly merchantId: string;
  readonly adjustmentId: string;
}

export interface Adjustment extends AdjustmentKey {
  readonly state: AdjustmentState;
  readonly lines: readonly Posting[];
  readonly reason: string;
  readonly attachment: string;
  readonly proposedBy: string;
  readonly proposedAt: InstantMs;
  readonly decidedBy: string | undefined;
  readonly decidedAt: InstantMs | undefined;
  readonly decisionReason: string | undefined;
  readonly journalId: string | undefined;
}

interface Row {
  merchant_id: string;
  adjustment_id: string;
  state: AdjustmentState;
  accounts: string[];
  amounts: string[];
  reason: string;
  attachment: string;
  proposed_by: string;
  proposed_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
  journal_id: string | null;
}

const COLUMNS = `merchant_id, adjustment_id, state, accounts, amounts::text[] AS amounts, reason, attachment, proposed_by, proposed_at, decided_by, decided_at,
  decision_reason, journal_id`;
const toAdjustment = (row: Row): Adjustment => ({
  merchantId: row.merchant_id,
  adjustmentId: row.adjustment_id,
  state: row.state,
  lines: row.accounts.map((account, i) => ({ account, amount: BigInt(row.amounts[i] ?? '0') })),
  reason: row.reason,
  attachment: row.attachment,
  proposedBy: row.proposed_by,
  proposedAt: instant(row.proposed_at),
  decidedBy: row.decided_by ?? undefined,
  decidedAt: row.decided_at === null ? undefined : instant(row.decided_at),
  decisionReason: row.decision_reason ?? undefined,
  journalId: row.journal_id ?? undefined,
});

const LISTED_MAX = 200;

/** What waits first, oldest first; then what was decided, newest first. */
export async function listAdjustments(sql: Sql): Promise<Adjustment[]> {
  const waiting = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM ledger.adjustment WHERE state = 'proposed' ORDER BY proposed_at LIMIT ${LISTED_MAX}`,
  );
  const decided = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM ledger.adjustment WHERE state <> 'proposed' ORDER BY proposed_at DESC LIMIT ${LISTED_MAX}`,
  );
  return [...waiting, ...decided].map(toAdjustment);
}

/** Whether something was proposed for this very occasion already, decided or not. */
export async function isAdjustmentAbout(sql: Sql, attachment: string): Promise<boolean> {
  const rows = await sql.query('SELECT 1 FROM ledger.adjustment WHERE attachment = $1 LIMIT 1', [attachment]);
  return rows.length > 0;
}

/** Accounts that people may adjust; `*` at the end stands for the rest. */
export async function adjustableAccounts(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ account: string }>('SELECT account FROM ledger.adjustable_account ORDER BY account');
  return rows.map((row) => row.account);
}

/** Proposes a journal; nothing is posted. Returns the id. */
export async function proposeAdjustment(
  env: Env,
  input: {
    readonly merchantId: string;
    readonly lines: readonly Posting[];
    readonly reason: string;
    readonly attachment: string;
    readonly by: string;
  },
): Promise<Outcome<string, ProposalRefusal>> {
  const { merchantId, lines } = input;
  const decided = decideProposal({ merchantId, lines, adjustable: await adjustableAccounts(env.db) });
  if (decided.refused) return decided;
  const adjustmentId = env.ids.next('adj');
  const { accounts, amounts } = balanced(lines);
  await withTx(env, async (tx) => {
    await tx.execute(
      `INSERT INTO ledger.adjustment (merchant_id, adjustment_id, state, accounts, amounts, reason, attachment, proposed_by, proposed_at)
       VALUES ($1, $2, 'proposed', $3, $4::bigint[], $5, $6, $7, $8)`,
      [merchantId, adjustmentId, accounts, amounts, input.reason, input.attachment, input.by, at(env.clock.now())],
    );
    await tell(env, tx, { merchantId, adjustmentId }, 'proposed');
  });
  return accept(adjustmentId);
}

const tell = (env: Env, tx: Tx, key: AdjustmentKey, state: AdjustmentState): Promise<void> =>
  env.jobs.emit(tx, { kind: 'ledger.adjustment_moved', audience: ['console'], payload: { ...key, state } });

export type DecideAdjustmentRefusal =
  | MoveRefusal
  | ProposalRefusal
  | Refusal<'ledger.adjust_unknown' | 'ledger.balance_short' | 'ledger.off_sheet'>;

/**
 * A second person approves or refuses, or the first takes it back. An approval posts the journal with it, on `date` (the running business
 * day); an account that holds less refuses that, and the proposal stays where it is.
 */
export async function moveAdjustment(
  env: Env,
  input: AdjustmentKey & {
    readonly event: AdjustmentEvent;
    readonly by: string;
    readonly reason: string;
    readonly date: CivilDate;
  },
): Promise<Outcome<Adjustment, DecideAdjustmentRefusal>> {
  try {
    return await withTx(env, (tx) => moveOnce(env, tx, input));
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (isOffSheet(error)) return refuse('ledger.off_sheet');
    if (code !== 'KT003') throw error;
    return refuse('ledger.balance_short', { account: /^account (\S+) /.exec(message ?? '')?.[1] ?? '' });
  }
}

async function moveOnce(
  env: Env,
  tx: Tx,
  input: Parameters<typeof moveAdjustment>[1],
): Promise<Outcome<Adjustment, DecideAdjustmentRefusal>> {
  const key = [input.merchantId, input.adjustmentId];
  const rows = await tx.query<Row>(
    `SELECT ${COLUMNS} FROM ledger.adjustment WHERE merchant_id = $1 AND adjustment_id = $2 FOR UPDATE`,
    key,
  );
  if (rows[0] === undefined) return refuse('ledger.adjust_unknown');
  const adjustment = toAdjustment(rows[0]);
  const move = decideAdjustment(adjustment, input);
  if (move.refused) return move;
  let journalId: string | null = null;
  if (move.value === 'approved') {
    // the list may have grown shorter since
    const still = decideProposal({ ...adjustment, adjustable: await adjustableAccounts(tx) });
    if (still.refused) return still;
    journalId = await postJournal(env, tx, {
      merchantId: input.merchantId,
      date: input.date,
      event: 'books_adjustment',
      idempotencyKey: `books-adjustment:${input.adjustmentId}`,
      reference: input.adjustmentId,
      lines: adjustment.lines,
    });
  }
  await tx.execute(
    `UPDATE ledger.adjustment SET state = $3, decided_by = $4, decided_at = $5, decision_reason = $6, journal_id = $7
      WHERE merchant_id = $1 AND adjustment_id = $2 AND state = 'proposed'`,
    [...key, move.value, input.by, at(env.clock.now()), input.reason, journalId],
  );
  await tell(env, tx, { merchantId: input.merchantId, adjustmentId: input.adjustmentId }, move.value);
  return accept({ ...adjustment, state: move.value, journalId: journalId ?? undefined });
}
