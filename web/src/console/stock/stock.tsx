import { Tabs } from 'antd';
import { useLocation, useNavigate } from 'react-router';
import { useWords } from '../../kit/language.ts';
import { Heading } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { CountsTab } from './counts.tsx';
import { DevicesTab } from './device-list.tsx';
import { ImportTab } from './import-file.tsx';
import { PlacesTab } from './places.tsx';
import { TransfersTab } from './transfers.tsx';
import { words } from './words.ts';

const TABS = [
  { key: 'places', Body: PlacesTab },
  { key: 'devices', Body: DevicesTab },
  { key: 'import', Body: ImportTab },
  { key: 'transfers', Body: TransfersTab },
  { key: 'counts', Body: CountsTab },
] as const;

/** Each tab has an address of its own, so that it can be reloaded and sent to a colleague. */
export function StockPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const navigate = useNavigate();
  const here = useLocation().pathname.split('/')[2] ?? '';
  const acts = may(staff, 'operate.act');
  return (
    <>
      <Heading title={t('title')} />
      <Tabs
        activeKey={TABS.find((one) => one.key === here)?.key ?? 'places'}
        destroyOnHidden
        onChange={(key) => void navigate(`/stock/${key}`)}
        items={TABS.map(({ key, Body }) => ({ key, label: t(`tab_${key}`), children: <Body acts={acts} /> }))}
      />
    </>
  );
}
