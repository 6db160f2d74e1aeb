import { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import { useMemo } from 'react';
import { Link, Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { client, workOnFiling } from '../kit/client.ts';
import { useCityName } from '../kit/cities.ts';
import { useList, useWords } from '../kit/language.ts';
import { Later, later } from '../kit/later.tsx';
import { useApplicationStateText } from '../kit/states.ts';
import { FilingContext } from '../merchant/apply/filing-hand.ts';
import { useMe } from '../merchant/queries.ts';
import { Loaded, Loading, NotFetched, Page, Refused } from '../merchant/shell.tsx';
import { FilingTag, type AgentFiling } from './filings.tsx';
import { isWord, words } from './words.ts';

const ApplyRoutes = later(async () => (await import('../merchant/apply/routes.tsx')).ApplyRoutes);

export function FilingPage({ filingId }: { filingId: string }) {
  const filing = useQuery({
    queryKey: ['agent-filing', filingId],
    queryFn: () => client.call('GET /api/agent/filings/:filingId', { params: { filingId } }),
    refetchInterval: 8_000,
  });
  return (
    <Loaded of={filing}>
      {(found) => (
        <Switch>
          <Route path={`/filings/${filingId}`}>
            <FilingFacts filing={found} />
          </Route>
          <Route>
            {found.state === 'open' ? (
              <Work key={filingId} filingId={filingId} />
            ) : (
              <Redirect to={`/filings/${filingId}`} replace />
            )}
          </Route>
        </Switch>
      )}
    </Loaded>
  );
}

function FilingFacts({ filing }: { filing: AgentFiling }) {
  const t = useWords(words);
  const list = useList();
  const state = useApplicationStateText();
  const cityName = useCityName();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { filingId } = filing;
  workOnFiling(undefined);
  const withdraw = useMutation({
    mutationFn: () => client.call('POST /api/agent/filings/:filingId/withdraw', { params: { filingId } }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const items = list(filing.missing.map((item) => (isWord(item) ? t(item) : item)));
  const mayEnd = ['awaiting_consent', 'open', 'awaiting_merchant'].includes(filing.state);
  return (
    <Page
      title={t('filing')}
      onBack={() => go('/filings')}
      foot={
        filing.state === 'open' ? (
          <Link href={`/filings/${filingId}/apply`} className="solid-link">
            {t('fillIn')}
          </Link>
        ) : undefined
      }
    >
      <section className="card">
        <header className="split">
          <strong>{filing.tradeName === '' ? filing.phone : filing.tradeName}</strong>
          <FilingTag state={filing.state} />
        </header>
        <p>
          {filing.name} {filing.phone} · {cityName(filing.region)}
        </p>
        {filing.applicationState !== '' && (
          <p className="small">
            {t('applicationState')}: {state(filing.applicationState)}
          </p>
        )}
        {filing.state === 'open' && <p>{items === '' ? t('nothingOpen') : t('stillOpen', { items })}</p>}
        {filing.state === 'awaiting_consent' && <p>{t('waitConsent')}</p>}
        {filing.state === 'awaiting_merchant' && <p>{t('waitSign')}</p>}
      </section>
      {withdraw.error !== null && <Refused error={withdraw.error} />}
      {mayEnd && (
        <Button block fill="outline" color="danger" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          {t('withdraw')}
        </Button>
      )}
    </Page>
  );
}

/** The merchant's own steps in this filing's name, with a memory of their own: nothing of one merchant shows at another. */
function Work({ filingId }: { filingId: string }) {
  const t = useWords(words);
  const outer = useQueryClient();
  const [, go] = useLocation();
  workOnFiling(filingId);
  const queries = useMemo(
    () => new QueryClient({ defaultOptions: { queries: { networkMode: 'always', staleTime: 5_000, retry: false } } }),
    [],
  );
  const filing = useMemo(
    () => ({
      hand: () => client.call('POST /api/agent/filings/:filingId/hand', { params: { filingId } }),
      onHanded: () => {
        Toast.show({ icon: 'success', content: t('handed') });
        workOnFiling(undefined);
        void outer.invalidateQueries();
        go(`/filings/${filingId}`);
      },
    }),
    [filingId, go, outer, t],
  );
  const leave = `/filings/${filingId}`;
  return (
    <QueryClientProvider client={queries}>
      <FilingContext.Provider value={filing}>
        <Router base={leave}>
          <Switch>
            <Route path="/apply/*?">
              <Steps />
            </Route>
            <Route>
              <Redirect to={`~/agent${leave}`} replace />
            </Route>
          </Switch>
        </Router>
      </FilingContext.Provider>
    </QueryClientProvider>
  );
}

function Steps() {
  const me = useMe();
  return (
    <Later waiting={<Loading />} failed={<NotFetched />}>
      <Loaded of={me}>{(found) => <ApplyRoutes me={found} />}</Loaded>
    </Later>
  );
}
