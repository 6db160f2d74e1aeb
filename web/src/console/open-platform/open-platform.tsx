import { Tabs } from 'antd';
import { useLocation, useNavigate } from 'react-router';
import { useWords } from '../../kit/language.ts';
import { Heading } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { KeysTab } from './keys.tsx';
import { DeliveriesTab, WebhooksTab } from './webhooks.tsx';
import { words } from './words.ts';

const TABS = [
  { key: 'keys', Body: KeysTab },
  { key: 'webhooks', Body: WebhooksTab },
  { key: 'deliveries', Body: DeliveriesTab },
] as const;

/** Partners' systems: the keys they come with, where they want to hear of their applications, and what was sent there. */
export function OpenPlatformPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const navigate = useNavigate();
  const here = useLocation().pathname.split('/')[2] ?? '';
  const acts = may(staff, 'operate.act');
  return (
    <>
      <Heading title={t('title')}>
        <a className="underlined" href="/docs" target="_blank" rel="noreferrer">
          {t('interfaceDocs')}
        </a>
      </Heading>
      <Tabs
        activeKey={TABS.find((one) => one.key === here)?.key ?? 'keys'}
        destroyOnHidden
        onChange={(key) => void navigate(`/open-platform/${key}`)}
        items={TABS.map(({ key, Body }) => ({ key, label: t(`tab_${key}`), children: <Body acts={acts} /> }))}
      />
    </>
  );
}
