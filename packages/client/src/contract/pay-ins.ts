import { z } from 'zod';
import { fenText, isoText, ok } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;
const entryId = z.object({ entryId: z.string().max(40) });
const note = z.string().trim().min(2).max(200);

/** Transfers to the account for deposits: what came in, and what people decide of what is not clear. */
export const payInRoutes = {
  'GET /api/console/pay-ins': {
    summary: 'Transfers that came in for deposits; what is not clear first',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          entryId: z.string(),
          amountFen: fenText,
          payerName: z.string(),
          payerAccount: z.string(),
          remark: z.string(),
          bookedAt: isoText,
          state: z.enum(['matched', 'unclear', 'returning', 'returned']),
          reason: z
            .enum(['no_reference', 'unknown_reference', 'amount_differs', 'payer_differs', 'not_open'])
            .optional(),
          merchantId: z.string().optional(),
          decidedBy: z.string().optional(),
          note: z.string().optional(),
        }),
      ),
    }),
  },
  'POST /api/console/pay-ins/:entryId/assignment': {
    summary: 'Say whose deposit a transfer is; the amount must be the deposit’s',
    guard: acts,
    params: entryId,
    body: z.object({ terminalNo: z.string().regex(/^[0-9A-Z]{8}$/), note }),
    answer: ok,
    refusals: [
      'deposits.pay_in_unknown',
      'deposits.pay_in_settled',
      'deposits.not_open',
      'deposits.amount_differs',
      'terminals.unknown',
    ],
  },
  'POST /api/console/pay-ins/:entryId/return': {
    summary: 'Send a transfer back to where it came from',
    guard: acts,
    params: entryId,
    body: z.object({ note }),
    answer: ok,
    refusals: ['deposits.pay_in_unknown', 'deposits.pay_in_settled'],
  },
} as const;
