import { z } from 'zod';
import { fenText, isoText, ok, type Route } from './route.ts';

const works = { kind: 'channel', audience: 'agent', permission: 'agent.work' } as const;
const reads = { kind: 'staff', permission: 'operate.read' } as const;
const agrees = { kind: 'staff', permission: 'price.change' } as const;
const pays = { kind: 'staff', permission: 'ledger.adjust' } as const;

const note = z.string().trim().min(2).max(500);
const monthParam = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const ppm = z.string().regex(/^\d{1,7}$/);
const bases = z.object({
  creditPpm: ppm,
  debitPpm: ppm,
  debitCapFen: z.string().regex(/^\d{1,6}$/),
  qrPpm: ppm,
});
const terms = bases.extend({
  /** Of what a fee brings beyond its base, in millionths. */
  sharePpm: ppm,
});
const agreed = terms.extend({ termsId: z.string(), effectiveFrom: z.string() });
const statement = z.object({
  /** 2026-11 */
  month: z.string(),
  state: z.enum(['open', 'questioned', 'confirmed', 'paying', 'paid', 'carried']),
  shareFen: fenText,
  carriedFen: fenText,
  payableFen: fenText,
  madeAt: isoText,
  invoiceNo: z.string().optional(),
  bankReference: z.string().optional(),
  words: z.array(z.object({ event: z.string(), by: z.string(), at: isoText, note: z.string() })),
});
const moved = ['settlement.share_unknown', 'settlement.share_moved'] as const;

/** What an agent gets: its own view. */
export const agentShareRoutes = {
  'GET /api/agent/shares': {
    summary: 'A month’s share day by day and by merchant, the terms in force and those that come, and all statements',
    guard: works,
    query: z.object({ month: monthParam.optional() }),
    answer: z.object({
      today: z.string(),
      month: z.string(),
      /** Days of the month that are counted; the last closed one is the newest. */
      days: z.array(
        z.object({ day: z.string(), journalCount: z.number(), grossFen: fenText, feeFen: fenText, shareFen: fenText }),
      ),
      merchants: z.array(
        z.object({ merchantNo: z.string(), name: z.string(), grossFen: fenText, feeFen: fenText, shareFen: fenText }),
      ),
      shareFen: fenText,
      inForce: agreed.optional(),
      coming: z.array(agreed),
      statements: z.array(statement),
    }),
  },
  'POST /api/agent/shares/:month/confirm': {
    summary: 'The month is right; with the number of the invoice',
    guard: works,
    params: z.object({ month: monthParam }),
    body: z.object({
      invoiceNo: z
        .string()
        .trim()
        .regex(/^[0-9A-Za-z-]{6,30}$/),
    }),
    answer: ok,
    refusals: moved,
  },
  'POST /api/agent/shares/:month/question': {
    summary: 'The month is not right, and why',
    guard: works,
    params: z.object({ month: monthParam }),
    body: z.object({ note }),
    answer: ok,
    refusals: moved,
  },
} as const satisfies Record<string, Route>;

/** Terms of agents and their statements, for people of ours. */
export const shareDeskRoutes = {
  'GET /api/console/agent-shares': {
    summary: 'Agents with their terms, proposals, and statements',
    guard: reads,
    answer: z.object({
      /** No base may be below these. */
      floors: bases,
      /** The first day that has not begun. */
      earliest: z.string(),
      agents: z.array(
        z.object({
          agentId: z.string(),
          name: z.string(),
          state: z.string(),
          inForce: agreed.optional(),
          coming: z.array(agreed),
        }),
      ),
      proposals: z.array(
        agreed.extend({
          agentId: z.string(),
          agentName: z.string(),
          state: z.enum(['proposed', 'approved', 'refused', 'withdrawn']),
          reason: z.string(),
          proposedBy: z.string(),
          proposedAt: isoText,
          own: z.boolean(),
          decidedBy: z.string().optional(),
          decidedAt: isoText.optional(),
        }),
      ),
      statements: z.array(statement.extend({ agentId: z.string(), agentName: z.string(), ownPayment: z.boolean() })),
    }),
  },
  'POST /api/console/agent-shares/terms': {
    summary: 'Propose what an agent gets from a day on; somebody else approves it',
    guard: agrees,
    body: z.object({ agentId: z.string().max(40), terms, from: z.iso.date(), reason: note }),
    answer: z.object({ termsId: z.string() }),
    refusals: [
      'channels.agent_unknown',
      'settlement.share_below_cost',
      'settlement.share_above_limit',
      'settlement.share_too_early',
    ],
  },
  'POST /api/console/agent-shares/terms/:termsId/decision': {
    summary: 'Approve or refuse what somebody else proposed, or take back one’s own',
    guard: agrees,
    params: z.object({ termsId: z.string().max(40) }),
    body: z.object({ event: z.enum(['approve', 'refuse', 'withdraw']), reason: note }),
    answer: z.object({ state: z.string() }),
    refusals: [
      'settlement.share_unknown',
      'settlement.share_decided',
      'settlement.share_second_person',
      'settlement.share_not_yours',
      'settlement.share_below_cost',
      'settlement.share_above_limit',
      'settlement.share_too_early',
    ],
  },
  'POST /api/console/agent-shares/:agentId/:month/decision': {
    summary: 'Answer a question, say the reference of a transfer, or approve or refuse what somebody else has said',
    guard: pays,
    params: z.object({ agentId: z.string().max(40), month: monthParam }),
    body: z.object({ event: z.enum(['answer', 'pay', 'approve', 'refuse']), note }),
    answer: z.object({ state: z.string() }),
    refusals: [
      ...moved,
      'channels.agent_unknown',
      'settlement.share_second_person',
      'settlement.share_agent_suspended',
    ],
  },
} as const satisfies Record<string, Route>;
