import type { AgentKey as Keys } from '@kaitong/client/contract';
import type { Answer } from '@kaitong/client';
import { must } from '../../../kernel/assert.ts';
import { dateInShanghai, isoText } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { maskName } from '../../../kernel/person-name.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { endFiling } from '../../../flows/end-filing.ts';
import { filingStatus, handAgentFiling } from '../../../flows/confirm-filing.ts';
import { openAgentFiling } from '../../../flows/open-filing.ts';
import { tellOfVisit } from '../../../flows/visit-notice.ts';
import type { World } from '../../../flows/ports.ts';
import {
  agentOf,
  certificateStatus,
  filingOf,
  filingsOf,
  mayUseSession,
  moveVisit,
  siteChecksOf,
  standingOf,
  tickSiteCheck,
  visitOf,
  visitsOf,
  type Agent,
  type Certificate,
  type Filing,
  type Visit,
} from '../../../modules/channels/index.ts';
import { applicantOf, endSession, staffOf, staffSignIn } from '../../../modules/identity/index.ts';
import { merchantByApplicant } from '../../../modules/merchants/index.ts';
import { shipmentOf, terminalsOf } from '../../../modules/terminals/index.ts';
import { handOverDevice } from '../../../flows/hand-over.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import type { Handlers } from '../context.ts';
import { cookieName, setSessionCookie } from '../session-cookie.ts';
import { putDown } from '../demo/put-down.ts';
import { agentIdOf } from './own-agent.ts';

const done = accept({ ok: true as const });
/** Worse than this a position says nothing about a shop. */
const ACCURACY_MAX_M = 2_000;
/** Newest filings of a list; eight reads a row. */
const ROWS_MAX = 40;

export function certificateView(world: Pick<World, 'clock'>, agent: Agent, certificate: Certificate, city?: string) {
  const facts = { agentState: agent.state, today: dateInShanghai(world.clock.now()) };
  return {
    certificateId: certificate.certificateId,
    number: certificate.number,
    cities: [...certificate.cities],
    validFrom: certificate.validFrom,
    validTo: certificate.validTo,
    status: certificateStatus(certificate, city === undefined ? facts : { ...facts, city }),
  };
}

async function ownFiling(
  world: World,
  staffId: string,
  filingId: string,
): Promise<Outcome<Filing, Refusal<'channels.filing_unknown'>>> {
  const agentId = await agentIdOf(world, staffId);
  const filing = await filingOf(world.db, filingId);
  return filing?.agentId === agentId ? accept(filing) : refuse('channels.filing_unknown');
}

async function ownVisit(
  world: World,
  staffId: string,
  visitId: string,
): Promise<Outcome<Visit, Refusal<'channels.visit_unknown'>>> {
  const agentId = await agentIdOf(world, staffId);
  const visit = await visitOf(world, visitId);
  return visit?.agentId === agentId ? accept(visit) : refuse('channels.visit_unknown');
}

/** Before the merchant agrees an agent sees the number it typed, masked, and nothing else of them. */
async function filingView(world: World, filing: Filing): Promise<Answer<'GET /api/agent/filings/:filingId'>> {
  const applicant = must(await applicantOf(world, filing.applicantId), 'applicant of a filing');
  const { application, missing } = await filingStatus(world, filing);
  return {
    filingId: filing.filingId,
    state: filing.state,
    name: application === undefined || applicant.name === undefined ? '' : maskName(applicant.name),
    phone: maskPhone(applicant.phone),
    tradeName: application?.draft.business?.tradeName ?? '',
    region: filing.region,
    openedAt: isoText(filing.openedAt),
    applicationState: application?.state ?? '',
    missing: [...missing],
  };
}

const sessions: Pick<
  Handlers<Keys>,
  'POST /api/agent/sessions' | 'GET /api/agent/me' | 'DELETE /api/agent/sessions/current'
> = {
  'POST /api/agent/sessions': async (context) => {
    const { world } = context;
    const device = context.request.headers['user-agent'] ?? '';
    const signed = await staffSignIn(world, { ...context.input.body, device, app: 'agent' });
    if (signed.refused) return signed;
    const { displayName, role, staffId, token } = signed.value;
    if (!(await mayUseSession(world, await agentIdOf(world, staffId)))) {
      if (token !== undefined) await endSession(world, token);
      return refuse('channels.agent_suspended');
    }
    setSessionCookie(context, 'channel', token);
    return accept({ displayName, role });
  },
  'GET /api/agent/me': async ({ world, subjectId }) => {
    const staff = must(await staffOf(world, subjectId), 'staff of a session');
    const agent = must(await agentOf(world.db, await agentIdOf(world, subjectId)), 'agent of a person');
    return accept({
      staffId: subjectId,
      displayName: staff.displayName,
      agent: { agentId: agent.agentId, name: agent.name, phone: agent.phone, state: agent.state },
      certificates: agent.certificates.map((one) => certificateView(world, agent, one)),
    });
  },
  'DELETE /api/agent/sessions/current': async (context) => {
    const token = context.request.cookies[cookieName('channel', context.site.secure)];
    if (token !== undefined) await endSession(context.world, token);
    setSessionCookie(context, 'channel', undefined);
    return done;
  },
};

/** Only an agent in good standing in that city accepts and arrives; calling off and finishing need no standing. */
async function stepVisit(
  world: World,
  input: { staffId: string; visitId: string; event: 'accept' | 'cancel' | 'finish' },
) {
  const own = await ownVisit(world, input.staffId, input.visitId);
  if (own.refused) return own;
  const moved = await withTx(world, async (tx) => {
    const went = await moveVisit(world, tx, own.value, { event: input.event, by: input.staffId });
    if (went && input.event !== 'finish') await tellOfVisit(world, tx, own.value, input.event);
    return went;
  });
  return moved ? done : refuse('channels.visit_moved', { state: own.value.state });
}

const visits: Pick<
  Handlers<Keys>,
  | 'GET /api/agent/visits'
  | 'POST /api/agent/visits/:visitId/accept'
  | 'POST /api/agent/visits/:visitId/cancel'
  | 'POST /api/agent/visits/:visitId/check-in'
  | 'POST /api/agent/visits/:visitId/finish'
> = {
  'GET /api/agent/visits': async ({ world, subjectId }) => {
    const agent = must(await agentOf(world.db, await agentIdOf(world, subjectId)), 'agent of a person');
    const rows = await visitsOf(world, { agentId: agent.agentId });
    return accept({ rows: await Promise.all(rows.map((one) => visitForAgent(world, agent, one))) });
  },
  'POST /api/agent/visits/:visitId/accept': async ({ world, subjectId, input }) => {
    const own = await ownVisit(world, subjectId, input.params.visitId);
    if (own.refused) return own;
    const standing = await standingOf(world, own.value.agentId, own.value.region);
    if (standing.refused) return standing;
    return stepVisit(world, { staffId: subjectId, visitId: input.params.visitId, event: 'accept' });
  },
  'POST /api/agent/visits/:visitId/cancel': ({ world, subjectId, input }) =>
    stepVisit(world, { staffId: subjectId, visitId: input.params.visitId, event: 'cancel' }),
  'POST /api/agent/visits/:visitId/finish': ({ world, subjectId, input }) =>
    stepVisit(world, { staffId: subjectId, visitId: input.params.visitId, event: 'finish' }),
  'POST /api/agent/visits/:visitId/check-in': async ({ world, subjectId, input, form, files }) => {
    const own = await ownVisit(world, subjectId, input.params.visitId);
    if (own.refused) return own;
    const standing = await standingOf(world, own.value.agentId, own.value.region);
    if (standing.refused) return standing;
    const [latitude, longitude, accuracyM] = [form.latitude, form.longitude, form.accuracyM].map(Number) as [
      number,
      number,
      number,
    ];
    const inChina = latitude >= 3 && latitude <= 54 && longitude >= 73 && longitude <= 136;
    if (!inChina || !(accuracyM >= 0 && accuracyM <= ACCURACY_MAX_M)) return refuse('channels.place_invalid');
    const [photo] = files;
    if (photo === undefined || !photo.contentType.startsWith('image/')) return refuse('http.bad_request');
    const stored = await world.files.store(photo.content, photo.contentType);
    const moved = await withTx(world, async (tx) => {
      await world.files.recordFile(tx, stored);
      const checkIn = { latitude, longitude, accuracyM, photoFileId: stored.fileId };
      return moveVisit(world, tx, own.value, { event: 'check_in', by: subjectId, checkIn });
    });
    return moved ? done : refuse('channels.visit_moved', { state: own.value.state });
  },
};

export function visitView(agentName: string, visit: Visit) {
  const { visitId, agentId, region, address, wantedDate, slot, state, checkIn } = visit;
  const at = checkIn === undefined ? {} : { checkedInAt: isoText(checkIn.at) };
  return { visitId, agentId, agentName, region, address, wantedDate, slot, state, ...at };
}

/** The number is needed on the way there and no longer. */
async function visitForAgent(world: World, agent: Agent, visit: Visit) {
  const applicant = must(await applicantOf(world, visit.applicantId), 'applicant of a visit');
  const open = visit.state === 'accepted' || visit.state === 'checked_in';
  return { ...visitView(agent.name, visit), phone: open ? applicant.phone : maskPhone(applicant.phone) };
}

const filings: Pick<
  Handlers<Keys>,
  | 'GET /api/agent/filings'
  | 'POST /api/agent/filings'
  | 'GET /api/agent/filings/:filingId'
  | 'POST /api/agent/filings/:filingId/hand'
  | 'POST /api/agent/filings/:filingId/withdraw'
> = {
  'GET /api/agent/filings': async ({ world, subjectId }) => {
    const found = await filingsOf(world.db, { agentId: await agentIdOf(world, subjectId) });
    return accept({ rows: await Promise.all(found.slice(0, ROWS_MAX).map((one) => filingView(world, one))) });
  },
  'POST /api/agent/filings': async ({ world, subjectId, input }) => {
    const opened = await openAgentFiling(world, { staffId: subjectId, ...input.body });
    return opened;
  },
  'GET /api/agent/filings/:filingId': async ({ world, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    return own.refused ? own : accept(await filingView(world, own.value));
  },
  'POST /api/agent/filings/:filingId/hand': async ({ world, subjectId, input }) => {
    const handed = await handAgentFiling(world, { staffId: subjectId, filingId: input.params.filingId });
    return handed.refused ? handed : done;
  },
  'POST /api/agent/filings/:filingId/withdraw': async ({ world, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    if (own.refused) return own;
    return (await endFiling(world, own.value, subjectId))
      ? done
      : refuse('channels.filing_not_open', { state: own.value.state });
  },
};

const devices: Pick<
  Handlers<Keys>,
  | 'GET /api/agent/devices'
  | 'PUT /api/agent/filings/:filingId/site-checks/:item'
  | 'POST /api/agent/filings/:filingId/handover'
> = {
  'POST /api/agent/filings/:filingId/handover': async ({ world, site, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    if (own.refused) return own;
    const given = await handOverDevice(world, own.value.applicantId);
    if (given.refused) return given;
    await putDown(world, site.demo, given.value);
    return done;
  },
  'GET /api/agent/devices': async ({ world, subjectId }) => {
    const found = await filingsOf(world.db, { agentId: await agentIdOf(world, subjectId) });
    const filed = found.filter((one) => one.state === 'filed');
    return accept({ rows: (await Promise.all(filed.map((one) => devicesInHand(world, one)))).flat() });
  },
  'PUT /api/agent/filings/:filingId/site-checks/:item': async ({ world, subjectId, input }) => {
    const own = await ownFiling(world, subjectId, input.params.filingId);
    if (own.refused || own.value.state !== 'filed') return refuse('channels.filing_unknown');
    await tickSiteCheck(world, own.value, { item: input.params.item, done: input.body.done, by: subjectId });
    return done;
  },
};

/** Terminals of one's own merchants that are not active yet, or still lack their test sale. */
async function devicesInHand(world: World, filing: Filing): Promise<Answer<'GET /api/agent/devices'>['rows']> {
  const merchant = await merchantByApplicant(world, filing.applicantId);
  if (merchant === undefined) return [];
  const checks = await siteChecksOf(world, filing);
  const shipment = await shipmentOf(world.db, merchant.merchantId);
  const terminals = await terminalsOf(world.db, merchant.merchantId);
  return terminals
    .filter((one) => one.state === 'pending_activation' || one.state === 'activating' || !one.testSaleDone)
    .map((one) => ({
      filingId: filing.filingId,
      merchantName: merchant.name,
      serialNo: one.serialNo,
      model: one.model,
      terminalNo: one.terminalNo,
      state: one.state,
      handedOver: shipment?.state !== 'awaiting_handover',
      checks: checks.map(({ item, at }) => ({ item, at: isoText(at) })),
    }));
}

export const agentHandlers: Handlers<Keys> = { ...sessions, ...visits, ...filings, ...devices };
