import { instant, type CivilDate, type InstantMs } from '../../../kernel/instant.ts';
import { must } from '../../../kernel/assert.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Sql, type Tx } from '../../../platform/postgres/database.ts';
import { holdFrom, type PriceHold } from '../domain/price-day.ts';

/** Of which version of which plan a merchant was told. */
export interface NoticeKey {
  readonly merchantId: string;
  readonly planId: string;
  readonly effectiveFrom: CivilDate;
}

export type PriceWord = 'read' | 'acknowledged' | 'objected' | 'settled';

export interface PriceNotice extends NoticeKey {
  readonly rise: boolean;
  /** The first day on which the version prices this merchant's sales, unless it objects. */
  readonly appliesFrom: CivilDate;
  readonly sentAt: InstantMs;
  readonly words: readonly { word: PriceWord; by: string; at: InstantMs; note: string }[];
}

interface HoldRow {
  priced_as_of: CivilDate | null;
  priced_until: CivilDate | null;
}

const toHold = (row: HoldRow): PriceHold | undefined =>
  row.priced_as_of === null ? undefined : { asOf: row.priced_as_of, until: row.priced_until ?? undefined };

/** Merchants of a plan in the order of their ids, so many after one. */
export async function merchantsOfPlan(
  sql: Sql,
  of: { readonly planId: string; readonly after: string; readonly most: number },
): Promise<string[]> {
  const rows = await sql.query<{ merchant_id: string }>(
    `SELECT merchant_id FROM merchants.merchant WHERE plan_id = $1 AND merchant_id > $2 AND state <> 'closed' ORDER BY merchant_id LIMIT $3`,
    [of.planId, of.after, of.most],
  );
  return rows.map((row) => row.merchant_id);
}

/** Notes that a merchant was told, once a version; false when it was before. */
export async function notePriceNotice(
  env: Env,
  tx: Tx,
  notice: NoticeKey & { rise: boolean; appliesFrom: CivilDate },
): Promise<boolean> {
  const written = await tx.execute(
    `INSERT INTO merchants.price_notice (merchant_id, plan_id, effective_from, rise, applies_from, sent_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [notice.merchantId, notice.planId, notice.effectiveFrom, notice.rise, notice.appliesFrom, at(env.clock.now())],
  );
  return written === 1;
}

/** From the version's day on the merchant keeps the price of the day before, until `until`. Returns the hold that stands now. */
export async function holdPrice(
  tx: Tx,
  of: NoticeKey & { readonly until: CivilDate | undefined; readonly today: CivilDate },
): Promise<PriceHold> {
  const rows = await tx.query<HoldRow>(
    'SELECT priced_as_of, priced_until FROM merchants.merchant WHERE merchant_id = $1 FOR UPDATE',
    [of.merchantId],
  );
  const hold = holdFrom(toHold(must(rows[0], `merchant ${of.merchantId}`)), of);
  await tx.execute('UPDATE merchants.merchant SET priced_as_of = $2, priced_until = $3 WHERE merchant_id = $1', [
    of.merchantId,
    hold.asOf,
    hold.until ?? null,
  ]);
  return hold;
}

/** The hold ends with the day before `until`; false where none is open. */
export async function endPriceHold(
  tx: Tx,
  of: { readonly merchantId: string; readonly until: CivilDate },
): Promise<boolean> {
  const ended = await tx.execute(
    'UPDATE merchants.merchant SET priced_until = $2 WHERE merchant_id = $1 AND priced_as_of < $2 AND priced_until IS NULL',
    [of.merchantId, of.until],
  );
  return ended === 1;
}

/** Keeps a word on a notice; said twice, the first stands. False: it was said before. */
export async function sayToNotice(
  env: Env,
  tx: Tx,
  said: NoticeKey & { readonly word: PriceWord; readonly by: string; readonly note: string },
): Promise<boolean> {
  const written = await tx.execute(
    `INSERT INTO merchants.price_word (merchant_id, plan_id, effective_from, word, said_by, said_at, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT DO NOTHING`,
    [said.merchantId, said.planId, said.effectiveFrom, said.word, said.by, at(env.clock.now()), said.note],
  );
  return written === 1;
}

interface NoticeRow {
  merchant_id: string;
  plan_id: string;
  effective_from: CivilDate;
  rise: boolean;
  applies_from: CivilDate;
  sent_at: number;
}
interface WordRow {
  merchant_id: string;
  plan_id: string;
  effective_from: CivilDate;
  word: PriceWord;
  said_by: string;
  said_at: number;
  note: string;
}

const NOTICES_MAX = 50;

/** What a merchant was told, newest version first, each with what it said. */
export async function priceNoticesOf(sql: Sql, merchantId: string): Promise<PriceNotice[]> {
  const rows = await sql.query<NoticeRow>(
    `SELECT merchant_id, plan_id, effective_from, rise, applies_from, sent_at FROM merchants.price_notice WHERE merchant_id = $1
      ORDER BY effective_from DESC LIMIT ${NOTICES_MAX}`,
    [merchantId],
  );
  const words = await sql.query<WordRow>(
    'SELECT merchant_id, plan_id, effective_from, word, said_by, said_at, note FROM merchants.price_word WHERE merchant_id = $1 ORDER BY said_at',
    [merchantId],
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    planId: row.plan_id,
    effectiveFrom: row.effective_from,
    rise: row.rise,
    appliesFrom: row.applies_from,
    sentAt: instant(row.sent_at),
    words: words
      .filter((word) => word.plan_id === row.plan_id && word.effective_from === row.effective_from)
      .map((word) => ({ word: word.word, by: word.said_by, at: instant(word.said_at), note: word.note })),
  }));
}

export interface NoticeCount {
  readonly planId: string;
  readonly effectiveFrom: string;
  readonly told: number;
  readonly read: number;
  readonly acknowledged: number;
  readonly objected: number;
}

/** How many were told of each version, and how many said what. */
export async function countPriceNotices(sql: Sql): Promise<NoticeCount[]> {
  return sql.query<NoticeCount>(
    `SELECT n.plan_id AS "planId", n.effective_from AS "effectiveFrom", n.told, coalesce(w.read, 0) AS read, coalesce(w.acknowledged, 0) AS acknowledged,
            coalesce(w.objected, 0) AS objected
       FROM (SELECT plan_id, effective_from, count(*)::int AS told FROM merchants.price_notice GROUP BY 1, 2) n
       LEFT JOIN (SELECT plan_id, effective_from, count(*) FILTER (WHERE word = 'read')::int AS read,
                         count(*) FILTER (WHERE word = 'acknowledged')::int AS acknowledged, count(*) FILTER (WHERE word = 'objected')::int AS objected
                    FROM merchants.price_word GROUP BY 1, 2) w USING (plan_id, effective_from)`,
  );
}

export interface ToldMerchant {
  readonly merchantId: string;
  readonly appliesFrom: CivilDate;
  readonly sentAt: InstantMs;
  readonly words: PriceNotice['words'];
}

/** The log of one version, in the order of the merchants: when each was told, and what it said when. A page at a time, from after `after`. */
export async function listPriceNotices(
  sql: Sql,
  of: { readonly planId: string; readonly effectiveFrom: CivilDate; readonly after: string; readonly most: number },
): Promise<ToldMerchant[]> {
  const rows = await sql.query<NoticeRow>(
    `SELECT merchant_id, plan_id, effective_from, rise, applies_from, sent_at FROM merchants.price_notice
      WHERE plan_id = $1 AND effective_from = $2 AND merchant_id > $3 ORDER BY merchant_id LIMIT $4`,
    [of.planId, of.effectiveFrom, of.after, of.most],
  );
  const words = await sql.query<WordRow>(
    `SELECT merchant_id, plan_id, effective_from, word, said_by, said_at, note FROM merchants.price_word
      WHERE merchant_id = ANY ($1) AND plan_id = $2 AND effective_from = $3 ORDER BY said_at`,
    [rows.map((row) => row.merchant_id), of.planId, of.effectiveFrom],
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    appliesFrom: row.applies_from,
    sentAt: instant(row.sent_at),
    words: words
      .filter((word) => word.merchant_id === row.merchant_id)
      .map((word) => ({ word: word.word, by: word.said_by, at: instant(word.said_at), note: word.note })),
  }));
}

export interface Objection extends NoticeKey {
  readonly note: string;
  readonly at: InstantMs;
  readonly settled: { readonly by: string; readonly at: InstantMs; readonly note: string } | undefined;
}

const OBJECTIONS_MAX = 200;

/** The list for people: who objected and how it was settled, newest first. */
export async function listObjections(sql: Sql): Promise<Objection[]> {
  const rows = await sql.query<
    WordRow & { settled_by: string | null; settled_at: number | null; settled_note: string | null }
  >(
    `SELECT o.merchant_id, o.plan_id, o.effective_from, o.word, o.said_by, o.said_at, o.note, s.said_by AS settled_by, s.said_at AS settled_at, s.note AS settled_note
       FROM merchants.price_word o
       LEFT JOIN merchants.price_word s ON s.merchant_id = o.merchant_id AND s.plan_id = o.plan_id AND s.effective_from = o.effective_from AND s.word = 'settled'
      WHERE o.word = 'objected' ORDER BY o.said_at DESC LIMIT ${OBJECTIONS_MAX}`,
  );
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    planId: row.plan_id,
    effectiveFrom: row.effective_from,
    note: row.note,
    at: instant(row.said_at),
    settled:
      row.settled_by === null
        ? undefined
        : { by: row.settled_by, at: instant(row.settled_at ?? 0), note: row.settled_note ?? '' },
  }));
}
