/** Cities by region code, for the pages that name them. */
import { useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { useLanguage } from './language.ts';

export const useCities = () =>
  useQuery({ queryKey: ['cities'], queryFn: () => client.call('GET /api/public/cities'), staleTime: 600_000 });

/** The name of a city by its code; the code where it is not known. */
export function useCityName(): (code: string) => string {
  const language = useLanguage();
  const cities = useCities();
  return (code) => {
    const found = cities.data?.rows.find((one) => one.code.slice(0, 4) === code.slice(0, 4));
    return found === undefined ? code : language === 'en' ? found.en : found.zh;
  };
}
