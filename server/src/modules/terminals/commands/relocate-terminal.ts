import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { DAY_MS, later } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { decideRelocation, type RelocateRefusal, type RelocationState } from '../domain/relocation.ts';
import { movedSince, newestRelocation, ownPlaceOf, relocationOf, type Relocation } from '../queries/place-of.ts';
import { terminalOf } from '../queries/terminal-of.ts';

export interface NewPlace {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly region: string;
  readonly address: string;
  /** Where the merchant stands: where the terminal does that was never moved. */
  readonly merchantRegion: string;
  /** So many days after a move another one of a stopped terminal is for a person. */
  readonly againDays: number;
  readonly by: string;
}

/** Asks for a terminal to be moved. Where nobody has to look, its place is the new one and the network is told. */
export async function relocateTerminal(
  env: Env,
  tx: Tx,
  input: NewPlace,
): Promise<Outcome<{ relocationId: string; state: RelocationState }, RelocateRefusal | Refusal<'terminals.unknown'>>> {
  const { merchantId, terminalId } = input;
  await tx.query('SELECT 1 FROM terminals.terminal WHERE merchant_id = $1 AND terminal_id = $2 FOR UPDATE', [
    merchantId,
    terminalId,
  ]);
  const terminal = await terminalOf(tx, merchantId, terminalId);
  if (terminal === undefined) return refuse('terminals.unknown');
  const newest = await newestRelocation(env, tx, input);
  const decision = decideRelocation({
    terminalState: terminal.state,
    suspendedReason: terminal.suspendedReason,
    open: newest?.state === 'in_review' || newest?.state === 'registering',
    fromRegion: (await ownPlaceOf(env, tx, input))?.region ?? input.merchantRegion,
    toRegion: input.region,
    movedLately: await movedSince(tx, { ...input, since: later(env.clock.now(), -input.againDays * DAY_MS) }),
  });
  if (decision.refused) return decision;
  const relocationId = env.ids.next('rlc');
  const state = decision.value === 'register' ? 'registering' : 'in_review';
  await tx.execute(
    `INSERT INTO terminals.relocation (merchant_id, relocation_id, terminal_id, region, address_sealed, state, asked_by, asked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      merchantId,
      relocationId,
      terminalId,
      input.region,
      env.crypto.seal(`relocation:${relocationId}:address`, input.address),
      state,
      input.by,
      at(env.clock.now()),
    ],
  );
  if (state === 'registering') await moveTo(env, tx, input);
  await tell(env, tx, { merchantId, terminalId, relocationId, state });
  return accept({ relocationId, state });
}

async function moveTo(
  env: Env,
  tx: Tx,
  to: Pick<Relocation, 'merchantId' | 'terminalId' | 'region' | 'address'>,
): Promise<void> {
  await tx.execute(
    'UPDATE terminals.terminal SET region = $3, address_sealed = $4 WHERE merchant_id = $1 AND terminal_id = $2',
    [to.merchantId, to.terminalId, to.region, env.crypto.seal(`terminal:${to.terminalId}:address`, to.address)],
  );
}

const tell = (
  env: Env,
  tx: Tx,
  of: Pick<Relocation, 'merchantId' | 'terminalId' | 'relocationId' | 'state'>,
): Promise<void> =>
  env.jobs.emit(tx, {
    kind: of.state === 'registering' ? 'terminal.relocated' : 'relocation.moved',
    audience: [`merchant:${of.merchantId}`, 'console'],
    payload: {
      merchantId: of.merchantId,
      terminalId: of.terminalId,
      relocationId: of.relocationId,
      state: of.state,
    },
  });

/** A person has looked at a move to another city. */
export async function decideMove(
  env: Env,
  tx: Tx,
  input: {
    readonly relocationId: string;
    readonly decision: 'approve' | 'refuse';
    readonly reason: string;
    readonly by: string;
  },
): Promise<Outcome<Relocation, Refusal<'terminals.relocation_unknown' | 'terminals.relocation_elsewhere'>>> {
  const found = await relocationOf(env, tx, input.relocationId, 'for update');
  if (found === undefined) return refuse('terminals.relocation_unknown');
  if (found.state !== 'in_review') return refuse('terminals.relocation_elsewhere', { state: found.state });
  const state = input.decision === 'approve' ? 'registering' : 'refused';
  await tx.execute(
    `UPDATE terminals.relocation SET state = $3, reason = $4, decided_by = $5, decided_at = $6 WHERE merchant_id = $1 AND relocation_id = $2`,
    [found.merchantId, found.relocationId, state, input.reason, input.by, at(env.clock.now())],
  );
  if (state === 'registering') await moveTo(env, tx, found);
  await tell(env, tx, { ...found, state });
  return accept({ ...found, state, reason: input.reason });
}
