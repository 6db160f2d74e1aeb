import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { decideReplacement, REPLACEABLE, type DeviceFault, type ReplaceRefusal } from '../domain/replacement.ts';
import { openReplacementOf, type Replacement } from '../queries/replacements-of.ts';
import type { Terminal } from '../queries/terminal-of.ts';
import { keysErased } from './terminal-steps.ts';

export interface NewReplacement {
  readonly terminal: Terminal;
  readonly ticketId: string | undefined;
  readonly way: 'courier' | 'agent';
  readonly fault: DeviceFault;
  /** Where it may come from, in this order; with a serial number that very device. */
  readonly places: readonly string[];
  readonly serialNo?: string;
  readonly by: string;
}

/**
 * Takes a device from stock for a terminal that another serves. The old one goes on selling until the new one's code is accepted; one
 * that is gone is lost at once and for good, and the terminal is the new one's from now on.
 */
export async function reserveReplacement(
  env: Env,
  tx: Tx,
  input: NewReplacement,
): Promise<Outcome<Replacement, ReplaceRefusal>> {
  const { merchantId, terminalId } = input.terminal;
  const locked = await lockTerminal(tx, input.terminal);
  const open = await openReplacementOf(tx, merchantId, terminalId, 'for update');
  const decision = decideReplacement({ terminalState: locked.state, everActive: locked.everActive, open });
  if (decision.refused) return decision;
  const newSerial = await pickDevice(tx, { ...input, model: input.terminal.model });
  if (newSerial === undefined)
    return input.serialNo === undefined
      ? refuse('terminals.out_of_stock', { model: input.terminal.model })
      : refuse('terminals.device_not_here', { serials: [input.serialNo] });
  if (open !== undefined) await endReplacement(env, tx, open, 'failed');
  const replacementId = env.ids.next('rpl');
  const now = at(env.clock.now());
  await tx.execute(
    `UPDATE terminals.device SET state = 'allocated', merchant_id = $2, terminal_id = $3, changed_at = $4 WHERE serial_no = $1`,
    [newSerial, merchantId, terminalId, now],
  );
  await tx.execute(
    `INSERT INTO terminals.replacement (merchant_id, replacement_id, terminal_id, ticket_id, old_serial, new_serial, way, fault, state, ordered_by, ordered_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'reserved', $9, $10)`,
    [
      merchantId,
      replacementId,
      terminalId,
      input.ticketId ?? null,
      locked.serialNo,
      newSerial,
      input.way,
      input.fault,
      input.by,
      now,
    ],
  );
  await tell(env, tx, { merchantId, terminalId, replacementId, state: 'reserved' });
  if (input.fault === 'lost') await takeOverTerminal(env, tx, { merchantId, terminalId, serialNo: newSerial });
  const reserved = await openReplacementOf(tx, merchantId, terminalId);
  if (reserved === undefined) throw new Error(`the replacement of ${terminalId} is gone in its own transaction`);
  return accept(reserved);
}

interface LockedTerminal {
  readonly state: Terminal['state'];
  readonly serialNo: string;
  readonly everActive: boolean;
}

async function lockTerminal(tx: Tx, of: Pick<Terminal, 'merchantId' | 'terminalId'>): Promise<LockedTerminal> {
  const rows = await tx.query<{ state: Terminal['state']; serial_no: string; ever_active: boolean }>(
    `SELECT state, serial_no, state = 'active' OR EXISTS (SELECT 1 FROM terminals.replacement r WHERE r.merchant_id = $1 AND r.terminal_id = $2
        AND r.state IN ('taken_over', 'done')) AS ever_active
       FROM terminals.terminal WHERE merchant_id = $1 AND terminal_id = $2 FOR UPDATE`,
    [of.merchantId, of.terminalId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`no terminal ${of.terminalId}`);
  return { state: row.state, serialNo: row.serial_no, everActive: row.ever_active };
}

async function pickDevice(
  tx: Tx,
  from: { readonly model: string; readonly places: readonly string[]; readonly serialNo?: string },
): Promise<string | undefined> {
  const rows = await tx.query<{ serial_no: string }>(
    `SELECT serial_no FROM terminals.device WHERE state = 'in_stock' AND transfer_id IS NULL AND model = $1 AND place_id = ANY ($2)
        AND ($3::text IS NULL OR serial_no = $3) ORDER BY array_position($2, place_id), serial_no LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [from.model, from.places, from.serialNo ?? null],
  );
  return rows[0]?.serial_no;
}

const tell = (
  env: Env,
  tx: Tx,
  of: {
    readonly merchantId: string;
    readonly terminalId: string;
    readonly replacementId: string;
    readonly state: Replacement['state'];
  },
): Promise<void> =>
  env.jobs.emit(tx, {
    kind: of.state === 'done' ? 'replacement.done' : 'replacement.moved',
    audience: [`merchant:${of.merchantId}`, 'console'],
    payload: { ...of },
  });

/**
 * The terminal passes to the new device: its number, history, deposit and test sale stay; the keys of the old one are erased, its batch is
 * over, and the network is told the new serial number. Refused where the terminal has been stopped meanwhile.
 */
export async function takeOverTerminal(
  env: Env,
  tx: Tx,
  input: { readonly merchantId: string; readonly terminalId: string; readonly serialNo: string },
): Promise<Outcome<Replacement, Refusal<'terminals.replace_not_now'>>> {
  const { merchantId, terminalId, serialNo } = input;
  const open = await openReplacementOf(tx, merchantId, terminalId, 'for update');
  if (open?.state !== 'reserved' || open.newSerial !== serialNo) return refuse('terminals.replace_not_now');
  const now = at(env.clock.now());
  const moved = await tx.execute(
    `UPDATE terminals.terminal SET serial_no = $3, state = 'pending_activation', registration_refused = NULL, ${keysErased('$4')},
       batch_no = batch_no % 999999 + 1, key_profile = (SELECT key_profile FROM terminals.device WHERE serial_no = $3)
      WHERE merchant_id = $1 AND terminal_id = $2 AND serial_no = $5 AND state = ANY ($6)`,
    [merchantId, terminalId, serialNo, now, open.oldSerial, REPLACEABLE],
  );
  if (moved === 0) return refuse('terminals.replace_not_now');
  await tx.execute(
    `UPDATE terminals.replacement SET state = 'taken_over', taken_over_at = $3 WHERE merchant_id = $1 AND replacement_id = $2`,
    [merchantId, open.replacementId, now],
  );
  if (open.fault === 'lost')
    await tx.execute(
      `UPDATE terminals.device SET state = 'lost', merchant_id = NULL, terminal_id = NULL, changed_at = $2
        WHERE serial_no = $1 AND state IN ('bound', 'delivered', 'faulty')`,
      [open.oldSerial, now],
    );
  else
    await tx.execute(
      `UPDATE terminals.device SET state = 'faulty', changed_at = $2 WHERE serial_no = $1 AND state IN ('bound', 'delivered')`,
      [open.oldSerial, now],
    );
  await env.jobs.emit(tx, {
    kind: 'terminal.allocated',
    audience: ['console'],
    payload: { merchantId, terminalId, serialNo },
  });
  await tell(env, tx, { merchantId, terminalId, replacementId: open.replacementId, state: 'taken_over' });
  return accept({ ...open, state: 'taken_over' });
}

/** The new device is active: the replacement is done. Undefined where none was under way. */
export async function finishReplacement(
  env: Env,
  tx: Tx,
  of: { readonly merchantId: string; readonly terminalId: string },
): Promise<Replacement | undefined> {
  const open = await openReplacementOf(tx, of.merchantId, of.terminalId, 'for update');
  if (open?.state !== 'taken_over') return undefined;
  await endReplacement(env, tx, open, 'done');
  return { ...open, state: 'done' };
}

/** Nothing is replaced after all: the new device, which has not left, stands free again. False once it has. */
export async function cancelReplacement(env: Env, tx: Tx, of: Replacement): Promise<boolean> {
  const freed = await tx.execute(
    `UPDATE terminals.device SET state = 'in_stock', merchant_id = NULL, terminal_id = NULL, changed_at = $2
      WHERE serial_no = $1 AND state = 'allocated' AND terminal_id = $3`,
    [of.newSerial, at(env.clock.now()), of.terminalId],
  );
  if (freed === 0) return false;
  await endReplacement(env, tx, of, 'cancelled');
  return true;
}

/** Ends one that is open. A device that failed stays with the merchant until it goes back. */
export async function endReplacement(
  env: Env,
  tx: Tx,
  of: Replacement,
  state: 'done' | 'failed' | 'cancelled',
): Promise<void> {
  await tx.execute(
    `UPDATE terminals.replacement SET state = $3, ended_at = $4 WHERE merchant_id = $1 AND replacement_id = $2 AND state = $5`,
    [of.merchantId, of.replacementId, state, at(env.clock.now()), of.state],
  );
  await tell(env, tx, { ...of, state });
}

/** The device of an agent is in the merchant's hands: no parcel brings it. */
export async function noteGiven(env: Env, tx: Tx, serialNo: string): Promise<void> {
  await tx.execute(
    `UPDATE terminals.device SET state = 'delivered', changed_at = $2 WHERE serial_no = $1 AND state = 'allocated'`,
    [serialNo, at(env.clock.now())],
  );
}
