import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import type { HandoverState } from '../domain/channel-machines.ts';
import type { Filing } from '../queries/filing-of.ts';
import type { Slot } from './visits.ts';

/** 交机方式: at the outlet, with installation on a day, or by courier. */
export type HandoverWay = 'outlet' | 'installation' | 'courier';

export interface Handover {
  readonly way: HandoverWay;
  readonly wantedDate: CivilDate | undefined;
  readonly slot: Slot | undefined;
  readonly state: HandoverState;
  readonly recordedAt: InstantMs;
}

type Key = Pick<Filing, 'applicantId' | 'filingId'>;

/** Records how the device comes to the merchant; recorded again it replaces, until it is done. False when it is. */
export async function planHandover(
  env: Env,
  filing: Key,
  input: { readonly way: HandoverWay; readonly wantedDate?: CivilDate; readonly slot?: Slot; readonly by: string },
): Promise<boolean> {
  const written = await env.db.execute(
    `INSERT INTO channels.handover (applicant_id, filing_id, way, wanted_date, slot, state, recorded_by, recorded_at)
     VALUES ($1, $2, $3, $4, $5, 'planned', $6, $7)
     ON CONFLICT (applicant_id, filing_id) DO UPDATE SET way = excluded.way, wanted_date = excluded.wanted_date, slot = excluded.slot,
       state = 'planned', recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at WHERE channels.handover.state <> 'done'`,
    [
      filing.applicantId,
      filing.filingId,
      input.way,
      input.wantedDate ?? null,
      input.slot ?? null,
      input.by,
      at(env.clock.now()),
    ],
  );
  return written === 1;
}

export async function finishHandover(env: Env, filing: Key): Promise<boolean> {
  const done = await env.db.execute(
    `UPDATE channels.handover SET state = 'done', done_at = $3 WHERE applicant_id = $1 AND filing_id = $2 AND state = 'planned'`,
    [filing.applicantId, filing.filingId, at(env.clock.now())],
  );
  return done === 1;
}

export async function handoverOf(env: Pick<Env, 'db'>, filing: Key): Promise<Handover | undefined> {
  const rows = await env.db.query<{
    way: HandoverWay;
    wanted_date: CivilDate | null;
    slot: Slot | null;
    state: HandoverState;
    recorded_at: number;
  }>(
    'SELECT way, wanted_date, slot, state, recorded_at FROM channels.handover WHERE applicant_id = $1 AND filing_id = $2',
    [filing.applicantId, filing.filingId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { way, state } = row;
  return {
    way,
    state,
    wantedDate: row.wanted_date ?? undefined,
    slot: row.slot ?? undefined,
    recordedAt: instant(row.recorded_at),
  };
}

/** 上门激活: what is done on site, in this order. */
export const SITE_CHECKS = ['power', 'network', 'code', 'deposit_card', 'test_sale', 'e_receipt'] as const;
export type SiteCheck = (typeof SITE_CHECKS)[number];

export async function tickSiteCheck(
  env: Env,
  filing: Key,
  input: { readonly item: SiteCheck; readonly done: boolean; readonly by: string },
): Promise<void> {
  const key = [filing.applicantId, filing.filingId, input.item];
  if (!input.done) {
    await env.db.execute(
      'DELETE FROM channels.site_check WHERE applicant_id = $1 AND filing_id = $2 AND item = $3',
      key,
    );
    return;
  }
  await env.db.execute(
    `INSERT INTO channels.site_check (applicant_id, filing_id, item, checked_by, checked_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (applicant_id, filing_id, item) DO NOTHING`,
    [...key, input.by, at(env.clock.now())],
  );
}

export async function siteChecksOf(
  env: Pick<Env, 'db'>,
  filing: Key,
): Promise<{ item: SiteCheck; at: InstantMs; by: string }[]> {
  const rows = await env.db.query<{ item: SiteCheck; checked_by: string; checked_at: number }>(
    'SELECT item, checked_by, checked_at FROM channels.site_check WHERE applicant_id = $1 AND filing_id = $2',
    [filing.applicantId, filing.filingId],
  );
  return rows.map((row) => ({ item: row.item, at: instant(row.checked_at), by: row.checked_by }));
}
