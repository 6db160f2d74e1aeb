import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';

/** What the ledger throws when a posting takes what the sheet in force does not list, or more than it says. */
const OFF_SHEET = 'KT005';
export const isOffSheet = (error: unknown): boolean => (error as { code?: string } | null)?.code === OFF_SHEET;

/** A charge with a rate, or with an amount. `deposit:<id>`: what may be kept of that deposit. */
export type SheetCharge = 'credit' | 'debit' | 'qr' | 't0' | 'sim_fee' | `deposit:${string}`;

export interface SheetLine {
  readonly merchantId: string;
  readonly charge: SheetCharge;
  /** The first business day. */
  readonly from: CivilDate;
  readonly ratePpm?: bigint;
  readonly capFen?: bigint;
  readonly amountFen?: bigint;
}

/** -1 stands for nothing in the arrays that go to PostgreSQL. */
const NOTHING = -1n;
const numbers = (lines: readonly SheetLine[], of: 'ratePpm' | 'capFen' | 'amountFen'): bigint[] =>
  lines.map((line) => line[of] ?? NOTHING);

/** Puts lines on the sheets of merchants; each says where it comes from. A line that stands there already changes nothing. */
export async function putOnSheet(env: Env, tx: Tx, lines: readonly SheetLine[], source: string): Promise<void> {
  if (lines.length === 0) return;
  await tx.query(
    `SELECT ledger.do_put_on_sheet($1, $2, $3::date[], array_replace($4::bigint[], -1, NULL), array_replace($5::bigint[], -1, NULL),
       array_replace($6::bigint[], -1, NULL), $7, $8)`,
    [
      lines.map((line) => line.merchantId),
      lines.map((line) => line.charge),
      lines.map((line) => line.from),
      numbers(lines, 'ratePpm'),
      numbers(lines, 'capFen'),
      numbers(lines, 'amountFen'),
      source,
      at(env.clock.now()),
    ],
  );
}

export interface SheetEntry {
  readonly charge: string;
  readonly from: string;
  readonly ratePpm: bigint | undefined;
  readonly capFen: bigint | undefined;
  readonly amountFen: bigint | undefined;
  readonly source: string;
}

const ENTRIES_MAX = 500;

/** Every line of a merchant's sheet that counts or will count on its day, newest day first: of one day the last written. */
export async function sheetOf(sql: Sql, merchantId: string): Promise<SheetEntry[]> {
  const rows = await sql.query<{
    charge: string;
    effective_from: string;
    rate_ppm: bigint | null;
    cap_fen: bigint | null;
    amount_fen: bigint | null;
    source: string;
  }>(
    `SELECT DISTINCT ON (charge, effective_from) charge, effective_from, rate_ppm, cap_fen, amount_fen, source FROM ledger.sheet_line
      WHERE merchant_id = $1 ORDER BY charge, effective_from DESC, line_no DESC LIMIT ${ENTRIES_MAX}`,
    [merchantId],
  );
  return rows.map((row) => ({
    charge: row.charge,
    from: row.effective_from,
    ratePpm: row.rate_ppm ?? undefined,
    capFen: row.cap_fen ?? undefined,
    amountFen: row.amount_fen ?? undefined,
    source: row.source,
  }));
}
