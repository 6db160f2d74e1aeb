import type { ReviewKey } from '@kaitong/client/contract';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { accountOf, revisionOf } from '../../../modules/applications/index.ts';
import { organisationsOf } from '../../../modules/identity/index.ts';
import { materialOf } from '../../../modules/materials/index.ts';
import {
  caseOf,
  claimCase,
  decideCase,
  dropTerms,
  judgeItem,
  listCases,
  proposeTerms,
  releaseCase,
  takeNextCase,
  unjudgeItem,
  type ReviewCase,
} from '../../../modules/review/index.ts';
import { filerOf } from '../../../flows/filer-of.ts';
import type { World } from '../../../flows/ports.ts';
import type { Context, Handled, Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';
import { sendClip } from './send-clip.ts';
import { watermarked } from './watermark.ts';
import { caseRow, caseView, nameOf, papersOf } from './review-views.ts';

type ImageKey = 'GET /api/console/cases/:caseId/images/:materialId';

/** S29: what one's own bank or agent has filed answers like a case that is not there. */
async function caseFor(world: World, caseId: string, staffId: string): Promise<ReviewCase | undefined> {
  const found = await caseOf(world, caseId);
  if (found?.filedBy === undefined) return found;
  return (await organisationsOf(world, staffId)).includes(found.filedBy) ? undefined : found;
}

/** A photo or video of a case, to whoever may look; every look is logged. */
async function sendImage({ world, input, subjectId, request, reply }: Context<ImageKey>): Promise<Handled<ImageKey>> {
  const found = await caseFor(world, input.params.caseId, subjectId);
  if (found === undefined) return refuse('review.case_unknown');
  const { materialId } = input.params;
  const revision = await revisionOf(world, found);
  const before =
    found.revisionNo < 2 ? undefined : await revisionOf(world, { ...found, revisionNo: found.revisionNo - 1 });
  const own = [revision, before].some((one) => one !== undefined && Object.values(one.materials).includes(materialId));
  const fileId =
    materialId === 'face'
      ? revision.face.fileId
      : own
        ? (await materialOf(world, found.applicantId, materialId))?.fileId
        : undefined;
  if (fileId === undefined || fileId === null) return refuse('http.not_found');
  if (!(await world.files.exists(fileId))) return refuse('materials.erased');
  await logAccess(world, { staffId: subjectId, what: 'image', subject: `${found.caseId}:${materialId}` });
  const file = await world.files.read(fileId);
  const photo = file.contentType.startsWith('image/');
  const look = { fileId, staffId: subjectId, name: await nameOf(world, subjectId), at: world.wall.now() };
  void reply.header('cache-control', 'private, no-store');
  if (photo) void reply.type('image/jpeg').send(await watermarked(file.content, look));
  else sendClip(reply, request.headers.range, file);
  return 'sent';
}

export const reviewHandlers: Handlers<ReviewKey> = {
  'GET /api/console/cases': async ({ world, subjectId }) =>
    accept({
      rows: await Promise.all(
        (await listCases(world, await organisationsOf(world, subjectId))).map((one) => caseRow(world, one, subjectId)),
      ),
    }),
  'POST /api/console/cases/next': async ({ world, subjectId }) =>
    accept({ caseId: (await takeNextCase(world, subjectId, await organisationsOf(world, subjectId))) ?? null }),
  'GET /api/console/cases/:caseId': async ({ world, input, subjectId }) => {
    const found = await caseFor(world, input.params.caseId, subjectId);
    if (found === undefined) return refuse('review.case_unknown');
    await logAccess(world, { staffId: subjectId, what: 'case', subject: found.caseId });
    return accept(await caseView(world, found, subjectId));
  },
  'GET /api/console/cases/:caseId/previous': async ({ world, input, subjectId }) => {
    const found = await caseFor(world, input.params.caseId, subjectId);
    if (found === undefined) return refuse('review.case_unknown');
    if (found.revisionNo < 2) return refuse('review.no_previous');
    const revisionNo = found.revisionNo - 1;
    await logAccess(world, { staffId: subjectId, what: 'previous', subject: `${found.caseId}:${revisionNo}` });
    const revision = await revisionOf(world, { ...found, revisionNo });
    return accept({ revisionNo, materials: await papersOf(world, found.applicantId, revision) });
  },
  'POST /api/console/cases/:caseId/reveal': async ({ world, input, subjectId }) => {
    const found = await caseFor(world, input.params.caseId, subjectId);
    if (found === undefined) return refuse('review.case_unknown');
    if (found.claimedBy !== subjectId) return refuse('review.not_claimed');
    await logAccess(world, { staffId: subjectId, what: 'numbers', subject: found.caseId });
    const revision = await revisionOf(world, found);
    const { acting } = revision.draft;
    return accept({
      idNumber: revision.person.idNumber,
      phone: revision.person.phone,
      accountNumber: accountOf(revision)?.number ?? '',
      ...(acting?.as === 'handler' ? { legalPersonIdNumber: acting.legalPersonIdNumber } : {}),
    });
  },
  'GET /api/console/cases/:caseId/images/:materialId': sendImage,
  'POST /api/console/cases/:caseId/claim': async ({ world, input, subjectId }) => {
    const notFiledBy = await organisationsOf(world, subjectId);
    const done = await claimCase(world, { caseId: input.params.caseId, staffId: subjectId, notFiledBy });
    if (!done.refused) return accept({ ok: true as const });
    const { code, facts } = done.refusal;
    return code === 'review.case_taken' ? refuse(code, { by: await nameOf(world, String(facts?.['by'])) }) : done;
  },
  'POST /api/console/cases/:caseId/release': async ({ world, input, subjectId }) => {
    await releaseCase(world, { caseId: input.params.caseId, staffId: subjectId });
    return accept({ ok: true as const });
  },
  'PUT /api/console/cases/:caseId/verdicts/:item': async ({ world, input, subjectId }) => {
    const { caseId, item } = input.params;
    const done = await judgeItem(world, { caseId, staffId: subjectId, verdict: { item, ...input.body } });
    return done.refused ? done : accept({ ok: true as const });
  },
  'DELETE /api/console/cases/:caseId/verdicts/:item': async ({ world, input, subjectId }) => {
    const done = await unjudgeItem(world, { ...input.params, staffId: subjectId });
    return done.refused ? done : accept({ ok: true as const });
  },
  'PUT /api/console/cases/:caseId/terms': async ({ world, input, subjectId }) => {
    const { note, ...wanted } = input.body;
    const done = await proposeTerms(world, {
      ...input.params,
      staffId: subjectId,
      note,
      wanted: {
        ...(wanted.settlement === undefined ? {} : { settlement: wanted.settlement }),
        ...(wanted.deviceModel === undefined ? {} : { deviceModel: wanted.deviceModel }),
      },
    });
    return done.refused ? done : accept({ ok: true as const });
  },
  'DELETE /api/console/cases/:caseId/terms': async ({ world, input, subjectId }) => {
    const done = await dropTerms(world, { ...input.params, staffId: subjectId });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/console/cases/:caseId/decision': async ({ world, input, subjectId }) => {
    const { caseId } = input.params;
    const found = await caseFor(world, caseId, subjectId);
    if (found === undefined) return refuse('review.case_unknown');
    const filedBy = await filerOf(world, found);
    const done = await decideCase(world, { caseId, staffId: subjectId, filedBy, ...input.body });
    return done.refused ? done : accept({ outcome: done.value });
  },
};
