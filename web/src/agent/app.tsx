import { useQuery } from '@tanstack/react-query';
import { Button, TabBar } from 'antd-mobile';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { client, isSignedOut, problemOf, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { BoxIcon, CardIcon, CoinIcon, HomeIcon, ListIcon } from '../merchant/icons.tsx';
import { Empty, Loading, OfflineBanner, Page, Refused } from '../merchant/shell.tsx';
import { CertificatePage } from './certificate.tsx';
import { DevicesPage } from './devices.tsx';
import { FilingPage } from './filing.tsx';
import { FilingsPage } from './filings.tsx';
import { RepairsPage } from './repairs.tsx';
import { SharesPage } from './shares.tsx';
import { SignInPage } from './sign-in.tsx';
import { VisitsPage } from './visits.tsx';
import { words } from './words.ts';

export type AgentMe = Answer<'GET /api/agent/me'>;

export function App() {
  return (
    <Router base="/agent">
      <div className="phone">
        <OfflineBanner />
        <Gate />
      </div>
    </Router>
  );
}

function Gate() {
  const me = useQuery({
    queryKey: ['agent'],
    queryFn: () => client.call('GET /api/agent/me'),
    refetchInterval: 15_000,
  });
  const code = me.error === null ? '' : problemOf(me.error).code;
  if (code === 'channels.agent_suspended') return <Suspended />;
  if (isSignedOut(me.error) || code === 'identity.not_allowed') return <SignInPage />;
  if (me.data !== undefined) return <SignedIn me={me.data} />;
  if (me.error !== null) return <Refused error={me.error} retry={() => void me.refetch()} />;
  return <Loading />;
}

export function Suspended() {
  const t = useWords(words);
  return (
    <Page title={t('app')}>
      <Empty title={t('suspendedTitle')} hint={t('suspendedText')}>
        <Button onClick={() => location.assign('/agent/')}>{t('signIn')}</Button>
      </Empty>
    </Page>
  );
}

function SignedIn({ me }: { me: AgentMe }) {
  return (
    <>
      <Switch>
        <Route path="/home">
          <CertificatePage me={me} />
        </Route>
        <Route path="/visits" component={VisitsPage} />
        <Route path="/filings" component={FilingsPage} />
        <Route path="/filings/:filingId/*?">{(params) => <FilingPage filingId={params.filingId} />}</Route>
        <Route path="/devices" component={DevicesPage} />
        <Route path="/repairs" component={RepairsPage} />
        <Route path="/shares" component={SharesPage} />
        <Route>
          <Redirect to="/home" replace />
        </Route>
      </Switch>
      <Tabs />
    </>
  );
}

const TABS = [
  { path: '/home', word: 'home', icon: <CardIcon /> },
  { path: '/visits', word: 'visits', icon: <HomeIcon /> },
  { path: '/filings', word: 'filings', icon: <ListIcon /> },
  { path: '/devices', word: 'devices', icon: <BoxIcon /> },
  { path: '/shares', word: 'shares', icon: <CoinIcon /> },
] as const;

function Tabs() {
  const t = useWords(words);
  const [path, go] = useLocation();
  const active = TABS.find((one) => path === one.path);
  if (active === undefined) return null;
  return (
    <nav className="tabs" aria-label={t('tabs')}>
      <TabBar activeKey={active.path} onChange={(key) => go(key)} safeArea>
        {TABS.map((one) => (
          <TabBar.Item key={one.path} icon={one.icon} title={t(one.word)} />
        ))}
      </TabBar>
    </nav>
  );
}
