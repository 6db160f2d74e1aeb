import { addDays, type CivilDate } from '../../../kernel/instant.ts';
import type { StateOf } from '../../../kernel/machine.ts';
import type { depositMachine } from './deposit-machine.ts';
import type { TargetState } from './target-machine.ts';

export interface GiveBackFacts {
  readonly state: StateOf<typeof depositMachine>;
  readonly target: TargetState;
  /** Of the signed terms; undefined where the sheet said nothing of it, and then nothing is ever kept for it. */
  readonly giveBackDays: number | undefined;
  /** First day of the target; undefined where the device was never activated. */
  readonly activatedOn: CivilDate | undefined;
  /** The day on which the merchant gave the device out of its hands, or said that it is lost. */
  readonly endedOn: CivilDate;
  readonly device: 'returned' | 'lost';
  /** What it sold that counts: without the test sale. */
  readonly countedFen: bigint;
}

/**
 * `close`: nothing was ever held. `give_back`: the freeze is released, or what was captured is refunded. `ask_people`: the terms allow to
 * keep it, and two people decide. `as_it_goes`: its target was decided before, or its money is on its way already.
 */
export type GiveBackDecision = 'close' | 'give_back' | 'ask_people' | 'as_it_goes';

/** Pure: what becomes of a deposit whose device has ended. What the merchant did not sign is never kept. */
export function decideGiveBack(facts: GiveBackFacts): GiveBackDecision {
  const { state, target, giveBackDays, activatedOn, endedOn, device } = facts;
  if (state === 'quoted' || state === 'capture_failed') return 'close';
  if (state !== 'frozen' && state !== 'captured') return 'as_it_goes';
  if (target === 'qualified') return 'give_back';
  if (target !== 'counting') return 'as_it_goes';
  if (giveBackDays === undefined) return 'give_back';
  if (device === 'lost') return 'ask_people';
  const inTime = activatedOn === undefined || endedOn <= addDays(activatedOn, giveBackDays);
  return inTime || facts.countedFen === 0n ? 'give_back' : 'ask_people';
}
