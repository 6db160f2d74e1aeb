import type { Env } from '../../../platform/env.ts';
import { at, withTx } from '../../../platform/postgres/database.ts';
import type { PriceSheet } from '../domain/price-sheet.ts';

export interface SignedSheet {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly sheet: PriceSheet;
  readonly sheetHash: string;
  /** The sheet as a PDF with the drawn signature in it. */
  readonly pdf: Uint8Array;
  readonly pdfSha256: string;
}

/** Keeps what was signed, for ever: terms, PDF and both hashes. */
export async function keepAgreement(env: Env, input: SignedSheet): Promise<{ agreementId: string }> {
  const file = await env.files.store(input.pdf, 'application/pdf');
  const agreementId = env.ids.next('agr');
  await withTx(env, async (tx) => {
    await env.files.recordFile(tx, file);
    await tx.execute(
      `INSERT INTO applications.agreement (applicant_id, application_id, agreement_id, sheet, sheet_hash, pdf_file_id, pdf_sha256, signed_at, signed_with)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'drawn signature and SMS code')`,
      [
        input.applicantId,
        input.applicationId,
        agreementId,
        JSON.stringify(input.sheet),
        input.sheetHash,
        file.fileId,
        input.pdfSha256,
        at(env.clock.now()),
      ],
    );
  });
  return { agreementId };
}
