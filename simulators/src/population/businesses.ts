/**
 * The drawn businesses of the outside world: a shop of one owner and a company. Registries, banks and sample papers all read
 * this one table. Credit codes carry true check characters, because the product refuses anything else.
 */

const CREDIT_CODE_PLACES = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** Check character of an organisation code's first 8 places; GB 11714-1997. */
export function organisationCheckCharacter(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce((acc, weight, i) => acc + weight * Number.parseInt(first8[i] ?? '', 36), 0);
  return '0123456789X0'[11 - (sum % 11)] as string;
}

/** Check character of a unified social credit code's first 17 places; GB 32100-2015. */
export function creditCodeCheckCharacter(first17: string): string {
  let [sum, weight] = [0, 1];
  for (const place of first17) {
    sum += weight * CREDIT_CODE_PLACES.indexOf(place);
    weight = (weight * 3) % 31;
  }
  return CREDIT_CODE_PLACES[(31 - (sum % 31)) % 31] as string;
}

/** `kind`: 91 for enterprises, 92 for businesses of one owner, both registered with market supervision. */
function creditCode(kind: '91' | '92', region: string, organisation: string): string {
  const body = kind + region + organisation + organisationCheckCharacter(organisation);
  return body + creditCodeCheckCharacter(body);
}

export interface PopulationCorporateAccount {
  readonly accountNumber: string;
  /** The branch, as permits print it. */
  readonly bankName: string;
  /** 12 digits of the large-value payment system (CNAPS). */
  readonly branchCode: string;
  /** Approval number of the opening permit: J and 13 digits. */
  readonly permitNo: string;
  readonly openedOn: string;
}

export interface PopulationLease {
  readonly lessor: string;
  readonly lessee: string;
  readonly address: string;
  /** YYYY-MM-DD, both days inclusive. */
  readonly startsOn: string;
  readonly endsOn: string;
  readonly yuanAMonth: number;
}

export interface Business {
  readonly key: string;
  readonly kind: 'sole_proprietor' | 'company';
  readonly uscc: string;
  readonly name: string;
  /** 类型, as the licence prints it. */
  readonly type: string;
  /** Key of the owner or legal person in the population. */
  readonly legalPersonKey: string;
  /** Key of the person whom a letter of authorisation names; companies only. */
  readonly handlerKey?: string;
  readonly establishedOn: string;
  /** YYYY-MM-DD, or 长期. */
  readonly validTo: string;
  readonly address: string;
  readonly scope: string;
  readonly registeredCapital?: string;
  /** 登记机关: what its seal says. */
  readonly authority: string;
  readonly lease: PopulationLease;
  readonly account?: PopulationCorporateAccount;
  /** An account of the same owner at another bank, opened later. */
  readonly otherAccount?: PopulationCorporateAccount;
  /** Day of the letter of authorisation. */
  readonly authorisedOn?: string;
  readonly about: { readonly zh: string; readonly en: string };
}

const AUTHORITY = '杭州市西湖区市场监督管理局';

export const businesses: readonly Business[] = [
  {
    key: 'noodle-shop',
    kind: 'sole_proprietor',
    uscc: creditCode('92', '330106', 'MA2KT7Q1'),
    name: '杭州市西湖区桂雨面馆',
    type: '个体工商户',
    legalPersonKey: 'chen',
    establishedOn: '2021-03-18',
    validTo: '长期',
    address: '浙江省杭州市西湖区古荡街道竹影巷26号101室',
    scope: '许可项目：餐饮服务。一般项目：外卖递送服务；食用农产品零售；日用百货销售。',
    authority: AUTHORITY,
    lease: {
      lessor: '吴国强',
      lessee: '陈桂芳',
      address: '浙江省杭州市西湖区古荡街道竹影巷26号101室',
      startsOn: '2025-03-01',
      endsOn: '2028-02-29',
      yuanAMonth: 5_200,
    },
    about: { zh: '个体工商户，个人账户结算', en: 'A shop of one owner, settled to her own card' },
  },
  {
    key: 'trading-company',
    kind: 'company',
    uscc: creditCode('91', '330106', 'MA2KT9R4'),
    name: '杭州星砾商贸有限公司',
    type: '有限责任公司（自然人投资或控股）',
    legalPersonKey: 'zhou',
    handlerKey: 'sun',
    establishedOn: '2018-09-06',
    validTo: '2048-09-05',
    address: '浙江省杭州市西湖区文新街道云栖路88号2幢603室',
    scope:
      '一般项目：日用百货销售；文具用品零售；工艺美术品及收藏品零售（象牙及其制品除外）；互联网销售（除销售需要许可的商品）；' +
      '信息咨询服务（不含许可类信息咨询服务）；国内贸易代理。',
    registeredCapital: '壹佰万元整',
    authority: AUTHORITY,
    lease: {
      lessor: '杭州云栖湾物业管理有限公司',
      lessee: '杭州星砾商贸有限公司',
      address: '浙江省杭州市西湖区文新街道云栖路88号2幢603室',
      startsOn: '2024-07-01',
      endsOn: '2029-06-30',
      yuanAMonth: 12_800,
    },
    account: {
      accountNumber: '19045501040012345',
      bankName: '中国农业银行股份有限公司杭州文新支行',
      branchCode: '103331009906',
      permitNo: 'J3310099000101',
      openedOn: '2018-10-12',
    },
    otherAccount: {
      accountNumber: '33050161630000067890',
      bankName: '中国建设银行股份有限公司杭州文西支行',
      branchCode: '105331006163',
      permitNo: 'J3310099000202',
      openedOn: '2025-03-18',
    },
    authorisedOn: '2026-05-12',
    about: {
      zh: '公司，对公账户结算，经办人持授权书',
      en: 'A company with a corporate account; a handling person files',
    },
  },
];

/** The business of a key; the table is closed, so an unknown key is a bug. */
export function businessOf(key: string): Business {
  const business = businesses.find((one) => one.key === key);
  if (business === undefined) throw new Error(`no such business in the population: ${key}`);
  return business;
}

/** Whose corporate account this number is, and which of the owner's; undefined: nobody's. */
export function corporateAccount(
  accountNumber: string,
): { readonly owner: Business; readonly account: PopulationCorporateAccount } | undefined {
  for (const owner of businesses)
    for (const account of [owner.account, owner.otherAccount])
      if (account?.accountNumber === accountNumber) return { owner, account };
  return undefined;
}
