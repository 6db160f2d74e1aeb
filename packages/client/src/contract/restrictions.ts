import { z } from 'zod';
import { isoText, ok } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;
const params = z.object({ merchantNo: z.string().regex(/^\w{15}$/) });
const body = z.object({ note: z.string().trim().min(5).max(200) });

/** What restricts a merchant: `note` is what people wrote for the merchant, or the last valid day of a document. */
export const restrictionView = z.object({
  reason: z.enum(['deposit_unpaid', 'people', 'id_expired', 'licence_expired']),
  since: isoText,
  note: z.string(),
});

export const restrictionRoutes = {
  'GET /api/console/merchants/:merchantNo/restrictions': {
    summary: 'What restricts a merchant now',
    guard: reads,
    params,
    answer: z.object({ rows: z.array(restrictionView) }),
    refusals: ['merchants.unknown'],
  },
  'POST /api/console/merchants/:merchantNo/restrictions': {
    summary: 'Restrict a merchant: no sales, everything else goes on; the merchant reads the reason',
    guard: acts,
    params,
    body,
    answer: ok,
    refusals: ['merchants.unknown', 'merchants.restricted_already', 'merchants.not_active'],
  },
  'POST /api/console/merchants/:merchantNo/restrictions/lift': {
    summary: 'Lift what people restricted; what the machine did ends with its cause',
    guard: acts,
    params,
    body,
    answer: ok,
    refusals: ['merchants.unknown', 'merchants.not_restricted'],
  },
} as const;
