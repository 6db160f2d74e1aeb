import { z } from 'zod';
import { dateText, filingState, slot } from './filing.ts';
import { isoText, ok, type Route } from './route.ts';

/** Officers of a bank's outlet. */
const enters = { kind: 'channel', audience: 'counter', permission: 'counter.enter' } as const;
const confirms = { kind: 'channel', audience: 'counter', permission: 'counter.confirm' } as const;
const params = z.object({ filingId: z.string().max(40) });

export const originalItem = z.enum([
  'identity_card',
  'bank_card',
  'licence',
  'account_permit',
  'premises',
  'authorisation',
]);

export const filingRow = z.object({
  filingId: z.string(),
  state: filingState,
  /** Masked: the list is on a screen that others see. */
  name: z.string(),
  phone: z.string(),
  tradeName: z.string(),
  openedAt: isoText,
  changedAt: isoText,
  openedBy: z.string(),
  applicationState: z.string(),
  note: z.string(),
  /** Whether the person who asks may be its second officer. */
  mayConfirm: z.boolean(),
});

export const handover = z.object({
  way: z.enum(['outlet', 'installation', 'courier']),
  wantedDate: z.string().optional(),
  slot: slot.optional(),
  state: z.enum(['planned', 'done', 'cancelled']),
});

export const filingDetail = z.object({
  filing: filingRow,
  originals: z.array(
    z.object({
      item: originalItem,
      materials: z.array(z.string()),
      verified: z.boolean(),
      tickedBy: z.string().optional(),
      tickedAt: isoText.optional(),
    }),
  ),
  /** Open items of the checklist; the face apart, which is witnessed here. */
  missing: z.array(z.string()),
  identityState: z.string(),
  faceWitnessed: z.boolean(),
  witnessedBy: z.string().optional(),
  handover: handover.optional(),
});

const opened = z.object({ filingId: z.string(), phone: z.string(), resendAfterS: z.number() });
const codeRefusals = ['identity.phone_invalid', 'identity.code_too_soon', 'identity.code_limit'] as const;
const unknown = ['channels.filing_unknown'] as const;

export const counterRoutes = {
  'POST /api/counter/sessions': {
    summary: 'Sign-in of an officer',
    guard: { kind: 'public' },
    body: z.object({ login: z.string().max(60), password: z.string().max(200) }),
    answer: z.object({ displayName: z.string(), role: z.string() }),
    refusals: ['identity.sign_in_wrong', 'identity.sign_in_limit', 'identity.staff_locked'],
  },
  'GET /api/counter/me': {
    summary: 'Who is signed in, at which outlet',
    guard: enters,
    answer: z.object({
      staffId: z.string(),
      displayName: z.string(),
      role: z.string(),
      permissions: z.array(z.string()),
      bank: z.string(),
      outlet: z.string(),
      region: z.string(),
    }),
  },
  'DELETE /api/counter/sessions/current': { summary: 'Sign out', guard: enters, answer: ok },
  'GET /api/counter/filings': {
    summary: 'Filings of this outlet, newest first',
    guard: enters,
    answer: z.object({ rows: z.array(filingRow) }),
  },
  'POST /api/counter/filings': {
    summary: 'Open a filing: the merchant gets an SMS that names bank, outlet and purpose',
    guard: enters,
    body: z.object({ phone: z.string().max(20) }),
    answer: opened,
    refusals: codeRefusals,
  },
  'POST /api/counter/form-codes': {
    summary: 'Take over a printed draft by its short code; the merchant is asked by SMS all the same',
    guard: enters,
    body: z.object({ code: z.string().min(8).max(12) }),
    answer: opened,
    refusals: ['channels.form_code_unknown', 'identity.sign_in_limit', ...codeRefusals],
  },
  'POST /api/counter/filings/:filingId/codes': {
    summary: 'Send the consent code again',
    guard: enters,
    params,
    answer: opened,
    refusals: [...unknown, 'channels.filing_not_open', ...codeRefusals],
  },
  'POST /api/counter/filings/:filingId/consent': {
    summary: 'The code that the merchant entered: consents are recorded and the filing opens',
    guard: enters,
    params,
    body: z.object({ code: z.string().max(10) }),
    answer: ok,
    refusals: [
      ...unknown,
      'channels.filing_not_open',
      'channels.application_closed',
      'identity.code_wrong',
      'identity.code_expired',
      'identity.code_tries_used',
    ],
  },
  'GET /api/counter/filings/:filingId': {
    summary: 'One filing: originals, what is missing, who did what',
    guard: enters,
    params,
    answer: filingDetail,
    refusals: unknown,
  },
  'PUT /api/counter/filings/:filingId/originals/:item': {
    summary: 'The original was held in hands beside these photos, or not after all',
    guard: enters,
    params: z.object({ filingId: z.string().max(40), item: originalItem }),
    body: z.object({ seen: z.boolean() }),
    answer: ok,
    refusals: [...unknown, 'channels.original_without_photo', 'channels.filing_not_open'],
  },
  'PUT /api/counter/filings/:filingId/face': {
    summary: 'The person at the counter is the person on the card',
    guard: enters,
    params,
    body: z.object({ seen: z.boolean() }),
    answer: ok,
    refusals: [...unknown, 'channels.filing_not_open', 'identity.not_confirmed'],
  },
  'POST /api/counter/filings/:filingId/send': {
    summary: 'To the second officer',
    guard: enters,
    params,
    answer: ok,
    refusals: [
      ...unknown,
      'channels.filing_not_open',
      'channels.originals_open',
      'channels.face_not_witnessed',
      'applications.incomplete',
    ],
  },
  'POST /api/counter/filings/:filingId/confirm': {
    summary: 'The second officer agrees: the merchant is asked to sign',
    guard: confirms,
    params,
    answer: ok,
    refusals: [
      ...unknown,
      'channels.filing_not_awaiting',
      'channels.same_officer',
      'applications.incomplete',
      'applications.none',
      'applications.already_submitted',
      'applications.card_is_credit',
      'applications.card_number_invalid',
    ],
  },
  'POST /api/counter/filings/:filingId/return': {
    summary: 'The second officer gives it back with what is wrong',
    guard: confirms,
    params,
    body: z.object({ note: z.string().trim().min(2).max(300) }),
    answer: ok,
    refusals: [...unknown, 'channels.filing_not_awaiting', 'channels.same_officer'],
  },
  'POST /api/counter/filings/:filingId/withdraw': {
    summary: 'End a filing; the merchant’s draft stays theirs',
    guard: enters,
    params,
    answer: ok,
    refusals: [...unknown, 'channels.filing_not_open'],
  },
  'GET /api/counter/filings/:filingId/form': {
    summary: 'The application as a printable form (PDF)',
    guard: enters,
    params,
    answer: z.any(),
    refusals: [...unknown, 'channels.consent_awaited', 'channels.filing_not_open', 'applications.none'],
  },
  'PUT /api/counter/filings/:filingId/handover': {
    summary: 'How the device of an approved merchant comes to them',
    guard: enters,
    params,
    body: z.object({
      way: z.enum(['outlet', 'installation', 'courier']),
      wantedDate: dateText.optional(),
      slot: slot.optional(),
    }),
    answer: ok,
    refusals: [...unknown, 'channels.handover_not_now', 'channels.visit_date'],
  },
  'POST /api/counter/filings/:filingId/handover/done': {
    summary: 'The device was handed over',
    guard: enters,
    params,
    answer: ok,
    refusals: [...unknown, 'channels.handover_not_now'],
  },
  'GET /api/counter/daily': {
    summary: 'What this outlet filed on a day',
    guard: enters,
    query: z.object({ date: dateText }),
    answer: z.object({
      date: z.string(),
      counts: z.record(z.string(), z.number()),
      rows: z.array(filingRow),
    }),
  },
  'GET /api/counter/daily.csv': {
    summary: 'The same as CSV (UTF-8 with BOM)',
    guard: enters,
    query: z.object({ date: dateText }),
    answer: z.any(),
  },
} as const satisfies Record<string, Route>;
