/** For everybody, without signing in: find an agent, verify what somebody shows, report an intermediary, book a visit. */
import { z } from 'zod';
import { certificateStatus } from './agent.ts';
import { newVisit, regionCode } from './filing.ts';
import type { Route } from './route.ts';

const open = { kind: 'public' } as const;
const phone = z.string().max(20);

export const publicRoutes = {
  'GET /api/public/cities': {
    summary: 'Cities by region code',
    guard: open,
    answer: z.object({ rows: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })) }),
  },
  'GET /api/public/agents': {
    summary: 'Agents that may act in a city today; nobody else is listed',
    guard: open,
    query: z.object({ city: regionCode }),
    answer: z.object({
      rows: z.array(
        z.object({
          agentId: z.string(),
          name: z.string(),
          phone: z.string(),
          address: z.string(),
          certificateNumber: z.string(),
          validTo: z.string(),
        }),
      ),
    }),
  },
  'GET /api/public/certificates/:number': {
    summary: 'Is this certificate good, here and today?',
    guard: open,
    params: z.object({ number: z.string().max(30) }),
    query: z.object({ city: regionCode.optional() }),
    answer: z.object({
      number: z.string(),
      status: certificateStatus,
      agent: z.string(),
      phone: z.string(),
      cities: z.array(z.string()),
      validFrom: z.string(),
      validTo: z.string(),
    }),
    refusals: ['channels.certificate_unknown'],
  },
  'GET /api/public/certificates/:number/file': {
    summary: 'The certificate as a signed file (JSON, Ed25519)',
    guard: open,
    params: z.object({ number: z.string().max(30) }),
    answer: z.any(),
    refusals: ['channels.certificate_unknown'],
  },
  'GET /api/public/agent-key': {
    summary: 'Public key that certificate files are signed with',
    guard: open,
    answer: z.object({ keyId: z.string(), algorithm: z.literal('Ed25519'), publicKeyPem: z.string() }),
  },
  'GET /api/public/devices/:serialNo': {
    summary: 'Is this serial number one of ours?',
    guard: open,
    params: z.object({ serialNo: z.string().max(40) }),
    answer: z.object({
      ours: z.boolean(),
      model: z.string().optional(),
      use: z.enum(['new', 'in_use', 'out_of_use']).optional(),
    }),
  },
  'POST /api/public/messages/judgements': {
    summary: 'Can this short message be ours?',
    guard: open,
    body: z.object({ text: z.string().trim().min(2).max(1000), sender: z.string().max(30).optional() }),
    answer: z.object({ verdict: z.enum(['not_ours', 'may_be_ours']), reasons: z.array(z.string()) }),
  },
  'POST /api/public/reports': {
    summary: 'Report an intermediary',
    guard: open,
    body: z.object({
      about: z.string().trim().min(2).max(120),
      text: z.string().trim().min(5).max(2000),
      phone: phone.optional(),
      region: regionCode.optional(),
    }),
    answer: z.object({ reportId: z.string() }),
    refusals: ['identity.phone_invalid'],
  },
  'POST /api/public/visits/codes': {
    summary: 'A code to book a visit with',
    guard: open,
    body: z.object({ phone }),
    answer: z.object({ resendAfterS: z.number() }),
    refusals: ['identity.phone_invalid', 'identity.code_too_soon', 'identity.code_limit'],
  },
  'POST /api/public/visits': {
    summary: 'Book a visit of an agent',
    guard: open,
    body: newVisit.extend({ phone, code: z.string().max(10) }),
    answer: z.object({ visitId: z.string() }),
    refusals: [
      'identity.code_wrong',
      'identity.code_expired',
      'identity.code_tries_used',
      'channels.visits_open',
      'channels.visit_date',
      'channels.agent_suspended',
      'channels.certificate_expired',
      'channels.certificate_invalid',
      'channels.city_not_covered',
    ],
  },
} as const satisfies Record<string, Route>;
