import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Select, Space, Table, Tag } from 'antd';
import { useSearchParams } from 'react-router';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Webhook = Answer<'GET /api/console/webhooks'>['rows'][number];
type Delivery = Answer<'GET /api/console/webhook-deliveries'>['rows'][number];

const POLL_MS = 15_000;
const DELIVERIES_KEY = ['webhook-deliveries'];

export function WebhooksTab() {
  const t = useWords(words);
  const webhooks = useQuery({ queryKey: ['webhooks'], queryFn: () => client.call('GET /api/console/webhooks') });
  return (
    <>
      <p className="dim lead-line">{t('webhooksLead')}</p>
      <Loaded of={webhooks}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('noWebhooks')} />
          ) : (
            <Table<Webhook>
              rowKey="webhookId"
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: t('partner'), dataIndex: 'partner', render: (one: string) => <strong>{one}</strong> },
                { title: t('address'), dataIndex: 'url', render: (url: string) => <code>{url}</code> },
                { title: t('createdAt'), dataIndex: 'createdAt', render: dateTime },
              ]}
            />
          )
        }
      </Loaded>
    </>
  );
}

const STATES = ['pending', 'failed', 'given_up', 'delivered'] as const satisfies readonly Delivery['state'][];

export function DeliveriesTab({ acts }: { acts: boolean }) {
  const t = useWords(words);
  const [asked, setAsked] = useSearchParams();
  const wanted = STATES.find((one) => one === asked.get('state'));
  const deliveries = useQuery({
    queryKey: DELIVERIES_KEY,
    queryFn: () => client.call('GET /api/console/webhook-deliveries'),
    refetchInterval: POLL_MS,
  });
  return (
    <>
      <div className="tab-head">
        <p className="dim">{t('deliveriesLead')}</p>
        <Select
          allowClear
          className="state-select"
          aria-label={t('state')}
          placeholder={t('anyState')}
          {...(wanted === undefined ? {} : { value: wanted })}
          options={STATES.map((value) => ({ value, label: t(`delivery_${value}`) }))}
          onChange={(state: string | undefined) => setAsked(state === undefined ? {} : { state }, { replace: true })}
        />
      </div>
      <Loaded of={deliveries}>
        {({ rows }) => {
          const found = rows.filter((one) => wanted === undefined || one.state === wanted);
          if (found.length === 0) return <Nothing what={t(rows.length === 0 ? 'noDeliveries' : 'noneFits')} />;
          return <DeliveryTable rows={found} acts={acts} />;
        }}
      </Loaded>
    </>
  );
}

const TONES = { pending: 'blue', failed: 'orange', given_up: 'red', delivered: 'green' } as const;

function DeliveryTable({ rows, acts }: { rows: readonly Delivery[]; acts: boolean }) {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const replay = useMutation({
    mutationFn: (deliveryId: string) =>
      client.call('POST /api/console/webhook-deliveries/:deliveryId/replay', { params: { deliveryId } }),
    onSuccess: () => void message.success(t('replayed')),
    onSettled: () => queries.invalidateQueries({ queryKey: DELIVERIES_KEY }),
  });
  return (
    <Space orientation="vertical" className="full">
      {replay.error !== null && <Alert type="error" showIcon title={text(replay.error)} />}
      <Table<Delivery>
        rowKey="deliveryId"
        size="middle"
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: t('createdAt'), dataIndex: 'createdAt', render: dateTime },
          {
            title: t('partner'),
            key: 'partner',
            render: (_value, row) => (
              <>
                {row.partner}
                <div>
                  <code className="long-address">{row.url}</code>
                </div>
              </>
            ),
          },
          {
            title: t('news'),
            key: 'news',
            render: (_value, row) => (
              <>
                {newsIn(row.kind, t)}
                <div className="dim">{row.eventId}</div>
              </>
            ),
          },
          {
            title: t('state'),
            dataIndex: 'state',
            render: (state: Delivery['state']) => <Tag color={TONES[state]}>{t(`delivery_${state}`)}</Tag>,
          },
          { title: t('attempts'), dataIndex: 'attempts', align: 'right', className: 'figure-column' },
          { title: t('lastAnswer'), key: 'answer', render: (_value, row) => <LastAnswer of={row} /> },
          ...(acts
            ? [
                {
                  title: t('next'),
                  key: 'act',
                  render: (_value: unknown, row: Delivery) =>
                    row.state !== 'pending' && (
                      <Button
                        size="small"
                        loading={replay.isPending && replay.variables === row.deliveryId}
                        onClick={() => replay.mutate(row.deliveryId)}
                      >
                        {t('replay')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
    </Space>
  );
}

const newsIn = (kind: string, t: (key: keyof typeof words) => string): string => {
  const key = `news_${kind}`;
  return key in words ? t(key as keyof typeof words) : kind;
};

/** What a silence was, as far as its words tell. */
const SILENCES = [
  [/^removed$/, 'silence_removed'],
  [/private address/, 'silence_private'],
  [/timeout|abort/i, 'silence_timeout'],
  [/ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH/, 'silence_unreachable'],
] as const satisfies readonly (readonly [RegExp, keyof typeof words])[];

/** A status where the partner answered, else why there was none. */
function LastAnswer({ of: { lastStatus, lastReason } }: { of: Delivery }) {
  const t = useWords(words);
  if (lastStatus !== undefined) return <code>HTTP {lastStatus}</code>;
  if (lastReason === undefined) return <span className="dim">—</span>;
  const known = SILENCES.find(([said]) => said.test(lastReason));
  return <span title={lastReason}>{known === undefined ? lastReason : t(known[1])}</span>;
}
