import { useQueryClient } from '@tanstack/react-query';
import { TabBar, Toast } from 'antd-mobile';
import { useCallback, useEffect, type ReactNode } from 'react';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { isLooking, isSignedOut } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { afterFirst, Later, later } from '../kit/later.tsx';
import { useLive, type LiveEvent } from '../kit/live.ts';
import { yuan } from '../kit/money.ts';
import { BoxIcon, CardIcon, HomeIcon, ListIcon, PersonIcon } from './icons.tsx';
import { isLookOver, LookBanner, LookOver, useLook } from './look/look.tsx';
import { OpenedNote } from './hand-off/opened-note.tsx';
import { useApplication, useMe, type Me } from './queries.ts';
import { Loaded, Loading, NotFetched, OfflineBanner, Refused } from './shell.tsx';
import { SignInPage } from './sign-in/sign-in.tsx';
import { LeavingBanner } from './sign-in/leaving-banner.tsx';
import { Outages } from './outages.tsx';
import { RoleContext } from './people/role.ts';
import { useShop, type Role, type Shop } from './people/shop.ts';
import { ShopBar } from './people/shop-bar.tsx';
import { announce } from './takings/voice.ts';
import { words } from './words.ts';

// what nobody needs before signing in; the steps of an application come together, so that no step waits for the line
const applySteps = () => import('./apply/routes.tsx');
const progress = () => import('./progress/progress.tsx');
const ApplyRoutes = later(async () => (await applySteps()).ApplyRoutes);
const ProgressPage = later(async () => (await progress()).ProgressPage);
const HandOffLanding = later(async () => (await import('./hand-off/landing.tsx')).HandOffLanding);
const RecoverPage = later(async () => (await import('./sign-in/recover.tsx')).RecoverPage);
const MePage = later(async () => (await import('./me/me.tsx')).MePage);
const FilingForMePage = later(async () => (await import('./filing/filing.tsx')).FilingForMePage);
const NoticesPage = later(async () => (await import('./notices/notices.tsx')).NoticesPage);
const PeoplePage = later(async () => (await import('./people/people.tsx')).PeoplePage);
const TillPage = later(async () => (await import('./people/till.tsx')).TillPage);
const Invitations = later(async () => (await import('./people/shops.tsx')).Invitations);
const SecurityPage = later(async () => (await import('./security/security.tsx')).SecurityPage);
const DataPage = later(async () => (await import('./data/data.tsx')).DataPage);
const HomePage = later(async () => (await import('./takings/home.tsx')).HomePage);
const SalesPage = later(async () => (await import('./takings/sales.tsx')).SalesPage);
const ReceiptPage = later(async () => (await import('./takings/receipt.tsx')).ReceiptPage);
const SettlementsPage = later(async () => (await import('./takings/settlements.tsx')).SettlementsPage);
const T0Page = later(async () => (await import('./takings/t0.tsx')).T0Page);
const PricesPage = later(async () => (await import('./prices/prices.tsx')).PricesPage);
const DelaysPage = later(async () => (await import('./takings/delays.tsx')).DelaysPage);
const DisputesPage = later(async () => (await import('./disputes/disputes.tsx')).DisputesPage);
const DisputePage = later(async () => (await import('./disputes/dispute.tsx')).DisputePage);
const FlagsPage = later(async () => (await import('./flags/flags.tsx')).FlagsPage);
const LimitsPage = later(async () => (await import('./limits/limits.tsx')).LimitsPage);
const AccountPage = later(async () => (await import('./account/account.tsx')).AccountPage);
const MonthPage = later(async () => (await import('./month/month.tsx')).MonthPage);
const DepositPage = later(async () => (await import('./deposit/deposit.tsx')).DepositPage);
const SimsPage = later(async () => (await import('./sims/sims.tsx')).SimsPage);
const DocumentsPage = later(async () => (await import('./documents/documents.tsx')).DocumentsPage);
const ChangesPage = later(async () => (await import('./changes/changes.tsx')).ChangesPage);
const ChangePage = later(async () => (await import('./changes/change.tsx')).ChangePage);
const LeavePage = later(async () => (await import('./leave/leave.tsx')).LeavePage);
const TicketsPage = later(async () => (await import('./tickets/tickets.tsx')).TicketsPage);
const NewTicketPage = later(async () => (await import('./tickets/new-ticket.tsx')).NewTicketPage);
const TicketPage = later(async () => (await import('./tickets/ticket.tsx')).TicketPage);
const DevicesPage = later(async () => (await import('./devices/devices.tsx')).DevicesPage);

/** While a number and a code are typed, the line fetches what comes next. */
function fetchAhead(): () => void {
  return afterFirst(() => {
    // what fails here is fetched again when it is needed
    for (const load of [applySteps, progress]) void load().catch(() => undefined);
  });
}

export function App() {
  return (
    <Router base="/merchant">
      <div className="phone">
        <OfflineBanner />
        <Switch>
          <Route path="/hand-off">
            <Later waiting={<Loading />} failed={<NotFetched />}>
              <HandOffLanding />
            </Later>
          </Route>
          <Route>
            <Gate />
          </Route>
        </Switch>
      </div>
    </Router>
  );
}

function Gate() {
  const me = useMe();
  const look = useLook();
  if (isLookOver(me.error) || isLookOver(look.error)) return <LookOver />;
  if (isSignedOut(me.error)) return <SignedOut />;
  if (me.data !== undefined) return <SignedIn me={me.data} />;
  if (me.error !== null) return <Refused error={me.error} retry={() => void me.refetch()} />;
  return <Loading />;
}

function SignedOut() {
  useEffect(fetchAhead, []);
  const [path, go] = useLocation();
  if (path !== '/recover') return <SignInPage />;
  return (
    <Later waiting={<Loading />} failed={<NotFetched />}>
      <RecoverPage onBack={() => go('/')} />
    </Later>
  );
}

/** What is asked for again; of any other event all that is on the page. A phone on a poor line hears its own photos too. */
const TOUCHED: Readonly<Record<string, readonly string[]>> = {
  'material.handed_in': ['me', 'application'],
  'identity.moved': ['me', 'application'],
  'hand_off.moved': ['hand-offs', 'me'], // whoever was signed out learns it by asking who they are
};

function useMerchantLive(me: Me, shop: Shop | undefined): void {
  const t = useWords(words);
  const queries = useQueryClient();
  const hear = useCallback(
    (event: LiveEvent) => {
      const touched = TOUCHED[event.kind];
      if (touched === undefined) void queries.invalidateQueries();
      else for (const key of touched) void queries.invalidateQueries({ queryKey: [key] });
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
  const named = shop === undefined ? '' : `?shop=${encodeURIComponent(shop.memberId)}`;
  const who = `${me.applicantId} ${me.merchantId ?? ''} ${shop?.role ?? ''}`;
  useLive(`/api/applicant/events${named}`, isLooking() ? '' : who, hear);
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

/** The link of a message: exactly the thing to do again, or the list where it has been done meanwhile. */
function FixLink({ me, item }: { me: Me; item: string }) {
  const application = useApplication(me);
  return (
    <Loaded of={application}>
      {(found) => {
        const asked = found?.requirements.find((one) => one.item === item && one.status === 'fix_needed');
        return <Redirect to={asked === undefined ? '/progress' : `/apply/${asked.step}`} replace />;
      }}
    </Loaded>
  );
}

/** From which role upwards a page is open; the others are the owner's alone. The server says so again. */
const OPEN_TO: Readonly<Record<string, 'cashier' | 'manager'>> = {
  '/home': 'cashier',
  '/sales': 'cashier',
  '/tickets': 'cashier',
  '/settlements': 'manager',
  '/delays': 'manager',
  '/disputes': 'manager',
  '/flags': 'manager',
  '/limits': 'manager',
  '/month': 'manager',
  '/sims': 'manager',
  '/devices': 'manager',
  '/notices': 'manager',
};

function mayOpen(role: Role, path: string): boolean {
  const lowest = OPEN_TO[path];
  return role === 'owner' || lowest === 'cashier' || (lowest === 'manager' && role === 'manager');
}

/** Pages of a merchant, each with its address. */
const MERCHANT_PAGES: readonly (readonly [path: string, page: (params: { id?: string }) => ReactNode])[] = [
  ['/sales', () => <SalesPage />],
  ['/sales/:id', ({ id = '' }) => <ReceiptPage transactionId={id} />],
  ['/settlements', () => <SettlementsPage />],
  ['/t0', () => <T0Page />],
  ['/prices', () => <PricesPage />],
  ['/delays', () => <DelaysPage />],
  ['/disputes', () => <DisputesPage />],
  ['/disputes/:id', ({ id = '' }) => <DisputePage disputeId={id} />],
  ['/flags', () => <FlagsPage />],
  ['/limits', () => <LimitsPage />],
  ['/account', () => <AccountPage />],
  ['/month', () => <MonthPage />],
  ['/deposit', () => <DepositPage />],
  ['/sims', () => <SimsPage />],
  ['/documents', () => <DocumentsPage />],
  ['/changes', () => <ChangesPage />],
  ['/changes/:id', ({ id = '' }) => <ChangePage changeId={id} />],
  ['/leave', () => <LeavePage />],
  ['/people', () => <PeoplePage />],
  ['/notices', () => <NoticesPage />],
  ['/devices', () => <DevicesPage />],
  ['/tickets', () => <TicketsPage />],
  ['/tickets/new', () => <NewTicketPage />],
  ['/tickets/:id', ({ id = '' }) => <TicketPage ticketId={id} />],
];

const firstPart = (path: string): string => `/${path.split('/')[1] ?? ''}`;

function SignedIn({ me }: { me: Me }) {
  const shop = useShop(me);
  useMerchantLive(me, shop);
  const role = shop?.role ?? 'owner';
  const isMerchant = shop !== undefined || me.merchantId !== undefined;
  const start = isMerchant ? '/home' : UNDER_REVIEW.includes(me.applicationState ?? '') ? '/progress' : '/apply';
  const pages = isMerchant ? MERCHANT_PAGES.filter(([path]) => mayOpen(role, firstPart(path))) : [];
  return (
    <RoleContext value={role}>
      <LookBanner />
      {!isLooking() && <OpenedNote />}
      {me.recovery !== undefined && <LeavingBanner leaving={me.recovery} />}
      {me.shops.some((one) => one.state === 'invited') && (
        <Later waiting={<Loading />} failed={<NotFetched />}>
          <Invitations me={me} />
        </Later>
      )}
      {isMerchant && <Outages />}
      {shop !== undefined && <ShopBar shop={shop} />}
      <Later key={shop?.memberId ?? 'own'} waiting={<Loading />} failed={<NotFetched />}>
        <Switch>
          {shop === undefined && (
            <Route path="/apply/*?">
              <ApplyRoutes me={me} />
            </Route>
          )}
          {shop === undefined && (
            <Route path="/progress">
              <ProgressPage me={me} />
            </Route>
          )}
          {shop === undefined && <Route path="/fix/:item">{(params) => <FixLink me={me} item={params.item} />}</Route>}
          <Route path="/me">
            <MePage me={me} shop={shop} />
          </Route>
          <Route path="/security" component={SecurityPage} />
          <Route path="/data" component={DataPage} />
          <Route path="/filing">
            <FilingForMePage me={me} />
          </Route>
          {isMerchant && <Route path="/home" component={role === 'cashier' ? TillPage : HomePage} />}
          {pages.map(([path, page]) => (
            <Route key={path} path={path}>
              {(params: { id?: string }) => page(params)}
            </Route>
          ))}
          <Route>
            <Redirect to={start} replace />
          </Route>
        </Switch>
      </Later>
      {isMerchant && <Tabs role={role} />}
    </RoleContext>
  );
}

const TABS = [
  ['/home', HomeIcon, 'tabHome'],
  ['/sales', ListIcon, 'tabSales'],
  ['/settlements', CardIcon, 'tabMoney'],
  ['/devices', BoxIcon, 'tabDevices'],
  ['/me', PersonIcon, 'tabMe'],
] as const;

function Tabs({ role }: { role: Role }) {
  const t = useWords(words);
  const [path, go] = useLocation();
  const tabs = TABS.filter(([one]) => one === '/me' || mayOpen(role, one));
  const active = tabs.map(([one]) => one).find((one) => path === one);
  if (active === undefined) return null;
  return (
    <nav className="tabs" aria-label={t('tabs')}>
      <TabBar activeKey={active} onChange={(key) => go(key)} safeArea>
        {tabs.map(([one, Icon, title]) => (
          <TabBar.Item key={one} icon={<Icon />} title={t(title)} />
        ))}
      </TabBar>
    </nav>
  );
}
