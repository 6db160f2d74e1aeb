import { MINUTE_MS, instant, later } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { sameText } from '../../../platform/crypto.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { moveTerminal, takeOverTerminal, terminalOf, type Device, type Terminal } from '../../terminals/index.ts';
import { decideClaim, type ClaimRefusal as DecideRefusal } from '../domain/decide-claim.ts';
import { codeHash } from './issue-code.ts';
import { useNonce } from './use-nonce.ts';

export type ClaimRefusal = DecideRefusal | Refusal<'activation.replayed' | 'activation.terminal_stopped'>;

export interface Claim {
  readonly device: Device;
  readonly nonce: string;
  /** The typed code; undefined when the device resumes. */
  readonly code: string | undefined;
  readonly limits: { readonly triesMax: number; readonly lockMinutes: number };
}

export interface Claimed {
  readonly terminal: Terminal;
  readonly activationId: string;
  readonly resumed: boolean;
}

/**
 * A device that has proved its key shows its code. Runs in the caller's transaction; a wrong try is counted there too, so the
 * transaction must be committed on a refusal as well. A nonce is good for one message.
 */
export async function claimWithCode(env: Env, tx: Tx, claim: Claim): Promise<Outcome<Claimed, ClaimRefusal>> {
  const { device } = claim;
  if (!(await useNonce(env, tx, { serialNo: device.serialNo, nonce: claim.nonce })))
    return refuse('activation.replayed');
  const tries = await triesOf(tx, device.serialNo);
  const code =
    device.merchantId === undefined || device.terminalId === undefined
      ? undefined
      : await livingCode(tx, device.merchantId, device.terminalId);
  const decision = decideClaim({
    now: env.clock.now(),
    wallNow: env.wall.now(),
    deviceState: device.state,
    code:
      code === undefined
        ? undefined
        : { state: code.state, expiresAt: code.expires_at === null ? undefined : instant(code.expires_at) },
    codeMatches:
      claim.code !== undefined &&
      code !== undefined &&
      sameText(code.code_hash, codeHash(env, device.serialNo, claim.code)),
    resume: claim.code === undefined,
    wrongTries: tries.wrong,
    lockedUntil: tries.lockedUntil === null ? undefined : instant(tries.lockedUntil),
    triesMax: claim.limits.triesMax,
  });
  if (decision.refused) {
    if (decision.refusal.code === 'activation.code_wrong') return countWrongTry(env, tx, claim, tries.wrong + 1);
    return decision;
  }
  return begin(env, tx, { claim, codeId: code?.code_id ?? '', resumed: decision.value === 'resume' });
}

interface CodeRow {
  code_id: string;
  state: string;
  code_hash: string;
  expires_at: number | null;
}

async function livingCode(tx: Tx, merchantId: string, terminalId: string): Promise<CodeRow | undefined> {
  const rows = await tx.query<CodeRow>(
    `SELECT code_id, state, code_hash, expires_at FROM activation.activation_code
      WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('issued', 'sent', 'claimed') ORDER BY code_id DESC LIMIT 1 FOR UPDATE`,
    [merchantId, terminalId],
  );
  return rows[0];
}

async function triesOf(tx: Tx, serialNo: string): Promise<{ wrong: number; lockedUntil: number | null }> {
  await tx.execute(
    'INSERT INTO activation.serial_tries (serial_no, wrong_tries) VALUES ($1, 0) ON CONFLICT (serial_no) DO NOTHING',
    [serialNo],
  );
  const rows = await tx.query<{ wrong_tries: number; locked_until: number | null }>(
    'SELECT wrong_tries, locked_until FROM activation.serial_tries WHERE serial_no = $1 FOR UPDATE',
    [serialNo],
  );
  return { wrong: rows[0]?.wrong_tries ?? 0, lockedUntil: rows[0]?.locked_until ?? null };
}

/** The fifth wrong try locks the serial number for thirty minutes and starts counting anew. */
async function countWrongTry(env: Env, tx: Tx, claim: Claim, wrong: number): Promise<Outcome<never, ClaimRefusal>> {
  const { triesMax, lockMinutes } = claim.limits;
  const locks = wrong >= triesMax;
  await tx.execute('UPDATE activation.serial_tries SET wrong_tries = $2, locked_until = $3 WHERE serial_no = $1', [
    claim.device.serialNo,
    locks ? 0 : wrong,
    locks ? at(later(env.wall.now(), lockMinutes * MINUTE_MS)) : null,
  ]);
  if (!locks) return refuse('activation.code_wrong', { triesLeft: triesMax - wrong });
  await env.jobs.emit(tx, {
    kind: 'activation.locked',
    audience: [`merchant:${claim.device.merchantId ?? '-'}`, 'console'],
    payload: { merchantId: claim.device.merchantId ?? null, serialNo: claim.device.serialNo, minutes: lockMinutes },
  });
  return refuse('activation.code_locked', { minutes: lockMinutes, triesLeft: 0 });
}

async function begin(
  env: Env,
  tx: Tx,
  input: { claim: Claim; codeId: string; resumed: boolean },
): Promise<Outcome<Claimed, ClaimRefusal>> {
  const { device } = input.claim;
  const merchantId = device.merchantId ?? '';
  const terminalId = device.terminalId ?? '';
  if (!(await served(env, tx, { device, merchantId, terminalId }))) return refuse('activation.terminal_stopped');
  await tx.execute(
    `UPDATE activation.activation_code SET state = 'claimed' WHERE merchant_id = $1 AND code_id = $2 AND state IN ('issued', 'sent')`,
    [merchantId, input.codeId],
  );
  await tx.execute('UPDATE activation.serial_tries SET wrong_tries = 0, locked_until = NULL WHERE serial_no = $1', [
    device.serialNo,
  ]);
  const open = await tx.query<{ activation_id: string }>(
    `SELECT activation_id FROM activation.activation WHERE merchant_id = $1 AND terminal_id = $2 AND state IN ('code_accepted', 'keys_loaded', 'deposit_secured', 'account_bound')`,
    [merchantId, terminalId],
  );
  const activationId = open[0]?.activation_id ?? env.ids.next('act');
  if (open.length === 0) {
    await tx.execute(
      `INSERT INTO activation.activation (merchant_id, activation_id, terminal_id, serial_no, code_id, state, started_at) VALUES ($1, $2, $3, $4, $5, 'code_accepted', $6)`,
      [merchantId, activationId, terminalId, device.serialNo, input.codeId, at(env.clock.now())],
    );
  }
  await moveTerminal(env, tx, {
    merchantId,
    terminalId,
    serialNo: device.serialNo,
    from: ['pending_activation', 'activating'],
    to: 'activating',
  });
  const terminal = await terminalOf(tx, merchantId, terminalId);
  if (terminal === undefined) throw new Error(`device ${device.serialNo} points to no terminal`);
  return accept({ terminal, activationId, resumed: input.resumed });
}

/**
 * The terminal is this device's, or passes to it now: one that replaces another takes its place with its code, and until then the other
 * one sells. An activation that the other one has not finished ends.
 */
async function served(
  env: Env,
  tx: Tx,
  of: { readonly device: Device; readonly merchantId: string; readonly terminalId: string },
): Promise<boolean> {
  const { merchantId, terminalId } = of;
  const { serialNo } = of.device;
  if ((await terminalOf(tx, merchantId, terminalId))?.serialNo === serialNo) return true;
  if ((await takeOverTerminal(env, tx, { merchantId, terminalId, serialNo })).refused) return false;
  await tx.execute(
    `UPDATE activation.activation SET state = 'abandoned' WHERE merchant_id = $1 AND terminal_id = $2
        AND state IN ('code_accepted', 'keys_loaded', 'deposit_secured', 'account_bound')`,
    [merchantId, terminalId],
  );
  return true;
}
