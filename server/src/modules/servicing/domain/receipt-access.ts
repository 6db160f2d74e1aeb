import { addMonths, type CivilDate } from '../../../kernel/instant.ts';
import type { EventOf, Machine, StateOf } from '../../../kernel/machine.ts';

/** 归档调取: asked for, readable for some days, over. */
export const archiveRequestMachine = {
  name: 'archive-request',
  column: 'servicing.archive_request.state',
  initial: 'asked',
  final: ['ended'],
  states: {
    asked: { fetch: 'readable' },
    readable: { lapse: 'ended' },
    ended: {},
  },
} as const satisfies Machine;
export type ArchiveRequestState = StateOf<typeof archiveRequestMachine>;
export type ArchiveRequestEvent = EventOf<typeof archiveRequestMachine>;

export const ARCHIVE_REASONS = ['customer', 'dispute', 'books', 'authority', 'other'] as const;
export type ArchiveReason = (typeof ARCHIVE_REASONS)[number];

export interface AccessFacts {
  /** Civil dates in Shanghai. */
  readonly soldOn: CivilDate;
  readonly today: CivilDate;
  readonly keptMonths: number;
  readonly archiveYears: number;
  /** The request that is open. */
  readonly request: { readonly state: ArchiveRequestState } | undefined;
}

/** `kept`: in the app. `archived`: may be asked for. `asked`, `readable`: it was. `gone`: its ten years are over. */
export type ReceiptAccess = 'kept' | 'archived' | 'asked' | 'readable' | 'gone';

const MONTHS_A_YEAR = 12;

/** Pure. Where a receipt is today; the last day of its time still counts. */
export function decideAccess(facts: AccessFacts): ReceiptAccess {
  const { soldOn, today, request } = facts;
  if (today <= addMonths(soldOn, facts.keptMonths)) return 'kept';
  if (today > addMonths(soldOn, facts.archiveYears * MONTHS_A_YEAR)) return 'gone';
  if (request === undefined || request.state === 'ended') return 'archived';
  return request.state;
}
