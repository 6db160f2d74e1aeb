import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { DocumentKind } from '../domain/document-machine.ts';

export interface MerchantDocument {
  readonly merchantId: string;
  readonly kind: DocumentKind;
  readonly documentNo: number;
  readonly holder: string;
  readonly number: string;
  readonly numberHash: string;
  /** Of a licence: its legal person or owner. */
  readonly person: string | undefined;
  /** The last valid day; undefined: 长期. */
  readonly validTo: CivilDate | undefined;
  readonly materials: readonly string[];
  readonly source: string;
  readonly since: InstantMs;
  readonly toldDays: number | undefined;
  readonly heardOn: CivilDate | undefined;
}

interface Row {
  kind: DocumentKind;
  document_no: number;
  holder_sealed: string;
  number_sealed: string;
  number_hash: string;
  person_sealed: string | null;
  valid_to: CivilDate | null;
  materials: string[];
  source: string;
  since: number;
  told_days: number | null;
  heard_on: CivilDate | null;
}

/** The documents in force, the card before the licence; none of a merchant of before they were kept, until a job has taken them in. */
export async function documentsOf(
  env: Pick<Env, 'crypto'>,
  sql: Sql,
  merchantId: string,
): Promise<readonly MerchantDocument[]> {
  const rows = await sql.query<Row>(
    `SELECT kind, document_no, holder_sealed, number_sealed, number_hash, person_sealed, valid_to, materials, source, since, told_days, heard_on
       FROM merchants.document WHERE merchant_id = $1 AND state = 'in_force' ORDER BY kind`,
    [merchantId],
  );
  const open = (what: string, sealed: string): string =>
    env.crypto.open(`merchant:${merchantId}:document-${what}`, sealed);
  return rows.map((row) => ({
    merchantId,
    kind: row.kind,
    documentNo: row.document_no,
    holder: open('holder', row.holder_sealed),
    number: open('number', row.number_sealed),
    numberHash: row.number_hash,
    person: row.person_sealed === null ? undefined : open('person', row.person_sealed),
    validTo: row.valid_to ?? undefined,
    materials: row.materials,
    source: row.source,
    since: instant(row.since),
    toldDays: row.told_days ?? undefined,
    heardOn: row.heard_on ?? undefined,
  }));
}
