import { z } from 'zod';
import { page, pageOf, simFilter } from './list-parts.ts';
import { fenText, isoText, ok, forManager } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const state = z.enum(['running', 'lapsed', 'ended']);
const data = z.enum(['on', 'turning_off', 'off', 'turning_on']);
const wish = z.enum(['ask', 'automatic', 'refused']);
const terminal = z.object({ terminalId: z.string().max(40) });

/** A plan of a SIM card, what another year would be, and what was bought. */
export const simRoutes = {
  'GET /api/merchant/sims': {
    summary: 'Data SIM cards of my devices: paid to when, what the next year costs, what I bought',
    guard: forManager,
    answer: z.object({
      rows: z.array(
        z.object({
          terminalId: z.string(),
          terminalNo: z.string(),
          serialNo: z.string(),
          state,
          data,
          begunOn: day,
          /** The last day that is paid, or free. */
          coveredTo: day,
          /** Days to that day; below zero: over. */
          daysLeft: z.number(),
          /** The first year costs nothing. */
          free: z.boolean(),
          /** The day on which the data end where nobody renews. */
          stopsAfter: day,
          wish,
          /** What may be bought today; left out: not yet, or why stands in `refused`. */
          offer: z.object({ from: day, through: day, amountFen: fenText }).optional(),
          /** From when it may be bought. */
          opensOn: day.optional(),
          refused: z.enum(['owed', 'no_price']).optional(),
          owedFen: fenText.optional(),
          renewals: z.array(
            z.object({
              from: day,
              through: day,
              amountFen: fenText,
              askedBy: z.enum(['merchant', 'automatic']),
              at: isoText,
            }),
          ),
        }),
      ),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/sims/:terminalId/renewal': {
    summary: 'Buy the year that is shown; asked again for the same first day it is bought once',
    guard: forManager,
    params: terminal,
    body: z.object({ from: day, amountFen: fenText }),
    answer: z.object({ through: day }),
    refusals: [
      'merchants.none',
      'servicing.sim_unknown',
      'servicing.sim_moved',
      'servicing.sim_ended',
      'servicing.sim_too_early',
      'servicing.sim_no_price',
      'servicing.sim_owed',
    ],
  },
  'PUT /api/merchant/sims/:terminalId/wish': {
    summary: 'Be asked each year, have the fee taken on the last day, or want no other year',
    guard: forManager,
    params: terminal,
    body: z.object({ wish }),
    answer: ok,
    refusals: ['merchants.none', 'servicing.sim_unknown', 'servicing.sim_ended'],
  },
  'GET /api/console/sims': {
    summary: 'Plans of data SIM cards by the day they end, a page at a time',
    guard: reads,
    query: simFilter.extend(page),
    answer: pageOf(
      z.object({
        merchantNo: z.string(),
        merchantName: z.string(),
        terminalNo: z.string(),
        serialNo: z.string(),
        iccid: z.string().optional(),
        state,
        data,
        begunOn: day,
        coveredTo: day,
        wish,
        toldDays: z.number().optional(),
      }),
    ),
    refusals: ['console.list_place_wrong'],
  },
} as const;
