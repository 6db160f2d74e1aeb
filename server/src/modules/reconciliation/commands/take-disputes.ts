import { must } from '../../../kernel/assert.ts';
import type { CivilDate } from '../../../kernel/instant.ts';
import { fen } from '../../../kernel/fen.ts';
import type { Env } from '../../../platform/env.ts';
import { at, one, type Tx } from '../../../platform/postgres/database.ts';
import {
  accounts,
  chargebackPostings,
  creditDeclinedPostings,
  creditPaidPostings,
  fromSuspensePostings,
  lossBackPostings,
  networkFeePostings,
  postJournal,
  representedPostings,
  type Posting,
} from '../../ledger/index.ts';
import { linkCleared, payWithNext } from '../../settlement/index.ts';
import type { ClearingInbox } from '../clearing-inbox.ts';
import {
  decideErrLine,
  dueOf,
  type DisputedSale,
  type DisputeRules,
  type LineEffect,
  type StandingDispute,
} from '../domain/dispute.ts';
import { ERR_TYPES, readErrLine, type ErrLine, type ErrType } from '../domain/err-line.ts';
import { saleOfLine } from '../queries/disputed-sale.ts';
import { endBreak } from './end-break.ts';
import type { Layout } from './load-file.ts';
import { moveDispute, noteStep, setCharged, stopClocks, tellDispute, windClocks } from './move-dispute.ts';
import { takeSideFile, type Taken } from './take-side-file.ts';

/** Disputes of a day. */
const ERR: Layout<ErrLine> = {
  sort: 'ERR',
  read: readErrLine,
  table: 'reconciliation.dispute_line',
  columns:
    'type, key, rrn, original_key, original_date, original_fen, reason, amount_fen, moved_fen, cost_fen, merchant_no',
  values: (line) =>
    [
      line.type,
      line.key,
      line.rrn,
      line.originalKey,
      line.originalDate,
      line.originalFen,
      line.reason,
      line.amountFen,
      line.movedFen,
      line.costFen,
      line.merchantNo,
    ].join('\t'),
};

/** Reads the disputes of a cleared day, and what each of them does. False: their file has not come. */
export async function takeDisputes(
  env: Env & { readonly clearing: Pick<ClearingInbox, 'openErr'> },
  date: CivilDate,
  rules: DisputeRules,
): Promise<boolean> {
  const source = await env.clearing.openErr(date);
  const take = (tx: Tx, load: { loadId: string; fileName: string }) => takeLines(env, tx, { date, rules, ...load });
  return takeSideFile(env, date, { layout: ERR, source, take });
}

interface Load {
  readonly date: CivilDate;
  readonly rules: DisputeRules;
  readonly loadId: string;
  readonly fileName: string;
}

/** So many at a time, whatever the size of the file. */
const SLICE = 500;

async function takeLines(env: Env, tx: Tx, load: Load): Promise<Taken> {
  let taken: Taken = { count: 0, grossFen: 0n, feeFen: 0n };
  for (let after = 0; ;) {
    const lines = await tx.query<ErrLine>(
      `SELECT line_no AS "lineNo", type, key, rrn, original_key AS "originalKey", original_date AS "originalDate", original_fen AS "originalFen", reason,
              amount_fen AS "amountFen", moved_fen AS "movedFen", cost_fen AS "costFen", merchant_no AS "merchantNo"
         FROM reconciliation.dispute_line WHERE business_date = $1 AND load_id = $2 AND line_no > $3 ORDER BY line_no LIMIT ${SLICE}`,
      [load.date, load.loadId, after],
    );
    for (const line of lines) {
      const effect = await takeLine(env, tx, load, line);
      taken = {
        count: taken.count + (effect.does === 'suspense' ? 0 : 1),
        grossFen: taken.grossFen + line.movedFen,
        feeFen: taken.feeFen + line.costFen,
      };
    }
    const last = lines.at(-1);
    if (last === undefined || lines.length < SLICE) return taken;
    after = last.lineNo;
  }
}

async function takeLine(env: Env, tx: Tx, load: Load, line: ErrLine): Promise<LineEffect> {
  const seen = await tx.execute(
    'INSERT INTO reconciliation.dispute_line_seen (line_key, file_name, line_no) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [line.key, load.fileName, line.lineNo],
  );
  let sale = await saleOfLine(tx, line, load.date);
  if (sale !== undefined) {
    // refunds of it wait; what was refunded until now counts
    await tx.query('SELECT switching.do_lock_merchant($1)', [sale.merchantId]);
    sale = await saleOfLine(tx, line, load.date);
  }
  const effect = decideErrLine({
    said: ERR_TYPES[line.type][0],
    amountFen: line.amountFen,
    seen: seen === 0,
    sale,
    disputes: await disputesAbout(tx, line),
    now: env.clock.now(),
  });
  await postCost(env, tx, load, line);
  if (effect.does === 'suspense') await toSuspense(env, tx, load, line, { fen: -line.movedFen, why: effect.why });
  if (effect.does === 'open') await open(env, tx, load, { line, effect, sale });
  if (effect.does === 'move') await carry(env, tx, load, { line, effect });
  return effect;
}

/** Those about the sale of a line, held until the file is in, the newest first. */
function disputesAbout(tx: Tx, line: ErrLine): Promise<StandingDispute[]> {
  return tx.query(
    `SELECT merchant_id AS "merchantId", dispute_id AS "disputeId", kind, state, amount_fen AS "amountFen", due_at AS "dueAt"
       FROM reconciliation.dispute WHERE rrn = $1 AND original_key = $2 ORDER BY opened_at DESC, dispute_id DESC LIMIT 50 FOR UPDATE`,
    [line.rrn, line.originalKey],
  );
}

const post = (
  env: Env,
  tx: Tx,
  load: Load,
  of: {
    merchantId: string;
    event: string;
    key: string;
    line: Pick<ErrLine, 'rrn'>;
    lines: readonly Posting[];
  },
): Promise<string> =>
  postJournal(env, tx, {
    merchantId: of.merchantId,
    date: load.date,
    event: of.event,
    idempotencyKey: of.key,
    reference: of.line.rrn,
    lines: of.lines,
  });

/** What the network takes for the line itself is ours. */
async function postCost(env: Env, tx: Tx, load: Load, line: ErrLine): Promise<void> {
  // a claim brings a sale with its costs, and its break knows of both
  if (line.costFen === 0n || ERR_TYPES[line.type][0] === 'claimed' || line.type === 'E11') return;
  const key = `dispute-cost:${load.fileName}:${line.lineNo}`;
  const lines = networkFeePostings(line.costFen, load.date);
  await post(env, tx, load, { merchantId: '-', event: 'dispute_cost', key, line, lines });
}

const breakOfLine = (load: Load, line: ErrLine): string => `brk_${load.date.replaceAll('-', '')}_e${line.lineNo}`;

/** What a line moves and nothing explains: a break of its own, its money in suspense. `fen` > 0: the network took it. */
async function toSuspense(
  env: Env,
  tx: Tx,
  load: Load,
  line: ErrLine,
  of: { readonly fen: bigint; readonly why: string; readonly transactionId?: string | undefined },
): Promise<string | undefined> {
  const suspenseFen = of.fen + (isClaim(line.type) ? line.costFen : 0n);
  if (suspenseFen === 0n) return undefined;
  const breakId = breakOfLine(load, line);
  await tx.execute(
    `INSERT INTO reconciliation.break (merchant_id, break_id, business_date, kind, state, transaction_id, amount_fen, network_fen, suspense_fen, rrn, merchant_no, line_no, detail, found_at)
     VALUES ('-', $1, $2, 'dispute', 'open', $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      breakId,
      load.date,
      of.transactionId ?? null,
      line.amountFen,
      -suspenseFen,
      suspenseFen,
      line.rrn,
      line.merchantNo,
      line.lineNo,
      `${line.type} ${of.why}`,
      at(env.clock.now()),
    ],
  );
  // under the key of all breaks' suspense, so that whoever looks for breaks without any finds it posted
  await tx.query(
    `SELECT ledger.do_post_journal('-', 'jrn_sus_' || $1, $2, 'suspense', 'suspense:' || $1, $3::text, $4, NULL, '{}', $5, $6, $7::bigint[])`,
    [
      breakId,
      load.date,
      suspenseFen.toString(),
      line.rrn,
      at(env.clock.now()),
      [suspenseFen > 0n ? accounts.suspenseShort : accounts.suspenseLong, accounts.networkReceivable('cup', load.date)],
      [suspenseFen, -suspenseFen],
    ],
  );
  return breakId;
}
const isClaim = (type: ErrType): boolean => type === 'E12' || type === 'E11';

type Opens = Extract<LineEffect, { does: 'open' }>;
type Moves = Extract<LineEffect, { does: 'move' }>;

async function open(
  env: Env,
  tx: Tx,
  load: Load,
  of: { readonly line: ErrLine; readonly effect: Opens; readonly sale: DisputedSale | undefined },
): Promise<void> {
  const { line, effect, sale } = of;
  const key = { merchantId: sale?.merchantId ?? '-', disputeId: env.ids.next('dsp'), kind: effect.kind };
  const due = dueOf(effect.kind, env.clock.now(), load.rules);
  const restFen = effect.kind === 'chargeback' ? line.amountFen - effect.chargedFen : 0n;
  const why = sale === undefined ? 'unmatched' : 'beyond';
  const { transactionId } = sale ?? {};
  const breakId = await (restFen === 0n
    ? undefined
    : toSuspense(env, tx, load, line, { fen: restFen, why, transactionId }));
  await tx.execute(
    `INSERT INTO reconciliation.dispute (merchant_id, dispute_id, kind, state, transaction_id, rrn, original_key, original_date, merchant_no, reason, amount_fen,
       charged_fen, break_id, file_name, line_no, opened_at, moved_at, merchant_due_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18)`,
    [
      key.merchantId,
      key.disputeId,
      key.kind,
      effect.state,
      transactionId ?? null,
      line.rrn,
      line.originalKey,
      line.originalDate,
      line.merchantNo,
      line.reason,
      line.amountFen === 0n ? line.originalFen : line.amountFen,
      effect.chargedFen,
      breakId ?? null,
      load.fileName,
      line.lineNo,
      at(env.clock.now()),
      sale === undefined ? null : at(due.merchantDueAt),
      at(due.dueAt),
    ],
  );
  if (effect.chargedFen > 0n) {
    await setCharged(tx, { ...key, transactionId: transactionId ?? null }, effect.chargedFen);
    await post(env, tx, load, {
      merchantId: key.merchantId,
      event: 'chargeback',
      key: `dispute:${key.disputeId}`,
      line,
      lines: chargebackPostings(effect.chargedFen, load.date),
    });
  }
  await noteStep(env, tx, key, { event: 'open', by: load.fileName, note: line.reason });
  await windClocks(tx, key, { dueAt: due.dueAt, merchantDueAt: sale === undefined ? undefined : due.merchantDueAt });
  await tellDispute(env, tx, key, { event: 'open', to: effect.state });
}

interface Held {
  readonly merchantId: string;
  readonly disputeId: string;
  readonly transactionId: string | null;
  readonly chargedFen: bigint;
  readonly breakId: string | null;
}

/** A line that answers what stood: its money, and where the dispute goes. */
async function carry(
  env: Env,
  tx: Tx,
  load: Load,
  of: { readonly line: ErrLine; readonly effect: Moves },
): Promise<void> {
  const { line, effect } = of;
  const { dispute } = effect;
  const held = one(
    await tx.query<Held>(
      `SELECT merchant_id AS "merchantId", dispute_id AS "disputeId", transaction_id AS "transactionId", charged_fen AS "chargedFen", break_id AS "breakId"
         FROM reconciliation.dispute WHERE merchant_id = $1 AND dispute_id = $2`,
      [dispute.merchantId, dispute.disputeId],
    ),
    'dispute',
  );
  const key = { ...dispute, kind: dispute.kind };
  switch (effect.event) {
    case 'win':
      await giveBack(env, tx, load, held, line);
      break;
    case 'again':
      await chargeAgain(env, tx, load, { held, effect, line });
      break;
    case 'carry':
      await (dispute.kind === 'claim' || held.breakId !== null ? endOfBreak : creditPaid)(env, tx, load, held, line);
      break;
    case 'fail':
      await (dispute.kind === 'claim' || held.breakId !== null ? reopenBreak : creditDeclined)(
        env,
        tx,
        load,
        held,
        line,
      );
      break;
    default:
      break;
  }
  await moveDispute(env, tx, key, { event: effect.event, to: effect.to, by: load.fileName, note: line.reason });
  if (effect.to === 'won') {
    const until = load.rules.againDays;
    await tx.execute(
      `UPDATE reconciliation.dispute SET due_at = $3::timestamptz + make_interval(days => $4) WHERE merchant_id = $1 AND dispute_id = $2`,
      [held.merchantId, held.disputeId, at(env.clock.now()), until],
    );
  }
  // a representment that was not taken has what is left of its time
  if (effect.to !== 'waiting_us') await stopClocks(tx, held);
}

/** A representment brought it back: what the merchant bore is its again, what stood in suspense is explained. */
async function giveBack(env: Env, tx: Tx, load: Load, held: Held, line: ErrLine): Promise<void> {
  if (held.chargedFen > 0n) {
    await post(env, tx, load, {
      merchantId: held.merchantId,
      event: 'chargeback_won',
      key: `dispute-won:${held.disputeId}`,
      line,
      lines: representedPostings(held.chargedFen, load.date),
    });
    const amount = fen(held.chargedFen);
    await payWithNext(env, tx, { merchantId: held.merchantId, reference: held.disputeId, amount, fee: fen(0) });
    await setCharged(tx, held, 0n);
  }
  const restFen = line.amountFen - held.chargedFen;
  if (restFen > 0n) await backFromBreak(env, tx, load, { held, line, fen: restFen });
}

/** What was never the merchant's comes back: out of suspense, or where that was borne meanwhile, of the loss. */
async function backFromBreak(
  env: Env,
  tx: Tx,
  load: Load,
  of: { readonly held: Held; readonly line: ErrLine; readonly fen: bigint },
): Promise<void> {
  const { held, line } = of;
  const suspenseFen = await suspenseOf(tx, held.breakId);
  const lines =
    suspenseFen === 0n ? lossBackPostings(of.fen, load.date) : fromSuspensePostings(suspenseFen, of.fen, load.date);
  await post(env, tx, load, {
    merchantId: '-',
    event: 'dispute_back',
    key: `dispute-back:${held.disputeId}`,
    line,
    lines,
  });
  if (held.breakId !== null) await endBreak(env, tx, { merchantId: '-', breakId: held.breakId }, load.fileName);
}

/** What stands in suspense for a break; nothing where it has ended. */
async function suspenseOf(tx: Tx, breakId: string | null): Promise<bigint> {
  const rows = await tx.query<{ fen: bigint }>(
    `SELECT suspense_fen AS fen FROM reconciliation.break WHERE break_id = $1 AND state <> 'resolved' FOR UPDATE`,
    [breakId],
  );
  return rows[0]?.fen ?? 0n;
}

async function chargeAgain(
  env: Env,
  tx: Tx,
  load: Load,
  of: { readonly held: Held; readonly effect: Moves; readonly line: ErrLine },
): Promise<void> {
  const { held, effect, line } = of;
  if (effect.chargedFen > 0n) {
    await post(env, tx, load, {
      merchantId: held.merchantId,
      event: 'chargeback_again',
      key: `dispute-again:${held.disputeId}`,
      line,
      lines: chargebackPostings(effect.chargedFen, load.date),
    });
    await setCharged(tx, held, effect.chargedFen);
  }
  const restFen = line.amountFen - effect.chargedFen;
  const transactionId = held.transactionId ?? undefined;
  const breakId =
    restFen === 0n ? undefined : await toSuspense(env, tx, load, line, { fen: restFen, why: 'beyond', transactionId });
  await tx.execute(
    'UPDATE reconciliation.dispute SET again = true, break_id = coalesce($3, break_id) WHERE merchant_id = $1 AND dispute_id = $2',
    [held.merchantId, held.disputeId, breakId ?? null],
  );
}

/** The network brings what a claim was for, or takes what was nobody's: what stood in suspense is explained. */
async function endOfBreak(env: Env, tx: Tx, load: Load, held: Held, line: ErrLine): Promise<void> {
  const found = must(held.breakId, 'break of a claim');
  const [row] = await tx.query<{ merchant_id: string; fen: bigint }>(
    `SELECT merchant_id, suspense_fen AS fen FROM reconciliation.break WHERE break_id = $1 AND state = 'with_network' FOR UPDATE`,
    [found],
  );
  if (row === undefined) {
    // it was explained by a file meanwhile: now the network has settled it twice
    await toSuspense(env, tx, load, line, { fen: -line.movedFen, why: 'twice' });
    return;
  }
  await post(env, tx, load, {
    merchantId: '-',
    event: 'dispute_back',
    key: `dispute-back:${held.disputeId}`,
    line,
    lines: fromSuspensePostings(row.fen, line.movedFen - line.costFen, load.date),
  });
  await endBreak(env, tx, { merchantId: row.merchant_id, breakId: found }, load.fileName);
  if (line.movedFen > 0n && held.transactionId !== null && held.merchantId !== '-')
    await linkCleared(tx, {
      date: load.date,
      fileName: `dispute:${held.disputeId}`,
      sales: [{ merchantId: held.merchantId, transactionId: held.transactionId }],
    });
}

/** People look at it again. */
async function reopenBreak(_env: Env, tx: Tx, _load: Load, held: Held): Promise<void> {
  await tx.execute(`UPDATE reconciliation.break SET state = 'open' WHERE break_id = $1 AND state = 'with_network'`, [
    held.breakId,
  ]);
}

async function creditPaid(env: Env, tx: Tx, load: Load, held: Held, line: ErrLine): Promise<void> {
  await post(env, tx, load, {
    merchantId: held.merchantId,
    event: 'credit_adjustment_paid',
    key: `dispute-paid:${held.disputeId}`,
    line,
    lines: creditPaidPostings(line.amountFen, load.date),
  });
  if (line.costFen === 0n) return;
  const key = `dispute-cost:${load.fileName}:${line.lineNo}`;
  const lines = networkFeePostings(line.costFen, load.date);
  await post(env, tx, load, { merchantId: '-', event: 'dispute_cost', key, line, lines });
}

async function creditDeclined(env: Env, tx: Tx, load: Load, held: Held, line: ErrLine): Promise<void> {
  await post(env, tx, load, {
    merchantId: held.merchantId,
    event: 'credit_adjustment_declined',
    key: `dispute-declined:${held.disputeId}`,
    line,
    lines: creditDeclinedPostings(held.chargedFen),
  });
  const amount = fen(held.chargedFen);
  await payWithNext(env, tx, { merchantId: held.merchantId, reference: held.disputeId, amount, fee: fen(0) });
  await setCharged(tx, held, 0n);
}
