/** Tickets 售后工单: of a merchant, of the desk that answers them, and of the agents who are sent. */
import { z } from 'zod';
import { complaintReason } from './complaints.ts';
import { fenText, forCashier, isoText, ok, type Route } from './route.ts';

const serves = { kind: 'staff', permission: 'hotline.serve' } as const;
const works = { kind: 'channel', audience: 'agent', permission: 'agent.work' } as const;

const params = z.object({ ticketId: z.string().max(40) });
const words = z.string().trim().min(2).max(500);
const kind = z.enum(['question', 'complaint', 'repair']);
const fault = z.enum(['works', 'broken', 'lost']);
const stars = z.number().int().min(1).max(5);
const message = z.object({
  side: z.enum(['merchant', 'us', 'agent', 'machine', 'cardholder']),
  /** Who of us or of the agent; empty to the merchant where it is the merchant. */
  name: z.string(),
  words: z.string(),
  at: isoText,
});
const replacement = z.object({
  oldSerial: z.string(),
  newSerial: z.string(),
  way: z.enum(['courier', 'agent']),
  state: z.enum(['reserved', 'taken_over', 'done', 'failed', 'cancelled']),
});
const whole = z.object({
  ticketId: z.string(),
  kind,
  state: z.string(),
  words: z.string(),
  answer: z.string().optional(),
  openedAt: isoText,
  dueAt: isoText,
  overdue: z.boolean(),
  device: z.object({ serialNo: z.string(), terminalNo: z.string(), fault }).optional(),
  /** A cardholder complains about this sale. Its merchant reads neither their words nor our answer to them. */
  complaint: z
    .object({
      reason: complaintReason,
      transactionId: z.string(),
      rrn: z.string(),
      amountFen: fenText,
      soldAt: isoText,
      forwarded: z.boolean(),
    })
    .optional(),
  agent: z.object({ name: z.string(), phone: z.string(), state: z.string() }).optional(),
  replacement: replacement.optional(),
  messages: z.array(message),
  rating: z.object({ stars, words: z.string() }).optional(),
});

const move = ['servicing.ticket_unknown', 'servicing.ticket_elsewhere'] as const;
const talk = [...move, 'servicing.talk_limit'] as const;
const replaces = [
  'terminals.unknown',
  'terminals.replace_not_now',
  'terminals.replacement_open',
  'terminals.out_of_stock',
  'terminals.device_not_here',
] as const;

export const ticketRoutes = {
  'POST /api/merchant/requests': {
    summary: 'Open a repair of one of my devices, a complaint or a question; one device has one open repair',
    guard: forCashier,
    body: z.union([
      z.object({ kind: z.literal('repair'), serialNo: z.string().max(40), fault, words }),
      z.object({ kind: z.enum(['question', 'complaint']), words }),
    ]),
    answer: z.object({ ticketId: z.string(), dueAt: isoText }),
    refusals: ['merchants.none', 'terminals.unknown', 'servicing.ticket_limit'],
  },
  'GET /api/merchant/tickets/:ticketId': {
    summary: 'One ticket of mine: where it stands, who comes, what was said',
    guard: forCashier,
    params,
    answer: whole.extend({ reopenUntil: isoText.optional() }),
    refusals: ['merchants.none', 'servicing.ticket_unknown'],
  },
  'POST /api/merchant/tickets/:ticketId/messages': {
    summary: 'Say more; where we waited for it the ticket goes on',
    guard: forCashier,
    params,
    body: z.object({ words }),
    answer: ok,
    refusals: ['merchants.none', ...talk],
  },
  'POST /api/merchant/tickets/:ticketId/rating': {
    summary: 'One to five, once, after it was resolved',
    guard: forCashier,
    params,
    body: z.object({ stars, words: z.string().trim().max(200) }),
    answer: ok,
    refusals: ['merchants.none', ...move, 'servicing.rating_not_now'],
  },
  'POST /api/merchant/tickets/:ticketId/reopen': {
    summary: 'It is not resolved: take it up again, with why',
    guard: forCashier,
    params,
    body: z.object({ words }),
    answer: ok,
    refusals: ['merchants.none', ...talk],
  },
  'POST /api/console/hotline/repairs': {
    summary: 'Open a repair for a merchant who has called',
    guard: serves,
    body: z.object({ terminalNo: z.string().max(8), fault, words }),
    answer: z.object({ ticketId: z.string() }),
    refusals: ['terminals.unknown', 'servicing.ticket_limit'],
  },
  'GET /api/console/hotline/tickets/:ticketId': {
    summary: 'One ticket with all that was said, and the agents who may be sent',
    guard: serves,
    params,
    answer: whole.extend({
      phone: z.string(),
      merchant: z
        .object({ merchantNo: z.string(), name: z.string(), region: z.string(), address: z.string() })
        .optional(),
      agents: z.array(z.object({ agentId: z.string(), name: z.string() })),
      events: z.array(z.string()),
    }),
    refusals: ['servicing.ticket_unknown'],
  },
  'POST /api/console/hotline/tickets/:ticketId/phone': {
    summary: 'The number of whoever opened it, in full; the look is logged',
    guard: serves,
    params,
    answer: z.object({ phone: z.string() }),
    answersSecret: true,
    refusals: ['servicing.ticket_unknown'],
  },
  'POST /api/console/hotline/tickets/:ticketId/messages': {
    summary:
      'Say something to the merchant; `ask` waits for the answer, tells them by SMS, and lets them see a cardholder’s complaint',
    guard: serves,
    params,
    body: z.object({ words, ask: z.boolean() }),
    answer: ok,
    refusals: talk,
  },
  'POST /api/console/hotline/tickets/:ticketId/dispatch': {
    summary: 'Send an agent to the merchant',
    guard: serves,
    params,
    body: z.object({ agentId: z.string().max(40) }),
    answer: ok,
    refusals: [...move, 'channels.certificate_expired', 'channels.certificate_invalid', 'channels.city_not_covered'],
  },
  'POST /api/console/hotline/tickets/:ticketId/replacement': {
    summary: 'Send another device by courier; the old one sells until the new one is activated',
    guard: { kind: 'staff', permission: 'operate.act' },
    params,
    answer: z.object({ serialNo: z.string() }),
    refusals: [...move, ...replaces],
  },
  'GET /api/agent/repairs': {
    summary: 'What we are sent to, and the free devices on our shelf',
    guard: works,
    answer: z.object({
      rows: z.array(
        z.object({
          ticketId: z.string(),
          state: z.enum(['offered', 'accepted', 'on_site', 'done', 'declined', 'withdrawn']),
          merchantName: z.string(),
          /** In full from when it is accepted until it is done. */
          phone: z.string(),
          address: z.string(),
          serialNo: z.string(),
          terminalNo: z.string(),
          model: z.string(),
          fault,
          words: z.string(),
          dueAt: isoText,
          replacement: replacement.optional(),
        }),
      ),
      inHand: z.array(z.object({ serialNo: z.string(), model: z.string() })),
    }),
  },
  'POST /api/agent/repairs/:ticketId/swap': {
    summary: 'On site: give the merchant a device of our shelf; its code goes to their phone',
    guard: works,
    params,
    body: z.object({ serialNo: z.string().trim().toUpperCase().max(40) }),
    answer: ok,
    refusals: [...move, 'servicing.dispatch_elsewhere', ...replaces],
  },
  'POST /api/agent/repairs/:ticketId/done': {
    summary: 'Done on site; a device that was replaced goes with us',
    guard: works,
    params,
    body: z.object({ words }),
    answer: ok,
    refusals: [...talk, 'servicing.dispatch_elsewhere', 'servicing.replacement_unfinished'],
  },
  'POST /api/agent/repairs/:ticketId/:event': {
    summary: 'Accept, decline, or say that we have arrived',
    guard: works,
    params: params.extend({ event: z.enum(['accept', 'decline', 'arrive']) }),
    answer: ok,
    refusals: [...move, 'servicing.dispatch_elsewhere'],
  },
} as const satisfies Record<string, Route>;
