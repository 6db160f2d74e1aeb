import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Layout, Menu, Spin } from 'antd';
import { useEffect } from 'react';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router';
import { client, isSignedOut, problemOf, type Answer } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { dropAllPending } from '../merchant/apply/pending-clips.ts';
import { DailyPage } from './daily.tsx';
import { FilingPage } from './filing/filing-page.tsx';
import { SignInPage } from './sign-in.tsx';
import { words, type Word } from './words.ts';
import { WorklistPage } from './worklist.tsx';

export type Officer = Answer<'GET /api/counter/me'>;

export function Counter() {
  const t = useWords(words);
  const text = useProblemText();
  const officer = useQuery({
    queryKey: ['officer'],
    queryFn: () => client.call('GET /api/counter/me'),
    staleTime: 60_000,
  });
  const outside = isSignedOut(officer.error) || problemOf(officer.error).code === 'identity.not_allowed';
  if (outside) return <SignInPage />;
  if (officer.data !== undefined) return <Desk officer={officer.data} />;
  if (officer.error === null) return <Spin fullscreen description={t('loading')} />;
  return (
    <div className="centred">
      <Alert
        type="error"
        showIcon
        title={text(officer.error)}
        action={<Button onClick={() => void officer.refetch()}>{t('retry')}</Button>}
      />
    </div>
  );
}

function Desk({ officer }: { officer: Officer }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { pathname } = useLocation();
  const here = pathname.startsWith('/daily') ? 'daily' : 'worklist';
  useEffect(() => {
    document.title = `${t(here)} · ${t('app')}`;
  }, [here, t]);
  const leave = async (): Promise<void> => {
    await client.call('DELETE /api/counter/sessions/current').catch(() => undefined);
    await dropAllPending(); // the next officer at this desk finds no merchant's clip on it
    queries.clear();
    location.assign('/counter/');
  };
  return (
    <Layout className="desk">
      <header className="top">
        <a className="logo" href="/">
          {t('app')}
        </a>
        <nav aria-label={t('menu')}>
          <Menu
            mode="horizontal"
            selectedKeys={[here]}
            items={(['worklist', 'daily'] as const).map((key) => ({
              key,
              label: <Link to={`/${key}`}>{t(key)}</Link>,
            }))}
          />
        </nav>
        <div className="top-who">
          <span>
            <strong>{officer.displayName}</strong> <span className="dim">{t(officer.role as Word)}</span>
            <br />
            <span className="dim">
              {officer.bank} · {officer.outlet}
            </span>
          </span>
          <LanguageSwitch className="plain-button" />
          <Button size="small" onClick={() => void leave()}>
            {t('signOut')}
          </Button>
        </div>
      </header>
      <Layout.Content className="content">
        <Routes>
          <Route path="/worklist" element={<WorklistPage />} />
          <Route path="/filings/:filingId" element={<FilingPage />} />
          <Route path="/daily" element={<DailyPage />} />
          <Route path="*" element={<Navigate to="/worklist" replace />} />
        </Routes>
      </Layout.Content>
    </Layout>
  );
}
