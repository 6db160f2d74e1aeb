import { z } from 'zod';
import { breakFilter, page } from './list-parts.ts';
import { fenText, isoText } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;

const kind = z.enum([
  'net_only',
  'local_only',
  'amount_diff',
  'fee_diff',
  'duplicate',
  'wrong_date',
  'taken_back',
  'unexplained',
  'arrival_diff',
  'dispute',
]);
const state = z.enum(['open', 'proposed', 'with_network', 'resolved']);
const way = z.enum(['book', 'reverse', 'charge', 'follow', 'accept_cost', 'bear', 'claim', 'give_back']);
const key = z.object({ merchantId: z.string().max(40), breakId: z.string().max(90) });
const row = z.object({
  merchantId: z.string(),
  breakId: z.string(),
  businessDate: z.string(),
  kind,
  state,
  amountFen: fenText,
  /** What each side holds of the network's money. */
  localFen: fenText.optional(),
  networkFen: fenText.optional(),
  /** What stands in suspense: above zero we have booked more than the network (短款), below zero less (长款). */
  suspenseFen: fenText,
  rrn: z.string(),
  lineNo: z.number().optional(),
  detail: z.string(),
  foundAt: isoText,
  resolvedAt: isoText.optional(),
  /** The file that explained it, or who decided. */
  resolvedBy: z.string().optional(),
  merchantNo: z.string().optional(),
  merchantName: z.string().optional(),
  transactionId: z.string().optional(),
  /** The merchant that it is about, where one is known. */
  about: z.string().optional(),
});

/** Differences between our journal, the network's file and its money; what stands in suspense and how it leaves it. */
export const breakRoutes = {
  'GET /api/console/breaks': {
    summary:
      'Differences: standing ones the oldest first, ended ones the newest first; by age, what stands in suspense',
    guard: reads,
    query: breakFilter.extend(page).extend({ after: z.string().max(120).optional() }),
    answer: z.object({
      rows: z.array(row),
      next: z.string().optional(),
      ageing: z.array(
        z.object({
          age: z.enum(['d1', 'd7', 'd30', 'older']),
          count: z.number(),
          shortFen: fenText,
          longFen: fenText,
        }),
      ),
    }),
    refusals: ['reconciliation.bad_cursor'],
  },
  'GET /api/console/breaks/:merchantId/:breakId': {
    summary: 'One difference, the ways that are open for it, and what was proposed',
    guard: reads,
    params: key,
    answer: row.extend({
      ways: z.array(way),
      resolutions: z.array(
        z.object({
          resolutionId: z.string(),
          way,
          reason: z.string(),
          proposedBy: z.string(),
          /** Whether whoever asks proposed it. */
          own: z.boolean(),
          proposedAt: isoText,
          outcome: z.enum(['approved', 'refused', 'withdrawn', 'overtaken']).optional(),
          decidedBy: z.string().optional(),
          decidedAt: isoText.optional(),
          note: z.string().optional(),
        }),
      ),
    }),
    refusals: ['reconciliation.break_unknown'],
  },
  'POST /api/console/breaks/:merchantId/:breakId/resolutions': {
    summary: 'Propose what becomes of its money; another person decides',
    guard: acts,
    params: key,
    body: z.object({ way, reason: z.string().trim().min(5).max(500) }),
    answer: z.object({ state }),
    refusals: ['reconciliation.break_unknown', 'reconciliation.break_elsewhere', 'reconciliation.no_such_way'],
  },
  'POST /api/console/breaks/:merchantId/:breakId/decision': {
    summary: 'Approve or refuse what another person proposed, or take one’s own proposal back',
    guard: acts,
    params: key,
    body: z.object({
      decision: z.enum(['approve', 'refuse', 'withdraw']),
      note: z.string().trim().max(500).optional(),
    }),
    answer: z.object({ state }),
    refusals: [
      'reconciliation.break_unknown',
      'reconciliation.break_elsewhere',
      'reconciliation.second_person',
      'reconciliation.not_yours',
      'reconciliation.built_upon',
      'ledger.off_sheet',
    ],
  },
  'GET /api/console/clearing-files': {
    summary: 'Clearing files, and those that are being read now',
    guard: reads,
    answer: z.object({
      files: z.array(
        z.object({
          fileName: z.string(),
          /** ACOM: ordinary transactions; ERR: disputes; LFEE: brand fees. */
          sort: z.enum(['ACOM', 'ERR', 'LFEE']),
          businessDate: z.string(),
          lineCount: z.number(),
          badLineCount: z.number(),
          matchedCount: z.number(),
          grossFen: fenText,
          feeFen: fenText,
          netFen: fenText,
        }),
      ),
      underWay: z.array(
        z.object({
          businessDate: z.string(),
          fileName: z.string(),
          state: z.enum(['reading', 'matching', 'done', 'refused']),
          percent: z.number(),
          lineCount: z.number(),
          reason: z.string().optional(),
        }),
      ),
    }),
  },
  'GET /api/console/clearing-files/:fileName/bad-lines': {
    summary: 'Lines of a file that could not be read, card numbers masked',
    guard: reads,
    params: z.object({ fileName: z.string().max(60) }),
    answer: z.object({
      rows: z.array(
        z.object({
          lineNo: z.number(),
          column: z.string(),
          masked: z.string(),
          /** When a corrected file brought it. */
          readAt: isoText.optional(),
        }),
      ),
    }),
  },
} as const;
