import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql } from '../../../platform/postgres/database.ts';
import { decidePlace, type PlaceDecision, type PlaceFacts } from '../domain/decide-place.ts';
import { moveTerminal } from './terminal-steps.ts';

export interface Sighting extends Pick<PlaceFacts, 'said' | 'centre' | 'radiusKm' | 'driftsMax'> {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly serialNo: string;
  readonly batchNo: string;
  readonly stan: string;
}

/**
 * Looks where a sale was made. Outside its city it is noted once by its number, told to people, and the last that is borne suspends
 * the terminal until the network has registered it anew.
 */
export async function noteSighting(env: Env, sighting: Sighting): Promise<PlaceDecision> {
  // written out: most sales are made where they should be, and copying what is known of a terminal costs more than looking
  const { centre, radiusKm, driftsMax } = sighting;
  const first = decidePlace({ said: sighting.said, centre, radiusKm, driftsMax, driftsBefore: 0 });
  if (first.kind === 'in_place' || first.kind === 'unknown' || sighting.said === undefined) return first; // nothing is read for it
  const { said } = sighting;
  return withTx(env, async (tx) => {
    await tx.query('SELECT 1 FROM terminals.terminal WHERE merchant_id = $1 AND terminal_id = $2 FOR UPDATE', [
      sighting.merchantId,
      sighting.terminalId,
    ]);
    const driftsBefore = await driftsSinceRegistration(tx, sighting);
    const decision = decidePlace({ ...sighting, driftsBefore });
    if (decision.kind !== 'alert' && decision.kind !== 'suspend') return decision;
    await tx.execute(
      `INSERT INTO terminals.place_drift (merchant_id, terminal_id, batch_no, stan, longitude, latitude, distance_km, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (merchant_id, terminal_id, batch_no, stan) DO NOTHING`,
      [
        sighting.merchantId,
        sighting.terminalId,
        Number(sighting.batchNo),
        sighting.stan,
        said.longitude,
        said.latitude,
        decision.distanceKm,
        at(env.clock.now()),
      ],
    );
    if (decision.kind === 'suspend') {
      await moveTerminal(env, tx, { ...sighting, from: ['active'], to: 'suspended' });
      await tx.execute(
        `UPDATE terminals.terminal SET suspended_reason = 'place_drift' WHERE merchant_id = $1 AND terminal_id = $2 AND state = 'suspended'`,
        [sighting.merchantId, sighting.terminalId],
      );
    }
    await env.jobs.emit(tx, {
      kind: decision.kind === 'suspend' ? 'terminal.suspended' : 'terminal.drifted',
      audience: [`merchant:${sighting.merchantId}`, 'console'],
      payload: {
        merchantId: sighting.merchantId,
        terminalNo: sighting.terminalNo,
        distanceKm: decision.distanceKm,
        drifts: decision.drifts,
      },
    });
    return decision;
  });
}

/** The sale itself left out: the same frame again is the same drift. */
async function driftsSinceRegistration(sql: Sql, of: Sighting): Promise<number> {
  const rows = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM terminals.place_drift d
      WHERE d.merchant_id = $1 AND d.terminal_id = $2 AND NOT (d.batch_no = $3 AND d.stan = $4)
        AND d.at > coalesce((SELECT max(r.answered_at) FROM terminals.registration r
              WHERE r.merchant_id = $1 AND r.terminal_id = $2 AND r.network_reference IS NOT NULL), '-infinity')`,
    [of.merchantId, of.terminalId, Number(of.batchNo), of.stan],
  );
  return rows[0]?.n ?? 0;
}
