/** The order of an individual's application, and what is next. */
import type { Application, Me } from '../queries.ts';

export const STEPS = ['consents', 'identity', 'face', 'kind', 'plan', 'card', 'scene', 'business', 'review'] as const;
export type Step = (typeof STEPS)[number];
export type StepState = 'done' | 'now' | 'later' | 'fix';

const REQUIRED_CONSENTS = ['privacy', 'id_images', 'third_party_check'] as const;

const ITEM_OF: Readonly<Partial<Record<Step, readonly string[]>>> = {
  identity: ['identity_card'],
  face: ['face'],
  plan: ['device', 'settlement'],
  card: ['bank_card'],
  scene: ['scene'],
  business: ['business'],
};

function isDone(step: Step, me: Me, application: Application | null): boolean {
  const draft = application?.draft ?? {};
  switch (step) {
    case 'consents':
      return REQUIRED_CONSENTS.every((kind) => me.consents.includes(kind));
    case 'identity':
      return me.identityState !== 'none';
    case 'face':
      return me.identityState === 'face_passed' || me.identityState === 'face_human';
    case 'kind':
      return draft.kind !== undefined;
    case 'plan':
      return (
        draft.deviceModel !== undefined &&
        draft.depositConfirmed === true &&
        draft.settlement !== undefined &&
        draft.planId !== undefined
      );
    case 'card':
      return draft.card?.materialId !== undefined;
    case 'scene':
      return draft.scene !== undefined;
    case 'business':
      return draft.business !== undefined;
    case 'review':
    default:
      return false;
  }
}

export function stepStates(me: Me, application: Application | null): { step: Step; state: StepState }[] {
  const fixes = new Set(
    application?.requirements.filter((one) => one.status === 'fix_needed').map((one): string => one.item),
  );
  let found = false;
  return STEPS.map((step) => {
    if ((ITEM_OF[step] ?? []).some((item) => fixes.has(item))) return { step, state: 'fix' };
    if (isDone(step, me, application)) return { step, state: 'done' };
    if (found) return { step, state: 'later' };
    found = true;
    return { step, state: 'now' };
  });
}

export const nextStep = (me: Me, application: Application | null): Step =>
  stepStates(me, application).find((one) => one.state === 'now')?.step ?? 'review';
