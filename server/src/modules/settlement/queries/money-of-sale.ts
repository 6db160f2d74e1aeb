import { instant, isoText, type CivilDate } from '../../../kernel/instant.ts';
import type { StateOf } from '../../../kernel/machine.ts';
import type { Sql } from '../../../platform/postgres/database.ts';
import type { payoutMachine } from '../domain/settlement-machines.ts';
import type { SettlementDay } from '../commands/days.ts';

/** What settlement knows of one sale: the day that it is settled with, and the batch and payout that carry its money. */
export interface MoneyOfSale {
  /** The network's file that confirmed it. */
  readonly file: string | undefined;
  readonly day:
    | { readonly date: CivilDate; readonly state: SettlementDay['state']; readonly closedAt: string }
    | undefined;
  readonly batch:
    | {
        readonly part: '' | 'resumed' | 't0';
        readonly payDate: CivilDate;
        readonly saleCount: number;
        readonly netFen: bigint;
        readonly madeAt: string;
      }
    | undefined;
  readonly payout:
    | {
        readonly state: StateOf<typeof payoutMachine>;
        readonly reason: string | undefined;
        readonly reference: string | undefined;
        readonly sentAt: string | undefined;
        readonly settledAt: string | undefined;
      }
    | undefined;
}

interface Row {
  file_name: string | null;
  day: CivilDate | null;
  day_state: SettlementDay['state'] | null;
  closed_at: number | null;
  part: '' | 'resumed' | 't0' | null;
  pay_date: CivilDate;
  sale_count: number;
  net_fen: bigint;
  created_at: number;
  state: StateOf<typeof payoutMachine> | null;
  reason: string | null;
  bank_reference: string | null;
  sent_at: number | null;
  settled_at: number | null;
}

const iso = (ms: number | null): string | undefined => (ms === null ? undefined : isoText(instant(ms)));

/**
 * A sale is settled with the day of the file that confirmed it, or of its own business date while there is none. Its batch is the day's, or
 * the one that T+0 paid it with, or the one that took it up when its delay ended; while it is delayed it has none.
 */
export async function moneyOfSale(
  sql: Sql,
  sale: {
    readonly merchantId: string;
    readonly transactionId: string;
    readonly businessDate: CivilDate;
    /** Idempotency key of the journal that gave its money. */
    readonly key: string;
  },
): Promise<MoneyOfSale> {
  const rows = await sql.query<Row>(
    `SELECT c.file_name, d.business_date AS day, d.state AS day_state, d.closed_at, b.part, b.pay_date, b.sale_count, b.net_fen, b.created_at,
            p.state, p.reason, p.bank_reference, p.sent_at, p.settled_at
       FROM (VALUES (1)) one (row)
       LEFT JOIN settlement.cleared c ON c.merchant_id = $1 AND c.business_date >= $3::date - 1 AND $2 = ANY (c.transactions)
       LEFT JOIN settlement.day d ON d.business_date = coalesce(c.business_date, $3)
       LEFT JOIN settlement.t0_sale e ON e.merchant_id = $1 AND e.transaction_id = $2
       LEFT JOIN settlement.resumed_sale r ON r.merchant_id = $1 AND r.transaction_id = $2
       LEFT JOIN ledger.v_frozen f ON f.merchant_id = $1 AND f.key = $4 AND f.taken_from = 'm:pending'
       LEFT JOIN settlement.batch b ON b.merchant_id = $1 AND f.key IS NULL AND CASE
              WHEN e.transaction_id IS NOT NULL THEN b.batch_id = e.batch_id
              WHEN r.transaction_id IS NOT NULL THEN b.batch_id = r.batch_id
              ELSE b.business_date = c.business_date AND b.part = '' END
       LEFT JOIN settlement.payout p ON p.merchant_id = b.merchant_id AND p.batch_id = b.batch_id
      ORDER BY p.created_at DESC NULLS LAST LIMIT 1`,
    [sale.merchantId, sale.transactionId, sale.businessDate, sale.key],
  );
  const row = rows[0];
  return {
    file: row?.file_name ?? undefined,
    day:
      row === undefined || row.day === null || row.day_state === null
        ? undefined
        : { date: row.day, state: row.day_state, closedAt: iso(row.closed_at) ?? '' },
    batch:
      row === undefined || row.part === null
        ? undefined
        : {
            part: row.part,
            payDate: row.pay_date,
            saleCount: row.sale_count,
            netFen: row.net_fen,
            madeAt: iso(row.created_at) ?? '',
          },
    payout:
      row === undefined || row.state === null
        ? undefined
        : {
            state: row.state,
            reason: row.reason ?? undefined,
            reference: row.bank_reference ?? undefined,
            sentAt: iso(row.sent_at),
            settledAt: iso(row.settled_at),
          },
  };
}
