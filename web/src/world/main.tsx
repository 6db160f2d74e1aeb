/** Entry of the outside world: the simulators' own faces, for demonstrations only. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../kit/brand.css';
import { desktopTheme } from '../kit/desktop-theme.ts';
import { useLanguage } from '../kit/language.ts';
import { World } from './app.tsx';
import './world.css';

const queries = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false } } });

function Root() {
  return (
    <ConfigProvider locale={useLanguage() === 'en' ? enUS : zhCN} theme={desktopTheme}>
      <AntApp>
        <World />
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
