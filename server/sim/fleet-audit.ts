/** Whether a fleet's host, network and ledger tell the same at the end, in sums that a large fleet allows. */
import { balanceDifferences, trialBalance } from '../src/modules/ledger/index.ts';
import { until } from '../src/entry/journey.ts';
import type { Fleet } from './fleet.ts';
import type { SimWorld } from './world.ts';

interface NetworkTotals {
  readonly state: { readonly cards: readonly { readonly availableFen: string; readonly heldFen: string }[] };
}

export interface Cards {
  readonly availableFen: bigint;
  readonly heldFen: bigint;
}

/** What all cards of the network have to spend and have on hold. */
export async function cardsOf(world: SimWorld): Promise<Cards> {
  const { state } = await world.network.call<NetworkTotals>('GET', '/state');
  const sum = (of: (card: (typeof state.cards)[number]) => string): bigint =>
    state.cards.reduce((total, card) => total + BigInt(of(card)), 0n);
  return { availableFen: sum((card) => card.availableFen), heldFen: sum((card) => card.heldFen) };
}

/**
 * Batches are closed as often at the host as at the terminals, and compare as equal. Only of a refund that was made and not heard of a
 * terminal does not know: that one stands as a difference, for people.
 */
async function batchFaults(world: SimWorld, { tally }: Fleet): Promise<string[]> {
  const { db } = world.opened.world;
  const [batches] = await db.query<{ closed: number; open: number; odd: number }>(
    `SELECT count(*) FILTER (WHERE state = 'closed')::int AS closed, count(*) FILTER (WHERE state <> 'closed')::int AS open,
            count(*) FILTER (WHERE NOT balanced AND NOT EXISTS (SELECT 1 FROM switching.batch_break k
               WHERE k.merchant_id = b.merchant_id AND k.terminal_no = b.terminal_no AND k.batch_no = b.batch_no))::int AS odd
       FROM switching.terminal_batch b`,
  );
  const strange = await db.query<{ what: string }>(
    `SELECT concat_ws(' ', k.kind, k.terminal_no, k.batch_no, k.stan, t.kind, t.state, k.host_fen, k.terminal_fen) AS what
       FROM switching.batch_break k
       LEFT JOIN switching.card_transaction t ON t.merchant_id = k.merchant_id AND t.transaction_id = k.transaction_id
      WHERE NOT (k.kind = 'host_only' AND coalesce(t.kind, '') = 'refund')`,
  );
  if (batches === undefined) return ['no batches'];
  const { closed, open, odd } = batches;
  return [
    ...(closed === tally.settled
      ? []
      : [`${closed} batches are closed at the host, ${tally.settled} at the terminals`]),
    ...(open === 0 ? [] : [`${open} batches were begun to be settled and are not closed`]),
    ...(odd === 0 ? [] : [`${odd} batches did not compare as equal, and none of their rows differs`]),
    ...strange.map((row) => `a row of a closed batch differs: ${row.what}`),
  ];
}

/** Empty when all agree. `before` is what the cards had before the fleet began. */
export async function fleetFaults(world: SimWorld, fleet: Fleet, before: Cards): Promise<string[]> {
  const { db } = world.opened.world;
  await until(
    'nothing to be under way',
    async () => {
      const rows = await db.query(
        `SELECT 1 FROM switching.card_transaction WHERE state IN ('sent', 'unknown', 'reversing') LIMIT 1`,
      );
      return rows.length === 0 ? true : undefined;
    },
    120_000,
  );
  const [sums] = await db.query<{
    sold: bigint;
    refunded: bigint;
    held: bigint;
    pending: bigint;
    owed: bigint;
    fees: bigint;
  }>(
    `SELECT (SELECT coalesce(sum(amount_fen), 0) FROM switching.v_approved_sale)::bigint AS sold,
            (SELECT coalesce(sum(fee_fen), 0) FROM switching.v_approved_sale)::bigint AS fees,
            (SELECT coalesce(sum(amount_fen), 0) FROM switching.v_card_transaction WHERE kind = 'refund' AND state = 'approved')::bigint AS refunded,
            (SELECT coalesce(sum(amount_fen), 0) FROM ledger.posting WHERE account = 'memo:preauth')::bigint AS held,
            -(SELECT coalesce(sum(amount_fen), 0) FROM ledger.posting WHERE account = 'm:pending')::bigint AS pending,
            (SELECT coalesce(sum(amount_fen), 0) FROM ledger.posting WHERE account = 'merch_recv')::bigint AS owed`,
  );
  if (sums === undefined) return ['no sums'];
  const after = await cardsOf(world);
  const spent = before.availableFen - after.availableFen;
  const { totalFen } = await trialBalance(db);
  const differing = await balanceDifferences(db);
  const open = fleet.devices.filter(({ terminal }) => terminal.stored.pendingReversal !== undefined).length;
  const given = fleet.devices.reduce((sum, { terminal }) => sum + terminal.stored.failedReversals.length, 0);
  const says = (holds: boolean, text: string): string[] => (holds ? [] : [text]);
  return [
    ...says(
      sums.sold - sums.refunded + sums.held === spent,
      `the cards spent ${spent}, the host sold ${sums.sold}, refunded ${sums.refunded}, holds ${sums.held}`,
    ),
    ...says(
      after.heldFen - before.heldFen === sums.held,
      `the issuers hold ${after.heldFen - before.heldFen}, the books ${sums.held}`,
    ),
    ...says(sums.pending === sums.sold - sums.fees, `pending ${sums.pending}, sold less fees ${sums.sold - sums.fees}`),
    ...says(sums.owed === sums.refunded, `merchants owe ${sums.owed}, refunded ${sums.refunded}`),
    ...says(totalFen === 0n, `the trial balance is ${totalFen}`),
    ...says(differing.length === 0, `${differing.length} balances differ from their postings`),
    ...says(open === 0, `${open} terminals still have a reversal to send`),
    ...(await batchFaults(world, fleet)),
    ...says(given === 0, `${given} reversals were given up`),
  ];
}
