import { addMonths, type CivilDate } from '../../../kernel/instant.ts';
import { idNumberFault } from '../../../kernel/id-number.ts';
import { compareNames } from '../../../kernel/person-name.ts';

export type Verdict = 'pass' | 'fail' | 'human' | 'unverified';

/** 机审项: one line of the machine's work; `evidence` is what a reviewer wants to see, without personal numbers. */
export interface CheckItem {
  readonly check:
    | 'id_number'
    | 'id_validity'
    | 'id_document'
    | 'card_number'
    | 'card_kind'
    | 'four_element'
    | 'face'
    | 'quality'
    | 'scene';
  readonly verdict: Verdict;
  readonly reason?: string;
  /** A hard failure cannot be waved through by one reviewer. */
  readonly hard?: boolean;
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
}

export interface ReviewFacts {
  readonly today: CivilDate;
  readonly validityMonthsMin: number;
  readonly person: { readonly name: string; readonly idNumber: string; readonly idValidTo: string };
  /** What OCR read; undefined where nothing was found. */
  readonly read: { readonly name?: string; readonly idNumber?: string; readonly cardNumber?: string };
  readonly card: {
    readonly number: string;
    readonly luhnValid: boolean;
    readonly kind: 'debit' | 'credit' | 'unknown';
  };
  readonly fourElement: {
    readonly result: 'match' | 'mismatch' | 'unavailable' | 'tries_used';
    readonly wrong: readonly string[];
  };
  readonly face: { readonly state: 'face_passed' | 'face_human'; readonly similarity: number };
  readonly quality: readonly { readonly item: string; readonly verdict: 'good' | 'warn' | 'refuse' }[];
  readonly sceneLineCount: number;
}

export interface ReviewDecision {
  readonly outcome: 'approved' | 'human';
  readonly items: readonly CheckItem[];
}

/** Pure. Everything passes: the machine approves. Anything else goes to a person, with the reason of each line. */
export function decideReview(facts: ReviewFacts): ReviewDecision {
  const items = [
    idNumber(facts),
    idValidity(facts),
    idDocument(facts),
    cardNumber(facts),
    cardKind(facts),
    fourElement(facts),
    face(facts),
    quality(facts),
    scene(facts),
  ];
  return { outcome: items.every((item) => item.verdict === 'pass') ? 'approved' : 'human', items };
}

function idNumber({ person, today }: ReviewFacts): CheckItem {
  const fault = idNumberFault(person.idNumber, today);
  if (fault === undefined) return { check: 'id_number', verdict: 'pass', evidence: {} };
  return { check: 'id_number', verdict: 'fail', hard: true, reason: 'id_number_mismatch', evidence: { fault } };
}

function idValidity({ person, today, validityMonthsMin }: ReviewFacts): CheckItem {
  const evidence = { validTo: person.idValidTo };
  if (person.idValidTo === '长期') return { check: 'id_validity', verdict: 'pass', evidence };
  if (person.idValidTo < today)
    return { check: 'id_validity', verdict: 'fail', hard: true, reason: 'id_expired', evidence };
  if (person.idValidTo < addMonths(today, validityMonthsMin))
    return { check: 'id_validity', verdict: 'fail', hard: true, reason: 'id_expiring_soon', evidence };
  return { check: 'id_validity', verdict: 'pass', evidence };
}

function idDocument({ person, read }: ReviewFacts): CheckItem {
  const name = read.name === undefined ? 'unread' : compareNames(read.name, person.name);
  const number = read.idNumber === undefined ? 'unread' : read.idNumber === person.idNumber ? 'exact' : 'mismatch';
  const evidence = { name, number };
  if (name === 'exact' && number === 'exact') return { check: 'id_document', verdict: 'pass', evidence };
  return {
    check: 'id_document',
    verdict: 'human',
    reason: number === 'exact' ? 'id_name_mismatch' : 'id_number_mismatch',
    evidence,
  };
}

function cardNumber({ card, read }: ReviewFacts): CheckItem {
  const photo = read.cardNumber === undefined ? 'unread' : read.cardNumber === card.number ? 'exact' : 'mismatch';
  const evidence = { luhn: card.luhnValid, photo };
  if (!card.luhnValid)
    return { check: 'card_number', verdict: 'fail', hard: true, reason: 'card_four_element_failed', evidence };
  if (photo !== 'exact') return { check: 'card_number', verdict: 'human', reason: 'card_holder_mismatch', evidence };
  return { check: 'card_number', verdict: 'pass', evidence };
}

function cardKind({ card }: ReviewFacts): CheckItem {
  const evidence = { kind: card.kind };
  if (card.kind === 'debit') return { check: 'card_kind', verdict: 'pass', evidence };
  if (card.kind === 'credit')
    return { check: 'card_kind', verdict: 'fail', hard: true, reason: 'card_is_credit', evidence };
  return { check: 'card_kind', verdict: 'human', reason: 'card_not_class1', evidence };
}

/** Which of the four elements the registry says is wrong decides the reason that the applicant reads. */
function fourElement({ fourElement: answer }: ReviewFacts): CheckItem {
  const evidence = { result: answer.result, wrong: answer.wrong.join(',') };
  if (answer.result === 'match') return { check: 'four_element', verdict: 'pass', evidence };
  if (answer.result !== 'mismatch')
    return { check: 'four_element', verdict: 'unverified', reason: 'card_four_element_failed', evidence };
  if (answer.wrong.includes('name') || answer.wrong.includes('idNumber'))
    return { check: 'four_element', verdict: 'fail', reason: 'card_holder_mismatch', evidence };
  if (answer.wrong.includes('phone'))
    return { check: 'four_element', verdict: 'fail', reason: 'phone_not_reserved', evidence };
  if (answer.wrong.includes('class'))
    return { check: 'four_element', verdict: 'fail', reason: 'card_not_class1', evidence };
  return { check: 'four_element', verdict: 'fail', reason: 'card_four_element_failed', evidence };
}

function face({ face: judged }: ReviewFacts): CheckItem {
  const evidence = { similarity: Math.round(judged.similarity * 1000) / 1000 };
  return judged.state === 'face_passed'
    ? { check: 'face', verdict: 'pass', evidence }
    : { check: 'face', verdict: 'human', reason: 'face_mismatch', evidence };
}

function quality({ quality: all }: ReviewFacts): CheckItem {
  const evidence = Object.fromEntries(all.map((one) => [one.item, one.verdict]));
  return all.some((one) => one.verdict === 'refuse')
    ? { check: 'quality', verdict: 'human', reason: 'img_blurry', evidence }
    : { check: 'quality', verdict: 'pass', evidence };
}

/** A sign, a price list or an order has text on it; a picture without any is for a person to look at. */
function scene({ sceneLineCount }: ReviewFacts): CheckItem {
  const evidence = { lines: sceneLineCount };
  return sceneLineCount > 0
    ? { check: 'scene', verdict: 'pass', evidence }
    : { check: 'scene', verdict: 'human', reason: 'scene_insufficient', evidence };
}
