import { useQuery } from '@tanstack/react-query';
import { Card, Statistic } from 'antd';
import { Link } from 'react-router';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { may, type Permission, type Staff } from './session.ts';
import { Heading, Loaded } from './loaded.tsx';
import { Pulse } from './pulse.tsx';
import { words } from './words.ts';

interface Tile {
  readonly key:
    | 'casesOpen'
    | 'casesOverdue'
    | 'changesOpen'
    | 'merchantCount'
    | 'stockCount'
    | 'messagesUndelivered'
    | 'payoutsOpen'
    | 'breaksOpen'
    | 'lateReversalsOpen'
    | 'ticketsOpen'
    | 'ticketsOverdue'
    | 'riskCasesOpen'
    | 'accountsBlocked'
    | 'activationsOpen'
    | 'deregistrationsOpen'
    | 'trialBalance';
  readonly value: number | string;
  readonly to: string;
  readonly needs: Permission;
  readonly alarm?: boolean;
}

/** What waits, each with the page on which it is dealt with. */
function tilesOf(data: Answer<'GET /api/console/overview'>): readonly Tile[] {
  return [
    { key: 'casesOpen', value: data.casesOpen, to: '/review', needs: 'review.read' },
    {
      key: 'casesOverdue',
      value: data.casesOverdue,
      to: '/review',
      needs: 'review.read',
      alarm: data.casesOverdue > 0,
    },
    { key: 'changesOpen', value: data.changesOpen, to: '/changes', needs: 'review.read' },
    { key: 'merchantCount', value: data.merchants, to: '/merchants', needs: 'operate.read' },
    { key: 'stockCount', value: data.stock, to: '/stock', needs: 'operate.read', alarm: data.stock === 0 },
    {
      key: 'messagesUndelivered',
      value: data.messagesUndelivered,
      to: '/messages',
      needs: 'operate.read',
      alarm: data.messagesUndelivered > 0,
    },
    { key: 'payoutsOpen', value: data.payoutsOpen, to: '/settlement', needs: 'operate.read' },
    {
      key: 'breaksOpen',
      value: data.breaksOpen,
      to: '/reconciliation',
      needs: 'operate.read',
      alarm: data.breaksOpen > 0,
    },
    {
      key: 'lateReversalsOpen',
      value: data.lateReversalsOpen,
      to: '/exceptions/reversals',
      needs: 'operate.read',
      alarm: data.lateReversalsOpen > 0,
    },
    { key: 'ticketsOpen', value: data.ticketsOpen, to: '/tickets', needs: 'hotline.serve' },
    {
      key: 'ticketsOverdue',
      value: data.ticketsOverdue,
      to: '/tickets',
      needs: 'hotline.serve',
      alarm: data.ticketsOverdue > 0,
    },
    {
      key: 'riskCasesOpen',
      value: data.riskCasesOpen,
      to: '/risk-cases',
      needs: 'operate.read',
      alarm: data.riskCasesOpen > 0,
    },
    {
      key: 'accountsBlocked',
      value: data.accountsBlocked,
      to: '/settlement',
      needs: 'operate.read',
      alarm: data.accountsBlocked > 0,
    },
    { key: 'activationsOpen', value: data.activationsOpen, to: '/doctor', needs: 'operate.read' },
    {
      key: 'deregistrationsOpen',
      value: data.deregistrationsOpen,
      to: '/deregistrations',
      needs: 'operate.read',
    },
    {
      key: 'trialBalance',
      value: yuan(data.trialBalanceFen),
      to: '/trial',
      needs: 'ledger.read',
      alarm: data.trialBalanceFen !== '0',
    },
  ];
}

export function OverviewPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const overview = useQuery({
    queryKey: ['overview'],
    queryFn: () => client.call('GET /api/console/overview'),
    refetchInterval: 10_000,
  });
  return (
    <Loaded of={overview}>
      {(data) => {
        const tiles = tilesOf(data);
        return (
          <>
            <Heading title={t('overview')}>
              <span className="dim">
                {t('now')} {dateTime(data.now)} · {t('businessDate')} {data.businessDate}
              </span>
            </Heading>
            {may(staff, 'operate.read') && <Pulse />}
            <div className="tiles">
              {tiles.map((tile) => {
                const card = (
                  <Card hoverable={may(staff, tile.needs)} className={tile.alarm === true ? 'alarm' : ''}>
                    <Statistic title={t(tile.key)} value={tile.value} formatter={(value) => value} />
                  </Card>
                );
                return may(staff, tile.needs) ? (
                  <Link key={tile.key} to={tile.to}>
                    {card}
                  </Link>
                ) : (
                  <div key={tile.key}>{card}</div>
                );
              })}
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
