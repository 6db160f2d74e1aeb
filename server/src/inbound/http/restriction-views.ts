import type { Answer } from '@kaitong/client';
import { instant, isoText } from '../../kernel/instant.ts';
import type { restrictionsOf } from '../../modules/merchants/index.ts';

/** A deposit is named by its id inside; outside, where it is paid says enough. */
export const restrictionViews = (
  found: Awaited<ReturnType<typeof restrictionsOf>>,
): Answer<'GET /api/merchant/home'>['restrictions'] =>
  found.map(({ reason, since, note }) => ({
    reason,
    since: isoText(instant(since)),
    note: reason === 'deposit_unpaid' ? '' : note,
  }));
