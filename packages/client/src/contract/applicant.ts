import { z } from 'zod';
import { fenText, isoText, ok, type Route } from './route.ts';

const applicant = { kind: 'applicant' } as const;

export const consentKind = z.enum(['privacy', 'id_images', 'face', 'third_party_check', 'location']);
export const materialKind = z.enum(['id_front', 'id_back', 'bank_card', 'scene_photo', 'scene_order']);
export const livenessAction = z.enum(['turn_left', 'turn_right', 'open_mouth', 'nod']);

const field = z.object({ value: z.string(), confidence: z.number(), valid: z.boolean(), box: z.array(z.number()) });
export const material = z.object({
  materialId: z.string(),
  kind: materialKind,
  fields: z.record(z.string(), field),
  warnings: z.array(z.string()),
  createdAt: isoText,
});

export const draft = z.object({
  kind: z.enum(['individual']).optional(),
  deviceModel: z.enum(['esign_pos']).optional(),
  depositConfirmed: z.boolean().optional(),
  settlement: z.enum(['t1']).optional(),
  planId: z.enum(['standard']).optional(),
  card: z.object({ materialId: z.string().optional(), number: z.string(), reservedPhone: z.string() }).optional(),
  scene: z.object({ materialId: z.string() }).optional(),
  business: z.object({ tradeName: z.string(), mcc: z.string(), region: z.string(), address: z.string() }).optional(),
});

export const requirement = z.object({
  item: z.enum([
    'identity_card',
    'face',
    'device',
    'settlement',
    'bank_card',
    'scene',
    'business',
    'third_party_consent',
  ]),
  status: z.enum(['missing', 'submitted', 'fix_needed', 'passed']),
  step: z.enum(['identity', 'face', 'plan', 'card', 'scene', 'business', 'consents']),
  reason: z.string().optional(),
  note: z.string().optional(),
});

export const timelineStep = z.object({
  step: z.enum([
    'submitted',
    'machine_check',
    'manual_review',
    'needs_fix',
    'approved',
    'rejected',
    'shipped',
    'delivered',
    'activated',
    'test_sale',
  ]),
  state: z.enum(['done', 'now', 'ahead', 'failed']),
  at: isoText.optional(),
  detail: z.string().optional(),
});

export const application = z.object({
  applicationId: z.string(),
  state: z.string(),
  draft,
  draftVersion: z.number(),
  revisionNo: z.number(),
  requirements: z.array(requirement),
  /** Who has to do something now, and until when we promise ours. */
  nextActor: z.enum(['applicant', 'us', 'nobody']),
  dueAt: isoText.optional(),
  timeline: z.array(timelineStep),
  checks: z.array(z.object({ check: z.string(), verdict: z.string(), reason: z.string().optional() })),
});

export const me = z.object({
  applicantId: z.string(),
  phone: z.string(),
  name: z.string().optional(),
  idNumber: z.string().optional(),
  idValidTo: z.string().optional(),
  identityState: z.enum(['none', 'id_confirmed', 'face_passed', 'face_human']),
  faceTriesLeft: z.number(),
  consents: z.array(consentKind),
  materials: z.array(material),
  merchantId: z.string().optional(),
  applicationState: z.string().optional(),
});

export const applicantRoutes = {
  'POST /api/applicant/codes': {
    summary: 'Send a sign-in code by SMS',
    guard: { kind: 'public' },
    body: z.object({ phone: z.string().max(20) }),
    answer: z.object({ messageId: z.string(), resendAfterS: z.number() }),
    refusals: ['identity.phone_invalid', 'identity.code_too_soon', 'identity.code_limit'],
  },
  'GET /api/applicant/codes/:messageId': {
    summary: 'What became of a code message, so that an undelivered one is seen and another way offered',
    guard: { kind: 'public' },
    params: z.object({ messageId: z.string().max(40) }),
    answer: z.object({ state: z.enum(['waiting', 'sent', 'delivered', 'undelivered', 'failed']) }),
  },
  'POST /api/applicant/sessions': {
    summary: 'Sign in (or register) with phone and code',
    guard: { kind: 'public' },
    body: z.object({ phone: z.string().max(20), code: z.string().max(10) }),
    answer: z.object({ applicantId: z.string() }),
    refusals: ['identity.code_wrong', 'identity.code_expired', 'identity.code_tries_used'],
  },
  'DELETE /api/applicant/sessions/current': { summary: 'Sign out', guard: applicant, answer: ok },
  'GET /api/applicant/me': { summary: 'The person signed in and how far they are', guard: applicant, answer: me },
  'PUT /api/applicant/consents/:kind': {
    summary: 'Give or withdraw one consent',
    guard: applicant,
    params: z.object({ kind: consentKind }),
    body: z.object({ given: z.boolean(), textVersion: z.string().max(20) }),
    answer: ok,
    refusals: ['identity.consent_never_given'],
  },
  'POST /api/applicant/materials': {
    summary: 'Hand in one photo: judged at once, read by OCR (multipart: kind, file)',
    guard: applicant,
    form: z.object({ kind: materialKind }),
    answer: material,
    refusals: [
      'materials.photo_refused',
      'materials.photo_too_large',
      'identity.consent_missing',
      'applications.not_editable',
    ],
  },
  'GET /api/applicant/materials/:materialId/image': {
    summary: 'One of my own photos (image bytes)',
    guard: applicant,
    params: z.object({ materialId: z.string().max(40) }),
    answer: z.any(),
  },
  'POST /api/applicant/identity': {
    summary: 'Confirm or correct what was read from the identity card',
    guard: applicant,
    body: z.object({ name: z.string().max(60), idNumber: z.string().max(20), validTo: z.string().max(10) }),
    answer: ok,
    refusals: [
      'identity.name_missing',
      'identity.id_number_invalid',
      'identity.valid_to_invalid',
      'identity.id_expired',
      'identity.id_expiring_soon',
      'identity.too_young',
      'identity.already_verified',
      'identity.photos_missing',
    ],
  },
  'POST /api/applicant/face/challenges': {
    summary: 'A random challenge for the live face check',
    guard: applicant,
    answer: z.object({ challengeId: z.string(), actions: z.array(livenessAction) }),
    refusals: ['identity.consent_missing', 'identity.not_confirmed'],
  },
  'POST /api/applicant/face/attempts': {
    summary:
      'A burst of JPEG frames answering the challenge (multipart: challengeId, atMs as JSON array, frame files in order)',
    guard: applicant,
    form: z.object({ challengeId: z.string().max(40), atMs: z.string().max(2000) }),
    answer: z.object({ state: z.enum(['face_passed', 'face_human']), similarity: z.number() }),
    refusals: [
      'identity.challenge_unknown',
      'identity.face_liveness_failed',
      'identity.face_mismatch',
      'identity.face_tries_used',
      'identity.not_confirmed',
      'identity.consent_missing',
    ],
  },
  'GET /api/applicant/offer': {
    summary: 'Devices, deposit terms, price plan and the checklist of an individual, before anything is signed',
    guard: applicant,
    answer: z.object({
      devices: z.array(
        z.object({ model: z.string(), depositFen: fenText, targetFen: fenText, targetDays: z.number() }),
      ),
      plan: z.object({ planId: z.string(), creditPercent: z.string(), debitPercent: z.string(), debitCapFen: fenText }),
      mccs: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
      regions: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
    }),
  },
  'POST /api/applicant/application': {
    summary: 'Open my application (or find the open one)',
    guard: applicant,
    answer: application,
  },
  'GET /api/applicant/application': {
    summary: 'My application: draft, checklist, timeline, fixes',
    guard: applicant,
    answer: application,
    refusals: ['applications.none'],
  },
  'PUT /api/applicant/application/draft': {
    summary: 'Save the draft; `version` is the one that was read, so that two tabs never overwrite each other',
    guard: applicant,
    body: z.object({ version: z.number().int(), draft }),
    answer: z.object({ version: z.number() }),
    refusals: [
      'applications.draft_conflict',
      'applications.not_editable',
      'applications.none',
      'applications.draft_invalid',
    ],
  },
  'POST /api/applicant/application/submit': {
    summary: 'Sign and submit',
    guard: applicant,
    body: z.object({ version: z.number().int() }),
    answer: z.object({ revisionNo: z.number() }),
    refusals: [
      'applications.incomplete',
      'applications.already_submitted',
      'applications.draft_conflict',
      'applications.card_is_credit',
      'applications.card_number_invalid',
      'applications.none',
    ],
  },
  'GET /api/applicant/events': {
    summary: 'Live events (server-sent): {kind, payload} as JSON lines',
    guard: applicant,
    answer: z.any(),
  },
} as const satisfies Record<string, Route>;
