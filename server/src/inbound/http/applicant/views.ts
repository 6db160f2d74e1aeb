import type { Answer } from '@kaitong/client';
import { isoText, type InstantMs } from '../../../kernel/instant.ts';
import { activationOf } from '../../../modules/activation/index.ts';
import { revisionOf, type Application, type Requirement } from '../../../modules/applications/index.ts';
import { remedyOf } from '../../../modules/catalogue/index.ts';
import type { Material, VideoFacts } from '../../../modules/materials/index.ts';
import { merchantByApplicant } from '../../../modules/merchants/index.ts';
import { casesOfApplication, changedTermsOf, isOpenCase, checksOf } from '../../../modules/review/index.ts';
import { shipmentOf, terminalsOf } from '../../../modules/terminals/index.ts';
import { checklistOf } from '../../../flows/submit-application.ts';
import type { World } from '../../../flows/ports.ts';

type ApplicationView = Answer<'GET /api/applicant/application'>;
type MaterialView = Answer<'POST /api/applicant/materials'>;
type TimelineStep = ApplicationView['timeline'][number];

function videoView({ durationMs, width, height, recordedAt }: VideoFacts): NonNullable<MaterialView['video']> {
  return { durationMs, width, height, ...(recordedAt === undefined ? {} : { recordedAt }) };
}

export function materialView(material: Material): Answer<'POST /api/applicant/materials'> {
  const fields = Object.entries(material.reading.fields).map(([name, field]) => [
    name,
    { value: field.value, confidence: field.confidence, valid: field.valid, box: [...field.box] },
  ]);
  return {
    materialId: material.materialId,
    kind: material.kind,
    fields: Object.fromEntries(fields) as Answer<'POST /api/applicant/materials'>['fields'],
    warnings: material.quality.findings.map((finding) => finding.reason),
    seals: material.reading.seals.map((seal) => ({ ...seal, box: [...seal.box] })),
    ...(material.video === undefined ? {} : { video: videoView(material.video) }),
    createdAt: isoText(material.createdAt),
  };
}

export async function applicationView(world: World, application: Application): Promise<ApplicationView> {
  const { applicantId, applicationId } = application;
  const requirements = await checklistOf(world, application);
  const open = (await casesOfApplication(world, application)).find(isOpenCase);
  const checks =
    application.revisionNo === 0
      ? []
      : await checksOf(world.db, { applicantId, applicationId, revisionNo: application.revisionNo });
  return {
    applicationId,
    state: application.state,
    channel: application.channel,
    draft: application.draft,
    draftVersion: application.draftVersion,
    revisionNo: application.revisionNo,
    requirements: requirements.map((one) => ({
      ...withoutReasons(one),
      ...(one.reasons === undefined ? {} : { reasons: [...one.reasons], remedy: remedyOf(one.reasons) }),
    })),
    nextActor: nextActor(application),
    ...(open === undefined ? {} : { dueAt: isoText(open.dueAt) }),
    ...(application.fixDueAt === undefined || application.state !== 'needs_fix'
      ? {}
      : { fixDueAt: isoText(application.fixDueAt) }),
    ...(await termsOf(world, application)),
    timeline: await timelineOf(world, application),
    checks: checks.map((one) => ({
      check: one.check,
      verdict: one.verdict,
      ...(one.reason === undefined ? {} : { reason: one.reason }),
    })),
  };
}

/** What a reviewer has changed of the terms that were signed, while the new ones wait for the signature. */
async function termsOf(world: World, application: Application): Promise<Pick<ApplicationView, 'changedTerms'>> {
  if (application.state !== 'pending_signature') return {};
  const changed = await changedTermsOf(world.db, application);
  if (changed?.state !== 'awaiting') return {};
  const { settlement, deviceModel } = (await revisionOf(world, application)).draft;
  return { changedTerms: { before: { settlement, deviceModel }, note: changed.note } };
}

function withoutReasons({ reasons: _reasons, ...line }: Requirement): Omit<Requirement, 'reasons'> {
  return line;
}

const FILLS = { online: 'applicant', counter: 'bank', agent: 'agent' } as const;

/** Who has to do something now: the merchant always signs, whoever filed it. */
function nextActor({ state, channel }: Application): ApplicationView['nextActor'] {
  if (state === 'pending_signature') return 'applicant';
  if (state === 'draft' || state === 'needs_fix') return FILLS[channel];
  return state === 'withdrawn' || state === 'expired' || state === 'rejected' ? 'nobody' : 'us';
}

const at = (time: InstantMs | undefined): { at?: string } => (time === undefined ? {} : { at: isoText(time) });

const SIGNING = { step: 'signature', state: 'now' } as const;

/** Where the application is, step by step, to the first sale; every step says whether it is done, now, or ahead. */
async function timelineOf(world: World, application: Application): Promise<TimelineStep[]> {
  const { state } = application;
  const submitted = application.submittedAt !== undefined;
  const approved = state === 'approved';
  const steps: TimelineStep[] = [
    ...(state === 'pending_signature' && !submitted ? [SIGNING] : []),
    {
      step: 'submitted',
      state: submitted ? 'done' : state === 'pending_signature' ? 'ahead' : 'now',
      ...at(application.submittedAt),
    },
    {
      step: 'machine_check',
      state: !submitted ? 'ahead' : state === 'submitted' || state === 'auto_checking' ? 'now' : 'done',
    },
  ];
  // submitted before: the terms were changed in review, or a fix was filed by somebody else
  if (state === 'pending_signature' && submitted) steps.push({ step: 'manual_review', state: 'done' }, SIGNING);
  if (state === 'in_review') steps.push({ step: 'manual_review', state: 'now' });
  if (state === 'pending_second_review')
    steps.push({ step: 'manual_review', state: 'done' }, { step: 'second_review', state: 'now' });
  if (state === 'needs_fix') steps.push({ step: 'manual_review', state: 'done' }, { step: 'needs_fix', state: 'now' });
  if (state === 'rejected') return [...steps, { step: 'rejected', state: 'failed', ...at(application.decidedAt) }];
  steps.push({ step: 'approved', state: approved ? 'done' : 'ahead', ...(approved ? at(application.decidedAt) : {}) });
  return [...steps, ...(await deliverySteps(world, application.applicantId, approved))];
}

async function deliverySteps(world: World, applicantId: string, approved: boolean): Promise<TimelineStep[]> {
  const merchant = approved ? await merchantByApplicant(world, applicantId) : undefined;
  const shipment = merchant === undefined ? undefined : await shipmentOf(world.db, merchant.merchantId);
  const [terminal] = merchant === undefined ? [] : await terminalsOf(world.db, merchant.merchantId);
  const activation =
    terminal === undefined ? undefined : await activationOf(world.db, terminal.merchantId, terminal.terminalId);
  const shipped = shipment?.waybillNo !== undefined;
  const delivered = shipment?.state === 'delivered';
  const active = terminal?.state === 'active';
  const tested = terminal?.testSaleDone === true;
  const stage = (done: boolean, before: boolean): TimelineStep['state'] => (done ? 'done' : before ? 'now' : 'ahead');
  return [
    {
      step: 'shipped',
      state: stage(shipped, approved),
      ...(shipment?.waybillNo === undefined ? {} : { detail: `${shipment.courier ?? ''} ${shipment.waybillNo}` }),
    },
    { step: 'delivered', state: stage(delivered, shipped) },
    {
      step: 'activated',
      state: stage(active, delivered),
      ...(activation === undefined || active ? {} : { detail: activation.state }),
    },
    { step: 'test_sale', state: stage(tested, active) },
  ];
}
