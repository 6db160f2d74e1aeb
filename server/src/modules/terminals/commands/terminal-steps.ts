import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import type { HeldKey } from '../key-vault.ts';
import type { TerminalState } from '../queries/terminal-of.ts';

/** In the statement that takes a terminal from its device or ends it; `$n` is the time. Check values stay for audits. */
export const keysErased = (time: string): string =>
  `wrapped_tmk = NULL, wrapped_pik = NULL, wrapped_mak = NULL, wrapped_tdk = NULL, keys_at = ${time}`;

/** Where a terminal has no keys any more; the database refuses them there. */
const WITHOUT_KEYS: ReadonlySet<TerminalState> = new Set(['unbound', 'closed']);

/**
 * Stores keys that were handed to the terminal, wrapped by the vault; working keys that are left out are erased. False where the
 * terminal has come to its end meanwhile.
 */
export async function setTerminalKeys(
  env: Env,
  sql: Sql,
  input: { merchantId: string; terminalId: string; tmk?: HeldKey; pik?: HeldKey; mak?: HeldKey; tdk?: HeldKey },
): Promise<boolean> {
  const { tmk, pik, mak, tdk } = input;
  const stored = await sql.execute(
    `UPDATE terminals.terminal SET wrapped_tmk = coalesce($3, wrapped_tmk), wrapped_pik = $4, wrapped_mak = $5, keys_at = $6,
            tmk_check = coalesce($7, tmk_check), pik_check = coalesce($8, pik_check), mak_check = coalesce($9, mak_check),
            wrapped_tdk = $11, tdk_check = coalesce($12, tdk_check)
      WHERE merchant_id = $1 AND terminal_id = $2 AND state <> ALL ($10)`,
    [
      input.merchantId,
      input.terminalId,
      ...[tmk, pik, mak].map((key) => key?.wrapped ?? null),
      at(env.clock.now()),
      ...[tmk, pik, mak].map((key) => key?.checkValue ?? null),
      [...WITHOUT_KEYS],
      tdk?.wrapped ?? null,
      tdk?.checkValue ?? null,
    ],
  );
  return stored === 1;
}

/** Moves a terminal to `to` if it is in one of `from`; activation binds its device as well, an end erases its keys. */
export async function moveTerminal(
  env: Env,
  tx: Tx,
  input: {
    merchantId: string;
    terminalId: string;
    serialNo: string;
    from: readonly TerminalState[];
    to: TerminalState;
  },
): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE terminals.terminal SET state = $3 ${WITHOUT_KEYS.has(input.to) ? `, ${keysErased('$5')}` : ''}
      WHERE merchant_id = $1 AND terminal_id = $2 AND state = ANY($4)`,
    [
      input.merchantId,
      input.terminalId,
      input.to,
      input.from,
      ...(WITHOUT_KEYS.has(input.to) ? [at(env.clock.now())] : []),
    ],
  );
  if (moved === 1 && input.to === 'active') {
    await tx.execute(
      `UPDATE terminals.device SET state = 'bound', changed_at = $2 WHERE serial_no = $1 AND state = 'delivered'`,
      [input.serialNo, at(env.clock.now())],
    );
  }
  return moved === 1;
}

export async function noteTestSale(
  env: Env,
  sql: Sql,
  input: { merchantId: string; terminalId: string },
): Promise<void> {
  await sql.execute(
    'UPDATE terminals.terminal SET test_sale_at = coalesce(test_sale_at, $3) WHERE merchant_id = $1 AND terminal_id = $2',
    [input.merchantId, input.terminalId, at(env.clock.now())],
  );
}

/** When a terminal last signed in, on the wall: what the merchant's page shows as its dot. */
export async function noteSeen(env: Env, sql: Sql, input: { merchantId: string; terminalId: string }): Promise<void> {
  await sql.execute('UPDATE terminals.terminal SET last_seen_at = $3 WHERE merchant_id = $1 AND terminal_id = $2', [
    input.merchantId,
    input.terminalId,
    at(env.clock.now()),
  ]);
}

/** Counts a terminal's batch on, from the one that was closed; 999999 is followed by 000001. False where it stands elsewhere. */
export async function nextBatch(
  tx: Tx,
  input: { merchantId: string; terminalNo: string; closed: string },
): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE terminals.terminal SET batch_no = batch_no % 999999 + 1 WHERE merchant_id = $1 AND terminal_no = $2 AND batch_no = $3`,
    [input.merchantId, input.terminalNo, Number(input.closed)],
  );
  return moved === 1;
}
