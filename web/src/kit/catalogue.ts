/** Trades, places and branches as the server lists them: asked for once a day at the most. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { client, type Answer } from './client.ts';
import { useLanguage } from './language.ts';

const DAY_MS = 86_400_000;

export type Place = Answer<'GET /api/public/places'>['rows'][number];
export type Branch = Answer<'GET /api/public/branches'>['rows'][number];

export const useTrades = () =>
  useQuery({ queryKey: ['trades'], queryFn: () => client.call('GET /api/public/trades'), staleTime: DAY_MS });

/** What a trade is searched by: the code, either name, pinyin in full or its first letters. */
export const tradeText = (trade: Answer<'GET /api/public/trades'>['rows'][number]): string =>
  `${trade.code} ${trade.zh} ${trade.en} ${trade.pinyin}`.toLowerCase();

/** The name of a trade; its code until the names are here. */
export function useTradeName(): (code: string) => string {
  const language = useLanguage();
  const trades = useTrades().data?.rows;
  return (code) => {
    const trade = trades?.find((one) => one.code === code);
    return trade === undefined ? code : language === 'en' ? trade.en : trade.zh;
  };
}

/** Provinces, or what lies below a place. */
export const placesBelow = (below: string | undefined) =>
  queryOptions({
    queryKey: ['places', below ?? ''],
    queryFn: () => client.call('GET /api/public/places', { query: below === undefined ? {} : { below } }),
    staleTime: DAY_MS,
  });

export const usePlaces = (below: string | undefined, enabled: boolean) => useQuery({ ...placesBelow(below), enabled });

/** Province, city and county of a code chosen earlier; as much of it as is known. */
export function usePlacePath(code: string): readonly Place[] {
  const known = code.length === 6;
  const province = usePlaces(undefined, known).data?.rows.find((one) => one.code.slice(0, 2) === code.slice(0, 2));
  const cities = usePlaces(province?.code, known && province !== undefined).data?.rows;
  const city = cities?.find((one) => one.code.slice(0, 4) === code.slice(0, 4));
  const counties = usePlaces(city?.code, known && city !== undefined && !code.endsWith('00')).data?.rows;
  const county = counties?.find((one) => one.code === code);
  return known ? [province, city, county].flatMap((one) => one ?? []) : [];
}

/** 浙江省 杭州市 西湖区; the code itself until its names are here. */
export function usePlaceName(code: string): string {
  const language = useLanguage();
  const path = usePlacePath(code);
  if (code.length !== 6) return '';
  return path.length === 0 ? code : path.map((one) => (language === 'en' ? one.en : one.zh)).join(' ');
}

/** Branches by words of bank or branch, first letters in pinyin or the CNAPS code, where wanted in one city. */
export const useBranches = (words: string, city?: string) =>
  useQuery({
    queryKey: ['branches', words, city ?? ''],
    queryFn: () => client.call('GET /api/public/branches', { query: city === undefined ? { words } : { words, city } }),
    staleTime: 60_000,
    placeholderData: keepPreviousData, // the list does not blink while somebody types
  });
