import type { CivilDate } from '../../../kernel/instant.ts';
import type { MaterialSlot, RequirementItem, Revision } from '../../applications/index.ts';

export type Verdict = 'pass' | 'warn' | 'fail' | 'skip';

/** 机审项: one line of the machine's work. `evidence` is what a reviewer wants to see, without names or personal numbers. */
export interface CheckItem {
  readonly check: CheckName;
  /** The line of the checklist it speaks of. */
  readonly item: RequirementItem;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** A hard failure cannot be waved through by one reviewer. */
  readonly hard?: boolean;
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
}

/** Every check there is, in the order in which they are shown. */
export const CHECK_NAMES = [
  'id_number',
  'id_validity',
  'id_document',
  'face',
  'interview',
  'quality',
  'card_number',
  'card_kind',
  'four_element',
  'licence_document',
  'licence_number',
  'licence_validity',
  'licence_registry',
  'legal_person',
  'seal',
  'auth_letter',
  'owners',
  'permit',
  'account_holder',
  'corporate_account',
  'lease',
  'lessee',
  'scene',
  'watch_list',
  'duplicates',
  'acquirers',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** A check that changes what it looks at or where it draws the line gets a new number; old rows keep theirs. */
export const CHECK_VERSION = 3;

export type FourElementAnswer =
  | { readonly kind: 'match' }
  | { readonly kind: 'mismatch'; readonly wrong: readonly string[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

export type CompanyAnswer =
  | {
      readonly kind: 'found';
      readonly name: string;
      readonly legalPerson: string;
      readonly type: string;
      readonly status: 'normal' | 'abnormal' | 'revoked' | 'cancelled';
      readonly validTo: string;
      readonly address: string;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unavailable'; readonly reason: string };

export type AcquirersAnswer =
  | { readonly kind: 'found'; readonly others: number }
  | { readonly kind: 'unavailable'; readonly reason: string };

export type CorporateAccountAnswer =
  | { readonly kind: 'match' }
  | { readonly kind: 'mismatch'; readonly wrong: readonly string[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Everything machine review looks at; fetched first, judged after. */
export interface ReviewFacts {
  readonly today: CivilDate;
  /** Checks that fail whatever is there: only ever set in the sandbox. */
  readonly forced?: readonly string[];
  readonly validityMonthsMin: number;
  readonly revision: Revision;
  /** What OCR read in each place, by field; a field that was not found is absent. */
  readonly read: Readonly<Partial<Record<MaterialSlot, Readonly<Record<string, string>>>>>;
  /** Texts of the seals found in each place. */
  readonly seals: Readonly<Partial<Record<MaterialSlot, readonly string[]>>>;
  readonly quality: Readonly<Partial<Record<MaterialSlot, 'good' | 'warn' | 'refuse'>>>;
  readonly scene: {
    readonly lines: readonly string[];
    /** Of a video: whether its container names the time of recording. */
    readonly video?: { readonly dated: boolean; readonly seconds: number };
  };
  /** Length of the recorded answers. */
  readonly interviewSeconds?: number;
  readonly card?: { readonly luhnValid: boolean; readonly kind: 'debit' | 'credit' | 'unknown' };
  readonly fourElement?: FourElementAnswer | { readonly kind: 'tries_used' };
  /** Watch lists, and what is shared with merchants that are there already. */
  readonly standing?: {
    readonly watch: readonly string[];
    /** Hits of the list of what is looked at and not refused; facts of before that list have none. */
    readonly observed?: readonly string[];
    readonly shared: {
      readonly persons: number;
      readonly micro: number;
      readonly companies: number;
      readonly accounts: number;
    };
    /** `microRefused`: so many merchants without a licence, and the next is refused; 0 = never. */
    readonly limits: { readonly persons: number; readonly accounts: number; readonly microRefused: number };
    /** Other applicants who handed in the same picture of a shop. */
    readonly sceneElsewhere: number;
    readonly corporate: boolean;
    /** Without a licence. */
    readonly micro: boolean;
  };
  readonly company?: CompanyAnswer;
  /** How many other acquirers have reported this person, and how many may; only where policy asks. */
  readonly acquirers?: AcquirersAnswer & { readonly max: number };
  /** Whether the applicant has told the amount of a micro transfer into this account. */
  readonly accountProved?: boolean;
  readonly corporateAccount?: CorporateAccountAnswer | { readonly kind: 'tries_used' };
}
