import { MINUTE_MS, later, type CivilDate } from '../../../kernel/instant.ts';
import { assert } from '../../../kernel/assert.ts';
import { step } from '../../../kernel/machine.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import type { BlockerName } from '../domain/decide-blockers.ts';
import {
  deregistrationMachine,
  type DeregistrationEvent,
  type DeregistrationState,
} from '../domain/deregistration-machine.ts';

export interface DeregistrationKey {
  readonly merchantId: string;
  readonly deregistrationId: string;
}

/** Opens the one deregistration of a merchant. Undefined: one is open. */
export async function openDeregistration(env: Env, tx: Tx, merchantId: string): Promise<string | undefined> {
  const deregistrationId = env.ids.next('drg');
  const opened = await tx.execute(
    `INSERT INTO servicing.deregistration (merchant_id, deregistration_id, state, asked_at) VALUES ($1, $2, 'requested', $3)
     ON CONFLICT (merchant_id) WHERE state NOT IN ('closed', 'cancelled') DO NOTHING`,
    [merchantId, deregistrationId, at(env.clock.now())],
  );
  if (opened === 0) return undefined;
  await tell(env, tx, { merchantId, deregistrationId }, 'requested');
  return deregistrationId;
}

/** Moves it on from the state that was read. False: it is elsewhere. `recourseUntil` goes with its end, `merchantWas` with the stop of sales. */
export async function moveDeregistration(
  env: Env,
  tx: Tx,
  of: DeregistrationKey & {
    readonly from: DeregistrationState;
    readonly event: DeregistrationEvent;
    readonly merchantWas?: string | undefined;
    readonly recourseUntil?: CivilDate | undefined;
  },
): Promise<boolean> {
  const to = step(deregistrationMachine, of.from, of.event);
  assert(to !== undefined, 'an event of the machine');
  const moved = await tx.execute(
    `UPDATE servicing.deregistration SET state = $4, merchant_was = coalesce(merchant_was, $6), recourse_until = $7,
            settling_at = CASE WHEN $4 = 'settling' THEN coalesce(settling_at, $5::timestamptz) ELSE settling_at END,
            unbinding_at = CASE WHEN $4 = 'unbinding' THEN $5::timestamptz ELSE unbinding_at END,
            ended_at = CASE WHEN $4 IN ('closed', 'cancelled') THEN $5::timestamptz END
      WHERE merchant_id = $1 AND deregistration_id = $2 AND state = $3`,
    [
      of.merchantId,
      of.deregistrationId,
      of.from,
      to,
      at(env.clock.now()),
      of.merchantWas ?? null,
      of.recourseUntil ?? null,
    ],
  );
  if (moved === 1) await tell(env, tx, of, to);
  return moved === 1;
}

const tell = (env: Env, tx: Tx, of: DeregistrationKey, state: DeregistrationState): Promise<unknown> =>
  env.jobs.emit(tx, {
    kind: 'deregistration.moved',
    audience: [`merchant:${of.merchantId}`, 'console'],
    payload: { merchantId: of.merchantId, deregistrationId: of.deregistrationId, state },
  });

/** Keeps what stands in the way, each since it was first seen, and when somebody looks again. */
export async function noteLook(
  env: Env,
  tx: Tx,
  of: DeregistrationKey & { readonly names: readonly BlockerName[]; readonly againMinutes: number },
): Promise<void> {
  const now = env.clock.now();
  await tx.execute(
    `UPDATE servicing.deregistration SET looked_at = $4,
            waits = (SELECT coalesce(jsonb_object_agg(n, coalesce(waits ->> n, $5)), '{}') FROM unnest($3::text[]) n)
      WHERE merchant_id = $1 AND deregistration_id = $2`,
    [of.merchantId, of.deregistrationId, of.names, at(now), at(now)],
  );
  await scheduleDue(tx, {
    kind: 'look-at-deregistration',
    key: of.deregistrationId,
    at: later(now, of.againMinutes * MINUTE_MS),
    data: { merchantId: of.merchantId },
  });
}
