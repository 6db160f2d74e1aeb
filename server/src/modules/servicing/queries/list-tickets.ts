import { instant, type InstantMs } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import type { Place } from '../../../platform/postgres/backwards.ts';
import { makeConditions, type Conditions } from '../../../platform/postgres/conditions.ts';
import { at, type Database } from '../../../platform/postgres/database.ts';
import { readQuietly } from '../../../platform/postgres/read-quietly.ts';
import type { TicketAbout, TicketKind } from '../commands/tickets.ts';
import type { ComplaintReason } from '../domain/decide-complaint.ts';
import type { TicketState } from '../domain/ticket-machine.ts';

export interface Ticket {
  readonly ticketId: string;
  readonly kind: TicketKind;
  readonly about: TicketAbout;
  /** Of a merchant's ticket, whose; and of a repair, which device. */
  readonly merchantNo: string | undefined;
  /** Whom it is about, where that is a merchant of ours. */
  readonly merchantId: string | undefined;
  readonly serialNo: string | undefined;
  /** A cardholder complains about a sale of this merchant: why. */
  readonly complaint: ComplaintReason | undefined;
  readonly takenBy: string | undefined;
  readonly state: TicketState;
  readonly region: string | undefined;
  readonly phone: string;
  readonly words: string;
  readonly answer: string | undefined;
  /** A merchant asked in the app. */
  readonly asked: Asked | undefined;
  readonly openedAt: InstantMs;
  readonly dueAt: InstantMs;
}

interface Asked {
  readonly merchantNo: string;
  readonly month: string;
  readonly line: string | null;
  readonly transactionId: string | null;
  readonly figures: Readonly<Record<string, string>>;
}

interface TicketRow {
  ticket_id: string;
  kind: TicketKind;
  serial_no: string | null;
  taken_by: string | null;
  about: TicketAbout;
  state: TicketState;
  region: string | null;
  phone_masked: string;
  words_sealed: string;
  answer_sealed: string | null;
  merchant_no: string | null;
  merchant_id: string | null;
  month: string | null;
  line: string | null;
  transaction_id: string | null;
  figures: Readonly<Record<string, string>> | null;
  reason: ComplaintReason | null;
  opened_at: number;
  due_at: number;
}

const LIST_MAX = 200;

export interface TicketFilter {
  /** About these merchants alone; none: about nobody. */
  readonly merchantIds?: readonly string[] | undefined;
  readonly kind?: TicketKind | undefined;
  /** What waits for us, what waits for somebody else, what is over; left out: all that is not over. */
  readonly stand?: keyof typeof STATES | undefined;
  /** To be answered before this. */
  readonly dueBefore?: InstantMs | undefined;
  readonly takenBy?: string | undefined;
}

/** As the indexes of standing and of ended tickets say it. */
const STANDING = `t.state NOT IN ('resolved', 'closed')`;
const STATES = {
  ours: `${STANDING} AND t.state IN ('open', 'in_progress')`,
  waiting: `${STANDING} AND t.state IN ('waiting_merchant', 'dispatched')`,
  ended: `t.state IN ('resolved', 'closed')`,
} as const;

const FROM = `servicing.ticket t LEFT JOIN servicing.ticket_subject s USING (ticket_id) LEFT JOIN servicing.cardholder_complaint c ON c.ticket_id = t.ticket_id`;

function conditionsOf(filter: TicketFilter): Conditions {
  const conditions = makeConditions();
  conditions.add(filter.stand === undefined ? STANDING : STATES[filter.stand]);
  if (filter.merchantIds !== undefined)
    conditions.add('coalesce(s.merchant_id, c.merchant_id) = ANY (?)', filter.merchantIds);
  if (filter.kind !== undefined) conditions.add('t.kind = ?', filter.kind);
  if (filter.dueBefore !== undefined) conditions.add('t.due_at < ?', at(filter.dueBefore));
  if (filter.takenBy !== undefined) conditions.add('t.taken_by = ?', filter.takenBy);
  return conditions;
}

/** Counted up to `most`. */
export async function countListedTickets(db: Database, filter: TicketFilter, most: number): Promise<number> {
  const conditions = conditionsOf(filter);
  const rows = await readQuietly({ db }, (sql) =>
    sql.query<{ count: bigint }>(
      `SELECT count(*) FROM (SELECT FROM ${FROM} ${conditions.where()} LIMIT ${conditions.value(most)}) AS found`,
      conditions.values,
    ),
  );
  return Number(rows[0]?.count ?? 0);
}

/** Those that have not ended, the most urgent first; of ended ones the latest first. At most `most` of them, from a place on; phones masked. */
export async function listTickets(
  env: Pick<Env, 'db' | 'crypto'>,
  filter: TicketFilter = {},
  page: { readonly from?: Place | undefined; readonly most: number } = { most: LIST_MAX },
): Promise<Ticket[]> {
  const conditions = conditionsOf(filter);
  const [order, past] = filter.stand === 'ended' ? ['DESC', '<'] : ['ASC', '>'];
  if (page.from !== undefined) conditions.add(`(t.due_at, t.ticket_id) ${past} (?, ?)`, at(page.from.at), page.from.id);
  const rows = await readQuietly(env, (sql) =>
    sql.query<TicketRow>(
      `SELECT t.ticket_id, t.kind, s.serial_no, t.taken_by, t.about, t.state, t.region, t.phone_masked, t.words_sealed, t.answer_sealed, t.opened_at, t.due_at,
            m.merchant_no, m.merchant_id, s.month, s.line, s.transaction_id, s.figures, c.reason
       FROM ${FROM} LEFT JOIN merchants.v_merchant m ON m.merchant_id = coalesce(s.merchant_id, c.merchant_id) ${conditions.where()}
      ORDER BY t.due_at ${order}, t.ticket_id ${order} LIMIT ${conditions.value(page.most)}`,
      conditions.values,
    ),
  );
  return rows.map((row) => toTicket(env, row));
}

const toTicket = (env: Pick<Env, 'crypto'>, row: TicketRow): Ticket => ({
  ticketId: row.ticket_id,
  kind: row.kind,
  about: row.about,
  merchantNo: row.merchant_no ?? undefined,
  merchantId: row.merchant_id ?? undefined,
  serialNo: row.serial_no ?? undefined,
  complaint: row.reason ?? undefined,
  takenBy: row.taken_by ?? undefined,
  state: row.state,
  region: row.region ?? undefined,
  phone: row.phone_masked,
  words: env.crypto.open(`ticket:${row.ticket_id}:words`, row.words_sealed),
  answer: row.answer_sealed === null ? undefined : env.crypto.open(`ticket:${row.ticket_id}:answer`, row.answer_sealed),
  asked:
    row.month === null
      ? undefined
      : {
          merchantNo: row.merchant_no ?? '',
          month: row.month,
          line: row.line,
          transactionId: row.transaction_id,
          figures: row.figures ?? {},
        },
  openedAt: instant(row.opened_at),
  dueAt: instant(row.due_at),
});
