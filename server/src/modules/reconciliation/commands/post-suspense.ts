import type { CivilDate } from '../../../kernel/instant.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, postJournal, suspenseAccount } from '../../ledger/index.ts';
import { linkCleared } from '../../settlement/index.ts';
import { endBreak } from './end-break.ts';
import type { Load } from './match-load.ts';

interface Found {
  readonly merchantId: string;
  readonly breakId: string;
  readonly rrn: string;
  readonly transactionId: string | null;
  readonly localFen: bigint;
  readonly networkFen: bigint;
  readonly soldOn: CivilDate;
}

const receivable = (date: CivilDate): string => accounts.networkReceivable('cup', date);

/** A posting in whose sum the network's money of a day is right, and what explains it stands elsewhere. */
async function move(
  env: Env,
  tx: Tx,
  of: { event: string; key: string; rrn: string; date: CivilDate; debit: string; credit: string; fen: bigint },
): Promise<void> {
  if (of.fen === 0n || of.debit === of.credit) return;
  await postJournal(env, tx, {
    merchantId: '-',
    date: of.date,
    event: of.event,
    idempotencyKey: of.key,
    reference: of.rrn,
    lines: [
      { account: of.debit, amount: of.fen },
      { account: of.credit, amount: -of.fen },
    ],
  });
}

/**
 * After the matching: the receivable of the file's day becomes what the network will pay, to the fen, and what makes the difference stands
 * in suspense with a break each. What a file brings that was missed before goes out of suspense again.
 */
export async function postSuspense(env: Env, tx: Tx, load: Load, netFen: bigint): Promise<void> {
  await moveWrongDates(env, tx, load);
  if (load.part === true) await endFound(env, tx, load);
  await endOvertaken(env, tx, load);
  await moveTakenBack(env, tx, load);
  await postNew(env, tx, load);
  const rest = await openFeeDifferences(env, tx, load, netFen);
  if (rest !== 0n) await openUnexplained(env, tx, load, rest);
}

/** Sales of a neighbouring day: their money comes with this file. Where their own day missed them already, it waits in suspense. */
async function moveWrongDates(env: Env, tx: Tx, load: Load): Promise<void> {
  const rows = await tx.query<Found & { missed: string | null; suspenseFen: bigint | null }>(
    `SELECT w.merchant_id AS "merchantId", w.break_id AS "breakId", w.rrn, w.local_fen AS "localFen", t.business_date AS "soldOn",
            b.break_id AS missed, b.suspense_fen AS "suspenseFen"
       FROM reconciliation.break w JOIN switching.v_card_transaction t USING (merchant_id, transaction_id)
       LEFT JOIN reconciliation.break b ON b.merchant_id = w.merchant_id AND b.transaction_id = w.transaction_id AND b.kind = 'local_only' AND b.state <> 'resolved'
      WHERE w.business_date = $1 AND w.kind = 'wrong_date' AND w.state = 'open' ORDER BY w.break_id`,
    [load.date],
  );
  for (const row of rows) {
    const fen = row.suspenseFen ?? row.localFen;
    await move(env, tx, {
      event: 'other_day',
      key: `other-day:${row.breakId}`,
      rrn: row.rrn,
      // a journal of a day's receivable is of that day or of a later one
      date: row.soldOn > load.date ? row.soldOn : load.date,
      debit: receivable(load.date),
      credit: row.missed === null ? receivable(row.soldOn) : suspenseAccount(fen),
      fen,
    });
    if (row.missed !== null)
      await endBreak(env, tx, { merchantId: row.merchantId, breakId: row.missed }, load.fileName);
    await endBreak(env, tx, row, load.fileName);
  }
}

/** Sales that a line which could not be read before has brought: they are missed no more. */
async function endFound(env: Env, tx: Tx, load: Load): Promise<void> {
  const rows = await tx.query<Found & { suspenseFen: bigint }>(
    `SELECT b.merchant_id AS "merchantId", b.break_id AS "breakId", b.rrn, b.suspense_fen AS "suspenseFen"
       FROM reconciliation.break b JOIN settlement.v_cleared_sale c ON c.merchant_id = b.merchant_id AND c.transaction_id = b.transaction_id
      WHERE b.business_date = $1 AND b.kind = 'local_only' AND b.state <> 'resolved' AND c.business_date = $1 AND c.file_name = $2 ORDER BY b.break_id`,
    [load.date, load.fileName],
  );
  for (const row of rows) {
    await move(env, tx, {
      event: 'found',
      key: `found:${row.breakId}`,
      rrn: row.rrn,
      date: load.date,
      debit: receivable(load.date),
      credit: suspenseAccount(row.suspenseFen),
      fen: row.suspenseFen,
    });
    await endBreak(env, tx, row, load.fileName);
  }
}

/** What stood in suspense for a sale that is no more, or is by now: our own books say it themselves. */
async function endOvertaken(env: Env, tx: Tx, load: Load): Promise<void> {
  const rows = await tx.query<Found & { kind: string; suspenseFen: bigint; foundOn: CivilDate }>(
    `SELECT b.merchant_id AS "merchantId", b.break_id AS "breakId", b.rrn, b.transaction_id AS "transactionId", b.kind, b.suspense_fen AS "suspenseFen",
            b.business_date AS "foundOn", t.business_date AS "soldOn"
       FROM reconciliation.break b JOIN switching.v_card_transaction t USING (merchant_id, transaction_id)
      WHERE b.state IN ('open', 'proposed') AND b.business_date < $1
        AND ((b.kind = 'local_only' AND t.state IN ('reversed', 'reversing', 'voided')) OR (b.kind = 'net_only' AND t.state = 'approved' AND t.amount_fen = b.amount_fen))
      ORDER BY b.break_id`,
    [load.date],
  );
  for (const row of rows) {
    await move(env, tx, {
      event: 'overtaken',
      key: `overtaken:${row.breakId}`,
      rrn: row.rrn,
      date: row.foundOn > row.soldOn ? row.foundOn : row.soldOn,
      debit: receivable(row.soldOn),
      credit: suspenseAccount(row.suspenseFen),
      fen: row.suspenseFen,
    });
    if (row.kind === 'net_only')
      await linkCleared(tx, {
        date: load.date,
        fileName: `late:${row.breakId}`,
        sales: [{ merchantId: row.merchantId, transactionId: row.transactionId ?? '' }],
      });
    await endBreak(env, tx, row, 'overtaken');
  }
}

/** So far back a terminal's reversal is taken, and some days for the network to answer. */
const TAKEN_BACK_DAYS = 35;

/**
 * What the file takes back of earlier files. Taken back here too: each day's part moves to this one, or what stood in suspense goes. What
 * still stands with us is short: a break.
 */
async function moveTakenBack(env: Env, tx: Tx, load: Load): Promise<void> {
  const rows = await tx.query<
    Found & {
      localState: string | null;
      standing: string | null;
      suspenseFen: bigint | null;
      ofMerchant: string | null;
      neverPaid: boolean;
    }
  >(
    `SELECT w.merchant_id AS "merchantId", w.break_id AS "breakId", w.rrn, w.network_fen AS "networkFen", t.merchant_id AS "ofMerchant",
            t.transaction_id AS "transactionId", t.business_date AS "soldOn", t.state AS "localState", b.break_id AS standing,
            EXISTS (SELECT 1 FROM reconciliation.break n WHERE n.merchant_id = t.merchant_id AND n.transaction_id = t.transaction_id AND n.kind = 'local_only'
                       AND NOT EXISTS (SELECT 1 FROM reconciliation.clearing_file f WHERE f.file_name = n.resolved_by)) AS "neverPaid", b.suspense_fen AS "suspenseFen"
       FROM reconciliation.break w
       LEFT JOIN merchants.v_merchant m ON m.merchant_no = w.merchant_no
       LEFT JOIN LATERAL (SELECT c.merchant_id, c.transaction_id, c.business_date, c.state FROM switching.v_card_transaction c
          WHERE c.merchant_id = m.merchant_id AND c.business_date BETWEEN $1::date - ${TAKEN_BACK_DAYS} AND $1::date + 1
            AND c.network_stan || ':' || c.transmission_time = w.detail LIMIT 1) t ON true
       LEFT JOIN reconciliation.break b ON b.merchant_id = t.merchant_id AND b.transaction_id = t.transaction_id AND b.kind = 'net_only' AND b.state <> 'resolved'
      WHERE w.business_date = $1 AND w.kind = 'taken_back' AND w.state = 'open' ORDER BY w.break_id`,
    [load.date],
  );
  for (const row of rows) {
    // what no file ever brought cannot be taken back by one: that the network does so is a difference of its own
    const gone = row.localState !== null && row.localState !== 'approved' && !row.neverPaid;
    if (!gone) {
      await tx.execute(
        `UPDATE reconciliation.break SET suspense_fen = $3, transaction_id = $4 WHERE merchant_id = $1 AND break_id = $2`,
        [row.merchantId, row.breakId, -row.networkFen, row.transactionId],
      );
      continue;
    }
    await move(env, tx, {
      event: 'taken_back',
      key: `taken-back:${row.breakId}`,
      rrn: row.rrn,
      date: load.date > row.soldOn ? load.date : row.soldOn,
      debit: row.standing === null ? receivable(row.soldOn) : suspenseAccount(row.suspenseFen ?? 0n),
      credit: receivable(load.date),
      fen: -row.networkFen,
    });
    if (row.standing !== null && row.ofMerchant !== null)
      await endBreak(env, tx, { merchantId: row.ofMerchant, breakId: row.standing }, load.fileName);
    await endBreak(env, tx, row, load.fileName);
  }
}

/** One journal a break, however many. */
async function postNew(env: Env, tx: Tx, load: Load): Promise<void> {
  await tx.query(
    `SELECT ledger.do_post_journal('-', 'jrn_sus_' || b.break_id, b.business_date, 'suspense', 'suspense:' || b.break_id, b.suspense_fen::text, b.rrn, NULL, '{}', $2,
              ARRAY[CASE WHEN b.suspense_fen > 0 THEN '${accounts.suspenseShort}' ELSE '${accounts.suspenseLong}' END, $3::text],
              ARRAY[b.suspense_fen, -b.suspense_fen])
       FROM reconciliation.break b WHERE b.business_date = $1 AND b.state = 'open' AND b.suspense_fen <> 0 ORDER BY b.break_id`,
    [load.date, at(env.clock.now()), receivable(load.date)],
  );
}

/**
 * The day's receivable against the file's net: equal, and no line needs to be looked at. Where they differ, each sale's cost is compared with
 * what the network took; the sale is paid, the difference stands in suspense. Returns what no line explains.
 */
async function openFeeDifferences(env: Env, tx: Tx, load: Load, netFen: bigint): Promise<bigint> {
  const posted = async (): Promise<bigint> =>
    one(
      await tx.query<{ fen: bigint }>(
        'SELECT debit_fen - credit_fen AS fen FROM ledger.do_account_totals(NULL, $1, NULL, NULL)',
        [receivable(load.date)],
      ),
      'receivable',
    ).fen;
  if ((await posted()) === netFen) return 0n;
  await tx.query(`SELECT set_config('enable_nestloop', 'off', true)`);
  await tx.execute(
    `INSERT INTO reconciliation.break (merchant_id, break_id, business_date, kind, state, transaction_id, amount_fen, local_fen, network_fen, suspense_fen,
                                       rrn, merchant_no, line_no, detail, found_at)
     SELECT t.merchant_id, 'brk_' || to_char($1::date, 'YYYYMMDD') || '_f' || l.line_no, $1, 'fee_diff', 'open', t.transaction_id, l.amount_fen, r.fen,
            l.moved_fen - l.cost_fen, r.fen - (l.moved_fen - l.cost_fen), l.rrn, l.merchant_no, l.line_no, '', $4
       FROM reconciliation.clearing_line l
       JOIN switching.do_of_days($1::date - 1, $1::date + 1) t ON t.rrn = l.rrn AND t.state = 'approved' AND t.amount_fen = l.amount_fen
       JOIN settlement.v_cleared_sale c ON c.merchant_id = t.merchant_id AND c.transaction_id = t.transaction_id AND c.business_date = $1 AND c.file_name = $3
       JOIN ledger.do_receivables($1::date - 1, $1::date + 1) r ON r.merchant_id = t.merchant_id
            AND r.idempotency_key = CASE t.kind WHEN 'test_sale' THEN 'sale' ELSE t.kind END || ':' || t.transaction_id
      WHERE l.business_date = $1 AND l.load_id = $2 AND l.class = 'money' AND r.fen <> l.moved_fen - l.cost_fen
     ON CONFLICT DO NOTHING`,
    [load.date, load.loadId, load.fileName, at(env.clock.now())],
  );
  await tx.query(`SELECT set_config('enable_nestloop', 'on', true)`);
  await postNew(env, tx, load);
  return (await posted()) - netFen;
}

/** What no line explains is a break of the whole day, so that its receivable is right all the same. */
async function openUnexplained(env: Env, tx: Tx, load: Load, fen: bigint): Promise<void> {
  await tx.execute(
    `INSERT INTO reconciliation.break (merchant_id, break_id, business_date, kind, state, amount_fen, suspense_fen, detail, found_at)
     VALUES ('-', $1, $2, 'unexplained', 'open', $3, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [
      `brk_${load.date.replaceAll('-', '')}_rest${load.part === true ? load.loadId : ''}`,
      load.date,
      fen,
      load.fileName,
      at(env.clock.now()),
    ],
  );
  await postNew(env, tx, load);
}
