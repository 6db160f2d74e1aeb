import { z } from 'zod';
import { riskRuleKinds } from './merchant.ts';
import { fenText, isoText, ok, type Route, forManager } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;
const changes = { kind: 'staff', permission: 'risk.change' } as const;
const reports = { kind: 'staff', permission: 'risk.report' } as const;

const note = z.string().trim().min(2).max(500);
const day = z.iso.date();
const ruleName = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9_]{1,40}$/);
const action = z.enum(['flag', 'ask_proof', 'delay', 'limit', 'suspend']);
const parameters = z.record(z.string().max(40), z.unknown());
const wholeFen = z.string().regex(/^\d{1,12}$/);
const caseParams = z.object({ merchantId: z.string().max(40), caseId: z.string().max(40) });

const draft = z.object({
  kind: riskRuleKinds,
  points: z.number().int().min(0).max(100),
  action,
  enabled: z.boolean(),
  parameters,
});
const limitCard = z.enum(['credit', 'debit', 'qr']);
const limitEntry = z.enum(['any', 'chip', 'swipe', 'contactless', 'manual']);
const limitsAsked = z.object({
  card: limitCard,
  entry: limitEntry,
  singleFen: wholeFen,
  dayFen: wholeFen,
  monthFen: wholeFen,
  until: day,
});

const proposal = z.object({
  merchantId: z.string(),
  merchantName: z.string().optional(),
  proposalId: z.string(),
  kind: z.enum(['rule', 'limits', 'exemption', 'suspension', 'resumption']),
  subject: z.string(),
  content: z.record(z.string(), z.unknown()),
  state: z.enum(['asked', 'proposed', 'approved', 'refused', 'withdrawn']),
  note: z.string(),
  /** `machine`, `merchant`, or nobody: a person proposed it of its own. */
  askedBy: z.enum(['machine', 'merchant']).optional(),
  proposedBy: z.string().optional(),
  /** Proposed by whoever asks. */
  own: z.boolean(),
  files: z.array(z.object({ fileId: z.string(), name: z.string() })),
  madeAt: isoText,
  decidedBy: z.string().optional(),
  decidedAt: isoText.optional(),
  decisionNote: z.string().optional(),
});

const totals = z.object({ hits: z.number(), merchants: z.number(), amountFen: fenText, inCase: z.number() });
const dryRun = z.object({
  dryRunId: z.string(),
  state: z.enum(['running', 'done']),
  rule: z.string(),
  content: z.object({ kind: z.string(), points: z.number(), action, enabled: z.boolean(), parameters }),
  since: isoText,
  until: isoText,
  merchantsTotal: z.number(),
  merchantsDone: z.number(),
  startedBy: z.string(),
  startedAt: isoText,
});

/** Rules as data, what takes two people, proof, clearing out and reports. */
export const riskDeskRoutes = {
  'GET /api/console/risk-rules': {
    summary: 'Every version of every rule, the kinds with their parameters, and what is proposed',
    guard: reads,
    answer: z.object({
      today: z.string(),
      kinds: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            type: z.enum(['fen', 'whole', 'number', 'cards', 'time', 'flag', 'codes']),
            min: z.number().optional(),
            max: z.number().optional(),
            places: z.number().optional(),
          }),
        ),
      ),
      casePoints: z.number(),
      delayPoints: z.number(),
      versions: z.array(
        draft.extend({
          rule: z.string(),
          kind: z.string(),
          version: z.number(),
          effectiveFrom: z.string(),
          source: z.string(),
          /** It came with the software, and nobody proposed it. */
          shipped: z.boolean(),
          state: z.enum(['in_force', 'off', 'coming', 'past']),
        }),
      ),
      proposals: z.array(proposal),
      runs: z.array(dryRun),
    }),
  },
  'POST /api/console/risk-rules/proposals': {
    summary: 'Propose a version of a rule, or a rule that is new; somebody else switches it on',
    guard: changes,
    body: z.object({ rule: ruleName, content: draft.extend({ effectiveFrom: day }), note }),
    answer: z.object({ proposalId: z.string() }),
    refusals: ['risk.rule_invalid', 'risk.proposal_limit'],
  },
  'POST /api/console/risk-rules/dry-runs': {
    summary: 'Judge a draft over past days: hits beside those of the version in force; no case is written',
    guard: changes,
    body: z.object({ rule: ruleName, content: draft, days: z.number().int().min(1).max(90) }),
    answer: z.object({ dryRunId: z.string() }),
    refusals: ['risk.rule_invalid', 'risk.dry_run_running'],
  },
  'GET /api/console/risk-rules/dry-runs/:dryRunId': {
    summary: 'How far a dry run has come and what it has found',
    guard: reads,
    params: z.object({ dryRunId: z.string().max(40) }),
    answer: dryRun.extend({
      draft: totals,
      current: totals,
      days: z.array(z.object({ day: z.string(), hits: z.number(), current: z.number() })),
      merchants: z.array(totals.extend({ merchantId: z.string(), merchantName: z.string() })),
    }),
    refusals: ['risk.dry_run_unknown'],
  },
  'GET /api/console/risk-proposals': {
    summary: 'What takes two people about merchants: limits, exemptions, suspensions and their end; open ones first',
    guard: reads,
    answer: z.object({ rows: z.array(proposal) }),
  },
  'POST /api/console/risk-proposals/merchants/:merchantNo': {
    summary: 'Propose limits, an exemption, a suspension or its end for a merchant',
    guard: changes,
    params: z.object({ merchantNo: z.string().max(20) }),
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('limits'), content: limitsAsked, note }),
      z.object({
        kind: z.literal('exemption'),
        content: z.object({ rules: z.array(ruleName).min(1).max(50), until: day }),
        note,
      }),
      z.object({ kind: z.literal('suspension'), content: z.object({ reason: note }), note }),
      z.object({ kind: z.literal('resumption'), content: z.object({ reason: note }), note }),
    ]),
    answer: z.object({ proposalId: z.string() }),
    refusals: ['risk.merchant_unknown', 'risk.proposal_limit', 'risk.proposal_past'],
  },
  'POST /api/console/risk-proposals/:proposalId/decision': {
    summary: 'Take up what was asked for, approve or refuse what somebody else proposed, or take back one’s own',
    guard: changes,
    params: z.object({ proposalId: z.string().max(40) }),
    body: z.object({
      /** '' of a rule. */
      merchantId: z.string().max(40),
      event: z.enum(['propose', 'approve', 'refuse', 'withdraw']),
      note,
    }),
    answer: z.object({ state: z.string() }),
    refusals: [
      'risk.proposal_unknown',
      'risk.proposal_decided',
      'risk.proposal_second_person',
      'risk.proposal_not_yours',
    ],
  },
  'POST /api/console/risk-cases/:merchantId/:caseId/proof': {
    summary: 'Ask the merchant for proof; it has the days of the policy',
    guard: acts,
    params: caseParams,
    body: z.object({ words: z.string().trim().min(5).max(500) }),
    answer: ok,
    refusals: ['risk.case_unknown', 'risk.case_elsewhere', 'risk.proof_asked'],
  },
  'GET /api/console/risk-cases/:merchantId/:caseId/files/:fileId': {
    summary: 'A file of a case; the look is logged',
    guard: reads,
    params: caseParams.extend({ fileId: z.string().max(64) }),
    answer: z.unknown(),
    refusals: ['risk.case_unknown'],
  },
  'GET /api/console/risk-proposals/:merchantId/:proposalId/files/:fileId': {
    summary: 'A file that a merchant handed in with what it asks for; the look is logged',
    guard: reads,
    params: z.object({ merchantId: z.string().max(40), proposalId: z.string().max(40), fileId: z.string().max(64) }),
    answer: z.unknown(),
    refusals: ['risk.proposal_unknown'],
  },
  'GET /api/console/clear-outs': {
    summary: 'Merchants on the black list that have to be cleared out, with their clocks',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          merchantId: z.string(),
          merchantName: z.string(),
          clearOutId: z.string(),
          state: z.enum(['running', 'overdue', 'done', 'dropped']),
          reason: z.string(),
          openedAt: isoText,
          dueAt: isoText,
          closedAt: isoText.optional(),
          note: z.string().optional(),
          /** What still stands in the way of its end. */
          left: z.array(z.enum(['not_suspended', 'terminals'])),
        }),
      ),
    }),
  },
  'POST /api/console/clear-outs/:clearOutId/end': {
    summary: 'End a clearing out: done where nothing is left, or dropped because the listing was a mistake',
    guard: acts,
    params: z.object({ clearOutId: z.string().max(40) }),
    body: z.object({ merchantId: z.string().max(40), how: z.enum(['done', 'dropped']), note }),
    answer: ok,
    refusals: ['risk.clear_out_unknown', 'risk.clear_out_left'],
  },
  'GET /api/console/risk-report': {
    summary: 'Large and suspicious transactions of a range of days, as a sheet; who took it is logged',
    guard: reports,
    query: z.object({ what: z.enum(['large', 'suspicious']), from: day, to: day, format: z.enum(['csv', 'xlsx']) }),
    answer: z.unknown(),
    refusals: ['risk.report_range'],
  },
} as const satisfies Record<string, Route>;

const flag = z.object({
  what: z.enum(['money_waits', 'proof_asked', 'limits_lowered', 'suspended', 'confirmed']),
  caseId: z.string().optional(),
  reasons: z.array(riskRuleKinds),
  /** What is asked for, in words, and until when. */
  words: z.string().optional(),
  until: isoText.optional(),
  amountFen: fenText.optional(),
});

/** "Am I flagged?", files for a case, and limits. */
export const merchantRiskRoutes = {
  'GET /api/merchant/flags': {
    summary: 'Whether anything stands against me, what it is, and what I can do',
    guard: forManager,
    answer: z.object({ flagged: z.boolean(), flags: z.array(flag) }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/delays/:caseId/files': {
    summary: 'Hand in a picture or a PDF for a case',
    guard: forManager,
    params: z.object({ caseId: z.string().max(40) }),
    form: z.object({ name: z.string().max(200) }),
    answer: z.object({ fileId: z.string() }),
    refusals: ['merchants.none', 'risk.case_unknown', 'risk.file_limit', 'risk.file_kind'],
  },
  'GET /api/merchant/limits': {
    summary: 'My limits, what is used of them, and what I have asked for',
    guard: forManager,
    answer: z.object({
      saleMaxFen: fenText,
      rows: z.array(
        z.object({
          card: limitCard,
          entry: limitEntry,
          singleFen: fenText,
          dayFen: fenText,
          monthFen: fenText,
          usedDayFen: fenText,
          usedMonthFen: fenText,
          until: z.string().optional(),
          lowered: z.boolean(),
        }),
      ),
      asks: z.array(
        limitsAsked.extend({
          state: z.enum(['asked', 'proposed', 'approved', 'refused', 'withdrawn']),
          note: z.string(),
          madeAt: isoText,
          decisionNote: z.string().optional(),
        }),
      ),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/limits/asks': {
    summary: 'Ask for other limits; two people decide',
    guard: forManager,
    body: limitsAsked.extend({ note: z.string().trim().min(5).max(500) }),
    answer: z.object({ proposalId: z.string() }),
    refusals: ['merchants.none', 'risk.proposal_limit', 'risk.proposal_past'],
  },
  'POST /api/merchant/limits/asks/:proposalId/files': {
    summary: 'Hand in a picture or a PDF that shows why I ask',
    guard: forManager,
    params: z.object({ proposalId: z.string().max(40) }),
    form: z.object({ name: z.string().max(200) }),
    answer: z.object({ fileId: z.string() }),
    refusals: ['merchants.none', 'risk.proposal_unknown', 'risk.file_limit', 'risk.file_kind'],
  },
} as const satisfies Record<string, Route>;
