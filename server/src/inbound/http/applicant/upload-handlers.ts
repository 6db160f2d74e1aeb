import type { ApplicantKey as Keys } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { HOUR_MS } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import {
  beginUpload,
  claimUpload,
  keepPart,
  materialOf,
  releaseUpload,
  settleUpload,
  UPLOAD_PART_BYTES,
  type Material,
  type UploadKey,
} from '../../../modules/materials/index.ts';
import { countAgainst } from '../../../platform/rate.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';
import type { ProblemCode } from '../problems.ts';
import { handIn, mayHandIn } from './material-handlers.ts';
import { materialView } from './views.ts';

/** Of one applicant: an application needs about ten, each may be begun again a few times. */
const BEGIN_RATE = { limit: 120, windowMs: HOUR_MS };

/** Judges what has come in full, once; asked again it answers with the same material. */
async function complete(world: World, key: UploadKey): Promise<Outcome<Material, Refusal<ProblemCode>>> {
  const claim = await claimUpload(world, key);
  if (claim.refused) return claim;
  if (claim.value.at === 'completed')
    return accept(must(await materialOf(world, key.applicantId, claim.value.materialId), 'material of an upload'));
  const { kind, interviewId, begunAt, content, contentType } = claim.value;
  try {
    const file = { field: 'file', content, contentType };
    const done = await handIn(world, { applicantId: key.applicantId, kind, file, interviewId, begunAt });
    await settleUpload(world, key, done.refused ? undefined : done.value.materialId);
    return done;
  } catch (error) {
    await releaseUpload(world, key);
    throw error;
  }
}

export const uploadHandlers: Pick<
  Handlers<Keys>,
  | 'POST /api/applicant/uploads'
  | 'PUT /api/applicant/uploads/:uploadId/parts/:partNo'
  | 'POST /api/applicant/uploads/:uploadId/completion'
> = {
  'POST /api/applicant/uploads': async ({ world, subjectId, input }) => {
    const over = await countAgainst(world, `uploads:${subjectId}`, BEGIN_RATE);
    if (over !== undefined) return refuse('http.rate_limit', { seconds: over });
    const { bytes, ...rest } = input.body;
    const allowed = await mayHandIn(world, subjectId, rest.kind);
    if (allowed.refused) return allowed;
    const begun = await beginUpload(world, { applicantId: subjectId, byteCount: bytes, ...rest });
    if (begun.refused) return begun;
    const { uploadId, parts } = begun.value;
    return accept({ uploadId, parts: [...parts], partBytes: UPLOAD_PART_BYTES });
  },
  'PUT /api/applicant/uploads/:uploadId/parts/:partNo': async ({ world, subjectId, input, files }) => {
    const content = files[0]?.content ?? new Uint8Array();
    const { uploadId, partNo } = input.params;
    const done = await keepPart(world, { applicantId: subjectId, uploadId, partNo: Number(partNo), content });
    return done.refused ? done : accept({ ok: true as const });
  },
  'POST /api/applicant/uploads/:uploadId/completion': async ({ world, subjectId, input }) => {
    const done = await complete(world, { applicantId: subjectId, uploadId: input.params.uploadId });
    return done.refused ? done : accept(materialView(done.value));
  },
};
