import { must } from '../../../kernel/assert.ts';
import type { CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import type { StoredFile } from '../../../platform/files.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { creditPostings, postJournal } from '../../ledger/index.ts';
import {
  decideAct,
  decideCredit,
  decideDeadline,
  decideSecond,
  type Clock,
  type CreditRefusal,
  type DisputeAct,
  type DisputeDecision,
  type DisputeRefusal,
  type DisputeState,
} from '../domain/dispute.ts';
import type { Break } from '../queries/breaks.ts';
import { resolutionsOf } from '../queries/breaks.ts';
import { saleToDispute } from '../queries/disputed-sale.ts';
import { disputeOf, proofsOf, type Dispute } from '../queries/disputes.ts';
import { moveDispute, noteStep, setCharged, stopClocks, tellDispute, type DisputeKey } from './move-dispute.ts';

type Unknown = Refusal<'reconciliation.dispute_unknown'>;
const PROOFS_MAX = 10;

/** Keeps a proof that is stored already; while the dispute is open to its merchant or to us. */
export async function addProof(
  env: Env,
  tx: Tx,
  input: DisputeKey & { readonly file: StoredFile; readonly by: string },
): Promise<Outcome<string, DisputeRefusal | Unknown | Refusal<'reconciliation.proofs_full'>>> {
  const found = await disputeOf(tx, input, 'for update');
  if (found === undefined) return refuse('reconciliation.dispute_unknown');
  const open = decideAct(found, 'say');
  if (open.refused) return open;
  if ((await proofsOf(tx, input)).length >= PROOFS_MAX)
    return refuse('reconciliation.proofs_full', { limit: PROOFS_MAX });
  const proofId = env.ids.next('prf');
  await env.files.recordFile(tx, input.file);
  await tx.execute(
    `INSERT INTO reconciliation.dispute_proof (merchant_id, dispute_id, proof_id, file_id, content_type, byte_count, by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      input.merchantId,
      input.disputeId,
      proofId,
      input.file.fileId,
      input.file.contentType,
      input.file.byteCount,
      input.by,
      at(env.clock.now()),
    ],
  );
  return accept(proofId);
}

/** What one person does by themselves; a proposal waits for another. */
export async function actOnDispute(
  env: Env,
  tx: Tx,
  input: DisputeKey & { readonly act: DisputeAct; readonly by: string; readonly note: string },
): Promise<Outcome<DisputeState, DisputeRefusal | Unknown>> {
  const found = await disputeOf(tx, input, 'for update');
  if (found === undefined) return refuse('reconciliation.dispute_unknown');
  const decided = decideAct(found, input.act);
  if (decided.refused) return decided;
  const { by, note } = input;
  if (decided.value === found.state) {
    await noteStep(env, tx, input, { event: 'more', by, note });
    await tellDispute(env, tx, found, { event: 'more', to: found.state });
    return decided;
  }
  if (input.act === 'propose') await propose(env, tx, input, { way: 'represent', reason: note, by });
  if (input.act === 'reply') await send(env, tx, found);
  await moveDispute(env, tx, found, { event: input.act, to: decided.value, by, note });
  if (input.act !== 'say' && input.act !== 'propose') await stopClocks(tx, found);
  return decided;
}

const propose = (env: Env, tx: Tx, key: DisputeKey, of: { way: string; reason: string; by: string }): Promise<number> =>
  tx.execute(
    `INSERT INTO reconciliation.resolution (merchant_id, resolution_id, break_id, way, reason, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [key.merchantId, env.ids.next('rsl'), key.disputeId, of.way, of.reason, of.by, at(env.clock.now())],
  );

/** What goes to the network leaves in a job, once a try. */
async function send(env: Env, tx: Tx, of: DisputeKey): Promise<void> {
  const { merchantId, disputeId } = of;
  await tx.execute(
    'UPDATE reconciliation.dispute SET sent_no = sent_no + 1 WHERE merchant_id = $1 AND dispute_id = $2',
    [merchantId, disputeId],
  );
  await env.jobs.enqueue(tx, 'send-dispute', { merchantId, disputeId });
}

/** Another person decides what was proposed; approved, it goes to the network, and what we give back of ourselves is the merchant's debt. */
export async function decideDispute(
  env: Env,
  tx: Tx,
  input: DisputeKey & {
    readonly decision: DisputeDecision;
    readonly by: string;
    readonly note: string;
    /** The running business day. */
    readonly date: CivilDate;
  },
): Promise<
  Outcome<
    DisputeState,
    DisputeRefusal | Unknown | CreditRefusal | Refusal<'reconciliation.second_person' | 'reconciliation.not_yours'>
  >
> {
  // the merchant before its dispute, as a file does
  await tx.query('SELECT switching.do_lock_merchant($1)', [input.merchantId]);
  const found = await disputeOf(tx, input, 'for update');
  if (found === undefined) return refuse('reconciliation.dispute_unknown');
  const about = { merchantId: input.merchantId, breakId: input.disputeId };
  const proposal = (await resolutionsOf(tx, about)).find((one) => one.outcome === null);
  if (proposal === undefined) return refuse('reconciliation.dispute_elsewhere', { state: found.state });
  const decided = decideSecond({ ...found, proposedBy: proposal.proposedBy }, input);
  if (decided.refused) return decided;
  const approved = input.decision === 'approve';
  if (approved && found.kind === 'credit_adjustment') {
    const credited = await credit(env, tx, found, input.date);
    if (credited.refused) return credited;
  }
  const outcome = { approve: 'approved', refuse: 'refused', withdraw: 'withdrawn' }[input.decision];
  await tx.execute(
    `UPDATE reconciliation.resolution SET outcome = $3, decided_by = $4, decided_at = $5, note = $6 WHERE merchant_id = $1 AND resolution_id = $2`,
    [input.merchantId, proposal.resolutionId, outcome, input.by, at(env.clock.now()), input.note],
  );
  if (approved) await send(env, tx, found);
  await moveDispute(env, tx, found, { ...decided.value, by: input.by, note: input.note });
  return accept(decided.value.to);
}

/** So much of the sale is still there to be given back, under the merchant's lock, as it is refunded; then it is the merchant's debt. */
async function credit(env: Env, tx: Tx, of: Dispute, date: CivilDate): Promise<Outcome<true, CreditRefusal>> {
  const key = { merchantId: of.merchantId, transactionId: must(of.transactionId, 'sale of a credit adjustment') };
  const fits = decideCredit(must(await saleToDispute(tx, key), 'sale'), of.amountFen);
  if (fits.refused) return fits;
  await postJournal(env, tx, {
    merchantId: of.merchantId,
    date,
    event: 'credit_adjustment',
    idempotencyKey: `dispute:${of.disputeId}`,
    reference: of.rrn,
    lines: creditPostings(of.amountFen),
  });
  await setCharged(tx, of, of.amountFen);
  return fits;
}

/** The sale that something of ours is about. */
export interface SaleOfDispute {
  readonly merchantId: string;
  readonly transactionId: string | null;
  readonly rrn: string;
  /** STAN and time of its request to the network. */
  readonly originalKey: string;
  /** MMDD. */
  readonly originalDate: string;
  readonly merchantNo: string;
}

async function openOurs(
  env: Env,
  tx: Tx,
  of: SaleOfDispute & {
    readonly kind: 'credit_adjustment' | 'claim';
    readonly state: 'proposed' | 'sent';
    readonly amountFen: bigint;
    readonly breakId: string | null;
    readonly by: string;
    readonly note: string;
  },
): Promise<Dispute> {
  const key = { merchantId: of.merchantId, disputeId: env.ids.next('dsp') };
  await tx.execute(
    `INSERT INTO reconciliation.dispute (merchant_id, dispute_id, kind, state, transaction_id, rrn, original_key, original_date, merchant_no, reason, amount_fen,
       break_id, file_name, opened_at, moved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, '', $12, $12)`,
    [
      key.merchantId,
      key.disputeId,
      of.kind,
      of.state,
      of.transactionId,
      of.rrn,
      of.originalKey,
      of.originalDate,
      of.merchantNo,
      of.amountFen,
      of.breakId,
      at(env.clock.now()),
    ],
  );
  const made = must(await disputeOf(tx, key), 'dispute');
  await noteStep(env, tx, key, { event: 'open', by: of.by, note: of.note });
  await tellDispute(env, tx, made, { event: 'open', to: of.state });
  return made;
}

/** One person proposes to give a part of a sale, or all of it, back to its cardholder. */
export async function proposeCredit(
  env: Env,
  tx: Tx,
  input: SaleOfDispute & {
    readonly transactionId: string;
    readonly amountFen: bigint;
    readonly reason: string;
    readonly by: string;
  },
): Promise<Outcome<string, CreditRefusal>> {
  const sale = await saleToDispute(tx, input);
  if (sale === undefined) return refuse('reconciliation.not_creditable', { leftFen: '0' });
  const fits = decideCredit(sale, input.amountFen);
  if (fits.refused) return fits;
  const of = { ...input, kind: 'credit_adjustment', state: 'proposed', breakId: null, note: input.reason } as const;
  const made = await openOurs(env, tx, of);
  await propose(env, tx, made, { way: 'credit_adjustment', reason: input.reason, by: input.by });
  return accept(made.disputeId);
}

/** A break goes to the network: what we miss is claimed, what is nobody's is given back. */
export async function handBreakOver(
  env: Env,
  tx: Tx,
  input: {
    readonly found: Break;
    readonly sale: SaleOfDispute;
    readonly way: 'claim' | 'give_back';
    readonly by: string;
  },
): Promise<void> {
  const kind = input.way === 'claim' ? 'claim' : 'credit_adjustment';
  const { amountFen, breakId } = input.found;
  const made = await openOurs(env, tx, {
    ...input.sale,
    kind,
    state: 'sent',
    amountFen,
    breakId,
    by: input.by,
    note: '',
  });
  await send(env, tx, made);
}

/** A deadline has come. Finds what was done in time done. */
export async function disputeDeadline(env: Env, tx: Tx, key: DisputeKey, clock: Clock): Promise<void> {
  const found = await disputeOf(tx, key, 'for update');
  const decided = found === undefined ? undefined : decideDeadline(found, clock);
  if (found === undefined || decided === undefined) return;
  await tx.execute(
    `UPDATE reconciliation.resolution SET outcome = 'overtaken', decided_at = $3, decided_by = 'deadline' WHERE merchant_id = $1 AND break_id = $2 AND outcome IS NULL`,
    [key.merchantId, key.disputeId, at(env.clock.now())],
  );
  await moveDispute(env, tx, found, { ...decided, by: 'deadline' });
}
