import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress, Table, Tabs, Tag } from 'antd';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { useProblemText } from '../kit/problems.ts';
import { Batches } from './batches.tsx';
import { may, type Staff } from './session.ts';
import { BankFiles } from './payout-files.tsx';
import { Heading, Loaded, StateTag } from './loaded.tsx';
import { words } from './words.ts';

type Settlement = Answer<'GET /api/console/settlement'>;

const money = (fen: string) => <span className="figures">{yuan(fen)}</span>;
const tag = (state: string) => <StateTag state={state} />;

export function SettlementPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
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
            items={[
              { key: 'days', label: `${t('days')} ${data.days.length}`, children: <Days rows={data.days} /> },
              {
                key: 'payouts',
                label: `${t('payouts')} ${data.payouts.length}`,
                children: (
                  <>
                    <Exposure t0={data.t0} />
                    <Payouts rows={data.payouts} canRetry={may(staff, 'operate.act')} />
                  </>
                ),
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

function Payouts({ rows, canRetry }: { rows: Settlement['payouts']; canRetry: boolean }) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: (payoutId: string) =>
      client.call('POST /api/console/payouts/:payoutId/retry', { params: { payoutId } }),
    onSuccess: () => void message.success(t('asked')),
    onError: (error) => void message.error(text(error)),
    onSettled: () => queries.invalidateQueries(),
  });
  const waits = (state: string): boolean => state === 'unknown' || state === 'sending' || state === 'prepared';
  return (
    <Table
      rowKey="payoutId"
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      columns={[
        { title: t('amount'), dataIndex: 'amountFen', align: 'right', render: money },
        {
          title: t('way'),
          dataIndex: 't0',
          render: (t0: boolean) => (t0 ? <Tag color="blue">T+0</Tag> : 'T+1'),
        },
        { title: t('state'), dataIndex: 'state', render: tag },
        { title: t('reason'), dataIndex: 'reason' },
        { title: t('bankRef'), dataIndex: 'bankReference' },
        { title: t('tries'), dataIndex: 'tries', align: 'right' },
        {
          title: '',
          key: 'retry',
          render: (_value, row) =>
            canRetry && waits(row.state) ? (
              <Button
                size="small"
                loading={retry.isPending && retry.variables === row.payoutId}
                onClick={() => retry.mutate(row.payoutId)}
              >
                {t('askNow')}
              </Button>
            ) : null,
        },
        { title: t('merchant'), dataIndex: 'merchantId' },
        { title: t('reference'), dataIndex: 'payoutId' },
      ]}
    />
  );
}
