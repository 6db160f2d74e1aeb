import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { MAIN_PLACE } from '../queries/stock-of.ts';
import { keysErased } from './terminal-steps.ts';

/** Gives a terminal that was never activated another device from stock; number, deposit and merchant stay. */
export async function swapDevice(
  env: Env,
  tx: Tx,
  input: { readonly merchantId: string; readonly terminalId: string; readonly model: string },
): Promise<Outcome<{ serialNo: string }, Refusal<'terminals.out_of_stock' | 'terminals.unknown'>>> {
  const devices = await tx.query<{ serial_no: string }>(
    `SELECT serial_no FROM terminals.device WHERE state = 'in_stock' AND transfer_id IS NULL AND model = $1 AND place_id = ANY ($2)
      ORDER BY array_position($2, place_id), serial_no LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [input.model, [MAIN_PLACE]],
  );
  const serialNo = devices[0]?.serial_no;
  if (serialNo === undefined) return refuse('terminals.out_of_stock', { model: input.model });
  const moved = await tx.execute(
    `UPDATE terminals.terminal SET serial_no = $3, registration_refused = NULL, ${keysErased('$4')},
       key_profile = (SELECT key_profile FROM terminals.device WHERE serial_no = $3)
      WHERE merchant_id = $1 AND terminal_id = $2 AND state = 'pending_activation'`,
    [input.merchantId, input.terminalId, serialNo, at(env.clock.now())],
  );
  if (moved === 0) return refuse('terminals.unknown');
  await tx.execute(
    `UPDATE terminals.device SET state = 'allocated', merchant_id = $2, terminal_id = $3, changed_at = $4 WHERE serial_no = $1`,
    [serialNo, input.merchantId, input.terminalId, at(env.clock.now())],
  );
  await env.jobs.emit(tx, {
    kind: 'terminal.allocated',
    audience: ['console'],
    payload: { merchantId: input.merchantId, terminalId: input.terminalId, serialNo },
  });
  return accept({ serialNo });
}
