import { TabBar } from 'antd-mobile';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { useWords } from '../kit/language.ts';
import { BoxIcon, CardIcon, HomeIcon, ListIcon, PersonIcon } from '../merchant/icons.tsx';
import { OfflineBanner } from '../merchant/shell.tsx';
import { BookPage } from './book.tsx';
import { FindPage } from './find.tsx';
import { PreparePage } from './prepare/prepare.tsx';
import { ProgressPage } from './progress.tsx';
import { ReportPage } from './report.tsx';
import { VerifyPage } from './verify.tsx';
import { words } from './words.ts';

const TABS = [
  { path: '/prepare', word: 'prepare', icon: <BoxIcon /> },
  { path: '/find', word: 'find', icon: <PersonIcon /> },
  { path: '/verify', word: 'verify', icon: <CardIcon /> },
  { path: '/progress', word: 'progress', icon: <HomeIcon /> },
  { path: '/report', word: 'report', icon: <ListIcon /> },
] as const;

export function App() {
  return (
    <Router base="/public">
      <div className="phone public">
        <OfflineBanner />
        <Switch>
          <Route path="/prepare" component={PreparePage} />
          <Route path="/progress" component={ProgressPage} />
          <Route path="/find" component={FindPage} />
          <Route path="/book/:agentId">{(params) => <BookPage agentId={params.agentId} />}</Route>
          <Route path="/verify" component={VerifyPage} />
          <Route path="/report" component={ReportPage} />
          <Route>
            <Redirect to="/find" replace />
          </Route>
        </Switch>
        <Tabs />
      </div>
    </Router>
  );
}

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
