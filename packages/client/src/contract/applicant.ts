import { accountProofRoutes } from './account-proof.ts';
import { z } from 'zod';
import { shop } from './members.ts';
import { fenText, forCashier, isoText, ok, type Route } from './route.ts';

const applicant = { kind: 'applicant' } as const;
/** Filling in an application: the applicant, or staff of a bank or an agent in a filing of theirs. */
const filling = { kind: 'applicant', filing: true } as const;

export const consentKind = z.enum(['privacy', 'id_images', 'face', 'third_party_check', 'location', 'interview']);
/** What follows when a consent is taken back. */
export const consentEffect = z.enum([
  'nothing',
  'face_forgotten',
  'card_forgotten',
  'interview_forgotten',
  'cannot_submit',
  'application_ends',
  'kept_by_law',
]);
export const materialKind = z.enum([
  'id_front',
  'id_back',
  'bank_card',
  'scene_photo',
  'scene_order',
  'scene_video',
  'interview_video',
  'business_licence',
  'account_permit',
  'lease',
  'auth_letter',
  'account_letter',
  'legal_id_front',
  'legal_id_back',
  'new_id_front',
  'new_id_back',
  'new_licence',
  'new_scene',
]);
export const faceRoute = z.enum(['live', 'interview']);
export const interviewQuestion = z.enum([
  'who_and_why',
  'asked_by_whom',
  'deposit_known',
  'what_sold',
  'price_of_one',
  'since_when',
  'busiest_hour',
  'show_goods',
  'where_today',
  'show_surroundings',
]);
export const livenessAction = z.enum(['turn_left', 'turn_right', 'open_mouth', 'nod']);

const field = z.object({ value: z.string(), confidence: z.number(), valid: z.boolean(), box: z.array(z.number()) });
export const material = z.object({
  materialId: z.string(),
  kind: materialKind,
  fields: z.record(z.string(), field),
  warnings: z.array(z.string()),
  /** Texts read around the seals on the paper. */
  seals: z.array(z.object({ text: z.string(), confidence: z.number(), box: z.array(z.number()) })),
  video: z
    .object({ durationMs: z.number(), width: z.number(), height: z.number(), recordedAt: isoText.optional() })
    .optional(),
  createdAt: isoText,
});

export const applicantKind = z.enum(['individual', 'sole_proprietor', 'company']);
const materialId = z.string().max(40);

export const draft = z.object({
  kind: applicantKind.optional(),
  deviceModel: z.enum(['esign_pos', 'smart_pos']).optional(),
  depositConfirmed: z.boolean().optional(),
  settlement: z.enum(['t1', 't0']).optional(),
  planId: z.enum(['standard']).optional(),
  accountKind: z.enum(['personal', 'corporate']).optional(),
  card: z.object({ materialId: materialId.optional(), number: z.string(), reservedPhone: z.string() }).optional(),
  corporateAccount: z
    .object({
      materialId: materialId.optional(),
      accountName: z.string(),
      accountNumber: z.string(),
      bankName: z.string(),
      branchCode: z.string(),
      letterMaterialId: z.string().optional(),
    })
    .optional(),
  licence: z
    .object({
      materialId,
      name: z.string(),
      uscc: z.string(),
      legalPerson: z.string(),
      /** 长期 or YYYY-MM-DD */
      validTo: z.string(),
      address: z.string().optional(),
    })
    .optional(),
  premises: z
    .object({ materialId, proof: z.enum(['lease', 'property']), party: z.string(), validTo: z.string() })
    .optional(),
  acting: z
    .discriminatedUnion('as', [
      z.object({ as: z.literal('legal_person') }),
      z.object({
        as: z.literal('handler'),
        legalPersonName: z.string(),
        legalPersonIdNumber: z.string(),
        frontMaterialId: materialId,
        backMaterialId: materialId,
        letterMaterialId: materialId,
      }),
    ])
    .optional(),
  owners: z.array(z.object({ name: z.string(), idNumber: z.string(), sharePercent: z.number() })).optional(),
  scene: z.object({ materialId }).optional(),
  interview: z.object({ materialId }).optional(),
  business: z
    .object({
      tradeName: z.string(),
      mcc: z.string(),
      region: z.string(),
      address: z.string(),
      hours: z.string().optional(),
      fixedPlace: z.boolean().optional(),
      monthlyYuan: z.number().optional(),
      pin: z.object({ latitude: z.number(), longitude: z.number(), source: z.enum(['device', 'hand']) }).optional(),
    })
    .optional(),
});

export const requirementItem = z.enum([
  'identity_card',
  'face',
  'licence',
  'authorisation',
  'owners',
  'device',
  'settlement',
  'bank_card',
  'account_permit',
  'premises',
  'scene',
  'business',
  'interview',
  'third_party_consent',
]);

export const requirement = z.object({
  item: requirementItem,
  status: z.enum(['missing', 'submitted', 'checking', 'passed', 'fix_needed', 'waived']),
  step: z.enum([
    'identity',
    'face',
    'plan',
    'licence',
    'authorisation',
    'owners',
    'card',
    'account',
    'premises',
    'scene',
    'business',
    'interview',
    'consents',
  ]),
  /** Who acts next on this line; absent when nobody has to. */
  actor: z.enum(['applicant', 'agent', 'bank', 'us']).optional(),
  deadline: isoText.optional(),
  /** Why it was sent back; the first leads. */
  reasons: z.array(z.string()).optional(),
  /** What puts all of them right. */
  remedy: z.enum(['retake', 'upload', 'replace', 'correct', 'record_video', 'counter_or_agent', 'none']).optional(),
  note: z.string().optional(),
});

export const timelineStep = z.object({
  step: z.enum([
    'submitted',
    'machine_check',
    'manual_review',
    'needs_fix',
    'second_review',
    'signature',
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
  channel: z.enum(['online', 'counter', 'agent']),
  draft,
  draftVersion: z.number(),
  revisionNo: z.number(),
  requirements: z.array(requirement),
  /** Who has to do something now, and until when we promise ours. */
  nextActor: z.enum(['applicant', 'agent', 'bank', 'us', 'nobody']),
  dueAt: isoText.optional(),
  /** Until when the fixes that were asked for are waited for. */
  fixDueAt: isoText.optional(),
  timeline: z.array(timelineStep),
  /** Approved on other terms than I signed: mine were these, and the draft now has the new ones. */
  changedTerms: z
    .object({
      before: z.object({ settlement: z.string().optional(), deviceModel: z.string().optional() }),
      note: z.string(),
    })
    .optional(),
  checks: z.array(z.object({ check: z.string(), verdict: z.string(), reason: z.string().optional() })),
});

const charge = z.object({
  code: z.enum(['credit_fee', 'debit_fee', 'qr_fee', 't0_fee', 'deposit', 'sim_fee']),
  when: z.enum([
    'each_credit_sale',
    'each_debit_sale',
    'each_qr_sale',
    'each_t0_sale',
    'activation',
    'each_year_from_second',
  ]),
  ratePpm: z.string().optional(),
  capFen: fenText.optional(),
  amountFen: fenText.optional(),
});

export const priceSheet = z.object({
  kind: applicantKind,
  deviceModel: z.enum(['esign_pos', 'smart_pos']),
  settlement: z.enum(['t1', 't0']),
  /** Asked for T+0 where it is not open at once: paid T+1 until so many days after activation. */
  t0From: z.object({ afterDays: z.number(), normalDays: z.number() }).optional(),
  planId: z.string(),
  planFrom: z.string(),
  charges: z.array(charge),
  /** What costs nothing, though swindlers ask for it. */
  never: z.array(z.string()),
  deposit: z.object({
    amountFen: fenText,
    targetFen: fenText,
    targetDays: z.number(),
    captureDay: z.number(),
    refundWorkingDays: z.number(),
    giveBackDays: z.number().optional(),
    reach: z.enum(['within_reach', 'above_expected_volume', 'above_credit_limit', 'unknown']),
    monthlyNeedFen: fenText,
  }),
  simFreeYears: z.number(),
  simNoticeDays: z.number(),
  priceNoticeDays: z.number(),
});

export const me = z.object({
  applicantId: z.string(),
  phone: z.string(),
  name: z.string().optional(),
  idNumber: z.string().optional(),
  idValidTo: z.string().optional(),
  identityState: z.enum(['none', 'id_confirmed', 'face_passed', 'face_human', 'face_witnessed']),
  faceRoute,
  faceTriesLeft: z.number(),
  consents: z.array(consentKind),
  /** Of each consent in force: what follows if it is taken back now. */
  consentEffects: z.partialRecord(consentKind, consentEffect),
  materials: z.array(material),
  merchantId: z.string().optional(),
  /** Merchants of others in which this person serves, or is asked to. */
  shops: z.array(shop),
  applicationState: z.string().optional(),
  /** Somebody has shown this face and card, and the account moves to another number then, unless it is stopped. */
  recovery: z.object({ newPhone: z.string(), at: isoText }).optional(),
});

/** Of a material that is handed in, in whichever way. */
const handInRefusals = [
  'materials.photo_refused',
  'materials.photo_too_large',
  'materials.video_too_long',
  'materials.video_too_old',
  'materials.video_still',
  'materials.video_from_the_future',
  'materials.video_unreadable',
  'materials.video_before_questions',
  'identity.interview_unknown',
  'materials.video_too_large',
  'identity.consent_missing',
  'applications.not_editable',
  'applications.not_asked',
  'servicing.change_not_editable',
] as const;

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
  'GET /api/applicant/me': { summary: 'The person signed in and how far they are', guard: filling, answer: me },
  'PUT /api/applicant/consents/:kind': {
    summary: 'Give or withdraw one consent',
    guard: applicant,
    params: z.object({ kind: consentKind }),
    body: z.object({
      given: z.boolean(),
      textVersion: z.string().max(20),
      /** When it is taken back: what was said to follow from it. */
      effect: consentEffect.optional(),
    }),
    answer: ok,
    refusals: ['identity.consent_never_given', 'identity.consent_effect'],
  },
  'POST /api/applicant/materials': {
    summary: 'Hand in one photo or video: judged at once, read by OCR (multipart: kind, file)',
    guard: filling,
    form: z.object({
      kind: materialKind,
      /** Of an interview: which questions the clip answers. */ interviewId: z.string().max(40).optional(),
    }),
    answer: material,
    refusals: handInRefusals,
  },
  'POST /api/applicant/uploads': {
    summary: 'Begin to hand in a large photo or video in parts, or go on with one: which parts are here already',
    guard: filling,
    body: z.object({
      kind: materialKind,
      bytes: z.number().int().min(1).max(1_000_000_000),
      /** Of the whole: the same bytes again go on where they were. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      contentType: z.string().regex(/^(image|video)\/[\w.+-]{1,40}$/),
      interviewId: z.string().max(40).optional(),
    }),
    answer: z.object({ uploadId: z.string(), partBytes: z.number(), parts: z.array(z.number()) }),
    refusals: [
      'materials.photo_too_large',
      'materials.video_too_large',
      'identity.consent_missing',
      'applications.not_editable',
      'applications.not_asked',
      'servicing.change_not_editable',
      'http.rate_limit',
    ],
  },
  'PUT /api/applicant/uploads/:uploadId/parts/:partNo': {
    summary: 'One part, numbered from 0: all of `partBytes` but the last (multipart: file)',
    guard: filling,
    params: z.object({ uploadId: z.string().max(40), partNo: z.string().regex(/^\d{1,4}$/) }),
    form: z.object({}),
    answer: ok,
    refusals: ['materials.upload_unknown', 'materials.upload_part_wrong'],
  },
  'POST /api/applicant/uploads/:uploadId/completion': {
    summary: 'All parts are sent: judge and read the material; asked twice it answers with the same one',
    guard: filling,
    params: z.object({ uploadId: z.string().max(40) }),
    answer: material,
    refusals: [
      ...handInRefusals,
      'materials.upload_unknown',
      'materials.upload_incomplete',
      'materials.upload_broken',
      'materials.upload_in_judgement',
    ],
  },
  'GET /api/applicant/materials/:materialId/image': {
    summary: 'One of my own photos (image bytes)',
    guard: filling,
    params: z.object({ materialId: z.string().max(40) }),
    answer: z.any(),
    refusals: ['materials.erased'],
  },
  'POST /api/applicant/identity': {
    summary: 'Confirm or correct what was read from the identity card',
    guard: filling,
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
    guard: filling,
    answer: z.object({ challengeId: z.string(), actions: z.array(livenessAction) }),
    refusals: ['identity.consent_missing', 'identity.not_confirmed'],
  },
  'PUT /api/applicant/face/route': {
    summary:
      'Choose how to show that I am the person on the card: a live check, or a recorded interview that people judge',
    guard: filling,
    body: z.object({ route: faceRoute }),
    answer: ok,
    refusals: ['identity.not_confirmed', 'applications.not_editable', 'applications.not_asked'],
  },
  'POST /api/applicant/interviews': {
    summary: 'Three fresh questions for a recorded interview',
    guard: filling,
    answer: z.object({
      interviewId: z.string(),
      questions: z.array(interviewQuestion),
      expiresAt: isoText,
      secondsMax: z.number(),
    }),
    refusals: [
      'identity.consent_missing',
      'identity.not_confirmed',
      'identity.interview_limit',
      'applications.not_editable',
      'applications.not_asked',
    ],
  },
  'POST /api/applicant/face/attempts': {
    summary:
      'A burst of JPEG frames answering the challenge (multipart: challengeId, atMs as JSON array, frame files in order)',
    guard: filling,
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
    summary: 'Devices, deposit terms, price plan, trades and places, before anything is signed',
    guard: filling,
    answer: z.object({
      devices: z.array(
        z.object({
          model: z.enum(['esign_pos', 'smart_pos']),
          depositFen: fenText,
          targetFen: fenText,
          targetDays: z.number(),
          suggestedFor: z.array(applicantKind),
        }),
      ),
      plan: z.object({
        planId: z.string(),
        creditPercent: z.string(),
        debitPercent: z.string(),
        debitCapFen: fenText,
        t0Percent: z.string(),
        /** Days from activation before T+0; 0 = at once. */
        t0AfterDays: z.number(),
      }),
      mccs: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
      regions: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
    }),
  },
  'POST /api/applicant/application': {
    summary: 'Open my application (or find the open one)',
    guard: filling,
    answer: application,
  },
  'GET /api/applicant/application': {
    summary: 'My application: draft, checklist, timeline, fixes',
    guard: filling,
    answer: application,
    refusals: ['applications.none'],
  },
  'PUT /api/applicant/application/draft': {
    summary: 'Save the draft; `version` is the one that was read, so that two tabs never overwrite each other',
    guard: filling,
    body: z.object({ version: z.number().int(), draft }),
    answer: z.object({ version: z.number() }),
    refusals: [
      'applications.draft_conflict',
      'applications.not_editable',
      'applications.not_asked',
      'applications.none',
      'applications.draft_invalid',
    ],
  },
  'POST /api/applicant/application/kind': {
    summary: 'Choose or change the kind of applicant: what the new kind also asks for is kept',
    guard: filling,
    body: z.object({ version: z.number().int(), kind: applicantKind }),
    answer: application,
    refusals: [
      'applications.draft_conflict',
      'applications.not_editable',
      'applications.not_asked',
      'applications.none',
    ],
  },
  ...accountProofRoutes,
  'POST /api/applicant/application/withdraw': {
    summary: 'Take the application back; a new one may be begun',
    guard: applicant,
    answer: ok,
    refusals: ['applications.none', 'applications.not_withdrawable'],
  },
  'POST /api/applicant/application/appeal': {
    summary: 'Ask that a person who did not decide it looks at a refusal again (once, within 30 days)',
    guard: applicant,
    body: z.object({ words: z.string().trim().min(1).max(500) }),
    answer: ok,
    refusals: ['applications.none', 'review.not_rejected', 'review.appeal_too_late', 'review.appeal_final'],
  },
  'GET /api/applicant/application/sheet': {
    summary: 'The price-truth sheet of my choices: every charge that can ever be made, and the deposit rule',
    guard: filling,
    answer: z.object({ sheet: priceSheet, sheetHash: z.string(), signed: z.boolean() }),
    refusals: ['applications.none', 'applications.terms_not_chosen'],
  },
  'GET /api/applicant/application/agreement': {
    summary: 'What I signed, as a PDF (bytes)',
    guard: applicant,
    answer: z.any(),
    refusals: ['applications.none', 'applications.not_signed'],
  },
  'POST /api/applicant/application/signing-code': {
    summary: 'Send the SMS code that signs the sheet',
    guard: applicant,
    answer: z.object({ messageId: z.string(), resendAfterS: z.number() }),
    refusals: ['identity.phone_invalid', 'identity.code_too_soon', 'identity.code_limit'],
  },
  'POST /api/applicant/application/sign': {
    summary: 'Sign the sheet with a drawn signature and the SMS code',
    guard: applicant,
    body: z.object({
      sheetHash: z.string().max(64),
      code: z.string().max(10),
      /** Data URL of a PNG. */
      signature: z
        .string()
        .max(300_000)
        .regex(/^data:image\/png;base64,/),
    }),
    answer: z.object({ agreementId: z.string() }),
    refusals: [
      'applications.none',
      'applications.not_editable',
      'applications.sheet_changed',
      'applications.signature_empty',
      'identity.code_wrong',
      'identity.code_expired',
      'identity.code_tries_used',
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
      'applications.signature_needed',
      'applications.none',
    ],
  },
  'GET /api/applicant/events': {
    summary: 'Live events (server-sent): {kind, payload} as JSON lines',
    guard: forCashier,
    answer: z.any(),
  },
} as const satisfies Record<string, Route>;
