import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { PriceSheet } from '../domain/price-sheet.ts';

export interface Agreement {
  readonly agreementId: string;
  readonly sheet: PriceSheet;
  readonly sheetHash: string;
  readonly pdfFileId: string;
  readonly pdfSha256: string;
  readonly signedAt: InstantMs;
}

/** The newest agreement of an application; undefined while nothing has been signed. */
export async function agreementOf(
  sql: Sql,
  key: { applicantId: string; applicationId: string },
): Promise<Agreement | undefined> {
  const rows = await sql.query<{
    agreement_id: string;
    sheet: PriceSheet;
    sheet_hash: string;
    pdf_file_id: string;
    pdf_sha256: string;
    signed_at: number;
  }>(
    `SELECT agreement_id, sheet, sheet_hash, pdf_file_id, pdf_sha256, signed_at FROM applications.agreement
      WHERE applicant_id = $1 AND application_id = $2 ORDER BY agreement_id DESC LIMIT 1`,
    [key.applicantId, key.applicationId],
  );
  const row = rows[0];
  return row === undefined
    ? undefined
    : {
        agreementId: row.agreement_id,
        sheet: row.sheet,
        sheetHash: row.sheet_hash,
        pdfFileId: row.pdf_file_id,
        pdfSha256: row.pdf_sha256,
        signedAt: instant(row.signed_at),
      };
}
