import { creditCodeFault } from '../../../kernel/credit-code.ts';
import { idNumberFault } from '../../../kernel/id-number.ts';
import { compareNames, normaliseName, type NameComparison } from '../../../kernel/person-name.ts';
import { textLikeness } from '../../../kernel/text-difference.ts';
import type { MaterialSlot } from '../../applications/index.ts';
import type { CheckItem, ReviewFacts } from './review-facts.ts';

type Comparison = NameComparison | 'unread';
const against = (seen: string | undefined, said: string): Comparison =>
  seen === undefined ? 'unread' : compareNames(seen, said);

/** The form says what the photo says. */
export function licenceDocument({ revision, read }: ReviewFacts): CheckItem | undefined {
  const licence = revision.draft.licence;
  if (licence === undefined) return undefined;
  const seen = read.licence ?? {};
  const name = against(seen['name'], licence.name);
  const legalPerson = against(seen['legalPerson'], licence.legalPerson);
  const number = seen['uscc'] === undefined ? 'unread' : seen['uscc'] === licence.uscc ? 'exact' : 'mismatch';
  const line = { check: 'licence_document', item: 'licence', evidence: { name, legalPerson, number } } as const;
  const same = name === 'exact' && legalPerson === 'exact' && number === 'exact';
  return same ? { ...line, verdict: 'pass' } : { ...line, verdict: 'warn', reason: 'licence_name_mismatch' };
}

export function licenceNumber({ revision }: ReviewFacts): CheckItem | undefined {
  const licence = revision.draft.licence;
  if (licence === undefined) return undefined;
  const fault = creditCodeFault(licence.uscc);
  const line = { check: 'licence_number', item: 'licence' } as const;
  if (fault === undefined) return { ...line, verdict: 'pass', evidence: {} };
  return { ...line, verdict: 'fail', hard: true, reason: 'licence_abnormal', evidence: { fault } };
}

/** S13, first half: expired by what is printed. */
export function licenceValidity({ revision, today }: ReviewFacts): CheckItem | undefined {
  const licence = revision.draft.licence;
  if (licence === undefined) return undefined;
  const line = { check: 'licence_validity', item: 'licence', evidence: { validTo: licence.validTo } } as const;
  if (licence.validTo === '长期' || licence.validTo >= today) return { ...line, verdict: 'pass' };
  return { ...line, verdict: 'fail', hard: true, reason: 'licence_expired' };
}

/** S13, second half: what the register of companies says today. */
export function licenceRegistry({ revision, company: answer }: ReviewFacts): CheckItem | undefined {
  const licence = revision.draft.licence;
  if (licence === undefined || answer === undefined) return undefined;
  const line = { check: 'licence_registry', item: 'licence' } as const;
  if (answer.kind === 'unavailable')
    return { ...line, verdict: 'skip', reason: 'licence_abnormal', evidence: { result: 'unavailable' } };
  if (answer.kind === 'absent')
    return { ...line, verdict: 'fail', reason: 'licence_abnormal', evidence: { result: 'absent' } };
  const name = compareNames(answer.name, licence.name);
  const legalPerson = compareNames(answer.legalPerson, licence.legalPerson);
  const evidence = { result: 'found', status: answer.status, name, legalPerson, validTo: answer.validTo };
  if (answer.status === 'revoked' || answer.status === 'cancelled')
    return { ...line, verdict: 'fail', hard: true, reason: 'licence_abnormal', evidence };
  if (answer.status === 'abnormal') return { ...line, verdict: 'fail', reason: 'licence_abnormal', evidence };
  if (name === 'exact' && legalPerson === 'exact') return { ...line, verdict: 'pass', evidence };
  const verdict = name === 'mismatch' || legalPerson === 'mismatch' ? 'fail' : 'warn';
  return { ...line, verdict, reason: 'licence_name_mismatch', evidence };
}

/** Who must be the legal person of the licence: the applicant, or whom the handling person acts for. */
export function legalPersonOf({ draft, person }: ReviewFacts['revision']): string {
  return draft.acting?.as === 'handler' ? draft.acting.legalPersonName : person.name;
}

export function legalPerson({ revision }: ReviewFacts): CheckItem | undefined {
  const licence = revision.draft.licence;
  if (licence === undefined) return undefined;
  const name = compareNames(licence.legalPerson, legalPersonOf(revision));
  const line = { check: 'legal_person', item: 'licence', evidence: { name } } as const;
  if (name === 'exact') return { ...line, verdict: 'pass' };
  return { ...line, verdict: name === 'variant' ? 'warn' : 'fail', reason: 'licence_name_mismatch' };
}

/** OCR of a ring loses a character now and then, and names of companies share most of theirs: one misread in seven or more is forgiven. */
const SEAL_LIKENESS = 0.85;

/** Whether one of the seals in a place carries the company's name; the authority's own seal on a licence is another text. */
export function sealOf(facts: ReviewFacts, slot: MaterialSlot, company: string): 'match' | 'other' | 'none' {
  const seals = facts.seals[slot] ?? [];
  if (seals.length === 0) return 'none';
  const name = normaliseName(company);
  const like = seals.some((text) => textLikeness(normaliseName(text), name) >= SEAL_LIKENESS);
  return like ? 'match' : 'other';
}

/** A company's licence is handed in as a copy under its own seal. */
export function seal(facts: ReviewFacts): CheckItem | undefined {
  const { kind, licence } = facts.revision.draft;
  if (kind !== 'company' || licence === undefined) return undefined;
  const found = sealOf(facts, 'licence', licence.name);
  const line = {
    check: 'seal',
    item: 'licence',
    evidence: { found, seals: facts.seals.licence?.length ?? 0 },
  } as const;
  if (found === 'match') return { ...line, verdict: 'pass' };
  return { ...line, verdict: 'warn', reason: found === 'none' ? 'seal_missing' : 'seal_mismatch' };
}

/** A handling person shows a letter that names the company, the legal person and themselves, under seal, and the legal person's card. */
export function authLetter(facts: ReviewFacts): CheckItem | undefined {
  const { draft, person } = facts.revision;
  if (draft.acting?.as !== 'handler' || draft.licence === undefined) return undefined;
  const letter = facts.read.letter ?? {};
  const card = facts.read.legal_id_front ?? {};
  const evidence = {
    company: against(letter['company'], draft.licence.name),
    handler: against(letter['handler'], person.name),
    legalPerson: against(letter['legalPerson'], draft.acting.legalPersonName),
    legalPersonCard: against(card['name'], draft.acting.legalPersonName),
    legalPersonNumber: card['idNumber'] === draft.acting.legalPersonIdNumber,
    seal: sealOf(facts, 'letter', draft.licence.name),
  };
  const same = [evidence.company, evidence.handler, evidence.legalPerson, evidence.legalPersonCard];
  const good = same.every((one) => one === 'exact') && evidence.legalPersonNumber && evidence.seal === 'match';
  const line = { check: 'auth_letter', item: 'authorisation', evidence } as const;
  return good ? { ...line, verdict: 'pass' } : { ...line, verdict: 'warn', reason: 'auth_letter_required' };
}

/** Beneficial owners: numbers that can exist, shares that fit into a hundred. */
export function owners({ revision, today }: ReviewFacts): CheckItem | undefined {
  const named = revision.draft.owners;
  if (revision.draft.kind !== 'company' || named === undefined) return undefined;
  const wrongNumbers = named.filter((one) => idNumberFault(one.idNumber, today) !== undefined).length;
  const share = named.reduce((sum, one) => sum + one.sharePercent, 0);
  const line = { check: 'owners', item: 'owners', evidence: { named: named.length, wrongNumbers, share } } as const;
  if (wrongNumbers > 0 || share > 100) return { ...line, verdict: 'fail', reason: 'id_number_mismatch' };
  return { ...line, verdict: 'pass' };
}

/** The proof of premises says what the form says and is in force. */
export function lease({ revision, read, today }: ReviewFacts): CheckItem | undefined {
  const premises = revision.draft.premises;
  if (premises === undefined) return undefined;
  const seen = read.premises ?? {};
  const party = against(seen['party'], premises.party);
  const ends = seen['endsOn'] === undefined ? 'unread' : seen['endsOn'] === premises.validTo ? 'exact' : 'mismatch';
  const evidence = { party, ends, validTo: premises.validTo };
  const line = { check: 'lease', item: 'premises', evidence } as const;
  if (premises.validTo !== '长期' && premises.validTo < today)
    return { ...line, verdict: 'fail', reason: 'lease_invalid' };
  return party === 'exact' && ends === 'exact'
    ? { ...line, verdict: 'pass' }
    : { ...line, verdict: 'warn', reason: 'lease_invalid' };
}

/** The lessee is the licence's name or its legal person. */
export function lessee({ revision }: ReviewFacts): CheckItem | undefined {
  const { premises, licence } = revision.draft;
  if (premises === undefined || licence === undefined) return undefined;
  const byName = compareNames(premises.party, licence.name);
  const byPerson = compareNames(premises.party, licence.legalPerson);
  const best = [byName, byPerson].includes('exact')
    ? 'exact'
    : [byName, byPerson].includes('variant')
      ? 'variant'
      : 'mismatch';
  const line = { check: 'lessee', item: 'premises', evidence: { name: best } } as const;
  if (best === 'exact') return { ...line, verdict: 'pass' };
  return { ...line, verdict: best === 'variant' ? 'warn' : 'fail', reason: 'lease_name_mismatch' };
}
