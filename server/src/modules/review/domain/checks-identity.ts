import { idNumberFault } from '../../../kernel/id-number.ts';
import { addMonths } from '../../../kernel/instant.ts';
import { compareNames } from '../../../kernel/person-name.ts';
import type { MaterialSlot, RequirementItem } from '../../applications/index.ts';
import type { CheckItem, ReviewFacts } from './review-facts.ts';

export function idNumber({ revision, today }: ReviewFacts): CheckItem {
  const fault = idNumberFault(revision.person.idNumber, today);
  const line = { check: 'id_number', item: 'identity_card' } as const;
  if (fault === undefined) return { ...line, verdict: 'pass', evidence: {} };
  return { ...line, verdict: 'fail', hard: true, reason: 'id_number_mismatch', evidence: { fault } };
}

/** The last day counts; three calendar months must be left (S01), 长期 has no end (S02). */
export function idValidity({ revision, today, validityMonthsMin }: ReviewFacts): CheckItem {
  const validTo = revision.person.idValidTo;
  const line = { check: 'id_validity', item: 'identity_card', evidence: { validTo } } as const;
  if (validTo === '长期') return { ...line, verdict: 'pass' };
  if (validTo < today) return { ...line, verdict: 'fail', hard: true, reason: 'id_expired' };
  if (validTo < addMonths(today, validityMonthsMin))
    return { ...line, verdict: 'fail', hard: true, reason: 'id_expiring_soon' };
  return { ...line, verdict: 'pass' };
}

export function idDocument({ revision, read }: ReviewFacts): CheckItem {
  const front = read.id_front ?? {};
  const name = front['name'] === undefined ? 'unread' : compareNames(front['name'], revision.person.name);
  const number =
    front['idNumber'] === undefined ? 'unread' : front['idNumber'] === revision.person.idNumber ? 'exact' : 'mismatch';
  const line = { check: 'id_document', item: 'identity_card', evidence: { name, number } } as const;
  if (name === 'exact' && number === 'exact') return { ...line, verdict: 'pass' };
  return { ...line, verdict: 'warn', reason: number === 'exact' ? 'id_name_mismatch' : 'id_number_mismatch' };
}

/** Compared by the machine, or witnessed by two officers of a bank; anything else is for a person to compare. */
export function face({ revision }: ReviewFacts): CheckItem | undefined {
  const { state, similarity } = revision.face;
  if (state === 'face_interview') return undefined;
  const evidence = { state, similarity: Math.round(similarity * 1000) / 1000 };
  if (state === 'face_human')
    return { check: 'face', item: 'face', verdict: 'warn', reason: 'face_mismatch', evidence };
  return { check: 'face', item: 'face', verdict: 'pass', evidence };
}

/** No machine judges the answers of an interview (no consent to face recognition is needed for it): a person looks and listens. */
export function interview({ revision, interviewSeconds }: ReviewFacts): CheckItem | undefined {
  if (revision.interview === undefined) return undefined;
  const evidence = { questions: revision.interview.questions.length, videoSeconds: interviewSeconds ?? 0 };
  return { check: 'interview', item: 'interview', verdict: 'warn', evidence };
}

/** Which line of the checklist a photo belongs to. */
export const ITEM_OF_SLOT: Readonly<Record<MaterialSlot, RequirementItem>> = {
  id_front: 'identity_card',
  id_back: 'identity_card',
  licence: 'licence',
  bank_card: 'bank_card',
  permit: 'account_permit',
  account_letter: 'account_permit',
  premises: 'premises',
  letter: 'authorisation',
  legal_id_front: 'authorisation',
  legal_id_back: 'authorisation',
  scene: 'scene',
  interview: 'interview',
};

/** The gate refuses bad photos when they arrive; one that got through with a doubt is shown to a person. */
export function quality({ quality: all }: ReviewFacts): CheckItem {
  const slots = Object.keys(all) as MaterialSlot[];
  const evidence = Object.fromEntries(slots.map((slot) => [slot, all[slot] ?? '']));
  const bad = slots.find((slot) => all[slot] === 'refuse');
  if (bad === undefined) return { check: 'quality', item: 'identity_card', verdict: 'pass', evidence };
  return { check: 'quality', item: ITEM_OF_SLOT[bad], verdict: 'warn', reason: 'img_blurry', evidence };
}

/** A sign, a price list or an order has text on it; a picture without any, or a video that does not say when it was made, is for a person. */
export function scene({ scene: seen }: ReviewFacts): CheckItem {
  const video = seen.video;
  const evidence = {
    lines: seen.lines.length,
    ...(video === undefined ? {} : { videoSeconds: video.seconds, videoDated: video.dated }),
  };
  const line = { check: 'scene', item: 'scene', evidence } as const;
  if (video !== undefined) return { ...line, verdict: 'warn', reason: 'scene_insufficient' }; // a video is asked for so that a person looks at it
  return seen.lines.length > 0
    ? { ...line, verdict: 'pass' }
    : { ...line, verdict: 'warn', reason: 'scene_insufficient' };
}
