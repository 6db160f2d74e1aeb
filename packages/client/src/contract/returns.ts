/** Devices that go back: the merchant's label, and handing one in at an agent or an outlet. */
import { z } from 'zod';
import { isoText, type Route, forManager } from './route.ts';

const handedIn = {
  body: z.object({ serialNo: z.string().trim().toUpperCase().min(4).max(40) }),
  answer: z.object({ serialNo: z.string(), reason: z.enum(['replaced', 'deregistered', 'returned_early']) }),
  refusals: ['terminals.return_unknown', 'terminals.return_elsewhere'],
} as const;

export const returnRoutes = {
  'GET /api/merchant/returns': {
    summary: 'My devices that go back, each with its label and where the label leads, newest first',
    guard: forManager,
    answer: z.object({
      rows: z.array(
        z.object({
          returnId: z.string(),
          serialNo: z.string(),
          reason: z.enum(['replaced', 'deregistered', 'returned_early']),
          state: z.enum(['ordered', 'collected', 'in_transit', 'arrived', 'lost', 'cancelled']),
          /** Absent until the courier has answered. */
          label: z.object({ waybillNo: z.string(), courier: z.string() }).optional(),
          orderedAt: isoText,
          movedAt: isoText,
        }),
      ),
      to: z.object({ receiver: z.string(), phone: z.string(), address: z.string() }),
      from: z.object({ sender: z.string(), phone: z.string(), address: z.string() }),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/agent/returns': {
    summary: 'A merchant hands a device in that goes back: from now on it stands with us',
    guard: { kind: 'channel', audience: 'agent', permission: 'agent.work' },
    ...handedIn,
  },
  'POST /api/counter/returns': {
    summary: 'A merchant hands a device in that goes back: from now on it stands at the outlet',
    guard: { kind: 'channel', audience: 'counter', permission: 'counter.enter' },
    ...handedIn,
  },
} as const satisfies Record<string, Route>;
