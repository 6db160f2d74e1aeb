import { z } from 'zod';
import { regionCode, visit, filingState } from './filing.ts';
import { isoText, ok, type Route } from './route.ts';

/** People of a registered agent. */
const works = { kind: 'channel', audience: 'agent', permission: 'agent.work' } as const;
const params = z.object({ filingId: z.string().max(40) });
const visitParams = z.object({ visitId: z.string().max(40) });

export const certificateStatus = z.enum(['valid', 'not_yet', 'expired', 'suspended', 'revoked', 'wrong_city']);
export const certificate = z.object({
  certificateId: z.string(),
  number: z.string(),
  cities: z.array(z.string()),
  validFrom: z.string(),
  validTo: z.string(),
  status: certificateStatus,
});

export const agentFiling = z.object({
  filingId: z.string(),
  state: filingState,
  name: z.string(),
  phone: z.string(),
  tradeName: z.string(),
  region: z.string(),
  openedAt: isoText,
  applicationState: z.string(),
  missing: z.array(z.string()),
});

export const siteCheck = z.enum(['power', 'network', 'code', 'deposit_card', 'test_sale', 'e_receipt']);

const standing = ['channels.certificate_expired', 'channels.certificate_invalid', 'channels.city_not_covered'] as const;

export const agentRoutes = {
  'POST /api/agent/sessions': {
    summary: 'Sign-in of an agent’s person',
    guard: { kind: 'public' },
    body: z.object({ login: z.string().max(60), password: z.string().max(200) }),
    answer: z.object({ displayName: z.string(), role: z.string() }),
    refusals: ['identity.sign_in_wrong', 'identity.sign_in_limit', 'identity.staff_locked', 'channels.agent_suspended'],
  },
  'GET /api/agent/me': {
    summary: 'Who is signed in, the agent and its certificates',
    guard: works,
    answer: z.object({
      staffId: z.string(),
      displayName: z.string(),
      agent: z.object({ agentId: z.string(), name: z.string(), phone: z.string(), state: z.string() }),
      certificates: z.array(certificate),
    }),
  },
  'DELETE /api/agent/sessions/current': { summary: 'Sign out', guard: works, answer: ok },
  'GET /api/agent/visits': {
    summary: 'Visits booked with us',
    guard: works,
    answer: z.object({ rows: z.array(visit.extend({ phone: z.string() })) }),
  },
  'POST /api/agent/visits/:visitId/accept': {
    summary: 'Take a visit on',
    guard: works,
    params: visitParams,
    answer: ok,
    refusals: ['channels.visit_unknown', 'channels.visit_moved', ...standing],
  },
  'POST /api/agent/visits/:visitId/cancel': {
    summary: 'Call a visit off',
    guard: works,
    params: visitParams,
    answer: ok,
    refusals: ['channels.visit_unknown', 'channels.visit_moved'],
  },
  'POST /api/agent/visits/:visitId/check-in': {
    summary: 'Arrived: place and photo (multipart: latitude, longitude, accuracyM, file)',
    guard: works,
    params: visitParams,
    form: z.object({ latitude: z.string().max(20), longitude: z.string().max(20), accuracyM: z.string().max(20) }),
    answer: ok,
    refusals: ['channels.visit_unknown', 'channels.visit_moved', 'channels.place_invalid', ...standing],
  },
  'POST /api/agent/visits/:visitId/finish': {
    summary: 'The visit is over',
    guard: works,
    params: visitParams,
    answer: ok,
    refusals: ['channels.visit_unknown', 'channels.visit_moved'],
  },
  'GET /api/agent/filings': {
    summary: 'Filings of this agent, newest first',
    guard: works,
    answer: z.object({ rows: z.array(agentFiling) }),
  },
  'POST /api/agent/filings': {
    summary: 'Ask a merchant to let us file for them; they agree on their own phone',
    guard: works,
    body: z.object({ phone: z.string().max(20), region: regionCode }),
    answer: z.object({ filingId: z.string() }),
    refusals: ['identity.phone_invalid', 'channels.request_limit', ...standing],
  },
  'GET /api/agent/filings/:filingId': {
    summary: 'One filing of ours',
    guard: works,
    params,
    answer: agentFiling,
    refusals: ['channels.filing_unknown'],
  },
  'POST /api/agent/filings/:filingId/hand': {
    summary: 'Complete: ask the merchant to sign',
    guard: works,
    params,
    answer: ok,
    refusals: [
      'channels.filing_unknown',
      'channels.consent_awaited',
      'channels.filing_not_open',
      'applications.incomplete',
      'applications.none',
      'applications.already_submitted',
      'applications.card_is_credit',
      'applications.card_number_invalid',
      ...standing,
    ],
  },
  'POST /api/agent/filings/:filingId/withdraw': {
    summary: 'End a filing; the merchant’s draft stays theirs',
    guard: works,
    params,
    answer: ok,
    refusals: ['channels.filing_unknown', 'channels.filing_not_open'],
  },
  'GET /api/agent/devices': {
    summary: 'Devices in hand: terminals of our own merchants that are not active yet, with what is done on site',
    guard: works,
    answer: z.object({
      rows: z.array(
        z.object({
          filingId: z.string(),
          merchantName: z.string(),
          serialNo: z.string(),
          model: z.string(),
          terminalNo: z.string(),
          state: z.string(),
          /** Given to the merchant: only then is there an activation code, on the merchant's own phone. */
          handedOver: z.boolean(),
          checks: z.array(z.object({ item: siteCheck, at: isoText })),
        }),
      ),
    }),
  },
  'POST /api/agent/filings/:filingId/handover': {
    summary: 'The device is given to the merchant: the activation code goes to their phone',
    guard: works,
    params: z.object({ filingId: z.string().max(40) }),
    answer: ok,
    refusals: ['channels.filing_unknown', 'channels.handover_not_now'],
  },
  'PUT /api/agent/filings/:filingId/site-checks/:item': {
    summary: 'Tick one step of the activation on site',
    guard: works,
    params: z.object({ filingId: z.string().max(40), item: siteCheck }),
    body: z.object({ done: z.boolean() }),
    answer: ok,
    refusals: ['channels.filing_unknown'],
  },
} as const satisfies Record<string, Route>;
