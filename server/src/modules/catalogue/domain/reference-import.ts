/** What may become of a file of reference data. See docs/decisions/0032. */
import { daysBetween, type CivilDate } from '../../../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import type { ReferenceKind } from './reference-file.ts';
import type { ReferenceImportState } from './reference-import-machine.ts';

/** From so many days before its last covered day on, a calendar is to be renewed: the notice for a year comes in November. */
export const COVERAGE_ALARM_DAYS = 60;

export type CompleteRefusal = Refusal<
  | 'catalogue.import_empty'
  | 'catalogue.import_faulty'
  | 'catalogue.import_nothing_new'
  | 'catalogue.calendar_past'
  | 'catalogue.import_closed'
>;

/** What comparing a file with what is in force has shown. */
export interface Compared {
  readonly lines: number;
  readonly faults: number;
  readonly fresh: number;
  readonly other: number;
  readonly gone: number;
  /** The earliest day that a calendar would change; undefined for another kind, or where it changes none. */
  readonly firstChanged: CivilDate | undefined;
  /** The year of a calendar is covered already. */
  readonly covered: boolean;
}

/** Pure. May this file be put before a colleague, or in force? */
export function decideComplete(kind: ReferenceKind, facts: Compared, today: CivilDate): Outcome<true, CompleteRefusal> {
  if (facts.lines === 0) return refuse('catalogue.import_empty');
  if (facts.faults > 0) return refuse('catalogue.import_faulty', { faults: facts.faults });
  const changes = facts.fresh + facts.other + facts.gone;
  if (changes === 0 && (kind !== 'calendar' || facts.covered)) return refuse('catalogue.import_nothing_new');
  if (facts.firstChanged !== undefined && facts.firstChanged <= today)
    return refuse('catalogue.calendar_past', { day: facts.firstChanged });
  return accept(true);
}

export type ImportMoveRefusal = Refusal<
  'catalogue.import_closed' | 'catalogue.import_second_person' | 'catalogue.import_not_yours'
>;

/** Pure. Who may approve, refuse or take back. */
export function decideImportMove(
  one: { readonly state: ReferenceImportState; readonly broughtBy: string },
  move: { readonly event: 'approve' | 'refuse' | 'withdraw'; readonly by: string },
): Outcome<'approved' | 'refused' | 'withdrawn', ImportMoveRefusal> {
  const own = one.broughtBy === move.by;
  if (one.state !== 'proposed') return refuse('catalogue.import_closed');
  if (move.event === 'withdraw') return own ? accept('withdrawn') : refuse('catalogue.import_not_yours');
  if (own) return refuse('catalogue.import_second_person');
  return accept(move.event === 'approve' ? 'approved' : 'refused');
}

/** Pure. How long the calendar is known, and whether that is too short. */
export function coverageOf(
  coverageTo: CivilDate,
  today: CivilDate,
): { readonly daysLeft: number; readonly alarm: boolean } {
  const daysLeft = Math.max(daysBetween(today, coverageTo), 0);
  return { daysLeft, alarm: daysLeft < COVERAGE_ALARM_DAYS };
}
