/** Whatever takes two people about risk: versions of rules, limits of a merchant, exemptions, suspensions and their end. */
import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { decideProposal, type ProposalRefusal } from '../domain/decide-proposal.ts';
import type { RiskProposalEvent, RiskProposalState } from '../domain/proposal-machine.ts';
import type { WrittenRule } from '../domain/rule-kinds.ts';

/** Limits of one merchant, by kind of card and way of reading it. Fen as text; 0: no limit. */
export interface LimitsContent {
  readonly card: 'debit' | 'credit' | 'qr';
  readonly entry: 'any' | 'chip' | 'swipe' | 'contactless' | 'manual';
  readonly singleFen: string;
  readonly dayFen: string;
  readonly monthFen: string;
  /** The last day on which they apply. */
  readonly until: CivilDate;
}

/** What each kind of proposal says. */
export interface ProposalContents {
  readonly rule: Omit<WrittenRule, 'rule'> & { readonly effectiveFrom: CivilDate };
  readonly limits: LimitsContent;
  /** Rules that do not judge the merchant until the end of a day. */
  readonly exemption: { readonly rules: readonly string[]; readonly until: CivilDate };
  readonly suspension: { readonly reason: string };
  readonly resumption: { readonly reason: string };
}
export type ProposalKind = keyof ProposalContents;
export type SomeContent = {
  [K in ProposalKind]: { readonly kind: K; readonly content: ProposalContents[K] };
}[ProposalKind];

export type RiskProposal = SomeContent & {
  /** '' of a rule. */
  readonly merchantId: string;
  readonly proposalId: string;
  /** The rule, the case, or '' . */
  readonly subject: string;
  readonly state: RiskProposalState;
  readonly note: string;
  /** `machine`, or the merchant that asks. */
  readonly askedBy: string | undefined;
  readonly proposedBy: string | undefined;
  readonly madeAt: InstantMs;
  readonly decidedBy: string | undefined;
  readonly decidedAt: InstantMs | undefined;
  readonly decisionNote: string | undefined;
};

interface Row {
  merchant_id: string;
  proposal_id: string;
  kind: ProposalKind;
  subject: string;
  content: ProposalContents[ProposalKind];
  state: RiskProposalState;
  note: string;
  asked_by: string | null;
  proposed_by: string | null;
  made_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decision_note: string | null;
}

const COLUMNS =
  'merchant_id, proposal_id, kind, subject, content, state, note, asked_by, proposed_by, made_at, decided_by, decided_at, decision_note';

const toProposal = (row: Row): RiskProposal =>
  ({
    merchantId: row.merchant_id,
    proposalId: row.proposal_id,
    kind: row.kind,
    subject: row.subject,
    content: row.content,
    state: row.state,
    note: row.note,
    askedBy: row.asked_by ?? undefined,
    proposedBy: row.proposed_by ?? undefined,
    madeAt: instant(row.made_at),
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at === null ? undefined : instant(row.decided_at),
    decisionNote: row.decision_note ?? undefined,
  }) as RiskProposal;

const LISTED_MAX = 200;

/** The newest of some kinds, open ones first; of one merchant where it is named. */
export async function listProposals(
  sql: Sql,
  of: { readonly kinds: readonly ProposalKind[]; readonly merchantId?: string },
): Promise<RiskProposal[]> {
  const rows = await sql.query<Row>(
    `SELECT ${COLUMNS} FROM risk.proposal WHERE kind = ANY ($1) AND ($2::text IS NULL OR merchant_id = $2)
      ORDER BY (state NOT IN ('asked', 'proposed')), made_at DESC, proposal_id LIMIT ${LISTED_MAX}`,
    [of.kinds, of.merchantId ?? null],
  );
  return rows.map(toProposal);
}

export type NewProposal = SomeContent & {
  readonly merchantId: string;
  readonly subject: string;
  readonly note: string;
} & ({ readonly proposedBy: string } | { readonly askedBy: string });

/** So many of one kind may wait for a decision about one merchant or one rule. */
const OPEN_MAX = 3;

/** Writes a proposal, or what the machine or a merchant asks for. Refused where as many of its kind are open as there may be. */
export async function propose(
  env: Env,
  tx: Tx,
  input: NewProposal,
): Promise<Outcome<string, Refusal<'risk.proposal_limit'>>> {
  const { merchantId, kind, subject, content, note } = input;
  const open = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM risk.proposal WHERE merchant_id = $1 AND kind = $2 AND ($1 <> '' OR subject = $3) AND state IN ('asked', 'proposed')`,
    [merchantId, kind, subject],
  );
  if ((open[0]?.n ?? 0) >= OPEN_MAX) return refuse('risk.proposal_limit', { most: OPEN_MAX });
  const proposalId = env.ids.next('rpr');
  const [askedBy, proposedBy] = 'askedBy' in input ? [input.askedBy, null] : [null, input.proposedBy];
  await tx.execute(
    `INSERT INTO risk.proposal (merchant_id, proposal_id, kind, subject, content, state, note, asked_by, proposed_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      merchantId,
      proposalId,
      kind,
      subject,
      JSON.stringify(content),
      proposedBy === null ? 'asked' : 'proposed',
      note,
      askedBy,
      proposedBy,
      at(env.clock.now()),
    ],
  );
  return accept(proposalId);
}

export interface MoveProposal {
  readonly merchantId: string;
  readonly proposalId: string;
  readonly event: RiskProposalEvent;
  readonly by: string;
  readonly note: string;
}

/** Takes up, approves, refuses or takes back; the row is locked, and what follows from an approval is the caller's. */
export async function moveProposal(
  env: Env,
  tx: Tx,
  input: MoveProposal,
): Promise<Outcome<RiskProposal, ProposalRefusal | Refusal<'risk.proposal_unknown'>>> {
  const key = [input.merchantId, input.proposalId];
  const rows = await tx.query<Row>(
    `SELECT ${COLUMNS} FROM risk.proposal WHERE merchant_id = $1 AND proposal_id = $2 FOR UPDATE`,
    key,
  );
  if (rows[0] === undefined) return refuse('risk.proposal_unknown');
  const before = toProposal(rows[0]);
  const move = decideProposal(before, input);
  if (move.refused) return move;
  if (move.value === 'proposed') {
    await tx.execute(
      `UPDATE risk.proposal SET state = 'proposed', proposed_by = $3 WHERE merchant_id = $1 AND proposal_id = $2`,
      [...key, input.by],
    );
    return accept({ ...before, state: move.value, proposedBy: input.by });
  }
  await tx.execute(
    `UPDATE risk.proposal SET state = $3, decided_by = $4, decided_at = $5, decision_note = $6 WHERE merchant_id = $1 AND proposal_id = $2`,
    [...key, move.value, input.by, at(env.clock.now()), input.note],
  );
  return accept({ ...before, state: move.value, decidedBy: input.by });
}

/** Rules that do not judge a merchant on a day: the white list. */
export async function exemptionsOf(sql: Sql, merchantId: string, date: CivilDate): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ rule: string }>(
    `SELECT DISTINCT jsonb_array_elements_text(content->'rules') AS rule FROM risk.proposal
      WHERE merchant_id = $1 AND kind = 'exemption' AND state = 'approved' AND (content->>'until')::date >= $2`,
    [merchantId, date],
  );
  return new Set(rows.map((row) => row.rule));
}

/** Writes the version that a proposal holds; versions of one rule are written one after the other. Returns its number. */
export async function writeRule(
  tx: Tx,
  of: {
    readonly rule: string;
    readonly content: ProposalContents['rule'];
    readonly from: CivilDate;
    readonly proposalId: string;
    readonly note: string;
  },
): Promise<number> {
  const { rule, content, from, proposalId, note } = of;
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`risk-rule:${rule}`]);
  const rows = await tx.query<{ version: number }>(
    `INSERT INTO risk.rule (rule, version, kind, points, action, enabled, parameters, effective_from, source, proposal_id)
     SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 FROM risk.rule WHERE rule = $1 RETURNING version`,
    [
      rule,
      content.kind,
      content.points,
      content.action,
      content.enabled,
      JSON.stringify(content.parameters),
      from,
      note,
      proposalId,
    ],
  );
  return rows[0]?.version ?? 0;
}
