import { fen } from '../../../kernel/fen.ts';
import { dateInShanghai, type CivilDate } from '../../../kernel/instant.ts';
import { refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, agentAccount, credit, debit, postJournal } from '../../ledger/index.ts';
import { decideShareStatement, type ShareStatementEvent, type ShareStatementRefusal } from '../domain/decide-share.ts';
import type { ShareStatementState } from '../domain/share-machines.ts';

export interface MoveShareStatement {
  readonly agentId: string;
  /** The first of the month. */
  readonly month: CivilDate;
  readonly event: ShareStatementEvent;
  readonly by: string;
  /** Of `confirm` the invoice's number, of `pay` the transfer's reference, of the others what was said. */
  readonly note: string;
  readonly agentActive: boolean;
}

interface Row {
  state: ShareStatementState;
  payable_fen: bigint;
  paying_by: string | null;
}

/** The agent confirms or questions its month, people answer and pay. Only the second person's approval posts. */
export function moveShareStatement(
  env: Env,
  input: MoveShareStatement,
): Promise<Outcome<ShareStatementState, ShareStatementRefusal | Refusal<'settlement.share_unknown'>>> {
  return withTx(env, (tx) => moveOnce(env, tx, input));
}

async function moveOnce(env: Env, tx: Tx, input: MoveShareStatement): ReturnType<typeof moveShareStatement> {
  const { agentId, month, event, by, note } = input;
  const [row] = await tx.query<Row>(
    'SELECT state, payable_fen, paying_by FROM settlement.share_statement WHERE agent_id = $1 AND month = $2 FOR UPDATE',
    [agentId, month],
  );
  if (row === undefined) return refuse('settlement.share_unknown');
  const moved = decideShareStatement(
    { state: row.state, payingBy: row.paying_by ?? undefined, agentActive: input.agentActive },
    input,
  );
  if (moved.refused) return moved;
  await tx.execute(
    `UPDATE settlement.share_statement SET state = $3, invoice_no = CASE $4 WHEN 'confirm' THEN $5 ELSE invoice_no END,
            bank_reference = CASE $4 WHEN 'pay' THEN $5 WHEN 'refuse' THEN NULL ELSE bank_reference END,
            paying_by = CASE $4 WHEN 'pay' THEN $6 WHEN 'refuse' THEN NULL ELSE paying_by END
      WHERE agent_id = $1 AND month = $2`,
    [agentId, month, moved.value, event, note, by],
  );
  await tx.execute(
    `INSERT INTO settlement.share_word (agent_id, month, word_no, event, by_staff, at, note)
     SELECT $1, $2, count(*) + 1, $3, $4, $5, $6 FROM settlement.share_word WHERE agent_id = $1 AND month = $2`,
    [agentId, month, event, by, at(env.clock.now()), note],
  );
  if (moved.value === 'paid')
    await postJournal(env, tx, {
      merchantId: '-',
      date: dateInShanghai(env.clock.now()),
      event: 'agent_paid',
      idempotencyKey: `agent_paid:${agentId}:${month}`,
      reference: agentId,
      lines: [debit(agentAccount(agentId), fen(row.payable_fen)), credit(accounts.bankOwn, fen(row.payable_fen))],
    });
  return moved;
}
