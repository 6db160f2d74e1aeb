/** What the register of businesses and the banks' account register answer. Pure: the table of the population in, an answer out. */
import { businesses, corporateAccount, personOf } from '../population/index.ts';

export const LICENCE_STATES = ['normal', 'abnormal', 'revoked', 'cancelled'] as const;
export type LicenceState = (typeof LICENCE_STATES)[number];

export type CompanyEntry =
  | { readonly found: false }
  | {
      readonly found: true;
      readonly name: string;
      readonly legalPerson: string;
      /** 类型 as registered, e.g. 个体工商户. */
      readonly type: string;
      readonly status: LicenceState;
      /** YYYY-MM-DD, or 长期. */
      readonly validTo: string;
      readonly address: string;
    };

/** The entry of a unified social credit code; `status` is what the register says of every business while a fault is on. */
export function companyEntry(uscc: string, status: LicenceState): CompanyEntry {
  const business = businesses.find((one) => one.uscc === uscc);
  if (business === undefined) return { found: false };
  const { name, type, validTo, address } = business;
  return { found: true, name, legalPerson: personOf(business.legalPersonKey).name, type, status, validTo, address };
}

export interface CorporateAccountQuestion {
  readonly accountNumber: string;
  readonly accountName: string;
  readonly uscc: string;
  /** 12 digits (CNAPS). */
  readonly branchCode: string;
}

/** Whether an account, its name, its owner's code and its branch belong together; an unknown number is wrong by itself. */
export function compareCorporateAccount(given: CorporateAccountQuestion): {
  result: 'match' | 'mismatch';
  wrong: string[];
} {
  const found = corporateAccount(given.accountNumber);
  if (found === undefined) return { result: 'mismatch', wrong: ['accountNumber'] };
  const { owner, account } = found;
  const wrong = [
    ...(owner.name === given.accountName ? [] : ['accountName']),
    ...(owner.uscc === given.uscc ? [] : ['uscc']),
    ...(account.branchCode === given.branchCode ? [] : ['branchCode']),
  ];
  return { result: wrong.length === 0 ? 'match' : 'mismatch', wrong };
}
