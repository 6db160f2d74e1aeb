import { addDays, addMonths, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { SimPlanState } from './sim-machines.ts';

export interface RenewalFacts {
  readonly state: SimPlanState;
  readonly today: CivilDate;
  readonly coveredTo: CivilDate;
  readonly graceDays: number;
  readonly aheadDays: number;
  /** What the sheet in force says of a year; undefined: it lists none. */
  readonly priceFen: bigint | undefined;
  /** What the merchant owes us already. */
  readonly owedFen: bigint;
}

export interface Renewal {
  readonly from: CivilDate;
  readonly through: CivilDate;
  readonly amountFen: bigint;
}

export type RenewalRefusal =
  | Refusal<'servicing.sim_ended'>
  | Refusal<'servicing.sim_too_early'>
  | Refusal<'servicing.sim_no_price'>
  | Refusal<'servicing.sim_owed'>;

const MONTHS_A_YEAR = 12;

/** Pure: the year that would be bought today. Within the days of grace it follows the old one, after them it begins today. */
export function decideRenewal(facts: RenewalFacts): Outcome<Renewal, RenewalRefusal> {
  const { state, today, coveredTo, priceFen } = facts;
  if (state === 'ended') return refuse('servicing.sim_ended');
  const opens = addDays(coveredTo, -facts.aheadDays);
  if (today < opens) return refuse('servicing.sim_too_early', { from: opens });
  if (priceFen === undefined || priceFen <= 0n) return refuse('servicing.sim_no_price');
  if (facts.owedFen > 0n) return refuse('servicing.sim_owed', { owedFen: facts.owedFen.toString() });
  const follows = state === 'running' && today <= addDays(coveredTo, facts.graceDays);
  const from = follows ? addDays(coveredTo, 1) : today;
  return accept({ from, through: addDays(addMonths(from, MONTHS_A_YEAR), -1), amountFen: priceFen });
}
