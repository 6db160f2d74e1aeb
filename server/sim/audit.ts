/** Whether terminal, switch, network and ledger tell the same story of a merchant, and what story that is. */
import type { Stored } from '@kaitong/terminal';
import { until } from '../src/entry/journey.ts';
import { balanceDifferences, trialBalance } from '../src/modules/ledger/index.ts';
import type { SimWorld } from './world.ts';

/** One card transaction as the switch has it. */
export interface HostRow {
  readonly stan: string;
  readonly kind: string;
  readonly state: string;
  readonly rrn: string;
  readonly amountFen: bigint;
  readonly code: string | null;
}

interface NetworkRow {
  readonly kind: string;
  readonly rrn: string;
  readonly code: string;
  readonly status?: string;
}

/** Nothing of this merchant is under way any more. */
export function settledRows(world: SimWorld, merchantId: string): Promise<HostRow[]> {
  return until('the host to have settled what was open', async () => {
    const rows = await world.opened.world.db.query<{
      stan: string;
      kind: string;
      state: string;
      rrn: string;
      amount_fen: bigint;
      response_code: string | null;
    }>(
      `SELECT t.stan, t.kind, v.state, t.rrn, t.amount_fen, t.response_code FROM switching.card_transaction t
         JOIN switching.v_card_transaction v USING (merchant_id, transaction_id) WHERE t.merchant_id = $1 ORDER BY t.transaction_id`,
      [merchantId],
    );
    if (rows.some((row) => ['sent', 'unknown', 'reversing'].includes(row.state))) return undefined;
    return rows.map(({ amount_fen, response_code, ...row }) => ({
      ...row,
      amountFen: amount_fen,
      code: response_code,
    }));
  });
}

const networkRowsOf = (world: SimWorld, rrn: string): Promise<NetworkRow[]> =>
  world.network.call('GET', `/transactions?rrn=${rrn}`);

/** What the network thinks of a host's row; a request and its reversal carry one reference number. */
function networkFault(row: HostRow, seen: readonly NetworkRow[]): string | undefined {
  const original = seen.find((one) => one.kind !== 'reversal');
  const stands = original?.code === '00' && original.status !== 'reversed' && original.status !== 'declined';
  const stood = ['approved', 'voided'].includes(row.state);
  if (stood === stands) return undefined;
  return `${row.kind} ${row.stan} is ${row.state} at the host and ${original === undefined ? 'unknown' : `${original.status} (${original.code})`} at the network`;
}

/** What a terminal learns only by asking people: these have no reversal, and silence leaves it not knowing. */
const NOT_REVERSED: ReadonlySet<string> = new Set(['refund', 'completion_advice']);

function terminalFaults(stored: Stored, rows: readonly HostRow[]): string[] {
  const faults: string[] = [];
  if (stored.pendingReversal !== undefined) faults.push('the terminal still has a reversal to send');
  if (stored.failedReversals.length > 0) faults.push('the terminal gave a reversal up');
  const slips = [...(stored.lastSettlement?.rows ?? []), ...stored.journal];
  const journal = new Map(slips.map((one) => [one.stan, one]));
  for (const row of rows) {
    const mine = journal.get(row.stan);
    const stood = ['approved', 'voided'].includes(row.state);
    if (mine !== undefined && !stood) faults.push(`${row.kind} ${row.stan} is printed and ${row.state} at the host`);
    if (mine !== undefined && (mine.rrn !== row.rrn || BigInt(mine.amountFen) !== row.amountFen))
      faults.push(`${row.kind} ${row.stan} differs from its slip`);
    if (mine !== undefined && stood && (mine.voided === true) !== (row.state === 'voided'))
      faults.push(`${row.kind} ${row.stan} is ${row.state} at the host and not at the terminal`);
    if (mine === undefined && stood && row.kind !== 'balance' && !NOT_REVERSED.has(row.kind))
      faults.push(`${row.kind} ${row.stan} is ${row.state} at the host and unknown to the terminal`);
  }
  for (const mine of slips)
    if (!rows.some((row) => row.stan === mine.stan))
      faults.push(`${mine.kind} ${mine.stan} is printed and not at the host`);
  return faults;
}

/** Terminal and host are in the same batch, and what was closed was closed as it was compared. */
async function batchFaults(world: SimWorld, { merchantId, stored }: Audited): Promise<string[]> {
  const [host] = await world.opened.world.db.query<{ batch_no: number; closed: string[] | null }>(
    `SELECT batch_no, (SELECT array_agg(lpad(b.batch_no::text, 6, '0') ORDER BY b.batch_no) FROM switching.terminal_batch b
        WHERE b.merchant_id = t.merchant_id AND b.terminal_no = t.terminal_no AND b.closed_at IS NOT NULL) AS closed
       FROM terminals.terminal t WHERE t.merchant_id = $1`,
    [merchantId],
  );
  const closed = host?.closed ?? [];
  const mine = stored.lastSettlement === undefined ? [] : [stored.lastSettlement.batchNo];
  const faults: string[] = [];
  if (Number(stored.batchNo) !== host?.batch_no)
    faults.push(`the terminal is in batch ${stored.batchNo}, the host in ${host?.batch_no}`);
  if (closed.join() !== mine.join())
    faults.push(`closed at the host: ${closed.join()}, at the terminal: ${mine.join()}`);
  return faults;
}

interface Audited {
  readonly merchantId: string;
  readonly stored: Stored;
}

/** The books of a merchant against the rows that stand: pending money, what it owes, what is held. */
async function ledgerFaults(world: SimWorld, merchantId: string): Promise<string[]> {
  const { db } = world.opened.world;
  const rows = await db.query<{ what: string; books: bigint; rows: bigint }>(
    `WITH lines AS (SELECT account, sum(amount_fen)::bigint AS sum FROM ledger.posting WHERE merchant_id = $1 GROUP BY account),
       stands AS (SELECT kind, amount_fen, transaction_id FROM switching.v_card_transaction WHERE merchant_id = $1 AND state = 'approved')
     SELECT 'pending' AS what, -coalesce((SELECT sum FROM lines WHERE account = 'm:pending'), 0) AS books,
            coalesce((SELECT sum(amount_fen - fee_fen) FROM switching.v_approved_sale WHERE merchant_id = $1), 0)::bigint AS rows
     UNION ALL
     SELECT 'owed', coalesce((SELECT sum FROM lines WHERE account = 'merch_recv'), 0), coalesce((SELECT sum(amount_fen) FROM stands WHERE kind = 'refund'), 0)::bigint
     UNION ALL
     SELECT 'held', coalesce((SELECT sum FROM lines WHERE account = 'memo:preauth'), 0),
            coalesce((SELECT sum(amount_fen) FROM stands s WHERE kind = 'pre_auth' AND NOT EXISTS (SELECT 1 FROM switching.link l
              JOIN switching.v_card_transaction f ON f.merchant_id = l.merchant_id AND f.transaction_id = l.transaction_id
              WHERE l.merchant_id = $1 AND l.original_id = s.transaction_id AND f.state = 'approved')), 0)::bigint`,
    [merchantId],
  );
  return rows
    .filter((row) => row.books !== row.rows)
    .map((row) => `${row.what}: ${row.books} in the books, ${row.rows} by the transactions`);
}

/** What the host takes for under way although nothing is: a terminal that could do nothing any more. */
async function flightFaults(world: SimWorld, merchantId: string): Promise<string[]> {
  const rows = await world.opened.world.db.query<{ id: string }>(
    'SELECT transaction_id AS id FROM switching.in_flight WHERE merchant_id = $1',
    [merchantId],
  );
  return rows.map((row) => `${row.id} is under way for ever`);
}

/** Everything on which the four do not agree; empty when they do. */
export async function disagreements(
  world: SimWorld,
  { merchantId, stored }: Audited,
): Promise<{ rows: HostRow[]; faults: string[] }> {
  const rows = await settledRows(world, merchantId);
  const network = await Promise.all(rows.map(async (row) => networkFault(row, await networkRowsOf(world, row.rrn))));
  const { totalFen } = await trialBalance(world.opened.world.db);
  const differing = await balanceDifferences(world.opened.world.db);
  const faults = [
    ...network.filter((one) => one !== undefined),
    ...terminalFaults(stored, rows),
    ...(await batchFaults(world, { merchantId, stored })),
    ...(await ledgerFaults(world, merchantId)),
    ...(await flightFaults(world, merchantId)),
    ...(totalFen === 0n ? [] : [`the trial balance is ${totalFen}`]),
    ...(differing.length === 0 ? [] : [`${differing.length} balances differ from their postings`]),
  ];
  return { rows, faults };
}
