import { Tabs } from 'antd';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useWords } from '../../kit/language.ts';
import { Heading } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { useDeviceReports, useLateReversals, useRelocations, useTerminals } from './exceptions-data.ts';
import { LateReversalsTab } from './late-reversals.tsx';
import { RelocationsTab } from './relocations.tsx';
import { ReportForMerchant } from './report-for-merchant.tsx';
import { ReportsTab } from './reports.tsx';
import { TerminalsTab } from './terminals.tsx';
import { words } from './words.ts';

const TABS = ['reports', 'terminals', 'moves', 'reversals'] as const;

/** Devices that did not come as they should, terminals that the network will not have, and reversals that came after settlement. */
export function ExceptionsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const navigate = useNavigate();
  const asked = useLocation().pathname.split('/')[2];
  const here = TABS.find((tab) => tab === asked) ?? 'reports';
  const acts = may(staff, 'operate.act');
  const [reporting, setReporting] = useState<{ readonly terminalNo: string | undefined }>();
  const reports = useDeviceReports();
  const terminals = useTerminals();
  const moves = useRelocations();
  const late = useLateReversals();
  const open = reports.data?.rows.filter((one) => one.state === 'open').length ?? 0;
  const refused = terminals.data?.rows.filter((one) => one.registration?.state === 'refused').length ?? 0;
  const waiting = moves.data?.rows.filter((one) => one.state === 'in_review').length ?? 0;
  const owed = late.data?.rows.filter((one) => one.state === 'open').length ?? 0;
  const counted = (label: string, count: number): string => (count === 0 ? label : `${label} (${count})`);
  return (
    <>
      <Heading title={t('title')} />
      <Tabs
        activeKey={here}
        destroyOnHidden
        onChange={(key) => void navigate(`/exceptions/${key}`)}
        items={[
          {
            key: 'reports',
            label: counted(t('tab_reports'), open),
            children: <ReportsTab of={reports} acts={acts} onReport={() => setReporting({ terminalNo: undefined })} />,
          },
          {
            key: 'terminals',
            label: counted(t('tab_terminals'), refused),
            children: (
              <TerminalsTab of={terminals} acts={acts} onReport={(terminalNo) => setReporting({ terminalNo })} />
            ),
          },
          {
            key: 'moves',
            label: counted(t('tab_moves'), waiting),
            children: <RelocationsTab of={moves} acts={acts} />,
          },
          {
            key: 'reversals',
            label: counted(t('tab_reversals'), owed),
            children: <LateReversalsTab of={late} acts={acts} />,
          },
        ]}
      />
      {reporting !== undefined && (
        <ReportForMerchant
          terminals={terminals.data?.rows ?? []}
          terminalNo={reporting.terminalNo}
          onClose={() => setReporting(undefined)}
        />
      )}
    </>
  );
}
