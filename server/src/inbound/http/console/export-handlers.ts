/** What is taken away of the console's long lists as a sheet, and what one saves of them. */
import { SHEET_ROWS_MAX, type ListKey } from '@kaitong/client/contract';
import type { World } from '../../../flows/ports.ts';
import { daysBetween } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { forgetView, savedViewsOf, saveView } from '../../../modules/identity/index.ts';
import type { Handlers } from '../context.ts';
import { simCounts } from '../sim-list.ts';
import { logAccess } from './access-log.ts';
import { depositCounts } from './deposit-list.ts';
import { deviceCounts } from './device-list-handlers.ts';
import { listCounts } from './list-handlers.ts';
import { reconciliationCounts } from './reconciliation-counts.ts';
import { ticketCounts } from './ticket-list.ts';
import { dayOf, type Counts, type Exported } from './list-page.ts';

/** A sheet of transactions without a merchant is of a quarter at most: all of it is read. */
const EXPORT_DAYS_MAX = 92;

const COUNTS: Counts = {
  ...listCounts,
  ...deviceCounts,
  ...depositCounts,
  ...ticketCounts,
  ...simCounts,
  ...reconciliationCounts,
};

/** A filter goes to the count of its own list. */
const countOf = (world: World, { list, filter }: Exported, staffId: string): Promise<number> =>
  COUNTS[list](world, filter as never, SHEET_ROWS_MAX + 1, staffId);

/** Transactions of everybody are exported of named days alone. */
function isTooWide(asked: Exported): boolean {
  if (asked.list !== 'transactions') return false;
  const { merchant, terminalNo, from, through } = asked.filter;
  if (merchant !== undefined || terminalNo !== undefined) return false;
  const [first, last] = [dayOf(from), dayOf(through)];
  return first === undefined || last === undefined || daysBetween(first, last) >= EXPORT_DAYS_MAX;
}

export const exportHandlers: Pick<
  Handlers<ListKey>,
  | 'POST /api/console/exports'
  | 'GET /api/console/my/views'
  | 'PUT /api/console/my/views'
  | 'POST /api/console/my/views/forget'
> = {
  'POST /api/console/exports': async ({ world, input, subjectId }) => {
    const { body } = input;
    if (isTooWide(body)) return refuse('console.export_days', { most: EXPORT_DAYS_MAX });
    await logAccess(world, {
      staffId: subjectId,
      what: 'export',
      subject: `${body.list}.${body.format} ${JSON.stringify(body.filter)}`,
    });
    const total = await countOf(world, body, subjectId);
    return accept({ total: Math.min(total, SHEET_ROWS_MAX), more: total > SHEET_ROWS_MAX });
  },
  'GET /api/console/my/views': async ({ world, input, subjectId }) => {
    const views = await savedViewsOf(world.db, { staffId: subjectId, list: input.query.list });
    return accept({ views: views.map((one) => ({ ...one, columns: [...one.columns] })) });
  },
  'PUT /api/console/my/views': async ({ world, input, subjectId }) => {
    const saved = await saveView(world, { staffId: subjectId, ...input.body });
    return saved.refused ? saved : accept({ ok: true as const });
  },
  'POST /api/console/my/views/forget': async ({ world, input, subjectId }) => {
    await forgetView(world.db, { staffId: subjectId, ...input.body });
    return accept({ ok: true as const });
  },
};
