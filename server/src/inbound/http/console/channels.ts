import type { ChannelKey as Keys } from '@kaitong/client/contract';
import { civilDate, isCivilDate, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import type { World } from '../../../flows/ports.ts';
import {
  addAgentPerson,
  agentOf,
  agents,
  banks,
  createAgent,
  createBank,
  createOutlet,
  filingsOf,
  issueCertificate,
  listReports,
  moveCertificate,
  moveReport,
  officers,
  outletOf,
  outlets,
  placeOfficer,
  resumeAgent,
  suspendAgent,
} from '../../../modules/channels/index.ts';
import { ensureStaff, staffByLogin, staffOf, type StaffRole } from '../../../modules/identity/index.ts';
import type { Handlers } from '../context.ts';
import { certificateView } from '../agent/handlers.ts';

const done = accept({ ok: true as const });
const LIVING = ['awaiting_consent', 'open', 'awaiting_officer', 'awaiting_merchant'];

/** A login that is there already belongs to somebody: it is never taken over from here. */
async function newStaff(
  world: World,
  input: { login: string; name: string; password: string; role: StaffRole },
): Promise<string | undefined> {
  if ((await staffByLogin(world, input.login)) !== undefined) return undefined;
  return ensureStaff(world, {
    login: input.login,
    displayName: input.name,
    password: input.password,
    role: input.role,
  });
}

const agentPages: Pick<
  Handlers<Keys>,
  | 'GET /api/console/agents'
  | 'POST /api/console/agents'
  | 'POST /api/console/agents/:agentId/suspend'
  | 'POST /api/console/agents/:agentId/resume'
  | 'POST /api/console/certificates/:certificateId/:event'
  | 'POST /api/console/agent-people'
> = {
  'GET /api/console/agents': async ({ world }) =>
    accept({
      rows: await Promise.all(
        (await agents(world.db)).map(async (agent) => {
          const filings = await filingsOf(world.db, { agentId: agent.agentId });
          const { agentId, name, phone, address, state, stateReason } = agent;
          return {
            agentId,
            name,
            phone,
            address,
            state,
            ...(stateReason === undefined ? {} : { stateReason }),
            certificates: agent.certificates.map((one) => certificateView(world, agent, one)),
            openFilings: filings.filter((one) => LIVING.includes(one.state)).length,
          };
        }),
      ),
    }),
  'POST /api/console/agents': async ({ world, input }) => {
    const { cities, validFrom, validTo, ...agent } = input.body;
    if (!isCivilDate(validFrom) || !isCivilDate(validTo) || validFrom >= validTo)
      return refuse('channels.dates_invalid');
    const agentId = await createAgent(world, agent);
    const { number } = await issueCertificate(world, {
      agentId,
      cities,
      validFrom: civilDate(validFrom),
      validTo: civilDate(validTo),
    });
    return accept({ agentId, number });
  },
  'POST /api/console/agents/:agentId/suspend': ({ world, input, subjectId }) => {
    const { reason, toAgentId } = input.body;
    return suspendAgent(world, {
      agentId: input.params.agentId,
      reason,
      by: subjectId,
      ...(toAgentId === undefined ? {} : { toAgentId }),
    });
  },
  'POST /api/console/agents/:agentId/resume': async ({ world, input, subjectId }) => {
    const resumed = await resumeAgent(world, { agentId: input.params.agentId, by: subjectId });
    return resumed.refused ? resumed : done;
  },
  'POST /api/console/certificates/:certificateId/:event': async ({ world, input }) =>
    (await moveCertificate(world, input.params)) ? done : refuse('channels.certificate_unknown'),
  'POST /api/console/agent-people': async ({ world, input }) => {
    const { agentId, ...person } = input.body;
    if ((await agentOf(world.db, agentId)) === undefined) return refuse('channels.agent_unknown');
    const staffId = await newStaff(world, { ...person, role: 'agent_rep' });
    if (staffId === undefined) return refuse('channels.login_taken');
    await addAgentPerson(world, { staffId, agentId, name: person.name });
    return done;
  },
};

const bankPages: Pick<
  Handlers<Keys>,
  | 'GET /api/console/banks'
  | 'POST /api/console/banks'
  | 'POST /api/console/outlets'
  | 'POST /api/console/officers'
  | 'GET /api/console/intermediary-reports'
  | 'POST /api/console/intermediary-reports/:reportId/:event'
> = {
  'GET /api/console/banks': async ({ world }) => {
    const people = await officers(world.db);
    return accept({
      banks: await banks(world.db),
      outlets: await outlets(world.db),
      officers: await Promise.all(
        people.map(async ({ staffId, outletId, name }) => ({
          staffId,
          outletId,
          name,
          role: (await staffOf(world, staffId))?.role ?? '',
        })),
      ),
    });
  },
  'POST /api/console/banks': async ({ world, input }) => accept({ bankId: await createBank(world, input.body.name) }),
  'POST /api/console/outlets': async ({ world, input }) => {
    const known = (await banks(world.db)).some((one) => one.bankId === input.body.bankId);
    return known ? accept({ outletId: await createOutlet(world, input.body) }) : refuse('channels.bank_unknown');
  },
  'POST /api/console/officers': async ({ world, input }) => {
    const { outletId, ...person } = input.body;
    const outlet = await outletOf(world.db, outletId);
    if (outlet === undefined) return refuse('channels.bank_unknown');
    const staffId = await newStaff(world, person);
    if (staffId === undefined) return refuse('channels.login_taken');
    await placeOfficer(world, { staffId, bankId: outlet.bankId, outletId, name: person.name });
    return done;
  },
  'GET /api/console/intermediary-reports': async ({ world }) =>
    accept({
      rows: (await listReports(world)).map(({ reportId, about, text, phone, region, at, state }) => ({
        reportId,
        about,
        text,
        ...(phone === undefined ? {} : { phone }),
        ...(region === undefined ? {} : { region }),
        at: isoText(at),
        state,
      })),
    }),
  'POST /api/console/intermediary-reports/:reportId/:event': async ({ world, input, subjectId }) =>
    (await moveReport(world, { ...input.params, by: subjectId })) ? done : refuse('channels.report_moved'),
};

export const channelHandlers: Handlers<Keys> = { ...agentPages, ...bankPages };
