import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import { useState } from 'react';
import { Link } from 'wouter';
import { client, type Answer } from '../kit/client.ts';
import { useCityName } from '../kit/cities.ts';
import { CitySelect } from '../kit/city-select.tsx';
import { useWords } from '../kit/language.ts';
import { Empty, Loaded, Page, Refused } from '../merchant/shell.tsx';
import { words } from './words.ts';

export type AgentFiling = Answer<'GET /api/agent/filings'>['rows'][number];

const TONES: Readonly<Record<AgentFiling['state'], string>> = {
  awaiting_consent: 'plain',
  open: 'busy',
  awaiting_officer: 'busy',
  awaiting_merchant: 'warn',
  filed: 'good',
  stopped: 'bad',
  withdrawn: 'plain',
};

export function FilingTag({ state }: { state: AgentFiling['state'] }) {
  return <span className={`tag ${TONES[state]}`}>{useWords(words)(state)}</span>;
}

export function FilingsPage() {
  const t = useWords(words);
  const cityName = useCityName();
  const filings = useQuery({
    queryKey: ['agent-filings'],
    queryFn: () => client.call('GET /api/agent/filings'),
    refetchInterval: 8_000,
  });
  return (
    <Page title={t('filings')}>
      <NewFiling />
      <Loaded of={filings}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('noFilings')} />
          ) : (
            <section className="card">
              {rows.map((one) => (
                <Link key={one.filingId} href={`/filings/${one.filingId}`} className="row-link">
                  <span>
                    <strong>{one.tradeName === '' ? one.phone : one.tradeName}</strong> {one.name}
                    <br />
                    <small>{cityName(one.region)}</small>
                  </span>
                  <FilingTag state={one.state} />
                </Link>
              ))}
            </section>
          )
        }
      </Loaded>
    </Page>
  );
}

const FIRST_CITY = '330100';

function NewFiling() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [phone, setPhone] = useState('');
  const [region, setRegion] = useState(FIRST_CITY);
  const ask = useMutation({
    mutationFn: () => client.call('POST /api/agent/filings', { body: { phone, region } }),
    onSuccess: async () => {
      setPhone('');
      Toast.show({ icon: 'success', content: t('asked') });
      await queries.invalidateQueries({ queryKey: ['agent-filings'] });
    },
  });
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <strong>{t('newFiling')}</strong>
      <p className="small">{t('askHint')}</p>
      <label className="field">
        <span>{t('merchantPhone')}</span>
        <input
          type="tel"
          inputMode="numeric"
          maxLength={11}
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
        />
      </label>
      <CitySelect label={t('city')} value={region} onChange={setRegion} />
      {ask.error !== null && <Refused error={ask.error} />}
      <Button block color="primary" type="submit" loading={ask.isPending} disabled={!/^1[3-9]\d{9}$/.test(phone)}>
        {t('ask')}
      </Button>
    </form>
  );
}
