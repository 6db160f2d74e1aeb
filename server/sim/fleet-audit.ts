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
    ...says(given === 0, `${given} reversals were given up`),
  ];
}
