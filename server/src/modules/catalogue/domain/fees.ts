import { addFen, feeHalfUp, fen, minFen, ratePpm, type Fen } from '../../../kernel/fen.ts';
import type { PricePlan } from '../queries/price-plan.ts';
import type { Policy } from '../queries/read-policy.ts';

/** What a customer pays with: a card of a kind, or a code behind which any account may stand. */
export type PaidBy = 'debit' | 'credit' | 'qr';

/** Whose rate a card pays: a foreign one that of credit cards whatever it is, without the cap of the domestic debit tariff. */
export const pricedAs = (card: { readonly kind: PaidBy; readonly foreign: boolean }): PaidBy =>
  card.foreign && card.kind === 'debit' ? 'credit' : card.kind;

/** What the journal keeps of how a fee was made, so that it can be explained years later. */
export interface FeeSnapshot {
  readonly planId: string;
  readonly effectiveFrom: string;
  readonly cardKind: PaidBy;
  readonly ratePpm: string;
  readonly capFen: string | null;
  readonly feeFen: string;
}

/** The merchant's fee on one sale: rate by kind of card, half-up once a transaction, debit capped (S53: 5,000.00 pays 20.00). */
export function feeOf(amount: Fen, cardKind: PaidBy, plan: PricePlan): { fee: Fen; snapshot: FeeSnapshot } {
  const rate = { credit: plan.creditPpm, debit: plan.debitPpm, qr: plan.qrPpm }[cardKind];
  const uncapped = feeHalfUp(amount, rate);
  const cap = cardKind === 'debit' ? plan.debitCapFen : undefined;
  const fee = cap === undefined ? uncapped : minFen(uncapped, cap);
  return {
    fee,
    snapshot: {
      planId: plan.planId,
      effectiveFrom: plan.effectiveFrom,
      cardKind,
      ratePpm: rate.toString(),
      capFen: cap?.toString() ?? null,
      feeFen: fee.toString(),
    },
  };
}

/** What the sale costs us: the issuer's share and the network's, each half-up and capped as in the tariff. */
export function networkCostOf(
  amount: Fen,
  cardKind: PaidBy,
  policy: Policy,
): { issuer: Fen; network: Fen; total: Fen } {
  const issuerRate = ratePpm(policy.number(`cost.issuer_${cardKind}_ppm`));
  const issuerUncapped = feeHalfUp(amount, issuerRate);
  const issuer =
    cardKind === 'debit' ? minFen(issuerUncapped, fen(policy.number('cost.issuer_debit_cap_fen'))) : issuerUncapped;
  const network = minFen(
    feeHalfUp(amount, ratePpm(policy.number('cost.network_ppm'))),
    fen(policy.number('cost.network_cap_fen')),
  );
  return { issuer, network, total: addFen(issuer, network) };
}
