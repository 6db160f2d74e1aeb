import { z } from 'zod';
import { isoText, ok } from './route.ts';

const applicant = { kind: 'applicant' } as const;
const reads = { kind: 'staff', permission: 'review.read' } as const;
const decides = { kind: 'staff', permission: 'review.decide' } as const;
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const changeKind = z.enum(['id_card', 'licence', 'profile', 'legal_person']);
export const changeState = z.enum([
  'draft',
  'submitted',
  'in_review',
  'second_review',
  'needs_fix',
  'approved',
  'rejected',
  'withdrawn',
]);
export const changeDoubt = z.enum([
  'number_differs',
  'name_differs',
  'name_variant',
  'reading_unsure',
  'reading_differs',
  'photo_poor',
  'register_differs',
  'register_silent',
  'always_people',
]);
const effect = z.enum(['document', 'principal', 'profile', 'restriction_lifted', 'registered_again']);
/** Why a person sends a request back or rejects it; the words are the catalogue's. */
export const CHANGE_REASONS = [
  'img_blurry',
  'img_glare',
  'img_occluded',
  'img_cut_off',
  'img_copy',
  'img_screen',
  'doc_wrong_type',
  'id_expired',
  'id_damaged',
  'id_number_mismatch',
  'id_name_mismatch',
  'licence_expired',
  'licence_name_mismatch',
  'licence_abnormal',
  'seal_missing',
  'mcc_mismatch',
  'doc_forged',
] as const;
const reason = z.enum(CHANGE_REASONS);

/** One thing as it stands and as it is to stand; numbers are masked. */
const pair = z.object({
  field: z.enum([
    'name',
    'idNumber',
    'validTo',
    'licenceName',
    'uscc',
    'legalPerson',
    'licenceValidTo',
    'tradeName',
    'mcc',
  ]),
  before: z.string().optional(),
  after: z.string(),
  same: z.boolean(),
});

const step = z.object({
  event: z.enum(['submit', 'accept', 'doubt', 'approve', 'approve_first', 'ask_fix', 'reject', 'withdraw', 'effects']),
  who: z.enum(['merchant', 'machine', 'staff']),
  at: isoText,
  revisionNo: z.number(),
  reasons: z.array(reason),
  effects: z.array(effect),
  note: z.string(),
});

const summary = z.object({
  changeId: z.string(),
  kind: changeKind,
  state: changeState,
  openedAt: isoText,
  movedAt: isoText,
});

const params = z.object({ changeId: z.string().max(40) });
const ofMerchant = z.object({ merchantNo: z.string().regex(/^\w{15}$/), changeId: z.string().max(40) });
const text = (max: number) => z.string().trim().min(2).max(max);
const validity = z.string().max(10);

/** Documents of a merchant, and what it asks to change of itself. */
export const changeRoutes = {
  'GET /api/merchant/documents': {
    summary: 'My identity card and licence: valid until when, and what is to be done',
    guard: applicant,
    answer: z.object({
      rows: z.array(
        z.object({
          kind: z.enum(['id_card', 'licence']),
          holder: z.string(),
          number: z.string(),
          /** Left out: 长期. */
          validTo: day.optional(),
          /** Days to that day; below zero: expired. */
          daysLeft: z.number().optional(),
          stand: z.enum(['valid', 'ending', 'expired']),
          /** Sales have stopped for it. */
          stopped: z.boolean(),
          since: isoText,
          /** The request that is to renew it. */
          open: summary.optional(),
        }),
      ),
      /** Days before the end on which a message comes. */
      noticeDays: z.array(z.number()),
    }),
    refusals: ['merchants.none'],
  },
  'GET /api/merchant/changes': {
    summary: 'Whatever was changed of me or is asked to be: documents, name and trade, legal person, account, prices',
    guard: applicant,
    answer: z.object({
      rows: z.array(
        z.discriminatedUnion('what', [
          z.object({ what: z.literal('request'), at: isoText, request: summary }),
          z.object({
            what: z.literal('account'),
            at: isoText,
            state: z.enum(['cooling', 'done', 'stopped']),
            masked: z.string(),
            bankName: z.string(),
          }),
          z.object({ what: z.literal('price'), at: isoText, rise: z.boolean(), appliesFrom: day }),
        ]),
      ),
      /** What a profile starts from. */
      profile: z.object({ tradeName: z.string(), mcc: z.string() }),
      /** Without a licence there is neither a licence nor a legal person to change. */
      licensed: z.boolean(),
    }),
    refusals: ['merchants.none'],
  },
  'POST /api/merchant/changes': {
    summary: 'Begin a request, or find the one of its kind that is open',
    guard: applicant,
    body: z.object({ kind: changeKind }),
    answer: z.object({ changeId: z.string() }),
    refusals: [
      'merchants.none',
      'servicing.change_not_now',
      'servicing.change_no_licence',
      'servicing.change_other_open',
    ],
  },
  'GET /api/merchant/changes/:changeId': {
    summary: 'One request of mine: what it changes, where it stands, and what I am to do',
    guard: applicant,
    params,
    answer: summary.extend({ pairs: z.array(pair), steps: z.array(step) }),
    refusals: ['merchants.none', 'servicing.change_unknown'],
  },
  'POST /api/merchant/changes/:changeId/submission': {
    summary: 'Hand a request in with what was confirmed; the photos are those handed in since it was begun',
    guard: applicant,
    params,
    body: z.object({
      card: z.object({ name: text(80), idNumber: z.string().regex(/^\d{17}[\dX]$/), validTo: validity }).optional(),
      licence: z
        .object({
          name: text(80),
          uscc: z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/),
          legalPerson: text(80),
          validTo: validity,
        })
        .optional(),
      profile: z.object({ tradeName: text(40), mcc: z.string().regex(/^\d{4}$/) }).optional(),
    }),
    answer: ok,
    refusals: [
      'merchants.none',
      'servicing.change_unknown',
      'servicing.change_not_editable',
      'servicing.change_incomplete',
      'servicing.change_no_licence',
      'servicing.change_same',
      'servicing.change_id_number',
      'servicing.change_too_young',
      'servicing.change_valid_to',
      'servicing.change_expired',
      'servicing.change_not_later',
      'servicing.change_credit_code',
      'servicing.change_other_company',
      'servicing.change_is_legal_person',
      'servicing.change_person_differs',
      'servicing.change_mcc',
    ],
  },
  'POST /api/merchant/changes/:changeId/withdrawal': {
    summary: 'Take a request back',
    guard: applicant,
    params,
    answer: ok,
    refusals: ['merchants.none', 'servicing.change_unknown', 'servicing.change_ended'],
  },
  'GET /api/console/changes': {
    summary: 'Requests of merchants that wait for people, or are over; a page at a time',
    guard: reads,
    query: z.object({
      shelf: z.enum(['waiting', 'fixing', 'ended']).default('waiting'),
      after: z.string().max(160).optional(),
    }),
    answer: z.object({
      rows: z.array(summary.extend({ merchantNo: z.string(), merchantName: z.string(), doubts: z.array(changeDoubt) })),
      next: z.string().optional(),
    }),
    refusals: [],
  },
  'GET /api/console/merchants/:merchantNo/changes/:changeId': {
    summary: 'One request with old and new side by side; the look is logged',
    guard: reads,
    params: ofMerchant,
    answer: summary.extend({
      merchantNo: z.string(),
      merchantName: z.string(),
      revisionNo: z.number(),
      doubts: z.array(changeDoubt),
      takesTwo: z.boolean(),
      /** Who approved it first. */
      firstBy: z.string().optional(),
      pairs: z.array(pair),
      /** Photos by their ids: of what is in force, and of what is to be. */
      photos: z.object({ before: z.array(z.string()), after: z.array(z.string()) }),
      steps: z.array(step.extend({ by: z.string() })),
    }),
    refusals: ['servicing.change_unknown'],
  },
  'GET /api/console/merchants/:merchantNo/changes/:changeId/images/:materialId': {
    summary: 'A photo of a request or of the document that it replaces, watermarked; the look is logged',
    guard: reads,
    params: ofMerchant.extend({ materialId: z.string().max(40) }),
    answer: z.unknown(),
    refusals: ['servicing.change_unknown', 'materials.erased'],
  },
  'POST /api/console/merchants/:merchantNo/changes/:changeId/decision': {
    summary: 'Approve, send back with reasons, or reject; another person’s second approval where two are needed',
    guard: decides,
    params: ofMerchant,
    body: z.object({
      revisionNo: z.number().int().min(1),
      decision: z.enum(['approve', 'fix', 'reject']),
      reasons: z.array(reason).max(6),
      note: z.string().trim().max(200),
    }),
    answer: z.object({ outcome: z.enum(['second_review', 'done']) }),
    refusals: [
      'servicing.change_unknown',
      'servicing.change_not_waiting',
      'servicing.change_stale',
      'servicing.change_same_person',
      'servicing.change_reasons',
    ],
  },
} as const;
