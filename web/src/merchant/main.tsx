/** Entry of the merchant app: a phone page from the first tap to the money. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider, unstableSetRender } from 'antd-mobile';
import enUS from 'antd-mobile/es/locales/en-US';
import zhCN from 'antd-mobile/es/locales/zh-CN';
import { StrictMode, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import '../kit/brand.css';
import { problemOf } from '../kit/client.ts';
import { useLanguage } from '../kit/language.ts';
import { followTypeSize } from '../kit/type-size.ts';
import { App } from './app.tsx';
import { enterLook } from './look/enter.ts';
import { askAhead } from './queries.ts';
import { registerWorker } from './installed/register.ts';
import './merchant.css';

// antd-mobile draws toasts and dialogs with a root of its own; React 19 removed the way it knew
const roots = new WeakMap<Element | DocumentFragment, Root>();
unstableSetRender((node, container) => {
  const root = roots.get(container) ?? createRoot(container);
  roots.set(container, root);
  root.render(node);
  return () => {
    root.unmount();
    roots.delete(container);
    return Promise.resolve();
  };
});

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      retry: (count, error) => problemOf(error).code === 'network.unreachable' && count < 2,
      retryDelay: 1_500,
    },
    mutations: { networkMode: 'always' },
  },
});

function Locale({ children }: { children: ReactNode }) {
  return <ConfigProvider locale={useLanguage() === 'en' ? enUS : zhCN}>{children}</ConfigProvider>;
}

enterLook();
askAhead(queries, location.pathname);
followTypeSize();
const root = document.querySelector('#root');
if (root === null) throw new Error('the page has a #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Locale>
        <App />
      </Locale>
    </QueryClientProvider>
  </StrictMode>,
);
registerWorker();
