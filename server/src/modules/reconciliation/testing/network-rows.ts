/** Transactions as the network keeps them, for files written by its own end. */
import type { NetworkTransaction } from '../../../../../simulators/src/card-network/issuers.ts';

const base: NetworkTransaction = {
  kind: 'sale',
  mti: '0200',
  stan: '000001',
  transmissionTime: '1123100000',
  rrn: '100000000001',
  pan: '6225880212345678',
  amountFen: '10000',
  cardKind: 'credit',
  acquirer: '48981000',
  issuer: '03080000',
  processingCode: '000000',
  mcc: '5814',
  terminalNo: '10000001',
  merchantNo: '898330158140001',
  conditionCode: '00',
  authCode: '123456',
  code: '00',
  entryMode: '051',
  cardSequence: '001',
  settlementDate: '2026-11-23',
  originalKey: '',
} as unknown as NetworkTransaction;

export function saleOf(stan: string, some: Partial<NetworkTransaction>): NetworkTransaction {
  return { ...base, stan, rrn: `100000${stan}`, ...some };
}

export function reversalOf(sale: NetworkTransaction, stan: string): NetworkTransaction {
  return {
    ...sale,
    kind: 'reversal',
    mti: '0420',
    stan,
    originalKey: `${sale.acquirer}-${sale.transmissionTime}-${sale.stan}`,
  };
}
