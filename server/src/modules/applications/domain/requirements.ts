import type { Draft } from './draft.ts';

export type RequirementStatus = 'missing' | 'submitted' | 'fix_needed' | 'passed';

/** 待办材料: one line of the checklist. `step` is where the app opens it. */
export interface Requirement {
  readonly item:
    | 'identity_card'
    | 'face'
    | 'device'
    | 'settlement'
    | 'bank_card'
    | 'scene'
    | 'business'
    | 'third_party_consent';
  readonly status: RequirementStatus;
  readonly step: 'identity' | 'face' | 'plan' | 'card' | 'scene' | 'business' | 'consents';
  readonly reason?: string;
  readonly note?: string;
}

export interface RequirementFacts {
  readonly draft: Draft;
  readonly identityState: 'none' | 'id_confirmed' | 'face_passed' | 'face_human';
  readonly consents: readonly string[];
  readonly fixes: readonly {
    readonly item: string;
    readonly reason: string;
    readonly note: string;
    readonly answered: boolean;
  }[];
}

/** The checklist of an individual with an e-sign POS and T+1, computed; pure. A fix that was asked for and not yet answered shows with its reason. */
export function requirementsOf(facts: RequirementFacts): Requirement[] {
  const { draft, identityState } = facts;
  const line = (item: Requirement['item'], step: Requirement['step'], done: boolean): Requirement => {
    const fix = facts.fixes.find((one) => one.item === item && !one.answered);
    if (fix !== undefined) return { item, step, status: 'fix_needed', reason: fix.reason, note: fix.note };
    return { item, step, status: done ? 'submitted' : 'missing' };
  };
  return [
    line('identity_card', 'identity', identityState !== 'none'),
    line('face', 'face', identityState === 'face_passed' || identityState === 'face_human'),
    line('device', 'plan', draft.deviceModel !== undefined && draft.depositConfirmed === true),
    line('settlement', 'plan', draft.settlement !== undefined && draft.planId !== undefined),
    line('bank_card', 'card', draft.card?.materialId !== undefined),
    line('scene', 'scene', draft.scene !== undefined),
    line('business', 'business', draft.business !== undefined),
    line(
      'third_party_consent',
      'consents',
      facts.consents.includes('third_party_check') && facts.consents.includes('privacy'),
    ),
  ];
}
