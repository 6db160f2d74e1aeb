import { cardsByPan, corporateAccount, neighbourByAccount } from '../population/index.ts';

/** As the acquirer sends it, signed; idempotent by `reference`. */
export interface MicroTransferOrder {
  readonly reference: string;
  readonly accountNumber: string;
  readonly accountName: string;
  /** 12 digits (CNAPS); only corporate accounts hang on a branch. */
  readonly branchCode: string;
  /** 1 to 99. */
  readonly amountFen: string;
}

/** Whose account this number is: a company's, or a person's debit card. */
export function holderOf(account: string): { readonly name: string; readonly branchCode?: string } | undefined {
  const corporate = corporateAccount(account);
  if (corporate !== undefined) return { name: corporate.owner.name, branchCode: corporate.account.branchCode };
  const owner = cardsByPan.get(account);
  if (owner !== undefined) return { name: owner.person.name };
  const neighbour = neighbourByAccount(account)?.account;
  if (neighbour === undefined) return undefined;
  const { holder: name, branchCode } = neighbour;
  return branchCode === undefined ? { name } : { name, branchCode };
}

/** Why the money does not arrive; undefined when it does. At another branch the number is nobody's. */
export function judgeMicroTransfer(
  order: Pick<MicroTransferOrder, 'accountNumber' | 'accountName' | 'branchCode'>,
): 'account_unknown' | 'name_mismatch' | undefined {
  const holder = holderOf(order.accountNumber);
  if (holder === undefined) return 'account_unknown';
  if (holder.branchCode !== undefined && holder.branchCode !== order.branchCode) return 'account_unknown';
  return holder.name === order.accountName ? undefined : 'name_mismatch';
}
