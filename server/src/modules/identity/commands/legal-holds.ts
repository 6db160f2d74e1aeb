/** A legal hold: while it stands nothing of a person is erased, neither by request nor by time. */
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';

export interface LegalHold {
  readonly holdId: string;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: InstantMs;
  readonly liftedBy: string | undefined;
  readonly liftedAt: InstantMs | undefined;
  readonly liftReason: string | undefined;
}

interface Row {
  hold_id: string;
  reason: string;
  placed_by: string;
  placed_at: number;
  lifted_by: string | null;
  lifted_at: number | null;
  lift_reason: string | null;
}

/** The newest first; those that were lifted too. */
export async function legalHoldsOf(sql: Sql, applicantId: string): Promise<LegalHold[]> {
  const rows = await sql.query<Row>(
    `SELECT hold_id, reason, placed_by, placed_at, lifted_by, lifted_at, lift_reason FROM identity.legal_hold
      WHERE applicant_id = $1 ORDER BY hold_id DESC LIMIT 50`,
    [applicantId],
  );
  return rows.map((row) => ({
    holdId: row.hold_id,
    reason: row.reason,
    placedBy: row.placed_by,
    placedAt: instant(row.placed_at),
    liftedBy: row.lifted_by ?? undefined,
    liftedAt: row.lifted_at === null ? undefined : instant(row.lifted_at),
    liftReason: row.lift_reason ?? undefined,
  }));
}

export async function isHeld(sql: Sql, applicantId: string): Promise<boolean> {
  const rows = await sql.query('SELECT 1 FROM identity.legal_hold WHERE applicant_id = $1 AND lifted_at IS NULL', [
    applicantId,
  ]);
  return rows.length > 0;
}

export async function placeHold(
  env: Pick<Env, 'clock' | 'ids'>,
  tx: Tx,
  of: { readonly applicantId: string; readonly reason: string; readonly by: string },
): Promise<Outcome<true, Refusal<'identity.hold_stands'>>> {
  const made = await tx.execute(
    `INSERT INTO identity.legal_hold (applicant_id, hold_id, reason, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [of.applicantId, env.ids.next('hld'), of.reason, of.by, at(env.clock.now())],
  );
  return made === 1 ? accept(true as const) : refuse('identity.hold_stands');
}

export async function liftHold(
  env: Pick<Env, 'clock'>,
  tx: Tx,
  of: { readonly applicantId: string; readonly reason: string; readonly by: string },
): Promise<Outcome<true, Refusal<'identity.hold_none'>>> {
  const count = await tx.execute(
    `UPDATE identity.legal_hold SET lifted_by = $2, lifted_at = $3, lift_reason = $4 WHERE applicant_id = $1 AND lifted_at IS NULL`,
    [of.applicantId, of.by, at(env.clock.now()), of.reason],
  );
  return count === 1 ? accept(true as const) : refuse('identity.hold_none');
}
