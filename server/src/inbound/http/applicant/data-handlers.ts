import type { DataKey } from '@kaitong/client/contract';
import { askAboutData, dataHeld } from '../../../flows/data-duties.ts';
import { policyToday } from '../../../flows/facts.ts';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { dataRequestOf, dataRequestsOf, type DataRequest } from '../../../modules/identity/index.ts';
import type { Handlers } from '../context.ts';

/** A request as its person and our people read it. */
export const dataRequestView = (one: DataRequest) => ({
  requestId: one.requestId,
  kind: one.kind,
  state: one.state,
  askedAt: isoText(one.askedAt),
  dueAt: isoText(one.dueAt),
  ...(one.endedAt === undefined ? {} : { endedAt: isoText(one.endedAt) }),
  ...(one.erased === undefined ? {} : { erased: one.erased }),
});

export const dataHandlers: Handlers<DataKey> = {
  'GET /api/applicant/data': async ({ world, subjectId }) => {
    const [{ verdicts }, policy, requests] = await Promise.all([
      dataHeld(world, subjectId),
      policyToday(world),
      dataRequestsOf(world.db, subjectId),
    ]);
    return accept({
      classes: verdicts.map(({ of, count, keptBecause }) => ({
        of,
        count,
        ...(keptBecause === undefined ? {} : { keptBecause }),
      })),
      keptYears: policy.number('data.kept_years'),
      logDays: policy.number('identity.sign_in_log_days'),
      draftDays: policy.number('data.draft_days'),
      requests: requests.map(dataRequestView),
    });
  },
  'POST /api/applicant/data/requests': async ({ world, subjectId, input }) => {
    const asked = await askAboutData(world, { applicantId: subjectId, kind: input.body.kind });
    return asked.refused ? asked : accept({ requestId: asked.value });
  },
  'GET /api/applicant/data/requests/:requestId/file': async ({ world, subjectId, input, reply }) => {
    const request = await dataRequestOf(world.db, { applicantId: subjectId, requestId: input.params.requestId });
    if (request?.kind !== 'export') return refuse('identity.data_request_unknown');
    if (request.state !== 'ready' || request.fileId === undefined) return refuse('identity.export_lapsed');
    const { content } = await world.files.read(request.fileId);
    void reply
      .type('application/zip')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', 'attachment; filename="kaitong-my-data.zip"')
      .send(Buffer.from(content));
    return 'sent';
  },
};
