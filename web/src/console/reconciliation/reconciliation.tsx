import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'antd';
import { useLocation, useNavigate } from 'react-router';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Heading } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { BreaksTab } from './breaks.tsx';
import { DisputesTab } from './disputes.tsx';
import { FilesTab } from './files.tsx';
import { words } from './words.ts';

const TABS = ['standing', 'ended', 'disputes', 'files'] as const;

/** Where our journal, the network's file and its money do not say the same, and how that ends. */
export function ReconciliationPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const navigate = useNavigate();
  const asked = useLocation().pathname.split('/')[2];
  const here = TABS.find((tab) => tab === asked) ?? 'standing';
  const acts = may(staff, 'operate.act');
  const standing = useQuery({
    queryKey: ['breaks', 'count'],
    queryFn: () => client.call('GET /api/console/breaks', { query: { standing: 'yes', size: '1' } }),
  });
  const disputes = useQuery({
    queryKey: ['disputes', 'count'],
    queryFn: () => client.call('GET /api/console/disputes', { query: { standing: 'yes', size: '1' } }),
  });
  const ageing = standing.data?.ageing ?? [];
  const ages = disputes.data?.ages ?? [];
  const disputed = ages.reduce((sum, one) => sum + one.count, 0);
  const count = ageing.reduce((sum, one) => sum + one.count, 0);
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <Tabs
        activeKey={here}
        destroyOnHidden
        onChange={(key) => void navigate(`/reconciliation/${key}`)}
        items={[
          {
            key: 'standing',
            label: count === 0 ? t('tab_standing') : `${t('tab_standing')} (${count})`,
            children: <BreaksTab standing acts={acts} ageing={ageing} />,
          },
          { key: 'ended', label: t('tab_ended'), children: <BreaksTab standing={false} acts={acts} ageing={ageing} /> },
          {
            key: 'disputes',
            label: disputed === 0 ? t('tab_disputes') : `${t('tab_disputes')} (${disputed})`,
            children: <DisputesTab acts={acts} ages={ages} />,
          },
          { key: 'files', label: t('tab_files'), children: <FilesTab /> },
        ]}
      />
    </>
  );
}
