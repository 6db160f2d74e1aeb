import { accept, refuse, type Outcome } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { decideLateReversal, type LateReversalRefusal } from '../domain/decide-late-reversal.ts';
import type { LateReversalEvent, LateReversalState } from '../domain/late-reversal-machine.ts';
import { lateReversalOf } from '../queries/late-reversals.ts';
import { standingOf } from '../queries/original-of.ts';
import { transactionOf } from '../queries/transaction-of.ts';

/** Ends a late reversal once, with who did it and their words. */
export async function endLateReversal(
  env: Env,
  tx: Tx,
  input: {
    readonly merchantId: string;
    readonly transactionId: string;
    readonly event: LateReversalEvent;
    readonly note: string;
    readonly by: string;
  },
): Promise<Outcome<LateReversalState, LateReversalRefusal>> {
  const [late, transaction] = [
    await lateReversalOf(tx, input),
    await transactionOf(tx, input.merchantId, input.transactionId),
  ];
  if (late === undefined || transaction === undefined) return refuse('switching.late_reversal_unknown');
  const { refundedFen } = await standingOf(tx, input);
  const decided = decideLateReversal({ state: late.state, amountFen: transaction.amount, refundedFen }, input.event);
  if (decided.refused) return decided;
  const ended = await tx.execute(
    `UPDATE switching.late_reversal SET state = $3, ended_by = $4, note = $5, ended_at = $6
      WHERE merchant_id = $1 AND transaction_id = $2 AND state = 'open'`,
    [input.merchantId, input.transactionId, decided.value, input.by, input.note, at(env.clock.now())],
  );
  if (ended === 0) return refuse('switching.late_reversal_elsewhere');
  await env.jobs.emit(tx, {
    kind: 'late_reversal.ended',
    audience: ['console', `merchant:${input.merchantId}`],
    payload: { merchantId: input.merchantId, transactionId: input.transactionId, state: decided.value },
  });
  return accept(decided.value);
}
