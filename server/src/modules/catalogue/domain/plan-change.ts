import type { Fen, RatePpm } from '../../../kernel/fen.ts';
import { addDays, businessDate, DAY_MS, later, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { Policy } from '../queries/read-policy.ts';
import { planProposalMachine, type PlanProposalState } from './plan-proposal-machine.ts';

/** What a plan charges. The debit cap is part of every plan: a version without one cannot be said. */
export interface PlanTerms {
  readonly creditPpm: RatePpm;
  readonly debitPpm: RatePpm;
  readonly debitCapFen: Fen;
  readonly qrPpm: RatePpm;
  readonly t0Ppm: RatePpm;
}
export type PlanComponent = keyof PlanTerms;

const COMPONENTS: readonly PlanComponent[] = ['creditPpm', 'debitPpm', 'debitCapFen', 'qrPpm', 't0Ppm'];
/** 3 %: above it is a mistake of typing. */
const RATE_MAX_PPM = 30_000n;
const CAP_MAX_FEN = 10_000n;

/** What of a plan goes up. One dearer part makes a rise of the whole, whatever else falls. */
export const dearerIn = (before: PlanTerms, after: PlanTerms): PlanComponent[] =>
  COMPONENTS.filter((name) => after[name] > before[name]);

export type TermsRefusal = Refusal<'catalogue.plan_below_cost' | 'catalogue.plan_above_limit'>;

/** What issuer and network take of a sale, part by part; the surcharge of T+0 has a least of its own. */
export function costFloors(policy: Policy): PlanTerms {
  const network = BigInt(policy.number('cost.network_ppm'));
  const issuer = (kind: string): bigint => BigInt(policy.number(`cost.issuer_${kind}_ppm`));
  return {
    creditPpm: (issuer('credit') + network) as RatePpm,
    debitPpm: (issuer('debit') + network) as RatePpm,
    debitCapFen: BigInt(policy.number('cost.issuer_debit_cap_fen') + policy.number('cost.network_cap_fen')) as Fen,
    qrPpm: (issuer('qr') + network) as RatePpm,
    t0Ppm: BigInt(policy.number('price.t0_min_ppm')) as RatePpm,
  };
}

/** No part may be below its floor; T+0 stays within its bounds. The refusal names part and figure. */
export function judgeTerms(terms: PlanTerms, policy: Policy): Outcome<true, TermsRefusal> {
  const floors = costFloors(policy);
  const below = COMPONENTS.find((name) => terms[name] < floors[name]);
  if (below !== undefined) return refuse('catalogue.plan_below_cost', { part: below, floor: floors[below].toString() });
  const most = (name: PlanComponent): bigint => {
    if (name === 't0Ppm') return BigInt(policy.number('price.t0_max_ppm'));
    return name === 'debitCapFen' ? CAP_MAX_FEN : RATE_MAX_PPM;
  };
  const above = COMPONENTS.find((name) => terms[name] > most(name));
  if (above !== undefined) return refuse('catalogue.plan_above_limit', { part: above, most: most(above).toString() });
  return accept(true);
}

/**
 * The first business day that begins no earlier than so many days after a notice. Days begin at the cut-off: told at 10:00, thirty days
 * are over at 10:00 and the next day begins at 23:00; told at 23:30, the day that begins at 23:00 would come half an hour too early.
 */
export function firstDayAfterNotice(noticeAt: InstantMs, of: { noticeDays: number; cutOff: string }): CivilDate {
  return addDays(businessDate(later(noticeAt, of.noticeDays * DAY_MS), of.cutOff), 1);
}

export type PublishRefusal =
  | TermsRefusal
  | Refusal<
      | 'catalogue.plan_decided'
      | 'catalogue.plan_second_person'
      | 'catalogue.plan_not_yours'
      | 'catalogue.plan_too_early'
      | 'catalogue.plan_unchanged'
    >;

export interface PlanPublication {
  readonly takesEffect: CivilDate;
  readonly dearer: readonly PlanComponent[];
}

/**
 * When a version takes effect: a fall on the day given, a rise no earlier than the law's notice after this very instant. `last`: the
 * newest version published, in force or coming; nothing for a new plan. Versions follow each other.
 */
export function decidePublication(facts: {
  readonly terms: PlanTerms;
  readonly asked: CivilDate;
  readonly last: (PlanTerms & { readonly effectiveFrom: string }) | undefined;
  readonly now: InstantMs;
  readonly policy: Policy;
}): Outcome<PlanPublication, PublishRefusal> {
  const { terms, asked, last, now, policy } = facts;
  const judged = judgeTerms(terms, policy);
  if (judged.refused) return judged;
  const cutOff = policy.text('settlement.cut_off');
  const running = businessDate(now, cutOff);
  const after = last === undefined || last.effectiveFrom < running ? running : (last.effectiveFrom as CivilDate);
  // never a day that has begun: its sales have their price
  if (asked <= after) return refuse('catalogue.plan_too_early', { earliest: addDays(after, 1) });
  const dearer = last === undefined ? [] : dearerIn(last, terms);
  if (last !== undefined && COMPONENTS.every((name) => last[name] === terms[name]))
    return refuse('catalogue.plan_unchanged');
  if (dearer.length === 0) return accept({ takesEffect: asked, dearer });
  const lawful = firstDayAfterNotice(now, { noticeDays: policy.number('price.notice_days'), cutOff });
  return accept({ takesEffect: asked > lawful ? asked : lawful, dearer });
}

export type PlanProposalEvent = 'approve' | 'refuse' | 'withdraw';

/** Four eyes: whoever proposed neither approves nor refuses, and nobody else takes it back. */
export function decidePlanProposal(
  facts: { readonly state: PlanProposalState; readonly proposedBy: string },
  asked: { readonly event: PlanProposalEvent; readonly by: string },
): Outcome<PlanProposalState, PublishRefusal> {
  const to = step(planProposalMachine, facts.state, asked.event);
  if (to === undefined) return refuse('catalogue.plan_decided');
  const own = asked.by === facts.proposedBy;
  if (asked.event === 'withdraw') return own ? accept(to) : refuse('catalogue.plan_not_yours');
  return own ? refuse('catalogue.plan_second_person') : accept(to);
}
