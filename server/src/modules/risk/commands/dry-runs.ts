/** A draft of a rule judged over history; its hits are its own, and no case is written. */
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import type { DryRunState } from '../domain/proposal-machine.ts';
import type { ProposalContents } from './proposals.ts';

export type DraftContent = Omit<ProposalContents['rule'], 'effectiveFrom'>;

export interface DryRun {
  readonly dryRunId: string;
  readonly state: DryRunState;
  readonly rule: string;
  readonly content: DraftContent;
  readonly since: InstantMs;
  readonly until: InstantMs;
  readonly merchantsTotal: number;
  readonly merchantsDone: number;
  readonly startedBy: string;
  readonly startedAt: InstantMs;
}

interface Row {
  dry_run_id: string;
  state: DryRunState;
  rule: string;
  content: DraftContent;
  since: number;
  until: number;
  merchants_total: number;
  merchants_done: number;
  started_by: string;
  started_at: number;
}

const COLUMNS =
  'dry_run_id, state, rule, content, since, until, merchants_total, merchants_done, started_by, started_at';
const LISTED_MAX = 20;

const toRun = (row: Row): DryRun => ({
  dryRunId: row.dry_run_id,
  state: row.state,
  rule: row.rule,
  content: row.content,
  since: instant(row.since),
  until: instant(row.until),
  merchantsTotal: row.merchants_total,
  merchantsDone: row.merchants_done,
  startedBy: row.started_by,
  startedAt: instant(row.started_at),
});

/** Writes down what is to be run. Returns its id. */
export async function startDryRun(
  env: Env,
  tx: Tx,
  of: Pick<DryRun, 'rule' | 'content' | 'since' | 'until' | 'merchantsTotal' | 'startedBy'>,
): Promise<string> {
  const dryRunId = env.ids.next('dry');
  await tx.execute(
    `INSERT INTO risk.dry_run (dry_run_id, state, rule, content, since, until, merchants_total, merchants_done, started_by, started_at)
     VALUES ($1, 'running', $2, $3, $4, $5, $6, 0, $7, $8)`,
    [
      dryRunId,
      of.rule,
      JSON.stringify(of.content),
      at(of.since),
      at(of.until),
      of.merchantsTotal,
      of.startedBy,
      at(env.clock.now()),
    ],
  );
  return dryRunId;
}

/** A run by its id, or the newest ones. */
export async function dryRuns(sql: Sql, dryRunId?: string): Promise<DryRun[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM risk.dry_run WHERE $1::text IS NULL OR dry_run_id = $1 ORDER BY started_at DESC LIMIT ${LISTED_MAX}`,
    [dryRunId ?? null],
  );
  return rows.map(toRun);
}

export interface DryHit {
  readonly merchantId: string;
  readonly transactionId: string;
  readonly at: InstantMs;
  readonly amountFen: bigint;
  /** Hit by the draft, and by the version that is in force. */
  readonly byDraft: boolean;
  readonly byCurrent: boolean;
  readonly inCase: boolean;
}

/** Keeps the hits of one merchant and counts it as looked at; the same slice twice is kept once. */
export async function keepDryHits(
  tx: Tx,
  of: { readonly dryRunId: string; readonly hits: readonly DryHit[] },
): Promise<void> {
  for (const hit of of.hits)
    await tx.execute(
      `INSERT INTO risk.dry_run_hit (merchant_id, dry_run_id, transaction_id, at, amount_fen, by_draft, by_current, in_case)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [
        hit.merchantId,
        of.dryRunId,
        hit.transactionId,
        at(hit.at),
        hit.amountFen,
        hit.byDraft,
        hit.byCurrent,
        hit.inCase,
      ],
    );
}

/** How far a run has come from `after`; without a `through` it is done. False where another has come further meanwhile. */
export async function noteDryRun(
  env: Env,
  tx: Tx,
  of: {
    readonly dryRunId: string;
    readonly looked: number;
    readonly after: string;
    readonly through: string | undefined;
  },
): Promise<boolean> {
  const moved = await tx.execute(
    `UPDATE risk.dry_run SET merchants_done = merchants_done + $2, state = CASE WHEN $3::text IS NULL THEN 'done' ELSE state END,
        through = coalesce($3, through),
        ended_at = CASE WHEN $3::text IS NULL THEN $4::timestamptz ELSE ended_at END WHERE dry_run_id = $1 AND state = 'running' AND through = $5`,
    [of.dryRunId, of.looked, of.through ?? null, at(env.clock.now()), of.after],
  );
  return moved === 1;
}

export interface DryTotals {
  readonly hits: number;
  readonly merchants: number;
  readonly amountFen: bigint;
  readonly inCase: number;
}

export interface DryRunResult {
  readonly draft: DryTotals;
  readonly current: DryTotals;
  /** Of the draft, by day in Shanghai. */
  readonly days: readonly { readonly day: string; readonly hits: number; readonly current: number }[];
  /** The merchants that the draft hits most. */
  readonly merchants: readonly (DryTotals & { readonly merchantId: string })[];
}

const MERCHANTS_SHOWN = 50;

/** What a run has found so far. */
export async function dryRunResult(sql: Sql, dryRunId: string): Promise<DryRunResult> {
  const totals = async (column: 'by_draft' | 'by_current'): Promise<DryTotals> => {
    const rows = await sql.query<{ hits: number; merchants: number; fen: bigint; known: number }>(
      `SELECT count(*)::int AS hits, count(DISTINCT merchant_id)::int AS merchants, coalesce(sum(amount_fen), 0)::bigint AS fen,
          (count(*) FILTER (WHERE in_case))::int AS known FROM risk.dry_run_hit WHERE dry_run_id = $1 AND ${column}`,
      [dryRunId],
    );
    const row = rows[0];
    return {
      hits: row?.hits ?? 0,
      merchants: row?.merchants ?? 0,
      amountFen: row?.fen ?? 0n,
      inCase: row?.known ?? 0,
    };
  };
  const days = await sql.query<{ day: string; hits: number; current: number }>(
    `SELECT to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS day, (count(*) FILTER (WHERE by_draft))::int AS hits,
        (count(*) FILTER (WHERE by_current))::int AS current FROM risk.dry_run_hit WHERE dry_run_id = $1 GROUP BY 1 ORDER BY 1`,
    [dryRunId],
  );
  const merchants = await sql.query<{ merchant_id: string; hits: number; fen: bigint; known: number }>(
    `SELECT merchant_id, count(*)::int AS hits, sum(amount_fen)::bigint AS fen, (count(*) FILTER (WHERE in_case))::int AS known
       FROM risk.dry_run_hit WHERE dry_run_id = $1 AND by_draft GROUP BY 1 ORDER BY hits DESC, merchant_id LIMIT ${MERCHANTS_SHOWN}`,
    [dryRunId],
  );
  return {
    draft: await totals('by_draft'),
    current: await totals('by_current'),
    days,
    merchants: merchants.map((row) => ({
      merchantId: row.merchant_id,
      hits: row.hits,
      merchants: 1,
      amountFen: row.fen,
      inCase: row.known,
    })),
  };
}
