import type { ApplicantKind, Draft, DraftPart } from './draft.ts';

/** Everything an application may be asked for, in the order in which a person fills it in. */
export const REQUIREMENT_ITEMS = [
  'identity_card',
  'face',
  'licence',
  'authorisation',
  'owners',
  'device',
  'settlement',
  'bank_card',
  'account_permit',
  'premises',
  'scene',
  'business',
  'interview',
  'third_party_consent',
] as const;
export type RequirementItem = (typeof REQUIREMENT_ITEMS)[number];
export type RequirementStatus = 'missing' | 'submitted' | 'checking' | 'passed' | 'fix_needed' | 'waived';
export type RequirementStep =
  | 'identity'
  | 'face'
  | 'plan'
  | 'licence'
  | 'authorisation'
  | 'owners'
  | 'card'
  | 'account'
  | 'premises'
  | 'scene'
  | 'business'
  | 'interview'
  | 'consents';
export type NextActor = 'applicant' | 'agent' | 'bank' | 'us';

/** 待办材料: one line of the checklist. `step` is where the app opens it; `deadline` is an ISO instant. */
export interface Requirement {
  readonly item: RequirementItem;
  readonly status: RequirementStatus;
  readonly step: RequirementStep;
  /** Who acts next on this line; absent when nobody has to. */
  readonly actor?: NextActor;
  readonly deadline?: string;
  /** Why it was sent back; the first leads. */
  readonly reasons?: readonly string[];
  readonly note?: string;
}

export interface AskedFix {
  readonly item: string;
  readonly reasons: readonly string[];
  readonly note: string;
  readonly answered: boolean;
}

export interface RequirementFacts {
  readonly draft: Draft;
  readonly state: string;
  readonly channel: 'online' | 'counter' | 'agent';
  readonly identityState: 'none' | 'id_confirmed' | 'face_passed' | 'face_human' | 'face_witnessed';
  /** Live check, or an interview that people judge. */
  readonly faceRoute: 'live' | 'interview';
  /** Whether the pack asks an interview of who has no fixed place (strict). */
  readonly interviewWithoutPlace: boolean;
  /** The clip of the draft, if it answers questions of ours. */
  readonly interviewMaterialId?: string;
  readonly consents: readonly string[];
  /** Of the revision that was sent back; empty otherwise. */
  readonly fixes: readonly AskedFix[];
  readonly fixDueAt?: string;
}

/** What decides about the checklist besides the draft. */
export type Ways = Pick<RequirementFacts, 'faceRoute' | 'interviewWithoutPlace'>;

interface Rule {
  readonly item: RequirementItem;
  readonly step: RequirementStep;
  /** Parts of the draft that this line owns: what may change when it is asked for again, and what a change of kind may drop. */
  readonly parts: readonly DraftPart[];
  readonly asked: (draft: Draft, ways: Ways) => boolean;
  readonly done: (facts: RequirementFacts) => boolean;
}

const always = (): boolean => true;
const ofKind =
  (...kinds: ApplicantKind[]) =>
  (draft: Draft): boolean =>
    draft.kind !== undefined && kinds.includes(draft.kind);
const isCorporate = (draft: Draft): boolean => accountKindOf(draft) === 'corporate';

/** An individual is paid to a card and a company to its account, whatever the draft says; a sole proprietor chooses. */
export function accountKindOf(draft: Draft): 'personal' | 'corporate' {
  if (draft.kind === 'company') return 'corporate';
  return draft.kind === 'sole_proprietor' && draft.accountKind === 'corporate' ? 'corporate' : 'personal';
}

/** kind × device × account: what is asked. Published list of materials, and the rules of domain for companies. */
const RULES: readonly Rule[] = [
  rule('identity_card', 'identity', [], always, (f) => f.identityState !== 'none'),
  rule(
    'face',
    'face',
    [],
    (_, ways) => ways.faceRoute === 'live',
    (f) => f.identityState.startsWith('face_'),
  ),
  rule('licence', 'licence', ['licence'], ofKind('sole_proprietor', 'company'), (f) => f.draft.licence !== undefined),
  rule('authorisation', 'authorisation', ['acting'], ofKind('company'), (f) => f.draft.acting !== undefined),
  rule('owners', 'owners', ['owners'], ofKind('company'), (f) => f.draft.owners !== undefined),
  rule('device', 'plan', ['deviceModel', 'depositConfirmed'], always, (f) => deviceChosen(f.draft)),
  rule('settlement', 'plan', ['settlement', 'planId', 'accountKind'], always, (f) => settlementChosen(f.draft)),
  rule(
    'bank_card',
    'card',
    ['card'],
    (d) => !isCorporate(d),
    (f) => f.draft.card?.materialId !== undefined,
  ),
  rule('account_permit', 'account', ['corporateAccount'], isCorporate, (f) => permitGiven(f.draft)),
  rule(
    'premises',
    'premises',
    ['premises'],
    ofKind('sole_proprietor', 'company'),
    (f) => f.draft.premises !== undefined,
  ),
  rule('scene', 'scene', ['scene'], always, (f) => f.draft.scene !== undefined),
  rule('business', 'business', ['business'], always, (f) => f.draft.business !== undefined),
  rule(
    'interview',
    'interview',
    ['interview'],
    (d, ways) => ways.faceRoute === 'interview' || (ways.interviewWithoutPlace && d.business?.fixedPlace === false),
    (f) => f.draft.interview !== undefined && f.draft.interview.materialId === f.interviewMaterialId,
  ),
  rule('third_party_consent', 'consents', [], always, (f) => consented(f.consents)),
];

function rule(
  item: RequirementItem,
  step: RequirementStep,
  parts: readonly DraftPart[],
  asked: Rule['asked'],
  done: Rule['done'],
): Rule {
  return { item, step, parts, asked, done };
}

/** A corporate account is bound by the smart POS at activation, so the e-sign POS cannot be chosen with it. */
export const deviceFits = (draft: Draft): boolean => draft.deviceModel === 'smart_pos' || !isCorporate(draft);

const deviceChosen = (draft: Draft): boolean =>
  draft.deviceModel !== undefined && draft.depositConfirmed === true && deviceFits(draft);
const settlementChosen = (draft: Draft): boolean => draft.settlement !== undefined && draft.planId !== undefined;
/** S12: a company cannot submit without the permit; a sole proprietor paid to a corporate account may. */
const permitGiven = (draft: Draft): boolean =>
  draft.corporateAccount !== undefined && (draft.kind !== 'company' || draft.corporateAccount.materialId !== undefined);
const consented = (consents: readonly string[]): boolean =>
  consents.includes('third_party_check') && consents.includes('privacy');

const CHECKING: readonly string[] = ['submitted', 'auto_checking', 'in_review', 'pending_second_review'];
const FILLS: Readonly<Record<RequirementFacts['channel'], NextActor>> = {
  online: 'applicant',
  counter: 'bank',
  agent: 'agent',
};

/** The checklist, computed; pure. A fix that was asked for and not yet answered shows its reason; what had passed is not asked again. */
export function requirementsOf(facts: RequirementFacts): Requirement[] {
  return RULES.filter((one) => one.asked(facts.draft, facts)).map((one) => lineOf(one, facts));
}

function lineOf({ item, step, done }: Rule, facts: RequirementFacts): Requirement {
  const actor = FILLS[facts.channel];
  const fix = facts.fixes.find((one) => one.item === item);
  if (fix?.answered === false) {
    const deadline = facts.fixDueAt === undefined ? {} : { deadline: facts.fixDueAt };
    return { item, step, status: 'fix_needed', actor, reasons: fix.reasons, note: fix.note, ...deadline };
  }
  if (!done(facts)) return { item, step, status: 'missing', actor };
  if (facts.state === 'approved') return { item, step, status: 'passed' };
  if (facts.state === 'needs_fix' && fix === undefined) return { item, step, status: 'passed' };
  if (CHECKING.includes(facts.state)) return { item, step, status: 'checking', actor: 'us' };
  return { item, step, status: 'submitted' };
}

/** Parts of the draft that may change now: all of a draft; of an application sent back, those that were asked for. */
export function editableParts(state: string, fixes: readonly Pick<AskedFix, 'item'>[]): ReadonlySet<DraftPart> {
  // whoever is asked for their face again may answer with an interview
  const isOpen = (item: RequirementItem): boolean =>
    fixes.some((fix) => fix.item === item || (item === 'interview' && fix.item === 'face'));
  const open = state === 'draft' ? RULES : RULES.filter((one) => isOpen(one.item));
  const parts = new Set<DraftPart>(open.flatMap((one) => one.parts));
  if (state === 'draft') parts.add('kind');
  return parts;
}

/** The way to show one's face does not hang on the kind, so an interview stays. */
const EITHER: Ways = { faceRoute: 'interview', interviewWithoutPlace: true };

/**
 * The draft after a change of kind: parts that the new kind does not ask for go, everything else stays. A device that no longer
 * fits is unchosen, because its deposit was confirmed for another.
 */
export function withKind(draft: Draft, kind: ApplicantKind): Draft {
  const next: Draft = { ...draft, kind };
  const asked = new Set(RULES.filter((one) => one.asked(next, EITHER)).flatMap((one) => one.parts));
  for (const part of RULES.flatMap((one) => one.parts)) if (!asked.has(part)) delete next[part];
  next.accountKind = accountKindOf(next);
  if (next.deviceModel !== undefined && !deviceFits(next)) {
    delete next.deviceModel;
    delete next.depositConfirmed;
  }
  return next;
}

/** Items that a draft of this kind is asked for. */
export const requirementItemsOf = (draft: Draft, ways: Ways): RequirementItem[] =>
  RULES.filter((one) => one.asked(draft, ways)).map((one) => one.item);

/** Items to which these parts of the draft belong. */
export const itemsOfParts = (parts: readonly DraftPart[]): RequirementItem[] =>
  RULES.filter((one) => one.parts.some((part) => parts.includes(part))).map((one) => one.item);
