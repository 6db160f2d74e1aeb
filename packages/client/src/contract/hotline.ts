/** The desk of the hotline: agents of the caller's city, tickets, progress for a caller who has shown who they are. */
import { z } from 'zod';
import { complaintReason } from './complaints.ts';
import { regionCode } from './filing.ts';
import { page, pageOf, ticketFilter } from './list-parts.ts';
import { isoText, type Route } from './route.ts';

const serves = { kind: 'staff', permission: 'hotline.serve' } as const;
const about = z.enum(['application', 'device', 'money', 'agent', 'complaint', 'other']);
/** What a desk does by itself; sending an agent and waiting for an answer have routes of their own. */
const event = z.enum(['take', 'ask', 'resolve', 'answer', 'close', 'reopen']);

export const hotlineRoutes = {
  'POST /api/console/hotline/progress': {
    summary: 'How far a caller is: phone and the last four places of the identity number must fit; every try is logged',
    guard: serves,
    body: z.object({ phone: z.string().max(20), idTail: z.string().regex(/^\d{3}[\dX]$/) }),
    answer: z.object({
      name: z.string(),
      state: z.string(),
      channel: z.string(),
      nextActor: z.string(),
      open: z.array(z.object({ item: z.string(), reasons: z.array(z.string()) })),
      waybill: z.string().optional(),
      /** Where they are a merchant by now. */
      merchantNo: z.string().optional(),
    }),
    refusals: ['hotline.caller_unverified', 'http.rate_limit'],
  },
  'GET /api/console/hotline/tickets': {
    summary:
      'Tickets, page by page: those that have not ended, the most urgent first; or those that have, the latest first',
    guard: serves,
    query: ticketFilter.extend(page),
    answer: pageOf(
      z.object({
        ticketId: z.string(),
        kind: z.enum(['question', 'complaint', 'repair']),
        /** Of a repair: the device it was opened for. */
        serialNo: z.string().optional(),
        /** A cardholder complains: why. */
        complaint: complaintReason.optional(),
        takenBy: z.string().optional(),
        about,
        state: z.string(),
        region: z.string().optional(),
        phone: z.string(),
        words: z.string(),
        /** A merchant asked in the app: what about, with the figures as they stood then. */
        merchantNo: z.string().optional(),
        merchantName: z.string().optional(),
        month: z.string().optional(),
        line: z.string().optional(),
        transactionId: z.string().optional(),
        figures: z.record(z.string(), z.string()).optional(),
        answer: z.string().optional(),
        openedAt: isoText,
        dueAt: isoText,
        overdue: z.boolean(),
        events: z.array(event),
      }),
    ),
    refusals: ['console.list_place_wrong'],
  },
  'POST /api/console/hotline/tickets': {
    summary: 'Open a ticket for a caller',
    guard: serves,
    body: z.object({
      about,
      phone: z.string().max(20),
      words: z.string().trim().min(2).max(500),
      region: regionCode.optional(),
    }),
    answer: z.object({ ticketId: z.string() }),
    refusals: ['identity.phone_invalid'],
  },
  'POST /api/console/hotline/tickets/:ticketId/reply': {
    summary: 'Answer a ticket: it is resolved, and whoever asked gets the words by SMS',
    guard: serves,
    params: z.object({ ticketId: z.string().max(40) }),
    body: z.object({ words: z.string().trim().min(2).max(300) }),
    answer: z.object({ state: z.string() }),
    refusals: ['servicing.ticket_unknown', 'servicing.ticket_elsewhere'],
  },
  'POST /api/console/hotline/tickets/:ticketId/:event': {
    summary: 'Move a ticket on',
    guard: serves,
    params: z.object({ ticketId: z.string().max(40), event }),
    answer: z.object({ state: z.string() }),
    refusals: ['servicing.ticket_unknown', 'servicing.ticket_elsewhere'],
  },
} as const satisfies Record<string, Route>;
