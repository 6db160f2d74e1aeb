/** The order of an application of each kind, and what is next. */
import type { Application, Draft, Me, Requirement } from '../queries.ts';

export const STEPS = [
  'consents',
  'identity',
  'face',
  'kind',
  'licence',
  'authorisation',
  'owners',
  'plan',
  'card',
  'account',
  'premises',
  'scene',
  'business',
  'interview',
  'review',
] as const;
export type Step = (typeof STEPS)[number];
export type StepState = 'done' | 'now' | 'later' | 'fix';

const REQUIRED_CONSENTS = ['privacy', 'id_images', 'third_party_check'] as const;
const MERCHANT = ['sole_proprietor', 'company'];

export const isCorporate = (draft: Draft): boolean =>
  draft.kind === 'company' || (draft.kind === 'sole_proprietor' && draft.accountKind === 'corporate');

/** Steps that this application goes through; before a kind is chosen, those of an individual. */
export function stepsOf(
  me: Pick<Me, 'faceRoute'>,
  application: Pick<Application, 'draft' | 'requirements'> | null,
): Step[] {
  const draft = application?.draft ?? {};
  const asksInterview = application?.requirements.some((one) => one.item === 'interview') === true;
  const isMerchant = MERCHANT.includes(draft.kind ?? '');
  const isCompany = draft.kind === 'company';
  const left: Partial<Record<Step, boolean>> = {
    licence: !isMerchant,
    premises: !isMerchant,
    authorisation: !isCompany,
    owners: !isCompany,
    card: isCorporate(draft),
    account: !isCorporate(draft),
    interview: !asksInterview && me.faceRoute !== 'interview',
  };
  return STEPS.filter((step) => left[step] !== true);
}

const OPEN: readonly Requirement['status'][] = ['missing', 'fix_needed'];

function isDone(step: Step, me: Me, application: Application | null): boolean {
  if (step === 'review') return false;
  if (step === 'consents') return REQUIRED_CONSENTS.every((kind) => me.consents.includes(kind));
  if (step === 'identity') return me.identityState !== 'none';
  if (step === 'face') return me.identityState.startsWith('face_') || me.faceRoute === 'interview';
  if (application === null) return false;
  if (step === 'kind') return application.draft.kind !== undefined;
  return application.requirements.every((one) => one.step !== step || !OPEN.includes(one.status));
}

export function stepStates(me: Me, application: Application | null): { step: Step; state: StepState }[] {
  const fixes = new Set(
    application?.requirements.filter((one) => one.status === 'fix_needed').map((one): string => one.step),
  );
  let found = false;
  return stepsOf(me, application).map((step) => {
    if (fixes.has(step)) return { step, state: 'fix' };
    if (isDone(step, me, application)) return { step, state: 'done' };
    if (found) return { step, state: 'later' };
    found = true;
    return { step, state: 'now' };
  });
}

export const nextStep = (me: Me, application: Application | null): Step =>
  stepStates(me, application).find((one) => one.state === 'now')?.step ?? 'review';
