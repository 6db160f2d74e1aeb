import { z } from 'zod';
import { fenText, isoText } from './route.ts';

const state = z.enum(['open', 'refunded', 'dismissed']);

/** Reversals that a terminal told after its transaction was settled: no money has moved, people see that it does. */
export const lateReversalRoutes = {
  'GET /api/console/late-reversals': {
    summary: 'Reversals that came after settlement, open ones first, the oldest on top',
    guard: { kind: 'staff', permission: 'operate.read' },
    answer: z.object({
      rows: z.array(
        z.object({
          merchantId: z.string(),
          merchantName: z.string(),
          transactionId: z.string(),
          kind: z.string(),
          /** A sale: the customer has paid for what the till took for nothing. A void: the customer has the money, the till thinks not. */
          of: z.enum(['sale', 'void']),
          rrn: z.string(),
          terminalNo: z.string(),
          businessDate: z.string(),
          amountFen: fenText,
          /** What approved refunds have given back of it. */
          refundedFen: fenText,
          card: z.string(),
          state,
          cameAt: isoText,
          endedBy: z.string().optional(),
          note: z.string().optional(),
        }),
      ),
    }),
  },
  'POST /api/console/late-reversals/:merchantId/:transactionId/end': {
    summary: 'Say that it is over: refunded (the journal must show it), or put right in another way',
    guard: { kind: 'staff', permission: 'operate.act' },
    params: z.object({ merchantId: z.string().max(40), transactionId: z.string().max(40) }),
    body: z.object({ event: z.enum(['refund', 'dismiss']), note: z.string().trim().min(2).max(500) }),
    answer: z.object({ state }),
    refusals: [
      'switching.late_reversal_unknown',
      'switching.late_reversal_elsewhere',
      'switching.late_reversal_not_refunded',
    ],
  },
} as const;
