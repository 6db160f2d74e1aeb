import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd-mobile';
import { Link } from 'wouter';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { Empty, Loaded, Page, Refused, StateTag } from '../merchant/shell.tsx';
import { TakeIn } from './take-in.tsx';
import { words } from './words.ts';

type Device = Answer<'GET /api/agent/devices'>['rows'][number];
const CHECKS = ['power', 'network', 'code', 'deposit_card', 'test_sale', 'e_receipt'] as const;

export function DevicesPage() {
  const t = useWords(words);
  const devices = useQuery({
    queryKey: ['agent-devices'],
    queryFn: () => client.call('GET /api/agent/devices'),
    refetchInterval: 10_000,
  });
  return (
    <Page title={t('devices')}>
      <Link href="/repairs" className="row-link card">
        <span>{t('repairs')}</span>
        <i aria-hidden="true">→</i>
      </Link>
      <Loaded of={devices}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('noDevices')} hint={t('noDevicesHint')} />
          ) : (
            rows.map((one) => <DeviceCard key={one.serialNo} device={one} />)
          )
        }
      </Loaded>
      <TakeIn />
    </Page>
  );
}

/** The code exists only once the device is in the merchant's hands, and goes to their phone alone. */
function HandOver({ filingId }: { filingId: string }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const give = useMutation({
    mutationFn: () => client.call('POST /api/agent/filings/:filingId/handover', { params: { filingId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['agent-devices'] }),
  });
  return (
    <>
      <p className="small">{t('handOverHint')}</p>
      <Button block color="primary" loading={give.isPending} onClick={() => give.mutate()}>
        {t('handOver')}
      </Button>
      {give.error !== null && <Refused error={give.error} />}
    </>
  );
}

function DeviceCard({ device }: { device: Device }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const tick = useMutation({
    mutationFn: ({ item, done }: { item: (typeof CHECKS)[number]; done: boolean }) =>
      client.call('PUT /api/agent/filings/:filingId/site-checks/:item', {
        params: { filingId: device.filingId, item },
        body: { done },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['agent-devices'] }),
  });
  const isDone = (item: string): boolean => device.checks.some((one) => one.item === item);
  return (
    <section className="card" aria-label={device.serialNo}>
      <header className="split">
        <strong>{device.merchantName}</strong>
        <StateTag state={device.state} />
      </header>
      <p className="small">
        {t('serial')} {device.serialNo} · {device.terminalNo}
      </p>
      {!device.handedOver && <HandOver filingId={device.filingId} />}
      <strong>{t('steps')}</strong>
      <ul className="site-checks">
        {CHECKS.map((item) => (
          <li key={item}>
            <Checkbox checked={isDone(item)} onChange={(done) => tick.mutate({ item, done })}>
              {t(item)}
            </Checkbox>
          </li>
        ))}
      </ul>
      {tick.error !== null && <Refused error={tick.error} />}
    </section>
  );
}
