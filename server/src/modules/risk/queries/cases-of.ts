import { grouped } from '../../../kernel/grouped.ts';
import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { RiskCaseState } from '../domain/risk-case-machine.ts';

export interface RiskCase {
  readonly merchantId: string;
  readonly caseId: string;
  readonly state: RiskCaseState;
  readonly openedAt: InstantMs;
  readonly movedAt: InstantMs;
  readonly saleCount: number;
  readonly delayedCount: number;
  readonly points: number;
}

interface CaseRow {
  merchant_id: string;
  case_id: string;
  state: RiskCaseState;
  opened_at: number;
  moved_at: number;
  sales: number;
  delayed: number;
  points: number;
}

const CASES = `SELECT c.merchant_id, c.case_id, c.state, c.opened_at, c.moved_at, count(s.*)::int AS sales,
    (count(s.*) FILTER (WHERE s.delay = 'delayed'))::int AS delayed, coalesce(max(s.points), 0)::int AS points
  FROM risk.case c LEFT JOIN risk.case_sale s USING (merchant_id, case_id)`;
const LIST_MAX = 200;
const OWN_MAX = 50;

const toCase = (row: CaseRow): RiskCase => ({
  merchantId: row.merchant_id,
  caseId: row.case_id,
  state: row.state,
  openedAt: instant(row.opened_at),
  movedAt: instant(row.moved_at),
  saleCount: row.sales,
  delayedCount: row.delayed,
  points: row.points,
});

/** Undecided ones first, those that waited longest on top. */
export async function listRiskCases(sql: Sql): Promise<RiskCase[]> {
  const rows = await sql.query<CaseRow>(
    `${CASES} GROUP BY c.merchant_id, c.case_id ORDER BY (c.state IN ('released', 'confirmed')), c.opened_at, c.case_id LIMIT ${LIST_MAX}`,
  );
  return rows.map(toCase);
}

/** The newest cases of a merchant. */
export async function riskCasesOf(sql: Sql, merchantId: string): Promise<RiskCase[]> {
  const rows = await sql.query<CaseRow>(
    `${CASES} WHERE c.merchant_id = $1 GROUP BY c.merchant_id, c.case_id ORDER BY c.opened_at DESC, c.case_id LIMIT ${OWN_MAX}`,
    [merchantId],
  );
  return rows.map(toCase);
}

export async function riskCaseOf(sql: Sql, of: { merchantId: string; caseId: string }): Promise<RiskCase | undefined> {
  const rows = await sql.query<CaseRow>(
    `${CASES} WHERE c.merchant_id = $1 AND c.case_id = $2 GROUP BY c.merchant_id, c.case_id`,
    [of.merchantId, of.caseId],
  );
  return rows[0] === undefined ? undefined : toCase(rows[0]);
}

export interface CaseSale {
  readonly transactionId: string;
  readonly points: number;
  readonly delay: 'none' | 'delayed' | 'missed';
  /** What hit it: rule, version, points. */
  readonly hits: readonly { readonly rule: string; readonly version: number; readonly points: number }[];
}

/** The sales of a case, each with the rules that hit it. */
export async function caseSales(sql: Sql, of: { merchantId: string; caseId: string }): Promise<CaseSale[]> {
  const rows = await sql.query<{
    transaction_id: string;
    points: number;
    delay: CaseSale['delay'];
    rule: string | null;
    version: number;
    rule_points: number;
  }>(
    `SELECT s.transaction_id, s.points, s.delay, h.rule, h.version, h.points AS rule_points FROM risk.case_sale s LEFT JOIN risk.hit h USING (merchant_id, transaction_id)
      WHERE s.merchant_id = $1 AND s.case_id = $2 ORDER BY s.transaction_id, h.points DESC, h.rule`,
    [of.merchantId, of.caseId],
  );
  const bySale = grouped(rows, (row) => row.transaction_id);
  return [...bySale].map(([transactionId, [first, ...others]]) => ({
    transactionId,
    points: first?.points ?? 0,
    delay: first?.delay ?? 'none',
    hits: [first, ...others].flatMap((row) =>
      // what waits because its merchant was stopped was hit by no rule
      row === undefined || row.rule === null ? [] : [{ rule: row.rule, version: row.version, points: row.rule_points }],
    ),
  }));
}

export interface CaseDecision {
  readonly decision: 'keep' | 'propose_release' | 'propose_confirm' | 'release' | 'confirm';
  readonly reason: string;
  readonly by: string;
  readonly at: InstantMs;
}

export async function caseDecisions(sql: Sql, of: { merchantId: string; caseId: string }): Promise<CaseDecision[]> {
  const rows = await sql.query<{
    decision: CaseDecision['decision'];
    reason: string;
    decided_by: string;
    decided_at: number;
  }>(
    'SELECT decision, reason, decided_by, decided_at FROM risk.case_decision WHERE merchant_id = $1 AND case_id = $2 ORDER BY decision_no',
    [of.merchantId, of.caseId],
  );
  return rows.map((row) => ({
    decision: row.decision,
    reason: row.reason,
    by: row.decided_by,
    at: instant(row.decided_at),
  }));
}

export interface CaseStatement {
  readonly words: string;
  readonly at: InstantMs;
}

/** What the merchant has said to a case, oldest first. */
export async function caseStatements(
  env: Pick<Env, 'db' | 'crypto'>,
  of: { merchantId: string; caseId: string },
): Promise<CaseStatement[]> {
  const rows = await env.db.query<{ statement_id: string; words_sealed: string; said_at: number }>(
    'SELECT statement_id, words_sealed, said_at FROM risk.case_statement WHERE merchant_id = $1 AND case_id = $2 ORDER BY said_at, statement_id',
    [of.merchantId, of.caseId],
  );
  return rows.map((row) => ({
    words: env.crypto.open(`risk:${row.statement_id}`, row.words_sealed),
    at: instant(row.said_at),
  }));
}

/** Sales of a merchant that stand in a decided case, and how it was decided. */
export async function decidedSales(
  sql: Sql,
  merchantId: string,
): Promise<{ released: ReadonlySet<string>; confirmed: ReadonlySet<string> }> {
  const rows = await sql.query<{ transaction_id: string; state: RiskCaseState }>(
    `SELECT s.transaction_id, c.state FROM risk.case_sale s JOIN risk.case c USING (merchant_id, case_id)
      WHERE s.merchant_id = $1 AND c.state IN ('released', 'confirmed', 'pending_appeal')`,
    [merchantId],
  );
  const of = (released: boolean): ReadonlySet<string> =>
    new Set(rows.filter((row) => (row.state === 'released') === released).map((row) => row.transaction_id));
  return { released: of(true), confirmed: of(false) };
}
