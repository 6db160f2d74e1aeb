/** The console's search, and one merchant with everything that belongs to it. */
import { z } from 'zod';
import { restrictionView } from './restrictions.ts';
import { fenText, isoText, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;

export const findRoutes = {
  'GET /api/console/search': {
    summary:
      'Find a merchant by name (characters, pinyin, first letters), number, phone, terminal or device; or a device of nobody',
    guard: reads,
    query: z.object({ text: z.string().trim().min(1).max(40) }),
    answer: z.object({
      rows: z.array(
        z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('merchant'),
            merchantNo: z.string(),
            name: z.string(),
            state: z.string(),
            /** What of it is what was typed. */
            by: z.enum(['name', 'number', 'phone', 'terminal', 'device']),
          }),
          z.object({ kind: z.literal('device'), serialNo: z.string(), state: z.string() }),
        ]),
      ),
    }),
  },
  'GET /api/console/merchants/:merchantNo': {
    summary:
      'One merchant: who it is, its money, devices, deposits, documents, tickets, disputes, people, and what it was told; the look is logged',
    guard: reads,
    params: z.object({ merchantNo: z.string().regex(/^\w{15}$/) }),
    answer: z.object({
      merchantId: z.string(),
      merchantNo: z.string(),
      name: z.string(),
      principal: z.string(),
      phone: z.string(),
      mcc: z.string(),
      region: z.string(),
      address: z.string(),
      planId: z.string(),
      settlement: z.enum(['t1', 't0']),
      state: z.string(),
      createdAt: isoText,
      account: z.object({ masked: z.string(), bankName: z.string(), state: z.string() }).optional(),
      today: z.object({ count: z.number(), grossFen: fenText, refundCount: z.number(), refundFen: fenText }),
      balances: z.object({ pendingFen: fenText, availableFen: fenText, payoutFen: fenText, delayedFen: fenText }),
      restrictions: z.array(restrictionView),
      terminals: z.array(
        z.object({
          terminalNo: z.string(),
          serialNo: z.string(),
          model: z.string(),
          state: z.string(),
          lastSeenAt: isoText.optional(),
          salesStopped: z.array(z.string()),
        }),
      ),
      deposits: z.array(
        z.object({
          depositId: z.string(),
          amountFen: fenText,
          state: z.string(),
          targetState: z.enum(['counting', 'qualified', 'missed', 'appealed', 'applied']),
        }),
      ),
      sims: z.array(
        z.object({ terminalId: z.string(), state: z.enum(['running', 'lapsed', 'ended']), coveredTo: z.string() }),
      ),
      /** Without numbers and pictures; `validTo` is absent where it has no end. */
      documents: z.array(z.object({ kind: z.string(), holder: z.string(), validTo: z.string().optional() })),
      tickets: z.array(
        z.object({ ticketId: z.string(), kind: z.string(), state: z.string(), openedAt: isoText, dueAt: isoText }),
      ),
      disputes: z.array(z.object({ disputeId: z.string(), kind: z.string(), state: z.string(), amountFen: fenText })),
      people: z.number(),
      sales: z.array(
        z.object({
          transactionId: z.string(),
          kind: z.string(),
          state: z.string(),
          amountFen: fenText,
          card: z.string(),
          rrn: z.string(),
          at: isoText,
        }),
      ),
      told: z.array(z.object({ messageId: z.string(), purpose: z.string(), state: z.string(), at: isoText })),
    }),
    refusals: ['merchants.unknown'],
  },
} as const satisfies Record<string, Route>;
