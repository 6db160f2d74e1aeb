/**
 * The drawn neighbourhood: as many people with a shop as anybody asks for, each made of a number. Nobody of them exists. Whoever knows an
 * account number knows whose it is, so that the bank pays to them without a table; the same number gives the same shop in every process.
 */
import { idCheckCharacter, luhnDigit } from './index.ts';
import { creditCodeCheckCharacter, organisationCheckCharacter } from './businesses.ts';

export type NeighbourKind = 'individual' | 'sole_proprietor' | 'company';

export interface Neighbour {
  readonly number: number;
  readonly kind: NeighbourKind;
  readonly person: string;
  readonly phone: string;
  readonly idNumber: string;
  /** What hangs over the door. */
  readonly shop: string;
  /** On the licence; of an individual there is none. */
  readonly licence: { readonly name: string; readonly creditCode: string } | undefined;
  readonly trade: NeighbourTrade;
  readonly region: '330100' | '330200';
  readonly address: string;
  /** Where its money arrives: the company's own account, or a debit card of the person. */
  readonly account: {
    readonly kind: 'personal' | 'corporate';
    readonly number: string;
    readonly holder: string;
    readonly bankName: string;
    readonly branchCode?: string;
  };
}

export type NeighbourTrade = keyof typeof TRADES;

/** Trades with their category code and the words that stand over such a door. */
const TRADES = {
  breakfast: { mcc: '5814', words: ['包子铺', '豆浆店', '馄饨店', '煎饼摊'] },
  noodles: { mcc: '5812', words: ['面馆', '小炒', '砂锅', '家常菜'] },
  cafe: { mcc: '5813', words: ['咖啡', '茶舍', '奶茶'] },
  grocery: { mcc: '5411', words: ['便利店', '小超市', '粮油店'] },
  fruit: { mcc: '5499', words: ['水果店', '鲜果', '生鲜'] },
  bakery: { mcc: '5462', words: ['面包房', '蛋糕店'] },
  clothes: { mcc: '5621', words: ['服饰', '女装', '衣铺'] },
  hair: { mcc: '7230', words: ['理发店', '造型', '美发'] },
  pharmacy: { mcc: '5912', words: ['药房', '大药房'] },
  hardware: { mcc: '5251', words: ['五金店', '水暖五金'] },
  phones: { mcc: '5732', words: ['手机店', '数码'] },
  hotel: { mcc: '7011', words: ['客栈', '宾馆'] },
} as const;

const TRADE_NAMES = Object.keys(TRADES) as NeighbourTrade[];
export const mccOfTrade = (trade: NeighbourTrade): string => TRADES[trade].mcc;

const SURNAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章';
const GIVEN = '安柏晨川丹芳刚禾宏洁景凯兰林敏宁平青荣珊涛婉伟文霞晓欣雅燕一宜勇雨泽正芝竹子';
const FIRST = '春夏秋冬东南西北青红金银大小老新福和顺吉';
const SECOND = '风雨云月山水花木石桥门庭堂记家园里坊井塘';
const STREETS = [
  '文二路',
  '莫干山路',
  '古墩路',
  '天目山路',
  '凤起路',
  '体育场路',
  '环城北路',
  '秋涛路',
  '江南大道',
  '中山路',
];
const BANKS = ['中国工商银行', '中国农业银行', '中国建设银行', '招商银行', '交通银行'];

/** One thorough mixing of a number and a place of use, 32 bits. */
function mixed(number: number, use: number): number {
  let h = Math.imul(number ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(use + 1, 0xc2b2_ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b_3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a_2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

const pick = <T>(of: ArrayLike<T>, number: number, use: number): T => of[mixed(number, use) % of.length] as T;

/** BIN of the debit cards of this neighbourhood and beginning of its companies' accounts; no drawn person has such a card. */
const CARD_BIN = '621799';
const COMPANY_PREFIX = '33019901';
/** Eight places; phones are made of them, so that there are no more. */
export const NEIGHBOURS_MAX = 99_999_999;
const places = (number: number): string => String(number).padStart(8, '0');

/** The shop of a number, 1 to NEIGHBOURS_MAX. @throws RangeError for any other. */
export function neighbourOf(number: number): Neighbour {
  if (!Number.isInteger(number) || number < 1 || number > NEIGHBOURS_MAX)
    throw new RangeError(`no neighbour has the number ${number}`);
  const kind = (['individual', 'individual', 'sole_proprietor', 'sole_proprietor', 'company'] as const)[
    mixed(number, 1) % 5
  ] as NeighbourKind;
  const trade = pick(TRADE_NAMES, number, 2);
  const person =
    pick(SURNAMES, number, 3) + pick(GIVEN, number, 4) + (mixed(number, 5) % 4 === 0 ? '' : pick(GIVEN, number, 6));
  const brand = pick(FIRST, number, 7) + pick(SECOND, number, 8);
  const shop = `${brand}${pick(TRADES[trade].words, number, 9)}`;
  const region = mixed(number, 10) % 4 === 0 ? '330200' : '330100';
  const city = region === '330100' ? '杭州' : '宁波';
  const licenceName =
    kind === 'company' ? `${city}${brand}${places(number).slice(-5)}商贸有限公司` : `${city}市${shop}`;
  return {
    number,
    kind,
    person,
    phone: `170${places(number)}`,
    idNumber: identityNumber(number),
    shop,
    licence: kind === 'individual' ? undefined : { name: licenceName, creditCode: creditCode(number) },
    trade,
    region,
    address: `${city}市${pick(STREETS, number, 11)}${1 + (mixed(number, 12) % 600)}号`,
    account: accountOf(number, { kind, person, licenceName }),
  };
}

function accountOf(
  number: number,
  of: { readonly kind: NeighbourKind; readonly person: string; readonly licenceName: string },
): Neighbour['account'] {
  const bankName = pick(BANKS, number, 13);
  if (of.kind === 'company')
    return {
      kind: 'corporate',
      number: `${COMPANY_PREFIX}${places(number)}`,
      holder: of.licenceName,
      bankName,
      branchCode: '102331000018',
    };
  const body = `${CARD_BIN}0000${places(number)}`;
  return { kind: 'personal', number: body + luhnDigit(body), holder: of.person, bankName };
}

function identityNumber(number: number): string {
  const year = 1962 + (mixed(number, 14) % 40);
  const month = 1 + (mixed(number, 15) % 12);
  const day = 1 + (mixed(number, 16) % 28);
  const two = (value: number): string => String(value).padStart(2, '0');
  const body = `330106${year}${two(month)}${two(day)}${String(mixed(number, 17) % 1000).padStart(3, '0')}`;
  return body + idCheckCharacter(body);
}

function creditCode(number: number): string {
  const organisation = places(number);
  const body = `91330106${organisation}${organisationCheckCharacter(organisation)}`;
  return body + creditCodeCheckCharacter(body);
}

/** Whose account this is; undefined where no neighbour has such a number. */
export function neighbourByAccount(account: string): Neighbour | undefined {
  const found = new RegExp(`^(?:${CARD_BIN}0000(\\d{8})\\d|${COMPANY_PREFIX}(\\d{8}))$`).exec(account);
  const number = Number(found?.[1] ?? found?.[2] ?? 0);
  if (number < 1) return undefined;
  const neighbour = neighbourOf(number);
  return neighbour.account.number === account ? neighbour : undefined;
}
