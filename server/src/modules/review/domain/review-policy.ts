import { z } from 'zod';
import type { CheckItem } from './review-facts.ts';
import { CHECK_NAMES } from './review-facts.ts';
import { FIX_REASONS, type FixItem } from './fix-reasons.ts';

const people = z.number().int().min(0).max(2);

/** 审核策略 as a document: what is not named is on. */
export const reviewPolicySchema = z.strictObject({
  /** on: counts. advise: is shown, and nobody has to look because of it. off: is not made. */
  checks: z.partialRecord(z.enum(CHECK_NAMES), z.enum(['on', 'advise', 'off'])),
  people: z.strictObject({
    companySmartPos: people,
    t0: people,
    /** Where a person says yes although a check failed. */
    override: z.number().int().min(1).max(2),
    /** Of what the machine would approve, so many percent go to a person by chance. */
    samplePercent: z.number().min(0).max(100),
  }),
  /** What a check wants before it passes, beyond what it wants by itself; absent where policy adds nothing. */
  thresholds: z
    .strictObject({
      /** Likeness of face and card, 0 to 1, that a machine's yes needs. */
      faceSimilarity: z.number().min(0).max(1).optional(),
      /** Lines of text that a photo of the scene needs. */
      sceneLines: z.number().int().min(0).max(50).optional(),
    })
    .optional(),
  machine: z.strictObject({
    approves: z.boolean(),
    /** Where nothing but these checks complains, the machine asks the applicant itself. */
    asksFix: z.array(z.enum(CHECK_NAMES)),
  }),
});
export type ReviewPolicy = z.infer<typeof reviewPolicySchema>;

export interface PolicyDecision {
  readonly outcome: 'approved' | 'human' | 'fix';
  /** How many different people must say yes; 0 where the machine decides. */
  readonly people: 0 | 1 | 2;
}

export interface CaseShape {
  readonly kind: string;
  readonly deviceModel: string;
  readonly settlement: string;
}

/** Which evidence of a check is held against which threshold, and what is said of one below it. */
const HELD_AGAINST = {
  face: { evidence: 'similarity', threshold: 'faceSimilarity', reason: 'face_mismatch' },
  scene: { evidence: 'lines', threshold: 'sceneLines', reason: 'scene_insufficient' },
} as const;

/** A check that passed below this policy's threshold is a doubt. Two officers who saw a face count for more than any likeness. */
export function heldAgainst(item: CheckItem, { thresholds }: ReviewPolicy): CheckItem {
  if (item.verdict !== 'pass' || (item.check !== 'face' && item.check !== 'scene')) return item;
  const { evidence, threshold, reason } = HELD_AGAINST[item.check];
  const [seen, wanted] = [item.evidence[evidence], thresholds?.[threshold]];
  if (wanted === undefined || typeof seen !== 'number' || item.evidence['state'] === 'face_witnessed') return item;
  return seen >= wanted ? item : { ...item, verdict: 'warn', reason };
}

/** Checks that this policy makes at all. */
export const isMade = (policy: ReviewPolicy, check: CheckItem['check']): boolean => policy.checks[check] !== 'off';

const fixable = ({ item, reason }: CheckItem): boolean =>
  reason !== undefined && ((FIX_REASONS[item as FixItem] ?? []) as readonly string[]).includes(reason);

/** Pure: what follows from checks already made, held against this policy's thresholds; also how a dry run judges the past. `sampled`: chance picked this one for a person. */
export function decideByPolicy(
  items: readonly CheckItem[],
  shape: CaseShape,
  policy: ReviewPolicy,
  sampled: boolean,
): PolicyDecision {
  const counted = items
    .filter((item) => (policy.checks[item.check] ?? 'on') === 'on')
    .map((item) => heldAgainst(item, policy));
  const doubts = counted.filter((item) => item.verdict !== 'pass');
  const byRule = Math.max(
    shape.kind === 'company' && shape.deviceModel === 'smart_pos' ? policy.people.companySmartPos : 0,
    shape.settlement === 't0' ? policy.people.t0 : 0,
  ) as 0 | 1 | 2;
  const asks =
    doubts.length > 0 && doubts.every((item) => policy.machine.asksFix.includes(item.check) && fixable(item));
  if (asks) return { outcome: 'fix', people: byRule };
  const needed = Math.max(byRule, doubts.length > 0 || sampled || !policy.machine.approves ? 1 : 0) as 0 | 1 | 2;
  return { outcome: needed === 0 ? 'approved' : 'human', people: needed };
}
