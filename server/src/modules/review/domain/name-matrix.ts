import { compareNames } from '../../../kernel/person-name.ts';
import { textDifference, textLikeness, type TextRun } from '../../../kernel/text-difference.ts';
import { legalPersonOf } from './checks-company.ts';
import type { ReviewFacts } from './review-facts.ts';

/** Where a name was found. */
export type NameSource =
  | 'id_confirmed'
  | 'id_read'
  | 'licence_form'
  | 'licence_read'
  | 'licence_legal_person'
  | 'legal_person'
  | 'registry_name'
  | 'registry_legal_person'
  | 'account_name'
  | 'permit_read'
  | 'lessee'
  | 'seal'
  | 'letter_company'
  | 'letter_handler'
  | 'letter_legal_person';

/** One line of the name-consistency matrix: two places that must say the same name, and the characters in which they do not. */
export interface NameRow {
  readonly left: NameSource;
  readonly right: NameSource;
  readonly comparison: 'exact' | 'variant' | 'mismatch' | 'unread';
  readonly leftRuns: readonly TextRun[];
  readonly rightRuns: readonly TextRun[];
}

type Side = readonly [source: NameSource, name: string | undefined];

function row([left, a]: Side, [right, b]: Side): NameRow | undefined {
  if (a === undefined && b === undefined) return undefined;
  if (a === undefined || b === undefined) {
    const runs = (text: string | undefined): TextRun[] => (text === undefined ? [] : [{ text, same: true }]);
    return { left, right, comparison: 'unread', leftRuns: runs(a), rightRuns: runs(b) };
  }
  const { left: leftRuns, right: rightRuns } = textDifference(a, b);
  return { left, right, comparison: compareNames(a, b), leftRuns, rightRuns };
}

/** Of several seals (the authority's own is on every licence) the one that reads most like the name. */
function nearest(texts: readonly string[], name: string): string | undefined {
  return [...texts].sort((a, b) => textLikeness(b, name) - textLikeness(a, name))[0];
}

/** Pure. Consistency rules: ID = card; licence's legal person = ID; account = licence; lessee = licence or legal person; seal and letter = licence. */
export function nameMatrix(facts: ReviewFacts): NameRow[] {
  const { draft, person } = facts.revision;
  const rows: (NameRow | undefined)[] = [
    row(['id_confirmed', person.name], ['id_read', facts.read.id_front?.['name']]),
  ];
  const { licence, premises, corporateAccount: account } = draft;
  if (licence === undefined) return rows.flatMap((one) => one ?? []);
  const name: Side = ['licence_form', licence.name];
  const legal: Side = ['licence_legal_person', licence.legalPerson];
  rows.push(
    row(name, ['licence_read', facts.read.licence?.['name']]),
    row(legal, ['legal_person', legalPersonOf(facts.revision)]),
  );
  if (facts.company?.kind === 'found')
    rows.push(
      row(name, ['registry_name', facts.company.name]),
      row(legal, ['registry_legal_person', facts.company.legalPerson]),
    );
  if (account !== undefined)
    rows.push(
      row(name, ['account_name', account.accountName]),
      row(['account_name', account.accountName], ['permit_read', facts.read.permit?.['accountName']]),
    );
  if (premises !== undefined) {
    const toPerson = compareNames(premises.party, licence.legalPerson) === 'exact';
    rows.push(row(toPerson ? legal : name, ['lessee', premises.party]));
  }
  if (draft.kind === 'company') rows.push(row(name, ['seal', nearest(facts.seals.licence ?? [], licence.name)]));
  if (draft.acting?.as === 'handler')
    rows.push(
      row(name, ['letter_company', facts.read.letter?.['company']]),
      row(['id_confirmed', person.name], ['letter_handler', facts.read.letter?.['handler']]),
      row(legal, ['letter_legal_person', facts.read.letter?.['legalPerson']]),
    );
  return rows.flatMap((one) => one ?? []);
}
