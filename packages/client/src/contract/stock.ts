/** Terminals with what the network knows of them, and the devices that stand in stock. */
import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;

export const stockRoutes = {
  'GET /api/console/terminals': {
    summary: 'Terminals and their registration with the network, refused ones first',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          terminalNo: z.string(),
          serialNo: z.string(),
          model: z.string(),
          state: z.string(),
          merchantNo: z.string(),
          merchantName: z.string(),
          /** Absent for a terminal of before registrations were kept. */
          registration: z
            .object({
              state: z.enum(['pending', 'registered', 'refused', 'superseded']),
              version: z.number(),
              tries: z.number(),
              reason: z.string().optional(),
              networkReference: z.string().optional(),
              askedAt: isoText.optional(),
            })
            .optional(),
        }),
      ),
    }),
  },
  'POST /api/console/terminals/:terminalNo/registration': {
    summary: 'Register a terminal with the network again, with the five elements as they are now',
    guard: acts,
    params: z.object({ terminalNo: z.string().max(8) }),
    answer: ok,
    refusals: ['terminals.unknown'],
  },
} as const satisfies Record<string, Route>;
