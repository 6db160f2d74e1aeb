import { useQueryClient } from '@tanstack/react-query';
import { TabBar, Toast } from 'antd-mobile';
import { useCallback } from 'react';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { isSignedOut } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useLive, type LiveEvent } from '../kit/live.ts';
import { yuan } from '../kit/money.ts';
import { ApplyRoutes } from './apply/routes.tsx';
import { DevicesPage } from './devices/devices.tsx';
import { FilingForMePage } from './filing/filing.tsx';
import { BoxIcon, CardIcon, HomeIcon, ListIcon, PersonIcon } from './icons.tsx';
import { MePage } from './me/me.tsx';
import { ProgressPage } from './progress/progress.tsx';
import { useMe, type Me } from './queries.ts';
import { Loading, OfflineBanner, Refused } from './shell.tsx';
import { SignInPage } from './sign-in/sign-in.tsx';
import { HomePage } from './takings/home.tsx';
import { ReceiptPage } from './takings/receipt.tsx';
import { SalesPage } from './takings/sales.tsx';
import { SettlementsPage } from './takings/settlements.tsx';
import { announce } from './takings/voice.ts';
import { words } from './words.ts';

export function App() {
  return (
    <Router base="/merchant">
      <div className="phone">
        <OfflineBanner />
        <Gate />
      </div>
    </Router>
  );
}

function Gate() {
  const me = useMe();
  if (isSignedOut(me.error)) return <SignInPage />;
  if (me.data !== undefined) return <SignedIn me={me.data} />;
  if (me.error !== null) return <Refused error={me.error} retry={() => void me.refetch()} />;
  return <Loading />;
}

function useMerchantLive(me: Me): void {
  const t = useWords(words);
  const queries = useQueryClient();
  const hear = useCallback(
    (event: LiveEvent) => {
      void queries.invalidateQueries();
      const { kind, state, amountFen } = event.payload;
      const isSale =
        event.kind === 'transaction.moved' && state === 'approved' && (kind === 'sale' || kind === 'test_sale');
      if (!isSale || typeof amountFen !== 'string') return;
      const text = t('took', { amount: yuan(amountFen) });
      Toast.show({ content: text, icon: 'success', duration: 4_000 });
      announce(text);
    },
    [queries, t],
  );
  useLive('/api/applicant/events', `${me.applicantId} ${me.merchantId ?? ''}`, hear);
}

const UNDER_REVIEW = [
  'submitted',
  'auto_checking',
  'in_review',
  'needs_fix',
  'pending_second_review',
  'pending_signature',
  'approved',
  'rejected',
];

function SignedIn({ me }: { me: Me }) {
  useMerchantLive(me);
  const isMerchant = me.merchantId !== undefined;
  const start = isMerchant ? '/home' : UNDER_REVIEW.includes(me.applicationState ?? '') ? '/progress' : '/apply';
  return (
    <>
      <Switch>
        <Route path="/apply/*?">
          <ApplyRoutes me={me} />
        </Route>
        <Route path="/progress">
          <ProgressPage me={me} />
        </Route>
        <Route path="/me">
          <MePage me={me} />
        </Route>
        <Route path="/filing">
          <FilingForMePage me={me} />
        </Route>
        {isMerchant && <Route path="/home" component={HomePage} />}
        {isMerchant && <Route path="/sales" component={SalesPage} />}
        {isMerchant && <Route path="/sales/:id">{(params) => <ReceiptPage transactionId={params.id} />}</Route>}
        {isMerchant && <Route path="/settlements" component={SettlementsPage} />}
        {isMerchant && <Route path="/devices" component={DevicesPage} />}
        <Route>
          <Redirect to={start} replace />
        </Route>
      </Switch>
      {isMerchant && <Tabs />}
    </>
  );
}

function Tabs() {
  const t = useWords(words);
  const [path, go] = useLocation();
  const active = ['/home', '/sales', '/settlements', '/devices', '/me'].find((one) => path === one);
  if (active === undefined) return null;
  return (
    <nav className="tabs" aria-label={t('tabs')}>
      <TabBar activeKey={active} onChange={(key) => go(key)} safeArea>
        <TabBar.Item key="/home" icon={<HomeIcon />} title={t('tabHome')} />
        <TabBar.Item key="/sales" icon={<ListIcon />} title={t('tabSales')} />
        <TabBar.Item key="/settlements" icon={<CardIcon />} title={t('tabMoney')} />
        <TabBar.Item key="/devices" icon={<BoxIcon />} title={t('tabDevices')} />
        <TabBar.Item key="/me" icon={<PersonIcon />} title={t('tabMe')} />
      </TabBar>
    </nav>
  );
}
