import { Alert, Button, Result, Spin, Tabs } from 'antd';
import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { client } from '../kit/client.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { BankTab } from './bank.tsx';
import { ClockTab } from './clock.tsx';
import { FailuresTab } from './failures.tsx';
import { ResetDemo } from './reset.tsx';
import { CourierTab } from './courier.tsx';
import { NetworkTab } from './network.tsx';
import { RegistryTab, SimsTab, TerminalsTab } from './others.tsx';
import { SamplesTab } from './samples.tsx';
import { SmsTab } from './sms.tsx';
import { words } from './words.ts';

const TABS = [
  'sms',
  'courier',
  'network',
  'bank',
  'registry',
  'terminals',
  'sims',
  'samples',
  'clock',
  'failures',
] as const;
type Tab = (typeof TABS)[number];
const PAGES = {
  sms: SmsTab,
  courier: CourierTab,
  network: NetworkTab,
  bank: BankTab,
  registry: RegistryTab,
  terminals: TerminalsTab,
  sims: SimsTab,
  samples: SamplesTab,
  clock: ClockTab,
  failures: FailuresTab,
};

const firstTab = (): Tab => TABS.find((tab) => tab === new URLSearchParams(location.search).get('tab')) ?? 'sms';

export function World() {
  const t = useWords(words);
  const text = useProblemText();
  const status = useQuery({ queryKey: ['status'], queryFn: () => client.call('GET /api/public/status'), retry: 2 });
  useEffect(() => {
    document.title = `${t('title')} · 开通 Kaitong`;
  }, [t]);
  return (
    <div className="world">
      <header className="world-head">
        <div>
          <h1>{t('title')}</h1>
          <p>{t('subtitle')}</p>
        </div>
        {status.data?.demo === true && <ResetDemo />}
        <a href="/">{t('home')}</a>
        <LanguageSwitch className="plain-button" />
      </header>
      {status.isPending && <Spin description={t('loading')} fullscreen />}
      {status.error !== null && (
        <Alert
          type="error"
          showIcon
          title={text(status.error)}
          action={<Button onClick={() => void status.refetch()}>{t('retry')}</Button>}
        />
      )}
      {status.data?.demo === false && (
        <Result status="info" title={t('demoOnly')} subTitle={t('demoOnlyHint')} extra={<a href="/">{t('home')}</a>} />
      )}
      {status.data?.demo === true && <WorldTabs />}
    </div>
  );
}

function WorldTabs() {
  const t = useWords(words);
  const [tab, setTab] = useState<Tab>(firstTab);
  const choose = (next: string): void => {
    setTab(next as Tab);
    const query = new URLSearchParams(location.search);
    query.set('tab', next);
    history.replaceState(null, '', `?${query.toString()}`);
  };
  return (
    <Tabs
      activeKey={tab}
      onChange={choose}
      destroyOnHidden
      items={TABS.map((key) => {
        const Body = PAGES[key];
        return { key, label: t(key), children: <Body /> };
      })}
    />
  );
}
