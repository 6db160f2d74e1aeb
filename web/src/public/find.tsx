import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { client } from '../kit/client.ts';
import { useCityName } from '../kit/cities.ts';
import { CitySelect } from '../kit/city-select.tsx';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { Empty, Loaded, Page } from '../merchant/shell.tsx';
import { useCity } from './city.ts';
import { Official } from './official.tsx';
import { words } from './words.ts';

export function FindPage() {
  const t = useWords(words);
  const [city, choose] = useCity();
  const cityName = useCityName();
  const agents = useQuery({
    queryKey: ['agents', city],
    queryFn: () => client.call('GET /api/public/agents', { query: { city } }),
  });
  return (
    <Page title={t('find')} right={<LanguageSwitch className="text-button" />}>
      <section className="card form">
        <CitySelect label={t('city')} value={city} onChange={choose} />
      </section>
      <h2 className="part-title">{t('agentsIn', { city: cityName(city) })}</h2>
      <Loaded of={agents}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('noAgents')} hint={t('noAgentsHint')} />
          ) : (
            rows.map((one) => (
              <section key={one.agentId} className="card" aria-label={one.name}>
                <strong>{one.name}</strong>
                <p>
                  {one.address}
                  <br />
                  <a href={`tel:${one.phone}`}>{one.phone}</a>
                </p>
                <p className="small">
                  <Link href={`/verify?number=${one.certificateNumber}&city=${city}`}>
                    {t('certificate')} {one.certificateNumber}
                  </Link>{' '}
                  · {t('validTo', { date: one.validTo })}
                </p>
                <Link href={`/book/${one.agentId}?city=${city}`} className="solid-link">
                  {t('book')}
                </Link>
              </section>
            ))
          )
        }
      </Loaded>
      <Official />
    </Page>
  );
}
