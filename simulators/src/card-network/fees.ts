/**
 * What the network takes of a sale or a completion, in fen, half-up per transaction.
 * Issuer: credit 0.45 %, debit 0.35 % and at most 13.00 yuan, a payment by code 0.25 %. Network: 0.0325 % a side, at most 3.25 yuan.
 */
import type { CardKind } from '../population/index.ts';

const million = 1_000_000n;

function share(amountFen: bigint, partsPerMillion: bigint): bigint {
  return (amountFen * partsPerMillion + million / 2n) / million;
}

function atMost(fen: bigint, capFen: bigint): bigint {
  return fen < capFen ? fen : capFen;
}

export function issuerFeeFen(kind: CardKind | 'qr', amountFen: bigint): bigint {
  if (kind === 'qr') return share(amountFen, 2500n);
  return kind === 'credit' ? share(amountFen, 4500n) : atMost(share(amountFen, 3500n), 1300n);
}

export function networkFeeFen(amountFen: bigint): bigint {
  return atMost(share(amountFen, 325n), 325n);
}
