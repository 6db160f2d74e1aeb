/** Entry of the counter: officers of a partner bank's outlet at a desk. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import '../kit/brand.css';
import { problemOf } from '../kit/client.ts';
import { desktopTheme } from '../kit/desktop-theme.ts';
import { useLanguage } from '../kit/language.ts';
import { Counter } from './app.tsx';
import './counter.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 2_000,
      retry: (count, error) => problemOf(error).code === 'network.unreachable' && count < 2,
    },
  },
});

function Root() {
  return (
    <ConfigProvider locale={useLanguage() === 'en' ? enUS : zhCN} theme={desktopTheme}>
      <AntApp>
        <BrowserRouter basename="/counter">
          <Counter />
        </BrowserRouter>
      </AntApp>
    </ConfigProvider>
  );
}

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has a #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Root />
    </QueryClientProvider>
  </StrictMode>,
);
