import { booksStand, verifyBooks, type BooksFault, type VerifiedDay } from '../modules/ledger/index.ts';
import type { CivilDate } from '../kernel/instant.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { APPLICATION_ROLE } from '../platform/postgres/migrate.ts';

const FAULTS: Readonly<Record<BooksFault['kind'], string>> = {
  changed: 'a journal was changed after the day was closed',
  more: 'a journal was added after the day was closed',
  fewer: 'a journal was taken away after the day was closed',
  link: 'the day does not follow the one before it',
  gap: 'a day before it is missing',
  totals: 'its totals are not the sum of its journals',
};

export interface VerifiedBooks {
  readonly days: number;
  readonly journals: number;
  readonly first: CivilDate | undefined;
  readonly closedThrough: CivilDate | undefined;
  /** Digest of the last closed day: whoever keeps it can tell later that nothing before it was touched. */
  readonly head: string | undefined;
  readonly faults: readonly BooksFault[];
  /** The digest that was asked for is the one of a closed day; undefined: none was asked for. */
  readonly knows: boolean | undefined;
}

/** Reads every closed day with the rights of the application, which cannot change them. `note` hears of each day. */
export async function verifyAllBooks(input: {
  url: string;
  from?: CivilDate;
  to?: CivilDate;
  expect?: string;
  note: (day: VerifiedDay) => void;
}): Promise<VerifiedBooks> {
  const db = openDatabase({ url: input.url, role: APPLICATION_ROLE, poolMax: 2 });
  try {
    const stand = await booksStand(db);
    const { from, to } = input;
    let [days, journals, knows] = [0, 0, false];
    const faults: BooksFault[] = [];
    for await (const day of verifyBooks(db, { ...(from && { from }), ...(to && { to }) })) {
      days += 1;
      journals += day.journalCount;
      knows ||= day.digest === input.expect && day.faults.length === 0;
      faults.push(...day.faults);
      input.note(day);
    }
    return { ...stand, days, journals, faults, knows: input.expect === undefined ? undefined : knows };
  } finally {
    await db.close();
  }
}

/** The end of the report, and whether the books are as they were closed. */
export function booksLines(books: VerifiedBooks): { lines: string[]; sound: boolean } {
  const unknown = books.knows === false ? ['TAMPERED: no closed day has the digest that was expected'] : [];
  const lines = [...books.faults.map((fault) => `TAMPERED: ${fault.day}: ${FAULTS[fault.kind]}`), ...unknown];
  if (lines.length > 0) return { lines, sound: false };
  if (books.head === undefined) return { lines: ['no day is closed yet'], sound: true };
  return {
    lines: [
      `ok: ${books.days} days, ${books.journals} journals`,
      `closed through ${books.closedThrough}  ${books.head}`,
    ],
    sound: true,
  };
}
