import { countBreaks, countDisputes } from '../../../modules/reconciliation/index.ts';
import { dayOf, type Counts } from './list-page.ts';

/** How many differences and disputes a sheet has. */
export const reconciliationCounts: Counts<'breaks' | 'disputes'> = {
  breaks: (world, { standing, kind, date }, most) =>
    countBreaks(world.db, { standing: standing !== 'no', kind, date: dayOf(date) }, most),
  disputes: (world, { standing, kind }, most) => countDisputes(world.db, { standing: standing !== 'no', kind }, most),
};
