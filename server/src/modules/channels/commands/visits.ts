import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { step, type EventOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { visitMachine, type VisitState } from '../domain/channel-machines.ts';
import type { StandingRefusal } from '../domain/certificate-status.ts';
import { standingOf } from '../queries/standing-of.ts';

export type Slot = 'morning' | 'afternoon';

export interface Visit {
  readonly applicantId: string;
  readonly visitId: string;
  readonly agentId: string;
  readonly region: string;
  readonly address: string;
  readonly wantedDate: CivilDate;
  readonly slot: Slot;
  readonly state: VisitState;
  readonly requestedAt: InstantMs;
  readonly checkIn:
    | {
        readonly latitude: number;
        readonly longitude: number;
        readonly accuracyM: number;
        readonly at: InstantMs;
        readonly photoFileId: string;
      }
    | undefined;
}

const OPEN_MAX = 3;
const ROWS_MAX = 200;

export interface NewVisit {
  readonly applicantId: string;
  readonly agentId: string;
  readonly region: string;
  readonly address: string;
  readonly wantedDate: CivilDate;
  readonly slot: Slot;
}

/** 预约上门. Only agents in good standing in that city can be booked; three open visits a person are enough. */
export async function bookVisit(
  env: Env,
  input: NewVisit,
): Promise<Outcome<{ visitId: string }, StandingRefusal | Refusal<'channels.visits_open'>>> {
  const standing = await standingOf(env, input.agentId, input.region);
  if (standing.refused) return standing;
  return withTx(env, async (tx) => {
    const open = await tx.query(
      `SELECT 1 FROM channels.visit WHERE applicant_id = $1 AND state IN ('requested', 'accepted', 'checked_in')`,
      [input.applicantId],
    );
    if (open.length >= OPEN_MAX) return refuse('channels.visits_open', { max: OPEN_MAX });
    return accept({ visitId: await insertVisit(env, tx, input) });
  });
}

/** Writes the request, in the caller's transaction. */
export async function insertVisit(env: Env, tx: Tx, input: NewVisit): Promise<string> {
  const visitId = env.ids.next('vis');
  const now = at(env.clock.now());
  await tx.execute('INSERT INTO channels.visit_directory (visit_id, applicant_id) VALUES ($1, $2)', [
    visitId,
    input.applicantId,
  ]);
  await tx.execute(
    `INSERT INTO channels.visit (applicant_id, visit_id, agent_id, region, address_sealed, wanted_date, slot, state, requested_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested', $8, $8)`,
    [
      input.applicantId,
      visitId,
      input.agentId,
      input.region,
      env.crypto.seal(`visit:${visitId}:address`, input.address),
      input.wantedDate,
      input.slot,
      now,
    ],
  );
  await env.jobs.emit(tx, {
    kind: 'visit.moved',
    audience: [`applicant:${input.applicantId}`, `channel:${input.agentId}`],
    payload: { visitId, state: 'requested' },
  });
  return visitId;
}

export interface CheckIn {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyM: number;
  readonly photoFileId: string;
}

/** Moves a visit by one event. The photo and the place belong to the check-in alone. */
export async function moveVisit(
  env: Env,
  tx: Tx,
  visit: Visit,
  move: { readonly event: EventOf<typeof visitMachine>; readonly by: string; readonly checkIn?: CheckIn },
): Promise<boolean> {
  const to = step(visitMachine, visit.state, move.event);
  if (to === undefined) return false;
  const now = at(env.clock.now());
  const { checkIn } = move;
  const moved = await tx.execute(
    `UPDATE channels.visit SET state = $4, changed_at = $5, accepted_by = coalesce(accepted_by, $6), latitude = coalesce($7, latitude),
            longitude = coalesce($8, longitude), accuracy_m = coalesce($9, accuracy_m), photo_file_id = coalesce($10, photo_file_id),
            checked_in_at = CASE WHEN $10::text IS NULL THEN checked_in_at ELSE $5::timestamptz END
      WHERE applicant_id = $1 AND visit_id = $2 AND state = $3`,
    [
      visit.applicantId,
      visit.visitId,
      visit.state,
      to,
      now,
      move.event === 'accept' ? move.by : null,
      checkIn?.latitude ?? null,
      checkIn?.longitude ?? null,
      checkIn?.accuracyM ?? null,
      checkIn?.photoFileId ?? null,
    ],
  );
  if (moved === 0) return false;
  await env.jobs.emit(tx, {
    kind: 'visit.moved',
    audience: [`applicant:${visit.applicantId}`, `channel:${visit.agentId}`],
    payload: { visitId: visit.visitId, state: to },
  });
  return true;
}

interface Row {
  applicant_id: string;
  visit_id: string;
  agent_id: string;
  region: string;
  address_sealed: string;
  wanted_date: CivilDate;
  slot: Slot;
  state: VisitState;
  requested_at: number;
  latitude: number | null;
  longitude: number | null;
  accuracy_m: number | null;
  photo_file_id: string | null;
  checked_in_at: number | null;
}

const COLUMNS = `applicant_id, visit_id, agent_id, region, address_sealed, wanted_date, slot, state, requested_at, latitude, longitude,
  accuracy_m, photo_file_id, checked_in_at`;

function toVisit(env: Pick<Env, 'crypto'>, row: Row): Visit {
  return {
    applicantId: row.applicant_id,
    visitId: row.visit_id,
    agentId: row.agent_id,
    region: row.region,
    address: env.crypto.open(`visit:${row.visit_id}:address`, row.address_sealed),
    wantedDate: row.wanted_date,
    slot: row.slot,
    state: row.state,
    requestedAt: instant(row.requested_at),
    checkIn:
      row.photo_file_id === null || row.checked_in_at === null
        ? undefined
        : {
            latitude: row.latitude ?? 0,
            longitude: row.longitude ?? 0,
            accuracyM: row.accuracy_m ?? 0,
            at: instant(row.checked_in_at),
            photoFileId: row.photo_file_id,
          },
  };
}

export async function visitsOf(
  env: Pick<Env, 'crypto'> & { readonly db: Sql },
  whose: { readonly agentId: string } | { readonly applicantId: string },
): Promise<Visit[]> {
  const column = 'agentId' in whose ? 'agent_id' : 'applicant_id';
  const id = 'agentId' in whose ? whose.agentId : whose.applicantId;
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM channels.visit WHERE ${column} = $1 ORDER BY visit_id DESC LIMIT ${ROWS_MAX}`,
    [id],
  );
  return rows.map((row) => toVisit(env, row));
}

export async function visitOf(
  env: Pick<Env, 'crypto'> & { readonly db: Sql },
  visitId: string,
): Promise<Visit | undefined> {
  const rows = await env.db.query<Row>(
    `SELECT ${COLUMNS} FROM channels.visit WHERE (applicant_id, visit_id) IN
       (SELECT applicant_id, visit_id FROM channels.visit_directory WHERE visit_id = $1)`,
    [visitId],
  );
  return rows[0] === undefined ? undefined : toVisit(env, rows[0]);
}
