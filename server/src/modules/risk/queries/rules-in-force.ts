import { z } from 'zod';
import type { CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { RiskRule, RiskRuleKind } from '../domain/risk-rules.ts';

const AMOUNT_FEN_MAX = 100_000_000_000;
const TIMES_MAX = 1_000;
const HOURS_MAX = 48; // as far back as a merchant's sales are read

const fen = z.number().int().min(1).max(AMOUNT_FEN_MAX).transform(BigInt);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const scope = {
  cardKinds: z.array(z.enum(['debit', 'credit'])).min(1),
  amountMinFen: fen,
  timesMin: z.number().int().min(1).max(TIMES_MAX),
  withinHours: z.number().positive().max(HOURS_MAX),
};
const PARAMETERS = {
  own_card: z.object({ ...scope, askFrom: z.number().int().min(1).max(TIMES_MAX) }),
  card_repeats: z.object(scope),
  amount_repeats: z.object(scope),
  amount_round: z.object({ ...scope, unitFen: fen, marginFen: z.number().int().min(0).transform(BigInt) }),
  hours: z.object({ ...scope, from: timeOfDay, to: timeOfDay }),
} as const satisfies Record<RiskRuleKind, z.ZodType>;

/** Of each rule its newest version that has taken effect. @throws ZodError for parameters that do not fit the kind. */
export async function rulesInForce(sql: Sql, date: CivilDate): Promise<RiskRule[]> {
  const rows = await sql.query<{
    rule: string;
    version: number;
    kind: RiskRuleKind;
    points: number;
    parameters: unknown;
  }>(
    `SELECT DISTINCT ON (rule) rule, version, kind, points, parameters FROM risk.rule WHERE effective_from <= $1
      ORDER BY rule, effective_from DESC, version DESC`,
    [date],
  );
  return rows.map(
    ({ parameters, ...row }) => ({ ...row, ...(PARAMETERS[row.kind].parse(parameters) as object) }) as RiskRule,
  );
}
