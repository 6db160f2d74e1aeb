import { areaList } from '@vant/area-data';
import { pinyin } from 'pinyin-pro';
import type { Sql } from '../../../platform/postgres/database.ts';

/** A province, city or county: [region code (GB/T 2260), Chinese name, the name in pinyin, what lies below]. */
export interface PlaceNode {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly below: readonly PlaceNode[];
}

const spoken = (text: string): string => {
  const plain = pinyin(text, { toneType: 'none', type: 'array' }).join('');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
};

function nodes(
  list: Readonly<Record<string, string>>,
  prefix: string,
  below: (code: string) => PlaceNode[],
): PlaceNode[] {
  return Object.entries(list)
    .filter(([code]) => code.startsWith(prefix))
    .map(([code, zh]) => ({ code, zh, en: spoken(zh), below: below(code) }));
}

let tree: readonly PlaceNode[] | undefined;

/** Provinces, their cities and counties; made once (about 3,900 names). Counties without a city of their own hang under the province. */
export function placeTree(): readonly PlaceNode[] {
  tree ??= nodes(areaList.province_list, '', (province) =>
    nodes(areaList.city_list, province.slice(0, 2), (city) => nodes(areaList.county_list, city.slice(0, 4), () => [])),
  );
  return tree;
}

/** 浙江省杭州市西湖区; parts that are not known are left out. */
export function placeName(code: string): string {
  const province = areaList.province_list[`${code.slice(0, 2)}0000`] ?? '';
  const city = areaList.city_list[`${code.slice(0, 4)}00`] ?? '';
  const county = areaList.county_list[code] ?? '';
  return [province, city === province ? '' : city, county === city ? '' : county].join('');
}

export interface Trade {
  /** Merchant category code (ISO 18245). */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** Trades that merchants may choose, in the order in which they are shown. */
export async function readTrades(sql: Sql): Promise<Trade[]> {
  return sql.query<Trade>('SELECT code, zh, en FROM catalogue.trade WHERE offered ORDER BY place, code');
}

/** What a trade is called, whether it is still offered or not. */
export async function tradeOf(sql: Sql, code: string): Promise<Trade | undefined> {
  const rows = await sql.query<Trade>('SELECT code, zh, en FROM catalogue.trade WHERE code = $1', [code]);
  return rows[0];
}

const SPOKEN_MAX = 5_000;
const spokenTrades = new Map<string, string>();

function spokenTrade(zh: string): string {
  const known = spokenTrades.get(zh);
  if (known !== undefined) return known;
  const syllables = pinyin(zh, { toneType: 'none', type: 'array', nonZh: 'removed' });
  const text = `${syllables.join('')} ${syllables.map((one) => one.charAt(0)).join('')}`;
  if (spokenTrades.size >= SPOKEN_MAX) spokenTrades.clear();
  spokenTrades.set(zh, text);
  return text;
}

/** Trades with what people type on a phone: whole pinyin and first letters. */
export async function tradesWithPinyin(sql: Sql): Promise<(Trade & { readonly pinyin: string })[]> {
  const trades = await readTrades(sql);
  return trades.map((trade) => ({ ...trade, pinyin: spokenTrade(trade.zh) }));
}
