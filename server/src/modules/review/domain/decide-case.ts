import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { RequirementItem } from '../../applications/index.ts';
import { FIX_REASONS, type FixItem } from './fix-reasons.ts';
import type { Verdict } from './review-facts.ts';

/** 逐项结论: what a reviewer says of one item. `note` is read by the applicant, `internalNote` only by the house. */
export interface ItemVerdict {
  readonly item: RequirementItem;
  readonly verdict: 'pass' | 'fix' | 'reject';
  readonly reasons: readonly string[];
  readonly note: string;
  readonly internalNote: string;
  /** The earlier revision at which it was given, where nothing of the item has changed since. */
  readonly carriedFrom?: number;
}

export type VerdictRefusal = Refusal<'review.fix_reason_unknown' | 'review.item_not_asked'>;

/** Whether a verdict can be given at all: the item is of this case, and the reasons fit the item (a refusal may give any known one). */
export function decideVerdict(
  verdict: ItemVerdict,
  facts: { readonly items: readonly string[]; readonly knownReasons: readonly string[] },
): Outcome<true, VerdictRefusal> {
  if (!facts.items.includes(verdict.item)) return refuse('review.item_not_asked', { item: verdict.item });
  if (verdict.verdict === 'pass') return accept(true as const);
  const known: readonly string[] =
    verdict.verdict === 'fix' ? (FIX_REASONS[verdict.item as FixItem] ?? []) : facts.knownReasons;
  const unknown = verdict.reasons.find((reason) => !known.includes(reason));
  if (unknown !== undefined || verdict.reasons.length === 0)
    return refuse('review.fix_reason_unknown', { reason: unknown ?? '' });
  return accept(true as const);
}

export interface CaseFacts {
  readonly stage: 1 | 2;
  readonly staffId: string;
  /** Who decided at stage 1, or made the decision that is appealed against. */
  readonly firstBy: string | undefined;
  /** Who filed the application at a counter or with an agent. */
  readonly filedBy: string | undefined;
  readonly items: readonly string[];
  readonly checks: readonly {
    readonly item: string;
    readonly check: string;
    readonly verdict: Verdict;
    readonly hard: boolean;
  }[];
  readonly verdicts: readonly ItemVerdict[];
  /** How many people policy wants for this case, and for one in which a failed check is overridden. */
  readonly people: number;
  readonly peopleOverride: number;
  /** A reviewer would approve it on other terms than those that were signed. */
  readonly termsChanged: boolean;
}

/** `change_terms`: approved, on terms that the merchant has to sign first. */
export type CaseOutcome = 'approve' | 'change_terms' | 'need_second' | 'fix' | 'reject' | 'send_back';
export type CaseRefusal = Refusal<'review.four_eyes' | 'review.verdict_missing' | 'review.hard_failure'>;

/**
 * Pure; the one place where a case is decided, whoever asks. The decision follows from the verdicts: any refusal refuses, else any
 * fix asks, else it is approved. An item that no check complains about passes without a word; every other wants a verdict.
 * Four eyes: who filed it, or decided it before, never decides it; where policy wants two, the first yes only hands it on.
 */
export function decideCaseOutcome(facts: CaseFacts): Outcome<CaseOutcome, CaseRefusal> {
  if (facts.staffId === facts.firstBy || facts.staffId === facts.filedBy) return refuse('review.four_eyes');
  const said = new Map(facts.verdicts.map((one) => [one.item as string, one]));
  const rejected = facts.verdicts.some((one) => one.verdict === 'reject');
  const fixed = facts.verdicts.some((one) => one.verdict === 'fix');
  if (rejected || fixed) return accept(facts.stage === 2 ? 'send_back' : rejected ? 'reject' : 'fix');
  const doubtful = facts.items.filter(
    (item) => !said.has(item) && facts.checks.some((check) => check.item === item && check.verdict !== 'pass'),
  );
  if (doubtful.length > 0) return refuse('review.verdict_missing', { items: doubtful });
  const failed = facts.checks.filter((check) => check.verdict === 'fail');
  const hard = failed.filter((check) => check.hard).map((check) => check.check);
  if (hard.length > 0) return refuse('review.hard_failure', { checks: hard });
  const approval = facts.termsChanged ? 'change_terms' : 'approve';
  if (facts.stage === 2) return accept(approval);
  const people = Math.max(facts.people, failed.length > 0 ? facts.peopleOverride : 1);
  return accept(people >= 2 ? 'need_second' : approval);
}
