import { z } from 'zod';
import { isoText, ok, type Route } from './route.ts';

const demo = { kind: 'demo' } as const;

/** In their order. */
export const TOUR_STEPS = ['apply', 'review', 'activate', 'sale', 'money', 'deposit'] as const;

export const demoRoutes = {
  'GET /api/public/status': {
    summary: 'What runs here: name, version, mode, business time',
    guard: { kind: 'public' },
    answer: z.object({
      name: z.literal('kaitong'),
      version: z.string(),
      demo: z.boolean(),
      now: isoText,
      businessDate: z.string(),
    }),
  },
  'GET /api/demo/info': {
    summary: 'Demo mode: sign-ins, people, simulators, clock',
    guard: demo,
    answer: z.object({
      now: isoText,
      wallNow: isoText,
      businessDate: z.string(),
      signIns: z.array(z.object({ login: z.string(), password: z.string(), role: z.string() })),
      people: z.array(
        z.object({
          key: z.string(),
          name: z.string(),
          phone: z.string(),
          about: z.object({ zh: z.string(), en: z.string() }),
        }),
      ),
      simulators: z.array(z.object({ name: z.string(), alive: z.boolean() })),
      nextDue: z.array(z.object({ kind: z.string(), key: z.string(), at: isoText })),
    }),
  },
  'GET /api/demo/living': {
    summary: 'What a demo was given to live with, merchants to sign in as, and how far the tour has come',
    guard: demo,
    answer: z.object({
      /** Another one after a reset. */
      run: z.string(),
      state: z.enum(['off', 'seeding', 'done', 'failed']),
      percent: z.number(),
      canReset: z.boolean(),
      merchants: z.array(
        z.object({
          merchantId: z.string(),
          name: z.string(),
          person: z.string(),
          phone: z.string(),
          mcc: z.string(),
          situation: z
            .enum(['returned', 'striking', 'repair', 'complaint', 'expiring', 'drifting', 'asks', 'deposit'])
            .optional(),
        }),
      ),
      tour: z.object({
        person: z.object({ key: z.string(), name: z.string(), phone: z.string() }),
        steps: z.array(z.object({ step: z.enum(TOUR_STEPS), done: z.boolean() })),
      }),
    }),
  },
  'POST /api/demo/sign-in': {
    summary: 'Sign in to the merchant app as a drawn person or a merchant of the seeded past, without a code',
    guard: demo,
    body: z.object({ phone: z.string().regex(/^1\d{10}$/) }),
    answer: ok,
    refusals: ['demo.person_unknown'],
  },
  'POST /api/demo/tour/deposit': {
    summary: 'The last step of the tour: what is the deposit of an e-sign POS, in yuan',
    guard: demo,
    body: z.object({ yuan: z.string().trim().max(12) }),
    answer: z.object({ right: z.boolean() }),
  },
  'POST /api/demo/reset': {
    summary: 'Put the demo back to its first state: everything in it is thrown away, and it starts again',
    guard: demo,
    body: z.object({ run: z.string().max(40) }),
    answer: ok,
    refusals: ['demo.not_whole', 'demo.other_run'],
  },
  'GET /api/demo/failures': {
    summary: 'Failures of the outside world by name, and which of them are on',
    guard: demo,
    answer: z.object({
      rows: z.array(
        z.object({
          name: z.string(),
          simulator: z.string(),
          on: z.boolean(),
          title: z.object({ zh: z.string(), en: z.string() }),
          /** What one will see. */
          sight: z.object({ zh: z.string(), en: z.string() }),
        }),
      ),
    }),
  },
  'PUT /api/demo/failures/:name': {
    summary: 'Let the outside world fail in this way, or end it',
    guard: demo,
    params: z.object({ name: z.string().max(40) }),
    body: z.object({ on: z.boolean() }),
    answer: ok,
    refusals: ['http.not_found'],
  },
  'POST /api/demo/clock': {
    summary: 'Move business time forward; every day-end in between runs, in order',
    guard: demo,
    body: z.object({ to: z.enum(['next_event', 'cut_off', 'next_morning', 'payout', 'plus_1h', 'plus_1d']) }),
    answer: z.object({ now: isoText, ran: z.array(z.object({ kind: z.string(), key: z.string(), at: isoText })) }),
    refusals: ['demo.clock_busy'],
  },
  'GET /api/demo/samples': {
    summary: 'Sample documents to download, photograph or use at once',
    guard: demo,
    answer: z.object({
      rows: z.array(
        z.object({
          name: z.string(),
          personKey: z.string(),
          kind: z.string(),
          title: z.object({ zh: z.string(), en: z.string() }),
          expect: z.string(),
        }),
      ),
    }),
  },
  'GET /api/demo/samples/:name': {
    summary: 'One sample (JPEG) or clip (MP4, WebM)',
    guard: demo,
    params: z.object({ name: z.string().max(80) }),
    answer: z.any(),
  },
  'POST /api/demo/face-frames': {
    summary: 'Frames of a sample person answering a challenge, as base64 JPEG, for machines without a camera',
    guard: demo,
    body: z.object({ personKey: z.string().max(20), actions: z.array(z.string().max(20)).max(4) }),
    answer: z.object({ frames: z.array(z.object({ jpegBase64: z.string(), atMs: z.number() })) }),
  },
  'GET /api/demo/world/:simulator/*': {
    summary: 'A simulator’s own pages and state, passed through',
    guard: demo,
    answer: z.any(),
  },
  'PUT /api/demo/world/:simulator/faults': {
    summary: 'Switch a simulator’s faults',
    guard: demo,
    body: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    answer: z.any(),
  },
  'POST /api/demo/world/courier/parcels/:reference/deliver': {
    summary: 'Let the courier deliver this parcel now',
    guard: demo,
    params: z.object({ reference: z.string().max(60) }),
    answer: ok,
  },
  'POST /api/demo/world/card-network/disputes': {
    summary: 'A cardholder’s bank raises a dispute about a sale; it comes with the file of the running day',
    guard: demo,
    body: z.object({
      rrn: z.string().regex(/^\d{12}$/),
      kind: z.enum(['chargeback', 'document_request', 'second_chargeback']),
      amountFen: z
        .string()
        .regex(/^[1-9]\d{0,11}$/)
        .optional(),
    }),
    answer: z.any(),
    refusals: ['http.not_found'],
  },
  'POST /api/demo/world/bank/pay-ins': {
    summary: 'Somebody transfers money to the acquirer’s account from an account of their own',
    guard: demo,
    body: z.object({ fromAccount: z.string().max(40), amountFen: z.string().max(12), remark: z.string().max(60) }),
    answer: z.object({
      entryId: z.string().optional(),
      payerName: z.string().optional(),
      error: z.string().optional(),
    }),
  },
  'POST /api/demo/world/:simulator/power': {
    summary: 'Stop or start a simulator',
    guard: demo,
    params: z.object({ simulator: z.string().max(30) }),
    body: z.object({ on: z.boolean() }),
    answer: ok,
  },
} as const satisfies Record<string, Route>;
