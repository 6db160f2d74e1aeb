import { instant, type InstantMs } from '../../../kernel/instant.ts';
import { step, type EventOf } from '../../../kernel/machine.ts';
import type { Env } from '../../../platform/env.ts';
import { at } from '../../../platform/postgres/database.ts';
import { reportMachine, type ReportState } from '../domain/channel-machines.ts';

export interface NewReport {
  /** Who or where it is about, as the reporter puts it. */
  readonly about: string;
  readonly text: string;
  readonly phone?: string;
  readonly region?: string;
}

export interface IntermediaryReport {
  readonly reportId: string;
  readonly about: string;
  readonly text: string;
  readonly phone: string | undefined;
  readonly region: string | undefined;
  readonly at: InstantMs;
  readonly state: ReportState;
}

/** 举报中介. Anybody may; a phone is for being called back, nothing else. Returns the number of the report. */
export async function reportIntermediary(env: Env, input: NewReport): Promise<string> {
  const reportId = env.ids.next('rep');
  await env.db.execute(
    `INSERT INTO channels.intermediary_report (report_id, about, text_sealed, phone_sealed, region, at, state) VALUES ($1, $2, $3, $4, $5, $6, 'new')`,
    [
      reportId,
      input.about,
      env.crypto.seal(`report:${reportId}:text`, input.text),
      input.phone === undefined ? null : env.crypto.seal(`report:${reportId}:phone`, input.phone),
      input.region ?? null,
      at(env.clock.now()),
    ],
  );
  return reportId;
}

const ROWS_MAX = 200;

export async function listReports(env: Pick<Env, 'db' | 'crypto'>): Promise<IntermediaryReport[]> {
  const rows = await env.db.query<{
    report_id: string;
    about: string;
    text_sealed: string;
    phone_sealed: string | null;
    region: string | null;
    at: number;
    state: ReportState;
  }>(
    `SELECT report_id, about, text_sealed, phone_sealed, region, at, state FROM channels.intermediary_report ORDER BY report_id DESC LIMIT ${ROWS_MAX}`,
  );
  return rows.map((row) => ({
    reportId: row.report_id,
    about: row.about,
    text: env.crypto.open(`report:${row.report_id}:text`, row.text_sealed),
    phone: row.phone_sealed === null ? undefined : env.crypto.open(`report:${row.report_id}:phone`, row.phone_sealed),
    region: row.region ?? undefined,
    at: instant(row.at),
    state: row.state,
  }));
}

export async function moveReport(
  env: Env,
  input: { readonly reportId: string; readonly event: EventOf<typeof reportMachine>; readonly by: string },
): Promise<boolean> {
  const rows = await env.db.query<{ state: ReportState }>(
    'SELECT state FROM channels.intermediary_report WHERE report_id = $1',
    [input.reportId],
  );
  const from = rows[0]?.state;
  const to = from === undefined ? undefined : step(reportMachine, from, input.event);
  if (from === undefined || to === undefined) return false;
  const moved = await env.db.execute(
    'UPDATE channels.intermediary_report SET state = $3, looked_by = $4 WHERE report_id = $1 AND state = $2',
    [input.reportId, from, to, input.by],
  );
  return moved === 1;
}
