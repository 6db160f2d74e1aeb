import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import { MAIN_PLACE } from '../queries/stock-of.ts';

export interface Allocation {
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly serialNo: string;
}

/** Binds a device from stock to a new terminal of the merchant: from the first of `places` that has one, else from the main warehouse alone. Two allocations at once never take the same device. */
export async function allocateTerminal(
  env: Env,
  tx: Tx,
  input: { merchantId: string; model: string; places?: readonly string[] },
): Promise<Outcome<Allocation, Refusal<'terminals.out_of_stock'>>> {
  const devices = await tx.query<{ serial_no: string }>(
    `SELECT serial_no FROM terminals.device WHERE state = 'in_stock' AND transfer_id IS NULL AND model = $1 AND place_id = ANY ($2)
      ORDER BY array_position($2, place_id), serial_no LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [input.model, input.places ?? [MAIN_PLACE]],
  );
  const serialNo = devices[0]?.serial_no;
  if (serialNo === undefined) return refuse('terminals.out_of_stock', { model: input.model });
  const terminalId = env.ids.next('ter');
  const now = at(env.clock.now());
  const counted = await tx.query<{ last: number }>(
    `INSERT INTO terminals.terminal_no_sequence (prefix, last) VALUES ('', 10000001)
     ON CONFLICT (prefix) DO UPDATE SET last = terminals.terminal_no_sequence.last + 1 RETURNING last`,
  );
  const terminalNo = String(one(counted, 'terminal sequence').last);
  await tx.execute(
    `UPDATE terminals.device SET state = 'allocated', merchant_id = $2, terminal_id = $3, changed_at = $4 WHERE serial_no = $1`,
    [serialNo, input.merchantId, terminalId, now],
  );
  await tx.execute(
    'INSERT INTO terminals.terminal_no_directory (terminal_no, merchant_id, terminal_id) VALUES ($1, $2, $3)',
    [terminalNo, input.merchantId, terminalId],
  );
  await tx.execute(
    `INSERT INTO terminals.terminal (merchant_id, terminal_id, terminal_no, serial_no, model, state, batch_no, created_at, key_profile)
     SELECT $1, $2, $3, $4, $5, 'pending_activation', 1, $6, key_profile FROM terminals.device WHERE serial_no = $4`,
    [input.merchantId, terminalId, terminalNo, serialNo, input.model, now],
  );
  await env.jobs.emit(tx, {
    kind: 'terminal.allocated',
    audience: ['console'],
    payload: { merchantId: input.merchantId, terminalId, serialNo },
  });
  return accept({ terminalId, terminalNo, serialNo });
}
