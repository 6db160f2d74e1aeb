import { addDays, type CivilDate } from '../../../kernel/instant.ts';
import type { StateOf } from '../../../kernel/machine.ts';
import type { depositMachine } from './deposit-machine.ts';
import type { TargetState } from './target-machine.ts';

export interface DepositDayFacts {
  readonly state: StateOf<typeof depositMachine>;
  readonly target: TargetState;
  readonly today: CivilDate;
  /** Last day that counts (day 180); undefined before activation. */
  readonly lastDay: CivilDate | undefined;
  /** All that counted up to the end of yesterday. */
  readonly countedFen: bigint;
  readonly targetFen: bigint;
  /** Shanghai date of the freeze, of a deposit that is frozen. */
  readonly frozenOn: CivilDate | undefined;
  readonly captureDay: number;
  readonly holdDays: number;
  /** Something about its card is under way at the network. */
  readonly asking: boolean;
  /** Shanghai date on which a freeze lapsed uncaptured, of such a deposit. */
  readonly failedOn?: CivilDate | undefined;
  /** Days in which it can be paid by another card or a transfer. */
  readonly payAgainDays: number;
  /** Last day of an appeal, of a missed target. */
  readonly appealUntil: CivilDate | undefined;
}

export interface DepositDayDecision {
  readonly target?: 'qualify' | 'miss' | 'apply';
  readonly money?: 'capture' | 'release' | 'lapse' | 'forfeit';
  /** Its merchant sells no more until it is paid. */
  readonly restrict?: true;
}

/**
 * Pure: what the night brings to a deposit. Day 180 counts to 24:00, so that it is missed on day 181. A target reached before the capture
 * releases the freeze; a freeze that could not be captured lapses with its pre-authorisation.
 */
export function decideDepositDay(facts: DepositDayFacts): DepositDayDecision {
  const target = targetEvent(facts);
  const state = target === 'qualify' ? 'qualified' : target === 'apply' ? 'applied' : facts.target;
  const money = moneyEvent(facts, state);
  return {
    ...(target === undefined ? {} : { target }),
    ...(money === undefined ? {} : { money }),
    ...(isOverdue(facts) ? { restrict: true } : {}),
  };
}

const isOverdue = ({ state, failedOn, today, payAgainDays }: DepositDayFacts): boolean =>
  state === 'capture_failed' && failedOn !== undefined && today > addDays(failedOn, payAgainDays);

function targetEvent(facts: DepositDayFacts): DepositDayDecision['target'] {
  const { target, today, lastDay, appealUntil } = facts;
  if (target === 'counting' && lastDay !== undefined) {
    if (facts.countedFen >= facts.targetFen) return 'qualify';
    return today > lastDay ? 'miss' : undefined;
  }
  return target === 'missed' && appealUntil !== undefined && today > appealUntil ? 'apply' : undefined;
}

function moneyEvent(facts: DepositDayFacts, target: TargetState): DepositDayDecision['money'] {
  if (facts.state === 'captured') return target === 'applied' ? 'forfeit' : undefined;
  if (facts.state !== 'frozen' || facts.frozenOn === undefined || facts.asking) return undefined;
  if (facts.today >= addDays(facts.frozenOn, facts.holdDays)) return 'lapse';
  if (target === 'qualified') return 'release';
  return facts.today >= addDays(facts.frozenOn, facts.captureDay) ? 'capture' : undefined;
}
