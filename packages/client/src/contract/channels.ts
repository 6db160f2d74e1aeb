/** The console's pages of the channels: agents, banks, reports. */
import { z } from 'zod';
import { certificate } from './agent.ts';
import { dateText, regionCode } from './filing.ts';
import { isoText, ok, type Route } from './route.ts';

const reads = { kind: 'staff', permission: 'operate.read' } as const;
const acts = { kind: 'staff', permission: 'operate.act' } as const;
const name = z.string().trim().min(2).max(60);

export const channelRoutes = {
  'GET /api/console/agents': {
    summary: 'Agents with their certificates and people',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          agentId: z.string(),
          name: z.string(),
          phone: z.string(),
          address: z.string(),
          state: z.enum(['active', 'suspended']),
          stateReason: z.string().optional(),
          certificates: z.array(certificate),
          openFilings: z.number(),
        }),
      ),
    }),
  },
  'POST /api/console/agents': {
    summary: 'Register an agent with its first certificate',
    guard: acts,
    body: z.object({
      name,
      phone: z.string().max(20),
      address: z.string().trim().max(120),
      cities: z.array(regionCode).min(1).max(50),
      validFrom: dateText,
      validTo: dateText,
    }),
    answer: z.object({ agentId: z.string(), number: z.string() }),
    refusals: ['channels.dates_invalid'],
  },
  'POST /api/console/agents/:agentId/suspend': {
    summary:
      'Stop an agent: sessions, filings and visits at once; its work goes to another agent or back to the merchants',
    guard: acts,
    params: z.object({ agentId: z.string().max(40) }),
    body: z.object({ reason: z.string().trim().min(2).max(200), toAgentId: z.string().max(40).optional() }),
    answer: z.object({ stopped: z.number() }),
    refusals: ['channels.agent_unknown', 'channels.agent_not_active', 'channels.successor_invalid'],
  },
  'POST /api/console/agents/:agentId/resume': {
    summary: 'Let an agent act again; what was stopped stays stopped',
    guard: acts,
    params: z.object({ agentId: z.string().max(40) }),
    answer: ok,
    refusals: ['channels.agent_unknown'],
  },
  'POST /api/console/certificates/:certificateId/:event': {
    summary: 'Suspend, resume or revoke one certificate',
    guard: acts,
    params: z.object({ certificateId: z.string().max(40), event: z.enum(['suspend', 'resume', 'revoke']) }),
    answer: ok,
    refusals: ['channels.certificate_unknown'],
  },
  'POST /api/console/agent-people': {
    summary: 'A person of an agent, with a sign-in',
    guard: acts,
    body: z.object({
      agentId: z.string().max(40),
      name,
      login: z.string().min(3).max(60),
      password: z.string().min(8).max(200),
    }),
    answer: ok,
    refusals: ['channels.agent_unknown', 'channels.login_taken'],
  },
  'GET /api/console/banks': {
    summary: 'Partner banks, their outlets and officers',
    guard: reads,
    answer: z.object({
      banks: z.array(z.object({ bankId: z.string(), name: z.string() })),
      outlets: z.array(
        z.object({
          outletId: z.string(),
          bankId: z.string(),
          bankName: z.string(),
          name: z.string(),
          region: z.string(),
          address: z.string(),
          phone: z.string(),
        }),
      ),
      officers: z.array(z.object({ staffId: z.string(), outletId: z.string(), name: z.string(), role: z.string() })),
    }),
  },
  'POST /api/console/banks': {
    summary: 'Add a partner bank',
    guard: acts,
    body: z.object({ name }),
    answer: z.object({ bankId: z.string() }),
  },
  'POST /api/console/outlets': {
    summary: 'Add an outlet',
    guard: acts,
    body: z.object({
      bankId: z.string().max(40),
      name,
      region: regionCode,
      address: z.string().trim().max(120),
      phone: z.string().max(20),
    }),
    answer: z.object({ outletId: z.string() }),
    refusals: ['channels.bank_unknown'],
  },
  'POST /api/console/officers': {
    summary: 'An officer of an outlet, with a sign-in',
    guard: acts,
    body: z.object({
      outletId: z.string().max(40),
      name,
      role: z.enum(['teller', 'supervisor']),
      login: z.string().min(3).max(60),
      password: z.string().min(8).max(200),
    }),
    answer: ok,
    refusals: ['channels.bank_unknown', 'channels.login_taken'],
  },
  'GET /api/console/intermediary-reports': {
    summary: 'Reports of intermediaries, newest first',
    guard: reads,
    answer: z.object({
      rows: z.array(
        z.object({
          reportId: z.string(),
          about: z.string(),
          text: z.string(),
          phone: z.string().optional(),
          region: z.string().optional(),
          at: isoText,
          state: z.enum(['new', 'looked_at', 'closed']),
        }),
      ),
    }),
  },
  'POST /api/console/intermediary-reports/:reportId/:event': {
    summary: 'Mark a report as looked at or closed',
    guard: acts,
    params: z.object({ reportId: z.string().max(40), event: z.enum(['look', 'close']) }),
    answer: ok,
    refusals: ['channels.report_moved'],
  },
} as const satisfies Record<string, Route>;
