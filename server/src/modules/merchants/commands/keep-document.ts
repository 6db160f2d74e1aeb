import { shanghaiInstant, type CivilDate } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import type { DocumentKind } from '../domain/document-machine.ts';

export interface NewDocument {
  readonly merchantId: string;
  readonly kind: DocumentKind;
  /** Of a card its person, of a licence the name of the business. */
  readonly holder: string;
  /** Identity number, or unified social credit code. */
  readonly number: string;
  /** Of a licence: its legal person or owner. */
  readonly person?: string | undefined;
  /** The last valid day; undefined: 长期. */
  readonly validTo: CivilDate | undefined;
  /** Its photos, the front before the back. */
  readonly materials: readonly string[];
  /** `<application> <revision>`, or the request that brought it. */
  readonly source: string;
}

/** What a number of this kind is looked up by: the same hashes as of applicants and merchants. */
export const numberHash = (env: Pick<Env, 'crypto'>, kind: DocumentKind, number: string): string =>
  env.crypto.lookup(kind === 'id_card' ? 'id' : 'credit-code', number);

/** The document takes the place of the one of its kind that is in force. Returns its number. */
export async function keepDocument(env: Env, tx: Tx, document: NewDocument): Promise<number> {
  const { merchantId, kind } = document;
  const now = at(env.clock.now());
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`document:${merchantId}`]);
  await tx.execute(
    `UPDATE merchants.document SET state = 'replaced', ended_at = $3 WHERE merchant_id = $1 AND kind = $2 AND state = 'in_force'`,
    [merchantId, kind, now],
  );
  const seal = (what: string, value: string): string =>
    env.crypto.seal(`merchant:${merchantId}:document-${what}`, value);
  const rows = await tx.query<{ no: number }>(
    `INSERT INTO merchants.document (merchant_id, kind, document_no, state, holder_sealed, number_sealed, number_hash, person_sealed, valid_to,
       materials, source, since)
     SELECT $1, $2, coalesce(max(document_no), 0) + 1, 'in_force', $3, $4, $5, $6, $7::date, $8, $9, $10::timestamptz FROM merchants.document
      WHERE merchant_id = $1 AND kind = $2 RETURNING document_no AS no`,
    [
      merchantId,
      kind,
      seal('holder', document.holder),
      seal('number', document.number),
      numberHash(env, kind, document.number),
      document.person === undefined ? null : seal('person', document.person),
      document.validTo ?? null,
      document.materials,
      document.source,
      now,
    ],
  );
  return one(rows, 'document').no;
}

/** People read messages in the morning; what ends, ends at midnight. */
const NOTICE_AT = '09:00';
const END_AT = '00:00';

/** The day on which somebody looks at the document again. */
export const lookAtDocument = (
  tx: Tx,
  of: { readonly merchantId: string; readonly kind: DocumentKind },
  look: { readonly day: CivilDate; readonly for: 'notice' | 'end' },
): Promise<void> =>
  scheduleDue(tx, {
    kind: 'document-day',
    key: `${of.merchantId} ${of.kind}`,
    at: shanghaiInstant(look.day, look.for === 'end' ? END_AT : NOTICE_AT),
    data: { merchantId: of.merchantId, kind: of.kind },
  });

/** The merchant has been told so many days before the end. False where it had been, or another document is in force. */
export async function noteDocumentTold(
  tx: Tx,
  of: { readonly merchantId: string; readonly kind: DocumentKind; readonly documentNo: number },
  told: { readonly days: number; readonly on: CivilDate },
): Promise<boolean> {
  const noted = await tx.execute(
    `UPDATE merchants.document SET told_days = $4, heard_on = coalesce(heard_on, $5::date)
      WHERE merchant_id = $1 AND kind = $2 AND document_no = $3 AND state = 'in_force' AND (told_days IS NULL OR told_days > $4)`,
    [of.merchantId, of.kind, of.documentNo, told.days, told.on],
  );
  return noted === 1;
}
