import type { CompleteDraft, Draft } from './draft.ts';
import { accountKindOf, requirementItemsOf, type RequirementItem } from './requirements.ts';

/** Places where a photo or a video proves something of an application. */
export const MATERIAL_SLOTS = [
  'id_front',
  'id_back',
  'licence',
  'bank_card',
  'permit',
  'account_letter',
  'premises',
  'letter',
  'legal_id_front',
  'legal_id_back',
  'scene',
  'interview',
] as const;
export type MaterialSlot = (typeof MATERIAL_SLOTS)[number];

/** What was submitted, complete and for ever: the draft plus who the person is and which photos prove it. */
export interface Revision {
  readonly draft: CompleteDraft;
  readonly person: {
    readonly name: string;
    readonly idNumber: string;
    readonly idValidTo: string;
    readonly phone: string;
    readonly idHash: string;
  };
  readonly face: {
    /** `face_interview`: judged by people from a recorded interview. */
    readonly state: 'face_passed' | 'face_human' | 'face_witnessed' | 'face_interview';
    readonly similarity: number;
    readonly fileId: string | null;
  };
  readonly materials: Readonly<Partial<Record<MaterialSlot, string>>>;
  /** What was asked in the clip of `materials.interview`. */
  readonly interview?: { readonly questions: readonly string[]; readonly askedAt: string };
  readonly signedAt: string;
}

/** Which photo stands in which place, as the draft says; the person's own card comes from the identity. */
export function slotsOfDraft(draft: Draft): Partial<Record<MaterialSlot, string>> {
  const acting = draft.acting?.as === 'handler' ? draft.acting : undefined;
  const account =
    accountKindOf(draft) === 'corporate'
      ? { permit: draft.corporateAccount?.materialId, account_letter: draft.corporateAccount?.letterMaterialId }
      : { bank_card: draft.card?.materialId };
  const all: Partial<Record<MaterialSlot, string | undefined>> = {
    ...account,
    licence: draft.licence?.materialId,
    premises: draft.premises?.materialId,
    letter: acting?.letterMaterialId,
    legal_id_front: acting?.frontMaterialId,
    legal_id_back: acting?.backMaterialId,
    scene: draft.scene?.materialId,
    interview: draft.interview?.materialId,
  };
  return Object.fromEntries(Object.entries(all).filter(([, id]) => id !== undefined));
}

/** Lines of the checklist that a revision answers. */
export const itemsOfRevision = ({
  draft,
  face,
  interview,
}: Pick<Revision, 'draft' | 'face' | 'interview'>): RequirementItem[] =>
  requirementItemsOf(draft, {
    faceRoute: face.state === 'face_interview' ? 'interview' : 'live',
    interviewWithoutPlace: interview !== undefined,
  });

/** The account that money will go to; the holder is who must own it. */
export interface AppliedAccount {
  readonly kind: 'personal' | 'corporate';
  readonly number: string;
  readonly holder: string;
  readonly branchCode?: string;
}

export function accountOf(revision: Pick<Revision, 'draft' | 'person'>): AppliedAccount | undefined {
  const { draft, person } = revision;
  if (accountKindOf(draft) === 'personal')
    return draft.card === undefined ? undefined : { kind: 'personal', number: draft.card.number, holder: person.name };
  const account = draft.corporateAccount;
  if (account === undefined) return undefined;
  const { accountNumber, accountName, branchCode } = account;
  return { kind: 'corporate', number: accountNumber, holder: accountName, branchCode };
}
