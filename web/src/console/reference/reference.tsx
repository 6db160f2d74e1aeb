import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Tabs } from 'antd';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Heading, Loaded } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { Bring, type Kind } from './bring.tsx';
import { Calendar } from './calendar.tsx';
import { Files } from './files.tsx';
import { Branches, Issuers, Trades } from './tables.tsx';
import { words } from './words.ts';

const KINDS = ['calendar', 'bin', 'trade', 'branch'] as const satisfies readonly Kind[];
const isKind = (text: string): text is Kind => KINDS.some((one) => one === text);

/** What belongs to others and is taken over again and again. */
export function ReferencePage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [params, setParams] = useSearchParams();
  const [bringing, bring] = useState<Kind>();
  const found = useQuery({ queryKey: ['reference'], queryFn: () => client.call('GET /api/console/reference') });
  const acts = may(staff, 'policy.change');
  const tab = params.get('tab') ?? 'calendar';
  return (
    <>
      <Heading title={t('title')}>
        {acts && isKind(tab) && (
          <Button type="primary" onClick={() => bring(tab)}>
            {t('bring')}
          </Button>
        )}
      </Heading>
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={found}>
        {({ today, coverage, counts, imports }) => {
          const bodies: Readonly<Record<Kind, ReactNode>> = {
            calendar: (
              <>
                <Alert
                  showIcon
                  className="lead-line"
                  type={coverage.alarm ? 'warning' : 'success'}
                  title={t('coveredTo', { day: coverage.to, days: coverage.daysLeft })}
                  description={coverage.alarm ? t('coverageShort', { day: coverage.to }) : undefined}
                />
                <Calendar today={today} />
              </>
            ),
            bin: <Issuers />,
            trade: <Trades />,
            branch: <Branches />,
          };
          const waiting = imports.filter((one) => one.state === 'proposed').length;
          return (
            <Tabs
              activeKey={tab}
              onChange={(key) => setParams({ tab: key }, { replace: true })}
              items={[
                ...KINDS.map((kind) => ({
                  key: kind,
                  label: t(kind),
                  children: (
                    <>
                      {kind !== 'calendar' && <p className="dim">{t('inForce', { count: counts[kind] })}</p>}
                      {bodies[kind]}
                    </>
                  ),
                })),
                {
                  key: 'files',
                  label: waiting === 0 ? t('imports') : `${t('imports')} (${waiting})`,
                  children: <Files files={imports} acts={acts} />,
                },
              ]}
            />
          );
        }}
      </Loaded>
      {bringing !== undefined && <Bring kind={bringing} onClose={() => bring(undefined)} />}
    </>
  );
}
