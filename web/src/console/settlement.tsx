import { useQuery } from '@tanstack/react-query';
import { Progress, Table, Tabs, Tag } from 'antd';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { Batches } from './batches.tsx';
import { may, type Staff } from './session.ts';
import { BankFiles } from './payout-files.tsx';
import { Payouts } from './lists/payouts.tsx';
import { Heading, Loaded, StateTag } from './loaded.tsx';
import { words } from './words.ts';

type Settlement = Answer<'GET /api/console/settlement'>;

const money = (fen: string) => <span className="figures">{yuan(fen)}</span>;
const tag = (state: string) => <StateTag state={state} />;

export function SettlementPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [params, goTo] = useSearchParams();
  const tab = params.get('tab') ?? 'days';
  const settlement = useQuery({
    queryKey: ['settlement'],
    queryFn: () => client.call('GET /api/console/settlement'),
    // while a day is being settled its bar moves
    refetchInterval: ({ state }) =>
      state.data?.days.some((day) => day.state === 'settling') === true ? 2_000 : 10_000,
  });
  return (
    <>
      <Heading title={t('settlement')} />
      <Loaded of={settlement}>
        {(data) => (
          <Tabs
            activeKey={tab}
            onChange={(key) => goTo({ tab: key })}
            items={[
              { key: 'days', label: `${t('days')} ${data.days.length}`, children: <Days rows={data.days} /> },
              {
                key: 'payouts',
                label: t('payouts'),
                children: <Payouts lead={<Exposure t0={data.t0} />} canRetry={may(staff, 'operate.act')} />,
              },
              {
                key: 'payoutFiles',
                label: `${t('payoutFiles')} ${data.payoutFiles.length}`,
                children: <BankFiles files={data.payoutFiles} bank={data.bank} acts={may(staff, 'operate.act')} />,
              },
              { key: 'batches', label: t('batches'), children: <Batches /> },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}

function Days({ rows }: { rows: Settlement['days'] }) {
  const t = useWords(words);
  return (
    <Table
      rowKey="date"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('date'), dataIndex: 'date' },
        {
          title: t('state'),
          dataIndex: 'state',
          render: (state: string, row) => (state === 'settling' ? <Settling day={row} /> : tag(state)),
        },
        { title: t('count'), dataIndex: 'saleCount', align: 'right' },
        { title: t('gross'), dataIndex: 'grossFen', align: 'right', render: money },
        {
          title: t('networkNet'),
          dataIndex: 'networkNetFen',
          align: 'right',
          render: (fen?: string) => (fen === undefined ? '—' : money(fen)),
        },
        {
          title: t('payDate'),
          dataIndex: 'payDate',
          render: (date: string, row) => (
            <>
              {date} {row.estimated && <Tag color="orange">{t('estimated')}</Tag>}
            </>
          ),
        },
      ]}
    />
  );
}

/** How far the merchants of a day are paid. */
function Settling({ day }: { day: Settlement['days'][number] }) {
  const t = useWords(words);
  const { merchantsPaid: paid, merchantCount: all } = day;
  const told = t('settlingOf', { paid, all });
  return (
    <div className="settling">
      {tag(day.state)}
      <Progress
        percent={all === 0 ? 0 : Math.floor((paid / all) * 100)}
        size="small"
        aria-label={told}
        aria-valuetext={told}
      />
      <span className="figures">{told}</span>
    </div>
  );
}

/** What our own funds have in front of the network's money. */
function Exposure({ t0 }: { t0: Settlement['t0'] }) {
  const t = useWords(words);
  return <p>{t('t0Exposure', { amount: yuan(t0.advancedFen), n: t0.saleCount, surcharge: yuan(t0.surchargeFen) })}</p>;
}
