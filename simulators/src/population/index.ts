/**
 * The drawn people of the outside world: nobody here exists. One table feeds the registries (who is who), the issuers
 * (whose card, which PIN, how much money) and the sample documents, so that all of them agree.
 *
 * Identity numbers carry a true check character (GB 11643) and card numbers a true Luhn digit, because the product refuses
 * anything else; the sequence places are chosen by hand.
 */

export {
  businesses,
  businessOf,
  corporateAccount,
  creditCodeCheckCharacter,
  organisationCheckCharacter,
  type Business,
  type PopulationCorporateAccount,
} from './businesses.ts';

export { mccOfTrade, neighbourByAccount, neighbourOf, type Neighbour, type NeighbourTrade } from './neighbours.ts';

export { simCardOf } from './sim-cards.ts';

export type CardKind = 'debit' | 'credit';

export interface PopulationCard {
  readonly pan: string;
  readonly kind: CardKind;
  /** Account class of a debit card at its bank; credit cards have none. */
  readonly accountClass?: 1 | 2;
  readonly bankName: string;
  readonly bankCode: string;
  /** Whose card it is; left out: CUP. */
  readonly organisation?: string;
  /** YYMM as on field 14. */
  readonly expiry: string;
  readonly pin: string;
  /** What the issuer lets this card spend, in fen. */
  readonly availableFen: bigint;
  /** The phone that the bank keeps for this card; differs from the person's own only where a sample wants it. */
  readonly reservedPhone: string;
  /** What the issuer was told of a card that is in nobody's purse any more. */
  readonly reported?: 'lost' | 'stolen' | 'restricted';
  /** What sales and freezes of one day may come to, in fen. */
  readonly dailyFen?: bigint;
  /** How many sales and freezes a day may see. */
  readonly dailyCount?: number;
}

export interface Person {
  readonly key: string;
  readonly name: string;
  readonly sex: '男' | '女';
  readonly ethnicity: string;
  /** YYYY-MM-DD */
  readonly birth: string;
  readonly address: string;
  readonly idNumber: string;
  readonly idIssuer: string;
  readonly idValidFrom: string;
  /** YYYY-MM-DD, or 长期. */
  readonly idValidTo: string;
  readonly phone: string;
  readonly cards: readonly PopulationCard[];
  /** What this person shows, for the page of samples. */
  readonly about: { readonly zh: string; readonly en: string };
}

/** Check character of an 18-place identity number; GB 11643-1999, ISO 7064 MOD 11-2. */
export function idCheckCharacter(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((acc, w, i) => acc + w * Number(first17[i]), 0);
  return '10X98765432'[sum % 11] as string;
}

/** Luhn check digit over the digits before it; ISO/IEC 7812-1. */
export function luhnDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i += 1) {
    let digit = Number(body[body.length - 1 - i]);
    if (i % 2 === 0) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return String((10 - (sum % 10)) % 10);
}

function idNumber(region: string, birth: string, sequence: string): string {
  const body = region + birth.replaceAll('-', '') + sequence;
  return body + idCheckCharacter(body);
}

interface CardSeed {
  bin: string;
  length: 16 | 19;
  account: string;
  bankName: string;
  bankCode: string;
  pin: string;
  yuan: number;
  accountClass?: 1 | 2;
  reservedPhone?: string;
}

function card(kind: CardKind, phone: string, seed: CardSeed): PopulationCard {
  const body = seed.bin + seed.account;
  if (body.length !== seed.length - 1)
    throw new Error(`card ${seed.bin} wants ${seed.length - 1} places before the check digit`);
  return {
    pan: body + luhnDigit(body),
    kind,
    ...(kind === 'debit' ? { accountClass: seed.accountClass ?? 1 } : {}),
    bankName: seed.bankName,
    bankCode: seed.bankCode,
    expiry: '3012',
    pin: seed.pin,
    availableFen: BigInt(seed.yuan) * 100n,
    reservedPhone: seed.reservedPhone ?? phone,
  };
}

const abc = { bin: '622848', length: 19, bankName: '中国农业银行', bankCode: '01030000' } as const;
const icbc = { bin: '622202', length: 19, bankName: '中国工商银行', bankCode: '01020000' } as const;
const ccb = { bin: '621700', length: 19, bankName: '中国建设银行', bankCode: '01050000' } as const;
const cmbCredit = { bin: '622575', length: 16, bankName: '招商银行', bankCode: '03080000' } as const;
/** An invented bank abroad. */
const harbour = { bin: '499911', length: 16, bankName: 'Harbour Bank', bankCode: '90990344' } as const;
const bocomCredit = { bin: '622252', length: 16, bankName: '交通银行', bankCode: '03010000' } as const;

export const people: readonly Person[] = [
  {
    key: 'lin',
    name: '林晓梅',
    sex: '女',
    ethnicity: '汉',
    birth: '1991-04-16',
    address: '浙江省杭州市西湖区文三路188号3幢502室',
    idNumber: idNumber('330106', '1991-04-16', '046'),
    idIssuer: '杭州市公安局西湖分局',
    idValidFrom: '2019-05-20',
    idValidTo: '2039-05-20',
    phone: '13800000001',
    cards: [
      card('debit', '13800000001', { ...abc, account: '040256489001', pin: '123456', yuan: 20_000 }),
      card('credit', '13800000001', { ...cmbCredit, account: '880012345', pin: '123456', yuan: 50_000 }),
    ],
    about: { zh: '夜市小吃摊主，材料齐全', en: 'Night-market stall, everything in order' },
  },
  {
    key: 'wang',
    name: '王建国',
    sex: '男',
    ethnicity: '汉',
    birth: '1978-11-02',
    address: '江苏省南京市鼓楼区中山北路26号1单元301室',
    idNumber: idNumber('320106', '1978-11-02', '123'),
    idIssuer: '南京市公安局鼓楼分局',
    idValidFrom: '2016-03-01',
    idValidTo: '2036-03-01',
    phone: '13800000002',
    cards: [
      card('debit', '13800000002', { ...icbc, account: '100100012345', pin: '234567', yuan: 80_000 }),
      card('credit', '13800000002', { ...bocomCredit, account: '660054321', pin: '234567', yuan: 30_000 }),
    ],
    about: { zh: '另一个人：他的卡不是申请人的', en: 'Somebody else: his card is not the applicant’s' },
  },
  {
    key: 'maimaiti',
    name: '买买提·阿不都拉',
    sex: '男',
    ethnicity: '维吾尔',
    birth: '1985-07-23',
    address: '新疆乌鲁木齐市天山区解放南路77号',
    idNumber: idNumber('650102', '1985-07-23', '415'),
    idIssuer: '乌鲁木齐市公安局天山区分局',
    idValidFrom: '2015-08-10',
    idValidTo: '2035-08-10',
    phone: '13800000003',
    cards: [
      card('debit', '13800000003', { ...ccb, account: '301000223344', pin: '345678', yuan: 15_000 }),
      card('credit', '13800000003', { ...cmbCredit, account: '770098765', pin: '345678', yuan: 20_000 }),
    ],
    about: { zh: '姓名带间隔号', en: 'A name with a middle dot' },
  },
  {
    key: 'zhao',
    name: '赵敏',
    sex: '女',
    ethnicity: '汉',
    birth: '1969-01-30',
    address: '四川省成都市锦江区春熙路12号',
    idNumber: idNumber('510104', '1969-01-30', '228'),
    idIssuer: '成都市公安局锦江分局',
    idValidFrom: '2006-06-15',
    idValidTo: '2026-06-15',
    phone: '13800000004',
    cards: [card('debit', '13800000004', { ...abc, account: '040256489009', pin: '456789', yuan: 6_000 })],
    about: { zh: '身份证已过期', en: 'Her identity card has expired' },
  },
  {
    key: 'chen',
    name: '陈桂芳',
    sex: '女',
    ethnicity: '汉',
    birth: '1983-06-09',
    address: '浙江省杭州市西湖区古荡街道竹影巷26号201室',
    idNumber: idNumber('330106', '1983-06-09', '324'),
    idIssuer: '杭州市公安局西湖分局',
    idValidFrom: '2018-04-11',
    idValidTo: '2038-04-11',
    phone: '13800000005',
    cards: [
      card('debit', '13800000005', { ...ccb, account: '154000778812', pin: '567890', yuan: 30_000 }),
      card('credit', '13800000005', { ...bocomCredit, account: '660077712', pin: '567890', yuan: 30_000 }),
    ],
    about: { zh: '面馆经营者（个体工商户）', en: 'Owns a noodle shop (sole proprietor)' },
  },
  {
    key: 'zhou',
    name: '周雅琴',
    sex: '女',
    ethnicity: '汉',
    birth: '1980-12-21',
    address: '浙江省杭州市拱墅区湖墅南路415号5幢1单元402室',
    idNumber: idNumber('330105', '1980-12-21', '628'),
    idIssuer: '杭州市公安局拱墅分局',
    idValidFrom: '2017-11-02',
    idValidTo: '2037-11-02',
    phone: '13800000006',
    cards: [
      card('debit', '13800000006', { ...icbc, account: '120200445566', pin: '678901', yuan: 60_000 }),
      card('credit', '13800000006', { ...cmbCredit, account: '550031415', pin: '678901', yuan: 80_000 }),
    ],
    about: { zh: '商贸公司法定代表人', en: 'Legal person of a trading company' },
  },
  {
    key: 'sun',
    name: '孙悦',
    sex: '女',
    ethnicity: '汉',
    birth: '1994-08-15',
    address: '浙江省杭州市余杭区良渚街道古墩路1899号7幢803室',
    idNumber: idNumber('330110', '1994-08-15', '066'),
    idIssuer: '杭州市公安局余杭分局',
    idValidFrom: '2020-02-24',
    idValidTo: '2040-02-24',
    phone: '13800000007',
    cards: [card('debit', '13800000007', { ...abc, account: '040256489025', pin: '789012', yuan: 12_000 })],
    about: { zh: '商贸公司经办人，持授权委托书', en: 'Handles things for the trading company, with a letter' },
  },
];

/** A card for trying out what an issuer may answer. Its holder opens no account and files no application. */
export interface TestCard {
  readonly key: string;
  readonly holder: string;
  readonly card: PopulationCard;
  /** What it shows, for the tray of cards. */
  readonly about: { readonly zh: string; readonly en: string };
}

function testCard(
  key: string,
  holder: string,
  of: Pick<TestCard, 'about'> & { readonly seed: CardSeed; readonly kind?: CardKind; readonly card?: object },
): TestCard {
  const plain = card(of.kind ?? 'credit', '13800000099', of.seed);
  return { key, holder, card: { ...plain, ...of.card }, about: of.about };
}

const spare = { pin: '123456', yuan: 20_000 } as const;

export const testCards: readonly TestCard[] = [
  testCard('lost', '沈一鸣', {
    seed: { ...cmbCredit, ...spare, account: '410000041' },
    card: { reported: 'lost' },
    about: { zh: '已挂失：41', en: 'Reported lost: 41' },
  }),
  testCard('stolen', '何静', {
    seed: { ...bocomCredit, ...spare, account: '430000043' },
    card: { reported: 'stolen' },
    about: { zh: '被窃卡：43', en: 'Stolen: 43' },
  }),
  testCard('expired', '魏东', {
    seed: { ...cmbCredit, ...spare, account: '540000054' },
    card: { expiry: '2405' },
    about: { zh: '已过期：54', en: 'Expired: 54' },
  }),
  testCard('restricted', '罗珊', {
    kind: 'debit',
    seed: { ...icbc, ...spare, account: '620000000062' },
    card: { reported: 'restricted' },
    about: { zh: '受限制的卡：62', en: 'Restricted: 62' },
  }),
  testCard('daily-amount', '唐毅', {
    seed: { ...bocomCredit, ...spare, account: '610000061' },
    card: { dailyFen: 50_000n },
    about: { zh: '每日限额 500 元，超出：61', en: '500 yuan a day, above that: 61' },
  }),
  testCard('daily-count', '冯璐', {
    kind: 'debit',
    seed: { ...ccb, ...spare, account: '650000000065' },
    card: { dailyCount: 3 },
    about: { zh: '每日三笔，第四笔：65', en: 'Three a day, the fourth: 65' },
  }),
  testCard('poor', '邓凯', {
    kind: 'debit',
    seed: { ...abc, pin: '123456', account: '510000000051', yuan: 10 },
    about: { zh: '余额 10 元，不足：51', en: 'Holds 10 yuan, above that: 51' },
  }),
  testCard('foreign', 'Mara Ellison', {
    seed: { ...harbour, ...spare, account: '234567890' },
    card: { organisation: 'VIS' },
    about: { zh: '外卡（VIS 信用卡）', en: 'A foreign card (VIS, credit)' },
  }),
];

/** Every card that an issuer answers for. */
export const issuedCards: ReadonlyMap<string, { readonly holder: string; readonly card: PopulationCard }> = new Map([
  ...people.flatMap((person) => person.cards.map((c) => [c.pan, { holder: person.name, card: c }] as const)),
  ...testCards.map(({ holder, card: c }) => [c.pan, { holder, card: c }] as const),
]);

/** The cards of the people who open accounts and file applications: what banks and registries know. */
export const cardsByPan: ReadonlyMap<string, { person: Person; card: PopulationCard }> = new Map(
  people.flatMap((person) => person.cards.map((c) => [c.pan, { person, card: c }] as const)),
);

/** The person of a key; the table is closed, so an unknown key is a bug. */
export function personOf(key: string): Person {
  const person = people.find((p) => p.key === key);
  if (person === undefined) throw new Error(`no such person in the population: ${key}`);
  return person;
}
