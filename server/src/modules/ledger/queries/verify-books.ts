import type { CivilDate } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';

/**
 * `journals`: a journal of the day was changed, added or taken away (`more` and `fewer` say so where the number differs);
 * `link`: the day does not follow the one before it; `gap`: a day is missing; `totals`: roll-ups are not the sum of the journals.
 */
export type BooksFaultKind = 'changed' | 'more' | 'fewer' | 'link' | 'gap' | 'totals';
export interface BooksFault {
  readonly day: CivilDate;
  readonly kind: BooksFaultKind;
}

export interface VerifiedDay {
  readonly day: CivilDate;
  readonly journalCount: number;
  readonly digest: string;
  readonly faults: readonly BooksFault[];
}

/** Closed days from a day on, one after the other: a year of them is read while the caller says how far it is. */
export async function* verifyBooks(
  sql: Sql,
  period: { readonly from?: CivilDate; readonly to?: CivilDate } = {},
): AsyncGenerator<VerifiedDay> {
  const days = await sql.query<StoredDay>(
    `SELECT day, journal_count, previous_digest, digest, lag(digest, 1, '') OVER chain AS before_digest, day - lag(day) OVER chain AS step
       FROM ledger.book_day WHERE state = 'closed' WINDOW chain AS (ORDER BY day) ORDER BY day`,
  );
  for (const stored of days) {
    if (stored.day < (period.from ?? '') || stored.day > (period.to ?? '9999')) continue;
    yield { ...(await verifyDay(sql, stored)) };
  }
}

interface StoredDay {
  readonly day: CivilDate;
  readonly journal_count: bigint;
  readonly previous_digest: string;
  readonly digest: string;
  readonly before_digest: string;
  readonly step: number | null;
}

/** Each day is judged with the digest of the day before as it is kept, so that one that was touched is named alone. */
async function verifyDay(sql: Sql, stored: StoredDay): Promise<VerifiedDay> {
  const { day } = stored;
  const [found] = await sql.query<{ journal_count: bigint; digest: string; totals: boolean }>(
    'SELECT d.journal_count, d.digest, ledger.do_check_totals($1) AS totals FROM ledger.do_digest_day($1, $2) d',
    [day, stored.previous_digest],
  );
  const kinds: BooksFaultKind[] = [];
  if (found !== undefined && found.digest !== stored.digest) kinds.push(howMany(found.journal_count, stored));
  if (stored.previous_digest !== stored.before_digest) kinds.push('link');
  if (stored.step !== null && stored.step !== 1) kinds.push('gap');
  if (found?.totals !== true) kinds.push('totals');
  return {
    day,
    journalCount: Number(stored.journal_count),
    digest: stored.digest,
    faults: kinds.map((kind) => ({ day, kind })),
  };
}

function howMany(found: bigint, stored: StoredDay): BooksFaultKind {
  if (found === stored.journal_count) return 'changed';
  return found > stored.journal_count ? 'more' : 'fewer';
}
