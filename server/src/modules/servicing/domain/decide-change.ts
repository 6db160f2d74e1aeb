import { creditCodeFault } from '../../../kernel/credit-code.ts';
import { birthOf, idNumberFault } from '../../../kernel/id-number.ts';
import { isCivilDate, yearsBetween, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { compareNames } from '../../../kernel/person-name.ts';
import {
  PARTS_OF,
  type ChangeContent,
  type ChangeKind,
  type NewCard,
  type NewLicence,
  type StandingFacts,
} from './change-content.ts';

const NO_END = '长期';

export type ChangeRefusal = Refusal<
  | 'servicing.change_incomplete'
  | 'servicing.change_no_licence'
  | 'servicing.change_same'
  | 'servicing.change_id_number'
  | 'servicing.change_too_young'
  | 'servicing.change_valid_to'
  | 'servicing.change_expired'
  | 'servicing.change_not_later'
  | 'servicing.change_credit_code'
  | 'servicing.change_other_company'
  | 'servicing.change_is_legal_person'
  | 'servicing.change_person_differs'
  | 'servicing.change_mcc'
>;

interface Given {
  readonly kind: ChangeKind;
  readonly content: ChangeContent;
  readonly standing: StandingFacts;
  readonly today: CivilDate;
  readonly ageMin: number;
  /** Whether the trade is one of the list. */
  readonly knownTrade: boolean;
}

type Checked = Outcome<true, ChangeRefusal>;
const fine: Checked = accept(true as const);

/** A day that has not passed, and that is later than the one that stands. */
function decideEnd(validTo: string, standing: string | undefined, today: CivilDate): Checked {
  if (validTo === NO_END) return standing === NO_END ? refuse('servicing.change_not_later', { validTo }) : fine;
  if (!isCivilDate(validTo)) return refuse('servicing.change_valid_to');
  if (validTo < today) return refuse('servicing.change_expired', { validTo });
  if (standing === undefined || (standing !== NO_END && validTo > standing)) return fine;
  return refuse('servicing.change_not_later', { validTo: standing });
}

function decideCard(card: NewCard, { today, ageMin }: Given, standing: string | undefined): Checked {
  const fault = idNumberFault(card.idNumber, today);
  if (fault !== undefined) return refuse('servicing.change_id_number', { fault });
  const birth = birthOf(card.idNumber);
  if (birth === undefined || yearsBetween(birth, today) < ageMin)
    return refuse('servicing.change_too_young', { ageMin });
  return decideEnd(card.validTo, standing, today);
}

/** A licence that is renewed is the same company's and names the same people; another name is a change of its own. */
function decideLicence(licence: NewLicence, { kind, standing, today }: Given): Checked {
  const before = standing.licence;
  if (before === undefined) return refuse('servicing.change_no_licence');
  if (creditCodeFault(licence.uscc) !== undefined) return refuse('servicing.change_credit_code');
  if (licence.uscc !== before.uscc) return refuse('servicing.change_other_company');
  const same =
    compareNames(licence.name, before.name) === 'exact' &&
    compareNames(licence.legalPerson, before.legalPerson) === 'exact';
  if (kind === 'licence')
    return same ? decideEnd(licence.validTo, before.validTo, today) : refuse('servicing.change_is_legal_person');
  if (same) return refuse('servicing.change_same');
  return decideEnd(licence.validTo, undefined, today);
}

/** Pure: whether a request can be handed in as it is; what is wrong is said while its merchant is still there. */
export function decideHandedIn(given: Given): Checked {
  const { kind, content, standing } = given;
  const { card, licence, profile } = content;
  if (PARTS_OF[kind].some((part) => content[part] === undefined)) return refuse('servicing.change_incomplete');
  if (kind === 'profile' && profile !== undefined) {
    if (!given.knownTrade) return refuse('servicing.change_mcc');
    const { tradeName, mcc } = standing.profile;
    return profile.tradeName === tradeName && profile.mcc === mcc ? refuse('servicing.change_same') : fine;
  }
  if (licence !== undefined) {
    const decided = decideLicence(licence, given);
    if (decided.refused || card === undefined) return decided;
    if (compareNames(card.name, licence.legalPerson) === 'mismatch') return refuse('servicing.change_person_differs');
    return decideCard(card, given, undefined);
  }
  return card === undefined ? fine : decideCard(card, given, standing.card?.validTo);
}

/** Why a person has to look. */
export const CHANGE_DOUBTS = [
  'number_differs',
  'name_differs',
  'name_variant',
  'reading_unsure',
  'reading_differs',
  'photo_poor',
  'register_differs',
  'register_silent',
  'always_people',
] as const;
export type ChangeDoubt = (typeof CHANGE_DOUBTS)[number];

/** A field as it was read: its text, and how sure the reader is of it. */
export interface FieldRead {
  readonly value: string;
  readonly confidence: number;
  readonly valid: boolean;
}
export type ReadFields = Readonly<Record<string, FieldRead | undefined>>;

export interface DoubtFacts {
  readonly kind: ChangeKind;
  readonly content: ChangeContent;
  readonly standing: StandingFacts;
  /** What was read of each photo. */
  readonly read: { readonly front?: ReadFields; readonly back?: ReadFields; readonly licence?: ReadFields };
  /** The quality gate let a photo pass with a warning. */
  readonly warned: boolean;
  readonly readMin: number;
  /** What the register of companies says; undefined: not asked. */
  readonly register?:
    | {
        readonly kind: 'found';
        readonly name: string;
        readonly legalPerson: string;
        readonly validTo: string;
        readonly normal: boolean;
      }
    | { readonly kind: 'absent' | 'unavailable' };
}

interface Confirmed {
  readonly said: string;
  readonly read: FieldRead | undefined;
}

function readingDoubts(fields: readonly Confirmed[], readMin: number): ChangeDoubt[] {
  const unsure = fields.some(({ read }) => read === undefined || !read.valid || read.confidence < readMin);
  const differs = fields.some(({ said, read }) => read !== undefined && compareNames(said, read.value) !== 'exact');
  return [...(unsure ? ['reading_unsure' as const] : []), ...(differs ? ['reading_differs' as const] : [])];
}

function cardDoubts({ content: { card }, standing, read, readMin }: DoubtFacts): ChangeDoubt[] {
  if (card === undefined) return [];
  const names = compareNames(card.name, standing.card?.name ?? '');
  return [
    ...(card.idNumber === standing.card?.idNumber ? [] : ['number_differs' as const]),
    ...(names === 'exact' ? [] : [names === 'variant' ? ('name_variant' as const) : ('name_differs' as const)]),
    ...readingDoubts(
      [
        { said: card.name, read: read.front?.['name'] },
        { said: card.idNumber, read: read.front?.['idNumber'] },
        { said: card.validTo, read: read.back?.['validTo'] },
      ],
      readMin,
    ),
  ];
}

function licenceDoubts({ content: { licence }, read, readMin, register }: DoubtFacts): ChangeDoubt[] {
  if (licence === undefined) return [];
  const fields = (['name', 'uscc', 'legalPerson', 'validTo'] as const)
    // a business of one owner has no term on its licence, so that nothing is there to be read
    .filter((name) => name !== 'validTo' || licence.validTo !== NO_END || read.licence?.['validTo'] !== undefined)
    .map((name) => ({ said: licence[name], read: read.licence?.[name] }));
  const agrees =
    register?.kind === 'found' &&
    register.normal &&
    register.validTo === licence.validTo &&
    compareNames(register.name, licence.name) === 'exact' &&
    compareNames(register.legalPerson, licence.legalPerson) === 'exact';
  const silent = register === undefined || register.kind === 'unavailable';
  return [
    ...readingDoubts(fields, readMin),
    ...(agrees ? [] : [silent ? ('register_silent' as const) : ('register_differs' as const)]),
  ];
}

/** Kinds that no machine decides. */
const BY_PEOPLE: readonly ChangeKind[] = ['profile', 'legal_person'];

/** Pure: why people look at it. None: the machine accepts, because the new paper agrees with the old one in everything but its end. */
export function decideDoubts(facts: DoubtFacts): ChangeDoubt[] {
  const found = [
    ...(BY_PEOPLE.includes(facts.kind) ? ['always_people' as const] : []),
    ...cardDoubts(facts),
    ...licenceDoubts(facts),
    ...(facts.warned ? ['photo_poor' as const] : []),
  ];
  return CHANGE_DOUBTS.filter((doubt) => found.includes(doubt));
}

/** Another person, or another number: one pair of eyes is not enough. */
export const takesTwo = (kind: ChangeKind, doubts: readonly string[]): boolean =>
  kind === 'legal_person' || doubts.includes('number_differs') || doubts.includes('name_differs');
