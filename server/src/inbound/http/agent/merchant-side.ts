import type { FilingKey as Keys } from '@kaitong/client/contract';
import { isoText, civilDate } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { applicationForm } from '../../../flows/application-form.ts';
import { printForm } from '../paper/print-form.ts';
import { answerFilingRequest } from '../../../flows/open-filing.ts';
import type { World } from '../../../flows/ports.ts';
import {
  AGENT_CONSENTS,
  agentOf,
  bookVisit,
  COUNTER_CONSENTS,
  filingsOfApplicant,
  moveVisit,
  namesOf,
  outletOf,
  revokeFormCodes,
  visitOf,
  visitsOf,
  type Filing,
} from '../../../modules/channels/index.ts';
import { withTx } from '../../../platform/postgres/database.ts';
import type { Handlers } from '../context.ts';
import { isNear } from '../counter/handlers.ts';
import { certificateView, visitView } from './handlers.ts';

const done = accept({ ok: true as const });

async function requestView(world: World, filing: Filing) {
  const agent = filing.agentId === undefined ? undefined : await agentOf(world.db, filing.agentId);
  const outlet = filing.outletId === undefined ? undefined : await outletOf(world.db, filing.outletId);
  const certificate = agent?.certificates
    .map((one) => certificateView(world, agent, one, filing.region))
    .find((one) => one.status === 'valid');
  const names = await namesOf(world.db, [filing.openedBy]);
  return {
    filingId: filing.filingId,
    channel: filing.channel,
    by: agent?.name ?? `${outlet?.bankName ?? ''}${outlet?.name ?? ''}`,
    person: names.get(filing.openedBy) ?? '',
    region: filing.region,
    state: filing.state,
    ...(certificate === undefined ? {} : { certificateNumber: certificate.number }),
    consents: filing.channel === 'agent' ? [...AGENT_CONSENTS] : [...COUNTER_CONSENTS],
    openedAt: isoText(filing.openedAt),
  };
}

export const filingHandlers: Handlers<Keys> = {
  'GET /api/applicant/filing-requests': async ({ world, subjectId }) => {
    const filings = await filingsOfApplicant(world.db, subjectId);
    return accept({ rows: await Promise.all(filings.slice(0, 20).map((one) => requestView(world, one))) });
  },
  'POST /api/applicant/filing-requests/:filingId/grant': async ({ world, subjectId, input }) => {
    const given = await answerFilingRequest(world, {
      applicantId: subjectId,
      filingId: input.params.filingId,
      answer: 'grant',
    });
    return given.refused ? given : done;
  },
  'POST /api/applicant/filing-requests/:filingId/refuse': async ({ world, subjectId, input }) => {
    const given = await answerFilingRequest(world, {
      applicantId: subjectId,
      filingId: input.params.filingId,
      answer: 'refuse',
    });
    if (!given.refused) return done;
    return refuse('channels.filing_not_open', given.refusal.facts ?? {});
  },
  'GET /api/applicant/form': async ({ world, subjectId, request, reply }) => {
    const origin = `${request.protocol}://${request.headers.host ?? ''}`;
    const form = await applicationForm(world, { applicantId: subjectId, by: subjectId, origin });
    if (form.refused) return form;
    void reply
      .type('application/pdf')
      .header('cache-control', 'private, no-store')
      .send(Buffer.from(await printForm(form.value)));
    return 'sent';
  },
  'DELETE /api/applicant/form': async ({ world, subjectId }) => {
    await revokeFormCodes(world, subjectId);
    return done;
  },
  'GET /api/applicant/visits': async ({ world, subjectId }) => {
    const visits = await visitsOf(world, { applicantId: subjectId });
    return accept({
      rows: await Promise.all(
        visits.slice(0, 20).map(async (one) => visitView((await agentOf(world.db, one.agentId))?.name ?? '', one)),
      ),
    });
  },
  'POST /api/applicant/visits': ({ world, subjectId, input }) =>
    isNear(world, input.body.wantedDate)
      ? bookVisit(world, { ...input.body, applicantId: subjectId, wantedDate: civilDate(input.body.wantedDate) })
      : Promise.resolve(refuse('channels.visit_date')),
  'POST /api/applicant/visits/:visitId/cancel': async ({ world, subjectId, input }) => {
    const visit = await visitOf(world, input.params.visitId);
    if (visit?.applicantId !== subjectId) return refuse('http.not_found');
    const moved = await withTx(world, (tx) => moveVisit(world, tx, visit, { event: 'cancel', by: subjectId }));
    return moved ? done : refuse('channels.visit_moved', { state: visit.state });
  },
};
