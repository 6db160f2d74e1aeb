/** The open platform: versioned routes for partners' systems, and the keys that open them. */
import { z } from 'zod';
import { applicantKind, application, draft, materialKind } from './applicant.ts';
import { isoText, ok, PARTNER_SCOPES, type Route } from './route.ts';

const reads = { kind: 'partner', scope: 'applications.read' } as const;
const writes = { kind: 'partner', scope: 'applications.write' } as const;
const operates = { kind: 'staff', permission: 'operate.act' } as const;
const looks = { kind: 'staff', permission: 'operate.read' } as const;

const hears = { kind: 'partner', scope: 'webhooks' } as const;

const applicationParams = z.object({ applicationId: z.string().max(40) });
const partnerName = z.string().trim().min(2).max(40);
const scope = z.enum(PARTNER_SCOPES);

/** What a partner sees of an application: where it stands and what is missing, never what is in it. */
const partnerApplication = application.omit({ draft: true, checks: true, channel: true });

const delivery = z.object({
  deliveryId: z.string(),
  webhookId: z.string(),
  eventId: z.string(),
  kind: z.string(),
  state: z.enum(['pending', 'delivered', 'failed', 'given_up']),
  attempts: z.number(),
  lastStatus: z.number().optional(),
  lastReason: z.string().optional(),
  createdAt: isoText,
});

export const partnerRoutes = {
  'POST /api/v1/applications': {
    summary: 'Open an application for a merchant; they are asked by SMS to consent and later sign on their own phone',
    guard: writes,
    body: z.object({ phone: z.string().max(20), kind: applicantKind, draft: draft.optional() }),
    answer: z.object({ applicationId: z.string(), draftVersion: z.number() }),
    refusals: [
      'identity.phone_invalid',
      'applications.draft_invalid',
      'applications.draft_conflict',
      'partner.application_exists',
      'partner.request_limit',
    ],
    example: {
      phone: '13800138000',
      kind: 'individual',
      draft: {
        deviceModel: 'esign_pos',
        depositConfirmed: true,
        settlement: 't1',
        planId: 'standard',
        business: { tradeName: '晓梅烤冷面', mcc: '5814', region: '330100', address: '杭州市西湖区文三路夜市12号摊' },
      },
    },
  },
  'GET /api/v1/applications': {
    summary: 'Applications of this partner, newest first, 100 at a time; `before` is the last id of the page before',
    guard: reads,
    query: z.object({ state: z.string().max(40).optional(), before: z.string().max(40).optional() }),
    answer: z.object({
      rows: z.array(z.object({ applicationId: z.string(), state: z.string(), createdAt: isoText })),
    }),
  },
  'GET /api/v1/applications/:applicationId': {
    summary: 'Where an application stands: state, checklist, timeline',
    guard: reads,
    params: applicationParams,
    answer: partnerApplication,
    refusals: ['partner.application_unknown'],
  },
  'PUT /api/v1/applications/:applicationId/draft': {
    summary: 'Save the whole draft; `version` is the one that was answered last',
    guard: writes,
    params: applicationParams,
    body: z.object({ version: z.number().int(), draft }),
    answer: z.object({ version: z.number() }),
    refusals: [
      'partner.application_unknown',
      'applications.draft_invalid',
      'applications.draft_conflict',
      'applications.not_editable',
      'applications.not_asked',
    ],
    example: {
      version: 2,
      draft: {
        kind: 'individual',
        deviceModel: 'esign_pos',
        depositConfirmed: true,
        settlement: 't1',
        planId: 'standard',
        business: { tradeName: '晓梅烤冷面', mcc: '5814', region: '330100', address: '杭州市西湖区文三路夜市12号摊' },
      },
    },
  },
  'POST /api/v1/applications/:applicationId/materials': {
    summary: 'Hand in one photo or video (multipart: kind, file); photos of identity cards need the merchant’s consent',
    guard: writes,
    params: applicationParams,
    form: z.object({ kind: materialKind }),
    answer: z.object({ materialId: z.string(), kind: materialKind, warnings: z.array(z.string()) }),
    refusals: [
      'partner.application_unknown',
      'materials.photo_refused',
      'materials.photo_too_large',
      'materials.video_too_long',
      'materials.video_too_old',
      'materials.video_still',
      'materials.video_from_the_future',
      'materials.video_unreadable',
      'materials.video_too_large',
      'identity.consent_missing',
      'applications.not_editable',
      'applications.not_asked',
    ],
  },
  'POST /api/v1/applications/:applicationId/submission': {
    summary: 'Everything is there: the merchant is asked to read and sign on their own phone, which submits it',
    guard: writes,
    params: applicationParams,
    headers: {
      'Kaitong-Force-Fail':
        'Sandbox only: names of checks, with commas between, that fail for this application whatever is handed in, e.g. four_element, face',
    },
    answer: ok,
    refusals: [
      'partner.application_unknown',
      'partner.sandbox_only',
      'partner.check_unknown',
      'applications.incomplete',
      'applications.already_submitted',
      'applications.not_editable',
      'applications.none',
      'applications.card_is_credit',
      'applications.card_number_invalid',
    ],
  },
  'POST /api/v1/webhooks': {
    summary: 'Where to send news of this partner’s applications, signed with a secret that the partner chooses',
    guard: hears,
    body: z.object({ url: z.string().max(500), secret: z.string().min(32).max(200) }),
    answer: z.object({ webhookId: z.string() }),
    refusals: ['partner.webhook_url', 'partner.webhook_limit'],
    example: { url: 'https://partner.example/kaitong', secret: 'a text of at least 32 characters by chance' },
  },
  'GET /api/v1/webhooks': {
    summary: 'Addresses that are told; never their secrets',
    guard: hears,
    answer: z.object({ rows: z.array(z.object({ webhookId: z.string(), url: z.string(), createdAt: isoText })) }),
  },
  'DELETE /api/v1/webhooks/:webhookId': {
    summary: 'Send nothing there any more',
    guard: hears,
    params: z.object({ webhookId: z.string().max(40) }),
    answer: ok,
    refusals: ['partner.webhook_unknown'],
  },
  'GET /api/v1/webhook-deliveries': {
    summary: 'The newest 100 deliveries and what became of them',
    guard: hears,
    answer: z.object({ rows: z.array(delivery) }),
  },
  'POST /api/v1/webhook-deliveries/:deliveryId/replay': {
    summary: 'Send one again, under the same event id',
    guard: hears,
    params: z.object({ deliveryId: z.string().max(40) }),
    answer: ok,
    refusals: ['partner.delivery_unknown', 'partner.delivery_waiting'],
  },
} as const satisfies Record<string, Route>;

export const apiKeyRoutes = {
  'GET /api/console/api-keys': {
    summary: 'Keys of partners, newest first; never their secrets',
    guard: looks,
    answer: z.object({
      rows: z.array(
        z.object({
          keyId: z.string(),
          partner: z.string(),
          scopes: z.array(z.string()),
          ipList: z.array(z.string()),
          state: z.enum(['active', 'revoked']),
          createdBy: z.string(),
          createdAt: isoText,
          lastUsedAt: isoText.optional(),
        }),
      ),
    }),
  },
  'POST /api/console/api-keys': {
    summary: 'Make a key; the token is shown here and never again',
    guard: operates,
    body: z.object({
      partner: partnerName,
      scopes: z.array(scope).min(1).max(PARTNER_SCOPES.length),
      ipList: z.array(z.string().max(50)).max(50),
    }),
    answer: z.object({ keyId: z.string(), token: z.string() }),
    answersSecret: true,
    refusals: ['partner.ip_list_invalid'],
  },
  'POST /api/console/api-keys/:keyId/revocation': {
    summary: 'Revoke a key; from now on it opens nothing',
    guard: operates,
    params: z.object({ keyId: z.string().max(40) }),
    answer: ok,
    refusals: ['partner.key_unknown'],
  },
} as const satisfies Record<string, Route>;

/** What operators see of the news on its way to partners. */
export const webhookDeskRoutes = {
  'GET /api/console/webhooks': {
    summary: 'Addresses of all partners that are told; never their secrets',
    guard: looks,
    answer: z.object({
      rows: z.array(z.object({ webhookId: z.string(), partner: z.string(), url: z.string(), createdAt: isoText })),
    }),
  },
  'GET /api/console/webhook-deliveries': {
    summary: 'The newest 100 deliveries to all partners and what became of them',
    guard: looks,
    answer: z.object({ rows: z.array(delivery.extend({ partner: z.string(), url: z.string() })) }),
  },
  'POST /api/console/webhook-deliveries/:deliveryId/replay': {
    summary: 'Send one again, under the same event id',
    guard: operates,
    params: z.object({ deliveryId: z.string().max(40) }),
    answer: ok,
    refusals: ['partner.delivery_unknown', 'partner.delivery_waiting'],
  },
} as const satisfies Record<string, Route>;
