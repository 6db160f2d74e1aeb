/** Staff see a merchant's app as the merchant sees it: to read only, for minutes, with a reason (decision 0031). */
import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const sees = { kind: 'staff', permission: 'merchant.see_as' } as const;

export const seeAsRoutes = {
  'POST /api/console/merchants/:merchantNo/looks': {
    summary:
      'See the app of this merchant as its owner does, to read only; a look that I had open ends. The merchant reads who, when and why',
    guard: sees,
    params: z.object({ merchantNo: z.string().regex(/^\w{15}$/) }),
    body: z.object({ reason: z.string().trim().min(5).max(200) }),
    example: { reason: '来电说看不到昨天的结算' },
    answer: z.object({ lookId: z.string(), until: isoText }),
    // what opens the look is a cookie: it is set once
    answersSecret: true,
    refusals: ['merchants.unknown'],
  },
  'DELETE /api/console/looks/current': { summary: 'End my look', guard: sees, answer: ok },
  'GET /api/applicant/look': {
    summary: 'Who sees this app now in the place of its owner, until when and why',
    guard: { kind: 'applicant' },
    answer: z.object({
      name: z.string(),
      reason: z.string(),
      until: isoText,
      merchantNo: z.string(),
      merchantName: z.string(),
    }),
  },
} as const satisfies Record<string, Route>;
