/** What a request wants to stand of its merchant, by kind. A revision of it is stored sealed, and never changed. */
export const CHANGE_KINDS = ['id_card', 'licence', 'profile', 'legal_person'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface NewCard {
  readonly name: string;
  readonly idNumber: string;
  /** `YYYY-MM-DD`, inclusive, or 长期. */
  readonly validTo: string;
  readonly frontMaterialId: string;
  readonly backMaterialId: string;
}

export interface NewLicence {
  readonly name: string;
  readonly uscc: string;
  readonly legalPerson: string;
  readonly validTo: string;
  readonly materialId: string;
}

export interface NewProfile {
  readonly tradeName: string;
  readonly mcc: string;
  /** What is sold where, as it looks today. */
  readonly sceneMaterialId: string;
}

export interface ChangeContent {
  readonly card?: NewCard;
  readonly licence?: NewLicence;
  readonly profile?: NewProfile;
}

/** What stands of the merchant, as a request is compared with it. */
export interface StandingFacts {
  readonly card: { readonly name: string; readonly idNumber: string; readonly validTo: string } | undefined;
  readonly licence:
    | { readonly name: string; readonly uscc: string; readonly legalPerson: string; readonly validTo: string }
    | undefined;
  readonly profile: { readonly tradeName: string; readonly mcc: string };
}

/** What was handed in, and what stood then: once it is done, both are still to be seen. */
export interface ChangeRevision {
  readonly content: ChangeContent;
  readonly standing: StandingFacts;
  /** Photos of the documents that it is to replace. */
  readonly photosBefore: readonly string[];
}

/** What each kind is made of. */
export const PARTS_OF = {
  id_card: ['card'],
  licence: ['licence'],
  profile: ['profile'],
  legal_person: ['licence', 'card'],
} as const satisfies Record<ChangeKind, readonly (keyof ChangeContent)[]>;

/** Its photos. */
export const materialsOfContent = ({ card, licence, profile }: ChangeContent): string[] => [
  ...(card === undefined ? [] : [card.frontMaterialId, card.backMaterialId]),
  ...(licence === undefined ? [] : [licence.materialId]),
  ...(profile === undefined ? [] : [profile.sceneMaterialId]),
];
