/** The sales of one seeded day, with their journals: drawn in memory, written some thousands a statement in the order in which they came. */
import { maskPan } from '../../kernel/masks.ts';
import { luhnDigit } from '../../../../simulators/src/population/index.ts';
import { fen } from '../../kernel/fen.ts';
import {
  SECOND_MS,
  addDays,
  daysBetween,
  later,
  shanghaiInstant,
  weekday,
  type CivilDate,
} from '../../kernel/instant.ts';
import { feeOf, networkCostOf, type Policy, type PricePlan } from '../../modules/catalogue/index.ts';
import { balanced, refundPostings, salePostings } from '../../modules/ledger/index.ts';
import { at, withTx, type Tx } from '../../platform/postgres/database.ts';
import { arrayOf, insertAll } from './insert-all.ts';
import { drawSale, drawsOf, salesOn } from './rhythm.ts';
import type { SeedEnv } from './seed-env.ts';
import type { SeedPlan } from './shops.ts';
import type { WrittenShop } from './write-shops.ts';

/** A card of the town: nobody's, and found again by its hash where it comes twice. */
export interface Customer {
  readonly pan: string;
  readonly kind: 'credit' | 'debit';
  readonly bankName: string;
  readonly masked: string;
  readonly hash: string;
}

const CREDIT_BINS = [
  ['622575', '招商银行'],
  ['622252', '交通银行'],
] as const;
const DEBIT_BINS = [
  ['622848', '中国农业银行'],
  ['622202', '中国工商银行'],
  ['621700', '中国建设银行'],
] as const;

/** The cards that come to the shops, credit and debit each `count`. */
export function drawCustomers(
  env: Pick<SeedEnv, 'crypto'>,
  seed: number,
  count: number,
): Record<'credit' | 'debit', Customer[]> {
  const make = (kind: 'credit' | 'debit'): Customer[] =>
    Array.from({ length: count }, (_one, i) => {
      const draw = drawsOf(seed, 3, kind === 'credit' ? 1 : 2, i);
      const bins = kind === 'credit' ? CREDIT_BINS : DEBIT_BINS;
      const [bin, bankName] = bins[Math.floor(draw() * bins.length)] ?? bins[0];
      // places of drawn people begin with other digits
      const body = `${bin}7${kind === 'credit' ? '' : '000'}${String(Math.floor(draw() * 1e8)).padStart(8, '0')}`;
      const pan = body + luhnDigit(body);
      return { pan, kind, bankName, masked: maskPan(pan), hash: env.crypto.lookup('card', pan) };
    });
  return { credit: make('credit'), debit: make('debit') };
}

interface Row {
  readonly shop: WrittenShop;
  readonly transactionId: string;
  readonly kind: 'sale' | 'sale_void' | 'refund';
  readonly second: number;
  readonly amountFen: bigint;
  readonly card: Customer;
  readonly entryMode: string;
  readonly declined: string | undefined;
  readonly original?: string;
  stan: number;
  rrn: string;
}

/** A sale whose customer brings the goods back on a later day. */
export interface Returned {
  readonly shop: WrittenShop;
  readonly transactionId: string;
  readonly amountFen: bigint;
  readonly card: Customer;
  /** The day on which it comes back. */
  readonly on: CivilDate;
}

export interface DayPlan {
  readonly plan: SeedPlan;
  readonly date: CivilDate;
  readonly shops: readonly WrittenShop[];
  readonly customers: Readonly<Record<'credit' | 'debit', readonly Customer[]>>;
  readonly prices: PricePlan;
  readonly policy: Policy;
  /** Goods that come back today; those of later days are added. */
  readonly returns: Returned[];
  readonly batchNo: number;
  /** No day of the past comes after it. */
  readonly isLast: boolean;
}

/** Rows in one statement: some 3 MB of parameters. */
const SLICE = 4_000;
const TRACES = 1_000_000;

/** Returns how many transactions it wrote. */
export async function writeSales(env: SeedEnv, day: DayPlan, wrote: (rows: number) => void): Promise<number> {
  const rows = drawDay(day);
  const stans = new Map<string, number>();
  for (const [place, row] of rows.entries()) {
    const stan = (stans.get(row.shop.terminalId) ?? 0) + 1;
    stans.set(row.shop.terminalId, stan);
    row.stan = stan;
    row.rrn = `${clockOf(row.second)}${String(place % TRACES).padStart(6, '0')}`;
  }
  for (let from = 0; from < rows.length; from += SLICE) {
    const slice = rows.slice(from, from + SLICE);
    await withTx(env, (tx) => writeSlice(env, tx, { day, rows: slice }));
    wrote(slice.length);
  }
  return rows.length;
}

/** All of a day, oldest first. */
function drawDay(day: DayPlan): Row[] {
  const rows: Row[] = [];
  for (const shop of day.shops) if (shop.opened <= day.date) drawShopDay(day, shop, rows);
  if (day.isLast) drawStriking(day, rows);
  const due = day.returns.filter((one) => one.on === day.date);
  for (const one of due) {
    const draw = drawsOf(day.plan.seed, 5, one.shop.index, Number(day.date.replaceAll('-', '')));
    rows.push({
      shop: one.shop,
      transactionId: `${one.transactionId}r`,
      kind: 'refund',
      second: 36_000 + Math.floor(draw() * 30_000),
      amountFen: one.amountFen,
      card: one.card,
      entryMode: '051',
      declined: undefined,
      original: one.transactionId,
      stan: 0,
      rrn: '',
    });
  }
  day.returns.splice(0, day.returns.length, ...day.returns.filter((one) => one.on !== day.date));
  return rows.sort((a, b) => a.second - b.second || (a.transactionId < b.transactionId ? -1 : 1));
}

const STRIKING_FEN = 800_000n;
const STRIKING_AT = [50_400, 51_300, 52_200];

/** One card, one round amount, three times within half an hour: what rules are there to find. */
function drawStriking(day: DayPlan, rows: Row[]): void {
  const shop = day.shops.find((one) => one.index === day.plan.striking);
  const card = day.customers.credit[0];
  if (shop === undefined || card === undefined) return;
  for (const [i, second] of STRIKING_AT.entries())
    rows.push({
      shop,
      transactionId: `txn_00s${day.date.replaceAll('-', '').slice(2)}${String(shop.index).padStart(8, '0')}9000${i}00`,
      kind: 'sale',
      second,
      amountFen: STRIKING_FEN,
      card,
      entryMode: '051',
      declined: undefined,
      stan: 0,
      rrn: '',
    });
}

const VOID_WITHIN = 9 * 60;

function drawShopDay(day: DayPlan, shop: WrittenShop, rows: Row[]): void {
  const tag = day.date.replaceAll('-', '').slice(2);
  const draw = drawsOf(day.plan.seed, 4, shop.index, Number(tag));
  const { trade } = shop.neighbour;
  const count = salesOn(
    { trade, weekday: weekday(day.date), day: daysBetween(shop.opened, day.date), meanPerDay: day.plan.salesPerDay },
    draw,
  );
  for (let i = 0; i < count; i += 1) {
    const sale = drawSale(trade, day.customers.credit.length, draw);
    const card = day.customers[sale.credit ? 'credit' : 'debit'][sale.customer];
    if (card === undefined) continue;
    const transactionId = `txn_00s${tag}${String(shop.index).padStart(8, '0')}${String(i).padStart(5, '0')}00`;
    const amountFen = BigInt(sale.amountFen);
    const { second, entryMode, declined } = sale;
    rows.push({ shop, transactionId, kind: 'sale', second, amountFen, card, entryMode, declined, stan: 0, rrn: '' });
    if (sale.voided)
      rows.push({
        shop,
        transactionId: `${transactionId}v`,
        kind: 'sale_void',
        second: second + 60 + Math.floor(draw() * (VOID_WITHIN - 60)),
        amountFen,
        card,
        entryMode,
        declined: undefined,
        original: transactionId,
        stan: 0,
        rrn: '',
      });
    const back = 1 + Math.floor(draw() * 4);
    if (sale.refundedLater) day.returns.push({ shop, transactionId, amountFen, card, on: addDays(day.date, back) });
  }
}

interface Slice {
  readonly day: DayPlan;
  readonly rows: readonly Row[];
}

const clockOf = (second: number): string =>
  [Math.floor(second / 3_600), Math.floor(second / 60) % 60, second % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join('');

async function writeSlice(env: SeedEnv, tx: Tx, slice: Slice): Promise<void> {
  await writeTransactions(env, tx, slice);
  const ofKind = (kind: Row['kind']): Row[] =>
    slice.rows.filter((row) => row.kind === kind && row.declined === undefined);
  await postSales(tx, slice, ofKind('sale'));
  await undo(tx, slice, ofKind('sale_void'));
  await refund(tx, slice, ofKind('refund'));
}

function instantOf({ day }: Slice, row: Row, seconds = 0): string {
  return at(later(shanghaiInstant(day.date, '00:00'), (row.second + seconds) * SECOND_MS));
}

const priced = (row: Row, { day }: Slice) => feeOf(fen(row.amountFen), row.card.kind, day.prices);

async function writeTransactions(env: SeedEnv, tx: Tx, slice: Slice): Promise<void> {
  const { day } = slice;
  const traceOf = (row: Row): string => row.rrn.slice(6);
  await insertAll(tx, 'switching.card_transaction', slice.rows, [
    ['merchant_id', 'text', (r) => r.shop.merchantId],
    ['transaction_id', 'text', (r) => r.transactionId],
    ['business_date', 'date', () => day.date],
    ['terminal_id', 'text', (r) => r.shop.terminalId],
    ['terminal_no', 'text', (r) => r.shop.terminalNo],
    ['kind', 'text', (r) => r.kind],
    ['state', 'text', (r) => (r.declined === undefined ? 'approved' : 'declined')],
    ['message_class', 'text', () => '02'],
    ['batch_no', 'int', () => day.batchNo],
    ['stan', 'text', (r) => String(r.stan).padStart(6, '0')],
    ['rrn', 'text', (r) => r.rrn],
    ['network_stan', 'text', traceOf],
    ['transmission_time', 'text', (r) => `${day.date.slice(5).replace('-', '')}${clockOf(r.second)}`],
    ['amount_fen', 'bigint', (r) => r.amountFen],
    ['card_kind', 'text', (r) => r.card.kind],
    ['card_masked', 'text', (r) => r.card.masked],
    ['card_hash', 'text', (r) => r.card.hash],
    ['card_sealed', 'text', (r) => env.crypto.seal(`transaction:${r.transactionId}`, r.card.pan)],
    ['bank_name', 'text', (r) => r.card.bankName],
    ['entry_mode', 'text', (r) => r.entryMode],
    ['auth_code', 'text', (r) => (r.declined === undefined ? traceOf(r) : null)],
    ['response_code', 'text', (r) => r.declined ?? '00'],
    ['fee_fen', 'bigint', (r) => (r.kind === 'sale' && r.declined === undefined ? priced(r, slice).fee : null)],
    ['request_digest', 'text', (r) => r.transactionId],
    ['created_at', 'timestamptz', (r) => instantOf(slice, r)],
    ['sent_wall_at', 'timestamptz', (r) => instantOf(slice, r)],
    ['answered_at', 'timestamptz', (r) => instantOf(slice, r, 1)],
  ]);
  await insertAll(
    tx,
    'switching.link',
    slice.rows.filter((row) => row.original !== undefined),
    [
      ['merchant_id', 'text', (r) => r.shop.merchantId],
      ['transaction_id', 'text', (r) => r.transactionId],
      ['original_id', 'text', (r) => r.original ?? ''],
      ['relation', 'text', (r) => (r.kind === 'refund' ? 'refund' : 'void')],
      ['amount_fen', 'bigint', (r) => r.amountFen],
    ],
  );
}

/** As the ledger writes the journals of approved sales: it holds each fee against the sheet of its merchant, and credits what is pending. */
async function postSales(tx: Tx, slice: Slice, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const journals = rows.map((row) => {
    const amount = fen(row.amountFen);
    const { fee, snapshot } = priced(row, slice);
    const cost = networkCostOf(amount, row.card.kind, slice.day.policy);
    const lines = balanced(
      salePostings({ amount, fee, issuerCost: cost.issuer, networkCost: cost.network, date: slice.day.date }),
    );
    return { row, snapshot: JSON.stringify(snapshot), ...lines };
  });
  const column = (of: (one: (typeof journals)[number]) => string): string => arrayOf(journals.map(of));
  await tx.query(
    `SELECT ledger.do_post_credits($1::text[], $2::text[], $3::date[], 'sale', $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], 'm:pending',
       $9::text[], $10::text[])`,
    [
      column(({ row }) => row.shop.merchantId),
      column(({ row }) => journalOf(row)),
      column(() => slice.day.date),
      column(({ row }) => `sale:${row.transactionId}`),
      column(({ row }) => String(row.amountFen)),
      column(({ row }) => row.rrn),
      column(({ snapshot }) => snapshot),
      column(({ row }) => instantOf(slice, row, 1)),
      column(({ accounts }) => `{${accounts.join(',')}}`),
      column(({ amounts }) => `{${amounts.join(',')}}`),
    ],
  );
}

const journalOf = (row: Row): string => row.transactionId.replace(/^txn/, 'jrn');

/** A void is the mirror of what its sale posted. */
async function undo(tx: Tx, slice: Slice, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `SELECT ledger.do_mirror_journal(merchant, 'sale:' || original, journal, $1, 'sale_void', 'sale_void:' || transaction, reference, instant)
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[]) AS u (merchant, original, journal, transaction, instant, reference)`,
    [
      slice.day.date,
      arrayOf(rows.map((row) => row.shop.merchantId)),
      arrayOf(rows.map((row) => row.original ?? '')),
      arrayOf(rows.map(journalOf)),
      arrayOf(rows.map((row) => row.transactionId)),
      arrayOf(rows.map((row) => instantOf(slice, row, 1))),
      arrayOf(rows.map((row) => row.rrn)),
    ],
  );
}

async function refund(tx: Tx, slice: Slice, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const lines = rows.map((row) => balanced(refundPostings({ amount: fen(row.amountFen), date: slice.day.date })));
  await tx.query(
    `SELECT ledger.do_post_journal(merchant, journal, $1, 'refund', 'refund:' || transaction, amount, reference, NULL, '{}', instant, accounts::text[], amounts::bigint[])
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[])
         AS u (merchant, journal, transaction, amount, instant, accounts, amounts, reference)`,
    [
      slice.day.date,
      arrayOf(rows.map((row) => row.shop.merchantId)),
      arrayOf(rows.map(journalOf)),
      arrayOf(rows.map((row) => row.transactionId)),
      arrayOf(rows.map((row) => String(row.amountFen))),
      arrayOf(rows.map((row) => instantOf(slice, row, 1))),
      arrayOf(lines.map(({ accounts }) => `{${accounts.join(',')}}`)),
      arrayOf(lines.map(({ amounts }) => `{${amounts.join(',')}}`)),
      arrayOf(rows.map((row) => row.rrn)),
    ],
  );
}
