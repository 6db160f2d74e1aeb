import { createHash } from 'node:crypto';
import { fen } from '../../../kernel/fen.ts';
import { MINUTE_MS, addDays, civilDate, later, type CivilDate } from '../../../kernel/instant.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, withTx, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, credit, debit, postJournal } from '../../ledger/index.ts';
import { dayOf, linkCleared, moveDay } from '../../settlement/index.ts';
import {
  matchLines,
  movedFen,
  networkNetFen,
  type LocalTransaction,
  type MatchedLine,
  type Matching,
} from '../domain/match-lines.ts';
import { parseAcom, type AcomProblem } from '../domain/parse-acom.ts';

/** Where the network drops its files. */
export interface ClearingInbox {
  /** The ACOM file of a settlement date; undefined while it has not come. */
  readAcom(date: CivilDate): Promise<{ name: string; bytes: Uint8Array } | undefined>;
}

const RETRY_MS = 10 * MINUTE_MS;
/** So far back a terminal's reversal is taken, and some days for the network to answer. */
const TAKEN_BACK_DAYS = 35;

/** Imports the day's file: each line read, matched and kept; sales it confirms are linked; what differs becomes a break. */
export async function importClearing(env: Env & { readonly clearing: ClearingInbox }, date: CivilDate): Promise<void> {
  const day = await dayOf(env.db, date);
  if (day === undefined || day.state !== 'closed') return;
  const file = await env.clearing.readAcom(date);
  if (file === undefined) {
    await withTx(env, async (tx) => {
      await scheduleDue(tx, {
        kind: 'import-clearing',
        key: date,
        at: later(env.clock.now(), RETRY_MS),
        data: { date },
      });
      await env.jobs.emit(tx, { kind: 'clearing.missing', audience: ['console'], payload: { date } });
    });
    return;
  }
  const { lines, problems } = parseAcom(new TextDecoder('gb18030').decode(file.bytes));
  const locals = await localTransactions(env, date);
  const matching = matchLines(lines, locals, date);
  const takenBack = await takenBackOf(env, date, matching);
  await withTx(env, async (tx) => {
    await keepFile(env, tx, { date, file, matching, problems });
    await keepLines(tx, { date, fileName: file.name, matching });
    const sales = matching.lines.flatMap((one) =>
      one.outcome === 'matched' && one.local !== undefined ? [one.local] : [],
    );
    await linkCleared(tx, { date, fileName: file.name, sales });
    await resolveFound(tx, sales);
    await keepBreaks(env, tx, date, matching);
    await keepTakenBack(env, tx, { date, fileName: file.name, takenBack });
    await moveDay(tx, date, { from: 'closed', to: 'cleared', networkNetFen: networkNetFen(matching) });
    await env.jobs.enqueue(tx, 'match-arrival', { date });
    await env.jobs.emit(tx, {
      kind: 'clearing.imported',
      audience: ['console'],
      payload: { date, lines: lines.length, problems: problems.length },
    });
  });
}

/** The cut-over may shift a sale by a day, so the neighbours are read as well. */
async function localTransactions(
  env: Env,
  date: CivilDate,
  only: { readonly since: CivilDate; readonly stans: readonly string[] | null } = {
    since: addDays(date, -1),
    stans: null,
  },
): Promise<LocalTransaction[]> {
  return env.db.query<LocalTransaction>(
    `SELECT merchant_id AS "merchantId", transaction_id AS "transactionId", business_date AS "businessDate", rrn, network_stan AS "networkStan",
            transmission_time AS "transmissionTime", amount_fen AS "amountFen", kind, state
       FROM switching.v_card_transaction WHERE business_date BETWEEN $1 AND $2 AND ($3::text[] IS NULL OR network_stan = ANY ($3))`,
    [only.since, addDays(date, 1), only.stans],
  );
}

interface FileFacts {
  readonly date: CivilDate;
  readonly file: { name: string; bytes: Uint8Array };
  readonly matching: Matching;
  readonly problems: readonly AcomProblem[];
}

async function keepFile(env: Env, tx: Tx, facts: FileFacts): Promise<void> {
  const settling = facts.matching.lines.filter((one) => one.outcome !== 'non_settling');
  await tx.execute(
    `INSERT INTO reconciliation.clearing_file (file_name, business_date, sha256, line_count, bad_line_count, gross_fen, fee_fen, imported_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      facts.file.name,
      facts.date,
      createHash('sha256').update(facts.file.bytes).digest('hex'),
      facts.matching.lines.length,
      facts.problems.length,
      settling.reduce((sum, one) => sum + movedFen(one.line), 0n),
      settling.reduce((sum, one) => sum + one.line.costFen, 0n),
      at(env.clock.now()),
    ],
  );
  for (const problem of facts.problems) {
    await tx.execute(
      `INSERT INTO reconciliation.clearing_line (merchant_id, file_name, line_no, business_date, rrn, stan, transmission_time, merchant_no, terminal_no, amount_fen,
         fee_fen, outcome, raw_masked) VALUES ('-', $1, $2, $3, '', '', '', '', '', 0, 0, 'unreadable', $4)`,
      [facts.file.name, problem.lineNo, facts.date, `${problem.column}: ${problem.masked}`],
    );
  }
}

async function keepLines(tx: Tx, input: { date: CivilDate; fileName: string; matching: Matching }): Promise<void> {
  for (const { line, outcome, local } of input.matching.lines) {
    await tx.execute(
      `INSERT INTO reconciliation.clearing_line (merchant_id, file_name, line_no, business_date, rrn, stan, transmission_time, merchant_no, terminal_no, amount_fen,
         fee_fen, outcome, transaction_id, raw_masked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        local?.merchantId ?? '-',
        input.fileName,
        line.lineNo,
        input.date,
        line.rrn,
        line.stan,
        line.transmissionTime,
        line.merchantNo,
        line.terminalNo,
        line.amountFen,
        line.costFen,
        outcome,
        local?.transactionId ?? null,
        line.masked,
      ],
    );
  }
}

/** A sale at the cut-over may stand in the next day's file: the break that missed it is over. */
async function resolveFound(tx: Tx, sales: readonly LocalTransaction[]): Promise<void> {
  await tx.execute(
    `UPDATE reconciliation.break SET state = 'resolved' WHERE kind = 'local_only' AND state = 'open' AND transaction_id = ANY($1)`,
    [sales.map((sale) => sale.transactionId)],
  );
}

interface TakenBack {
  readonly line: MatchedLine['line'];
  readonly original: LocalTransaction | undefined;
}

/** What the file takes back of earlier files, each with our transaction: it may be weeks old. */
async function takenBackOf(env: Env, date: CivilDate, matching: Matching): Promise<TakenBack[]> {
  const lines = matching.lines.filter((one) => one.outcome === 'taken_back').map((one) => one.line);
  if (lines.length === 0) return [];
  const originals = await localTransactions(env, date, {
    since: addDays(date, -TAKEN_BACK_DAYS),
    stans: lines.map((line) => line.originalStan),
  });
  const byKey = new Map(originals.map((one) => [`${one.networkStan}:${one.transmissionTime}`, one]));
  return lines.map((line) => ({ line, original: byKey.get(`${line.originalStan}:${line.originalTime}`) }));
}

/**
 * The day of the sale was paid for it and this day is paid less: what each is still owed moves from one to the other, and the break that
 * the sale was there is over. What stands with us is a break: their money, not ours.
 */
async function keepTakenBack(
  env: Env,
  tx: Tx,
  { date, fileName, takenBack }: { date: CivilDate; fileName: string; takenBack: readonly TakenBack[] },
): Promise<void> {
  for (const { line, original } of takenBack) {
    const day = original === undefined ? date : civilDate(original.businessDate);
    const lessFen = line.costFen - movedFen(line);
    if (day !== date && lessFen !== 0n)
      await postJournal(env, tx, {
        merchantId: '-',
        date,
        event: 'taken_back',
        idempotencyKey: `taken-back:${fileName}:${line.lineNo}`,
        reference: line.rrn,
        lines: [
          debit(accounts.networkReceivable('cup', day), fen(lessFen)),
          credit(accounts.networkReceivable('cup', date), fen(lessFen)),
        ],
      });
    if (original !== undefined && original.state !== 'approved') {
      await tx.execute(
        `UPDATE reconciliation.break SET state = 'resolved' WHERE kind = 'net_only' AND state = 'open' AND transaction_id = $1`,
        [original.transactionId],
      );
      continue;
    }
    await tx.execute(
      `INSERT INTO reconciliation.break (merchant_id, break_id, business_date, kind, state, transaction_id, amount_fen, detail, found_at) VALUES ($1, $2, $3, 'net_only', 'open', $4, $5, $6, $7)`,
      [
        original?.merchantId ?? '-',
        env.ids.next('brk'),
        date,
        original?.transactionId ?? null,
        line.amountFen,
        `line ${line.lineNo} takes back RRN ${line.rrn}`,
        at(env.clock.now()),
      ],
    );
  }
}

async function keepBreaks(env: Env, tx: Tx, date: CivilDate, matching: Matching): Promise<void> {
  const found = [
    ...matching.lines
      .filter((one) => one.outcome === 'net_only' || one.outcome === 'amount_diff')
      .map((one) => ({
        kind: one.outcome,
        local: one.local,
        amount: one.line.amountFen,
        detail: `line ${one.line.lineNo}, RRN ${one.line.rrn}`,
      })),
    ...matching.localOnly.map((local) => ({
      kind: 'local_only',
      local,
      amount: local.amountFen,
      detail: `RRN ${local.rrn}`,
    })),
  ];
  for (const one of found) {
    await tx.execute(
      `INSERT INTO reconciliation.break (merchant_id, break_id, business_date, kind, state, transaction_id, amount_fen, detail, found_at) VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8)`,
      [
        one.local?.merchantId ?? '-',
        env.ids.next('brk'),
        date,
        one.kind,
        one.local?.transactionId ?? null,
        one.amount,
        one.detail,
        at(env.clock.now()),
      ],
    );
  }
}
