import type { ApplicantKey as Keys } from '@kaitong/client/contract';
import { dateInShanghai, type InstantMs } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { currentApplication, type RequirementItem } from '../../../modules/applications/index.ts';
import { readPolicy } from '../../../modules/catalogue/index.ts';
import { consentsOf, openInterview, recordInterview, type ConsentKind } from '../../../modules/identity/index.ts';
import {
  materialOf,
  submitPhoto,
  submitVideo,
  type Material,
  type MaterialKind,
} from '../../../modules/materials/index.ts';
import { merchantByApplicant } from '../../../modules/merchants/index.ts';
import { answerFixes, fixesOf } from '../../../modules/review/index.ts';
import { wantsPhoto } from '../../../flows/change-requests.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers, Upload } from '../context.ts';
import type { ProblemCode } from '../problems.ts';
import { materialView } from './views.ts';

/** Which line of the checklist a material belongs to. */
const ITEM_OF: Readonly<Partial<Record<MaterialKind, RequirementItem>>> = {
  id_front: 'identity_card',
  id_back: 'identity_card',
  bank_card: 'bank_card',
  scene_photo: 'scene',
  scene_order: 'scene',
  scene_video: 'scene',
  interview_video: 'interview',
  business_licence: 'licence',
  account_permit: 'account_permit',
  lease: 'premises',
  auth_letter: 'authorisation',
  account_letter: 'account_permit',
  legal_id_front: 'authorisation',
  legal_id_back: 'authorisation',
};

const CONSENT_OF: Readonly<Partial<Record<MaterialKind, ConsentKind>>> = {
  id_front: 'id_images',
  id_back: 'id_images',
  legal_id_front: 'id_images',
  legal_id_back: 'id_images',
  new_id_front: 'id_images',
  new_id_back: 'id_images',
  interview_video: 'interview',
};

type Refused = Refusal<ProblemCode>;

/** Whether this line may be answered now: of a draft any, of an application sent back what was asked for. */
export async function mayAnswer(
  world: World,
  applicantId: string,
  item: RequirementItem,
): Promise<Outcome<true, Refusal<'applications.not_editable' | 'applications.not_asked'>>> {
  const application = await currentApplication(world, applicantId);
  if (application === undefined || application.state === 'draft') return accept(true as const);
  if (application.state !== 'needs_fix') return refuse('applications.not_editable');
  const asked = (await fixesOf(world.db, application)).map((fix) => fix.item);
  // whoever is asked for their face again may answer with an interview
  if (asked.includes(item) || (item === 'interview' && asked.includes('face'))) return accept(true as const);
  return refuse('applications.not_asked', { parts: [item] });
}

/** A photo for a request of a merchant: one that wants it is being prepared. */
async function mayChange(world: World, applicantId: string, kind: MaterialKind): Promise<Outcome<true, Refused>> {
  const merchant = await merchantByApplicant(world, applicantId);
  const wanted = merchant !== undefined && (await wantsPhoto(world, merchant.merchantId, kind));
  return wanted ? accept(true as const) : refuse('servicing.change_not_editable');
}

/** Whether this material may be handed in now: the consent is there, and an application sent back asked for it. */
export async function mayHandIn(
  world: World,
  applicantId: string,
  kind: MaterialKind,
): Promise<Outcome<true, Refused>> {
  const needed = CONSENT_OF[kind];
  if (needed !== undefined && !(await consentsOf(world.db, applicantId)).includes(needed))
    return refuse('identity.consent_missing', { kind: needed });
  const item = ITEM_OF[kind];
  return item === undefined ? mayChange(world, applicantId, kind) : mayAnswer(world, applicantId, item);
}

interface HandedIn {
  readonly applicantId: string;
  readonly kind: MaterialKind;
  readonly file: Upload;
  /** Of an interview: the questions that the clip answers. */
  readonly interviewId?: string | undefined;
  /** Wall time at which its upload was begun, where it came in parts: a line that was down costs nobody their answers. */
  readonly begunAt?: InstantMs;
}

/** The answers of an interview: recorded after the questions were asked, in time, once. */
async function judgeInterview(world: World, input: HandedIn): Promise<Outcome<Material, Refused>> {
  const key = { applicantId: input.applicantId, interviewId: input.interviewId ?? '' };
  const open = await openInterview(world, { ...key, ...(input.begunAt === undefined ? {} : { at: input.begunAt }) });
  if (open.refused) return open;
  const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
  const done = await submitVideo(world, {
    applicantId: input.applicantId,
    kind: 'interview_video',
    ...input.file,
    limits: {
      secondsMax: policy.number('identity.interview_seconds_max'),
      ageDaysMax: 1,
      notBefore: open.value.issuedAt,
    },
  });
  if (done.refused) return done;
  const first = await recordInterview(world.db, { ...key, materialId: done.value.materialId });
  return first ? done : refuse('identity.interview_unknown');
}

async function judge(world: World, input: HandedIn): Promise<Outcome<Material, Refused>> {
  if (input.kind === 'interview_video') return judgeInterview(world, input);
  const { content, contentType } = input.file;
  if (input.kind === 'scene_video') {
    const policy = await readPolicy(world.db, dateInShanghai(world.clock.now()));
    const limits = {
      secondsMax: policy.number('scene.video_seconds_max'),
      ageDaysMax: policy.number('scene.video_age_days_max'),
    };
    return submitVideo(world, { applicantId: input.applicantId, kind: input.kind, content, contentType, limits });
  }
  const done = await submitPhoto(world, { applicantId: input.applicantId, kind: input.kind, content, contentType });
  if (!done.refused) return done;
  const findings = (done.findings ?? []).map((one) => `${one.reason}:${one.score}:${one.limit}`);
  return refuse(done.refusal.code, { ...done.refusal.facts, findings });
}

/** Hands in one photo or video of an applicant: allowed, judged, read. */
export async function handIn(world: World, input: HandedIn): Promise<Outcome<Material, Refused>> {
  const allowed = await mayHandIn(world, input.applicantId, input.kind);
  return allowed.refused ? allowed : judge(world, input);
}

export const materialHandlers: Pick<
  Handlers<Keys>,
  'POST /api/applicant/materials' | 'GET /api/applicant/materials/:materialId/image'
> = {
  'POST /api/applicant/materials': async ({ world, subjectId, form, files }) => {
    const file = files[0];
    if (file === undefined) return refuse('http.bad_request');
    const done = await handIn(world, { applicantId: subjectId, ...form, file });
    return done.refused ? done : accept(materialView(done.value));
  },
  'GET /api/applicant/materials/:materialId/image': async ({ world, subjectId, input, reply }) => {
    const material = await materialOf(world, subjectId, input.params.materialId);
    if (material === undefined) return refuse('http.not_found');
    if (!(await world.files.exists(material.fileId))) return refuse('materials.erased');
    const file = await world.files.read(material.fileId);
    void reply.type(file.contentType).header('cache-control', 'private, max-age=600').send(Buffer.from(file.content));
    return 'sent';
  },
};

/** An item of the draft counts as done again once its part of the draft has changed. */
export const ITEM_OF_PART: Readonly<Record<string, RequirementItem>> = {
  business: 'business',
  card: 'bank_card',
  corporateAccount: 'account_permit',
  licence: 'licence',
  premises: 'premises',
  acting: 'authorisation',
  owners: 'owners',
  scene: 'scene',
  interview: 'interview',
};

/** Marks the fixes of these parts as answered. */
export async function answerParts(world: World, applicantId: string, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    const item = ITEM_OF_PART[part];
    if (item !== undefined) await answerFixes(world.db, applicantId, item);
    if (item === 'interview') await answerFixes(world.db, applicantId, 'face'); // it stands for the face
  }
}
