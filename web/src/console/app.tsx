import { MenuOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Layout, Menu, Spin } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router';
import { client, isSignedOut } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { useLive } from '../kit/live.ts';
import { useProblemText } from '../kit/problems.ts';
import { useScrollableTables } from '../kit/scrollable-tables.ts';
import { AgentSharesPage } from './agent-shares/agent-shares.tsx';
import { AuditPage } from './audit/audit.tsx';
import { ChangesPage } from './changes/changes.tsx';
import { AgentsPage } from './channels/agents.tsx';
import { BanksPage } from './channels/banks.tsx';
import { ReportsPage } from './channels/reports.tsx';
import { DataRequestsPage } from './data-requests/data-requests.tsx';
import { DepositsPage } from './deposits/deposits.tsx';
import { DeregistrationsPage } from './deregistrations/deregistrations.tsx';
import { DoctorPage } from './doctor/doctor.tsx';
import { ExceptionsPage } from './exceptions/exceptions.tsx';
import { HotlinePage } from './hotline/hotline.tsx';
import { AdjustmentsPage } from './ledger/adjustments.tsx';
import { ClosingsPage } from './ledger/closings.tsx';
import { JournalsPage } from './ledger/journals.tsx';
import { StatementPage } from './ledger/statement.tsx';
import { TrialPage } from './ledger/trial.tsx';
import { MerchantsPage } from './lists/merchants.tsx';
import { MessagesPage } from './lists/messages.tsx';
import { ShipmentsPage } from './lists/shipments.tsx';
import { TerminalsPage } from './lists/terminals.tsx';
import { TransactionsPage } from './lists/transactions.tsx';
import { Find } from './merchants/find.tsx';
import { MessageReaderPage } from './message-reader/message-reader.tsx';
import { OnboardingPage } from './onboarding/onboarding.tsx';
import { OpenPlatformPage } from './open-platform/open-platform.tsx';
import { OverviewPage } from './overview.tsx';
import { QueuePage } from './queue/queue.tsx';
import { ReferencePage } from './reference/reference.tsx';
import { ParametersPage } from './parameters/parameters.tsx';
import { PayInsPage } from './pay-ins/pay-ins.tsx';
import { PeoplePage } from './people/people.tsx';
import { PolicyPage } from './policy/policy.tsx';
import { PricesPage } from './prices/prices.tsx';
import { ReconciliationPage } from './reconciliation/reconciliation.tsx';
import { ReviewPage } from './review/workbench.tsx';
import { isDenied, keepStaff, may, useStaff, type Permission, type Staff } from './session.ts';
import { RiskPeoplePage } from './risk-people/risk-people.tsx';
import { RiskRulesPage } from './risk-rules/risk-rules.tsx';
import { RiskCasesPage } from './risk-cases/risk-cases.tsx';
import { SecurityPage } from './security/security.tsx';
import { SettlementPage } from './settlement.tsx';
import { SignInPage } from './sign-in.tsx';
import { SimsPage } from './sims/sims.tsx';
import { StockPage } from './stock/stock.tsx';
import { TicketsPage } from './tickets/tickets.tsx';
import { WatchListPage } from './watch-list/watch-list.tsx';
import { words } from './words.ts';

const PAGES = [
  { path: 'overview', needs: 'console.enter', Body: OverviewPage },
  { path: 'review', needs: 'review.read', Body: ReviewPage },
  { path: 'changes', needs: 'review.read', Body: ChangesPage },
  { path: 'policy', needs: 'review.read', Body: PolicyPage },
  { path: 'onboarding', needs: 'review.read', Body: OnboardingPage },
  { path: 'hotline', needs: 'hotline.serve', Body: HotlinePage },
  { path: 'tickets', needs: 'hotline.serve', Body: TicketsPage },
  { path: 'merchants', needs: 'operate.read', Body: MerchantsPage },
  { path: 'transactions', needs: 'operate.read', Body: TransactionsPage },
  { path: 'terminals', needs: 'operate.read', Body: TerminalsPage },
  { path: 'shipments', needs: 'operate.read', Body: ShipmentsPage },
  { path: 'stock', needs: 'operate.read', Body: StockPage },
  { path: 'exceptions', needs: 'operate.read', Body: ExceptionsPage },
  { path: 'doctor', needs: 'operate.read', Body: DoctorPage },
  { path: 'message-reader', needs: 'operate.read', Body: MessageReaderPage },
  { path: 'deregistrations', needs: 'operate.read', Body: DeregistrationsPage },
  { path: 'deposits', needs: 'operate.read', Body: DepositsPage },
  { path: 'sims', needs: 'operate.read', Body: SimsPage },
  { path: 'pay-ins', needs: 'operate.read', Body: PayInsPage },
  { path: 'data-requests', needs: 'operate.read', Body: DataRequestsPage },
  { path: 'messages', needs: 'operate.read', Body: MessagesPage },
  { path: 'agents', needs: 'operate.read', Body: AgentsPage },
  { path: 'agent-shares', needs: 'operate.read', Body: AgentSharesPage },
  { path: 'banks', needs: 'operate.read', Body: BanksPage },
  { path: 'reports', needs: 'operate.read', Body: ReportsPage },
  { path: 'risk-cases', needs: 'operate.read', Body: RiskCasesPage },
  { path: 'risk-rules', needs: 'operate.read', Body: RiskRulesPage },
  { path: 'risk-measures', needs: 'operate.read', Body: RiskPeoplePage },
  { path: 'watch-list', needs: 'operate.read', Body: WatchListPage },
  { path: 'open-platform', needs: 'operate.read', Body: OpenPlatformPage },
  { path: 'reconciliation', needs: 'operate.read', Body: ReconciliationPage },
  { path: 'prices', needs: 'operate.read', Body: PricesPage },
  { path: 'parameters', needs: 'operate.read', Body: ParametersPage },
  { path: 'jobs', needs: 'operate.read', Body: QueuePage },
  { path: 'reference-data', needs: 'operate.read', Body: ReferencePage },
  { path: 'settlement', needs: 'operate.read', Body: SettlementPage },
  { path: 'trial', needs: 'ledger.read', Body: TrialPage },
  { path: 'journals', needs: 'ledger.read', Body: JournalsPage },
  { path: 'statement', needs: 'ledger.read', Body: StatementPage },
  { path: 'adjustments', needs: 'ledger.read', Body: AdjustmentsPage },
  { path: 'closings', needs: 'ledger.read', Body: ClosingsPage },
  { path: 'staff', needs: 'people.read', Body: PeoplePage },
  { path: 'audit', needs: 'audit.read', Body: AuditPage },
  { path: 'my-security', needs: 'console.enter', Body: SecurityPage },
] as const satisfies readonly { path: string; needs: Permission; Body: unknown }[];

/** Pages that stand together, in the order of the menu; what is in none stands for itself, before them. */
const GROUPS = {
  entry: ['review', 'changes', 'policy', 'onboarding'],
  devices: ['terminals', 'stock', 'shipments', 'exceptions', 'doctor', 'message-reader'],
  money: [
    'settlement',
    'reconciliation',
    'deposits',
    'sims',
    'deregistrations',
    'pay-ins',
    'prices',
    'parameters',
    'agent-shares',
  ],
  risk: ['risk-cases', 'risk-rules', 'risk-measures', 'watch-list', 'data-requests'],
  channels: ['agents', 'banks', 'reports', 'open-platform'],
  books: ['trial', 'journals', 'statement', 'adjustments', 'closings'],
  house: ['staff', 'audit', 'reference-data', 'jobs'],
} as const;
type Group = keyof typeof GROUPS;
const groups = Object.entries(GROUPS) as [Group, readonly string[]][];

/** One's own account: stands beside one's name, not in the menu. */
const OWN = 'my-security';

/** Whoever has no more pages than these sees all of them. */
const FEW = 12;

function DeskMenu(props: { pages: readonly (typeof PAGES)[number][]; here: string; counts: boolean }) {
  const { pages, here, counts } = props;
  const t = useWords(words);
  const item = (page: (typeof PAGES)[number]) => ({
    key: page.path,
    label: <Link to={`/${page.path}`}>{t(page.path)}</Link>,
  });
  const grouped = groups.flatMap(([key, paths]) => {
    const children = paths.flatMap((path) => pages.filter((page) => page.path === path)).map(item);
    return children.length === 0 ? [] : [{ key, label: t(key), children }];
  });
  const alone = pages.filter((page) => groups.every(([, paths]) => !paths.includes(page.path))).map(item);
  const day: readonly Group[] = counts ? ['money', 'books'] : ['money'];
  const open = groups
    .filter(([key, paths]) => pages.length <= FEW || day.includes(key) || paths.includes(here))
    .map(([key]) => key);
  return (
    <Menu mode="inline" inlineIndent={14} selectedKeys={[here]} defaultOpenKeys={open} items={[...alone, ...grouped]} />
  );
}

export function Console() {
  useScrollableTables();
  const t = useWords(words);
  const text = useProblemText();
  const staff = useStaff();
  if (staff.data !== undefined && !isSignedOut(staff.error)) return <Desk staff={staff.data} />;
  if (isSignedOut(staff.error) || isDenied(staff.error)) return <SignInPage />;
  if (staff.error !== null) {
    return (
      <div className="centred">
        <Alert
          type="error"
          showIcon
          title={text(staff.error)}
          action={<Button onClick={() => void staff.refetch()}>{t('retry')}</Button>}
        />
      </div>
    );
  }
  return <Spin fullscreen description={t('loading')} />;
}

function Desk({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { pathname } = useLocation();
  /** Papers need the room of the menu on a small screen. */
  const [folded, setFolded] = useState(false);
  // an opened case is not fetched again by itself: every look at it is logged as a look
  const hear = useCallback(
    () => void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'case' }),
    [queries],
  );
  useLive('/api/console/events', staff.staffId, hear);
  const allowed = PAGES.filter((page) => may(staff, page.needs) && (staff.mustEnrol !== true || page.path === OWN));
  const here = pathname.split('/')[1] ?? '';
  const current = allowed.find((page) => page.path === here);
  useEffect(() => {
    document.title = current === undefined ? t('app') : `${t(current.path)} · ${t('app')}`;
  }, [current, t]);
  const leave = async (): Promise<void> => {
    await client.call('DELETE /api/console/sessions/current').catch(() => undefined);
    keepStaff(undefined);
    queries.clear();
    location.assign('/console/');
  };
  return (
    <Layout className="desk">
      <Layout.Sider
        width={168}
        theme="light"
        breakpoint={here === 'review' ? 'xl' : 'lg'}
        collapsedWidth={0}
        collapsed={folded}
        onBreakpoint={setFolded}
        trigger={null}
        className="sider"
      >
        <a className="logo" href="/">
          {t('app')}
        </a>
        {may(staff, 'operate.read') && staff.mustEnrol !== true && <Find />}
        <nav aria-label={t('menu')}>
          <DeskMenu
            pages={allowed.filter((page) => page.path !== OWN)}
            here={here}
            counts={may(staff, 'ledger.adjust')}
          />
        </nav>
        <div className="sider-foot">
          <strong>{staff.displayName}</strong>
          <span>{staff.role in words ? t(staff.role as keyof typeof words) : staff.role}</span>
          <Link to={`/${OWN}`}>{t(OWN)}</Link>
          <LanguageSwitch className="plain-button" />
          <Button size="small" onClick={() => void leave()}>
            {t('signOut')}
          </Button>
        </div>
      </Layout.Sider>
      {folded && (
        <Button className="open-menu" aria-label={t('menu')} icon={<MenuOutlined />} onClick={() => setFolded(false)} />
      )}
      <Layout.Content className={here === 'review' ? 'content wide' : 'content'}>
        <Routes>
          {allowed.map(({ path, Body }) => (
            <Route key={path} path={`/${path}/*`} element={<Body staff={staff} />} />
          ))}
          <Route
            path="*"
            element={
              staff.mustEnrol !== true && PAGES.some((page) => page.path === here) ? (
                <Alert type="warning" showIcon title={t('denied')} />
              ) : (
                <Navigate to={`/${allowed[0]?.path ?? ''}`} replace />
              )
            }
          />
        </Routes>
      </Layout.Content>
    </Layout>
  );
}
