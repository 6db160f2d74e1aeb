import type { CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import { decideRule, toRule, type WrittenRule } from '../domain/rule-kinds.ts';
import type { RiskRule } from '../domain/risk-rules.ts';
import { must } from '../../../kernel/assert.ts';

/** A version of a rule as it stands in the table. */
export interface RuleVersion extends WrittenRule {
  readonly version: number;
  readonly effectiveFrom: CivilDate;
  readonly source: string;
  /** What it was switched on by; undefined: it came with the software. */
  readonly proposalId: string | undefined;
}

interface Row {
  rule: string;
  version: number;
  kind: string;
  points: number;
  action: WrittenRule['action'];
  enabled: boolean;
  parameters: Readonly<Record<string, unknown>>;
  effective_from: CivilDate;
  source: string;
  proposal_id: string | null;
}

const COLUMNS = 'rule, version, kind, points, action, enabled, parameters, effective_from, source, proposal_id';
const VERSIONS_MAX = 1_000;

const toVersion = ({ effective_from: effectiveFrom, proposal_id: proposalId, ...row }: Row): RuleVersion => ({
  ...row,
  effectiveFrom,
  proposalId: proposalId ?? undefined,
});

/** Every version there is, the newest of each rule first. */
export async function ruleVersions(sql: Sql): Promise<RuleVersion[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM risk.rule ORDER BY rule, effective_from DESC, version DESC LIMIT ${VERSIONS_MAX}`,
  );
  return rows.map(toVersion);
}

/** Of each rule the newest version that has taken effect, also where that version switches it off. */
export async function versionsInForce(sql: Sql, date: CivilDate): Promise<RuleVersion[]> {
  const rows = await sql.query<Row>(
    `SELECT DISTINCT ON (rule) ${COLUMNS} FROM risk.rule WHERE effective_from <= $1
      ORDER BY rule, effective_from DESC, version DESC`,
    [date],
  );
  return rows.map(toVersion);
}

/** The rules that judge on a day. A row that does not fit its kind is a bug: it was judged before it was written. */
export async function rulesInForce(sql: Sql, date: CivilDate): Promise<RiskRule[]> {
  const versions = await versionsInForce(sql, date);
  return versions
    .filter((one) => one.enabled)
    .map((one) => {
      must(decideRule(one).refused ? undefined : one, `rule ${one.rule} version ${one.version} as its kind wants it`);
      return toRule(one);
    });
}
