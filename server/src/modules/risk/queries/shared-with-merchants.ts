import type { Env } from '../../../platform/env.ts';
import { countMerchantsSharing } from '../../merchants/index.ts';
import { hashOf } from './watch-hits.ts';

/** How many living merchants of other applications have the same person, company or account. */
export interface Shared {
  readonly persons: number;
  /** Of these, merchants without a licence. */
  readonly micro: number;
  readonly companies: number;
  readonly accounts: number;
}

export async function sharedWithMerchants(
  env: Pick<Env, 'db' | 'crypto'>,
  input: {
    readonly applicationId: string;
    readonly idHash: string;
    readonly creditCode: string | undefined;
    readonly accountNumber: string | undefined;
  },
): Promise<Shared> {
  return countMerchantsSharing(env.db, {
    applicationId: input.applicationId,
    idHash: input.idHash,
    creditCodeHash:
      input.creditCode === undefined ? null : hashOf(env, { kind: 'credit_code', value: input.creditCode }),
    accountHash:
      input.accountNumber === undefined ? null : hashOf(env, { kind: 'account', value: input.accountNumber }),
  });
}
