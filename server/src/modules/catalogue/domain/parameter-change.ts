/** What may become of a policy parameter. See docs/decisions/0030. */
import { addDays, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { ParameterChangeState } from './parameter-change-machine.ts';

export type ParameterValue = number | string;

/** A change is seen coming, and not forgotten: two years. */
const AHEAD_DAYS = 730;
const NUMBER_MAX = 1_000_000_000_000;
const TEXT_MAX = 60;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export type ParameterRefusal = Refusal<
  | 'catalogue.parameter_unknown'
  | 'catalogue.parameter_value'
  | 'catalogue.parameter_same'
  | 'catalogue.parameter_day'
  | 'catalogue.parameter_day_taken'
>;

/** The value that a text means for a parameter that has been `before`; undefined where it means none. */
function valueOf(text: string, before: ParameterValue): ParameterValue | undefined {
  const typed = text.trim();
  if (typeof before === 'number') {
    const value = Number(typed);
    const isPlain = /^\d{1,13}(\.\d{1,6})?$/.test(typed) && value <= NUMBER_MAX;
    return isPlain && (Number.isInteger(value) || !Number.isInteger(before)) ? value : undefined;
  }
  if (TIME.test(before)) return TIME.test(typed) ? typed : undefined;
  return typed !== '' && typed.length <= TEXT_MAX ? typed : undefined;
}

/** Pure. `before` is the value that would be in force on that day without the change. */
export function decideParameter(facts: {
  readonly typed: string;
  readonly before: ParameterValue | undefined;
  readonly effectiveFrom: CivilDate;
  readonly today: CivilDate;
  /** A row of that very day is there. */
  readonly isTaken: boolean;
}): Outcome<ParameterValue, ParameterRefusal> {
  const { typed, before, effectiveFrom, today, isTaken } = facts;
  if (before === undefined) return refuse('catalogue.parameter_unknown');
  const value = valueOf(typed, before);
  if (value === undefined) return refuse('catalogue.parameter_value', { before: String(before) });
  if (value === before) return refuse('catalogue.parameter_same');
  if (effectiveFrom <= today || effectiveFrom > addDays(today, AHEAD_DAYS))
    return refuse('catalogue.parameter_day', { first: addDays(today, 1), last: addDays(today, AHEAD_DAYS) });
  return isTaken ? refuse('catalogue.parameter_day_taken', { day: effectiveFrom }) : accept(value);
}

export type ParameterMoveRefusal = Refusal<
  'catalogue.parameter_decided' | 'catalogue.parameter_second_person' | 'catalogue.parameter_not_yours'
>;

/** Pure. Who may approve, refuse or take back. */
export function decideParameterMove(
  change: { readonly state: ParameterChangeState; readonly proposedBy: string },
  move: { readonly event: 'approve' | 'refuse' | 'withdraw'; readonly by: string },
): Outcome<Exclude<ParameterChangeState, 'proposed'>, ParameterMoveRefusal> {
  const own = change.proposedBy === move.by;
  if (change.state !== 'proposed') return refuse('catalogue.parameter_decided');
  if (move.event === 'withdraw') return own ? accept('withdrawn') : refuse('catalogue.parameter_not_yours');
  if (own) return refuse('catalogue.parameter_second_person');
  return accept(move.event === 'approve' ? 'approved' : 'refused');
}
