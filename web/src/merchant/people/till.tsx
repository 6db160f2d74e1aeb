import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { LanguageSwitch } from '../../kit/language-switch.tsx';
import { yuan } from '../../kit/money.ts';
import { shortTime } from '../../kit/time.ts';
import { useSales } from '../queries.ts';
import { Loaded, Page, StateTag } from '../shell.tsx';
import { SaleList } from '../takings/sales.tsx';
import { Voice } from '../takings/voice-switch.tsx';
import { words } from './words.ts';

type Till = Answer<'GET /api/merchant/till'>;
const LATEST = 6;

/** The home page of whoever stands at the till: what came in, the last sales, the devices. Nothing of accounts. */
export function TillPage() {
  const t = useWords(words);
  const till = useQuery({ queryKey: ['till'], queryFn: () => client.call('GET /api/merchant/till') });
  return (
    <Page title={till.data?.name ?? t('till')} right={<LanguageSwitch className="text-button" />}>
      <Loaded of={till}>
        {(data) => (
          <>
            {data.restrictions.length > 0 && (
              <section className="card" role="alert">
                <p className="warned">{t('stopped')}</p>
              </section>
            )}
            <section className="today">
              <span>{t('today')}</span>
              <strong data-testid="today-gross">{yuan(data.today.grossFen)}</strong>
              <div className="today-line">
                <span>{t('count', { n: data.today.count })}</span>
                <span>{t('refunds', { n: data.today.refundCount, amount: yuan(data.today.refundFen) })}</span>
              </div>
            </section>
            <Latest />
            <Devices till={data} />
            <Voice />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Latest() {
  const sales = useSales();
  if (sales.data === undefined || sales.data.rows.length === 0) return null;
  return (
    <section className="card">
      <SaleList rows={sales.data.rows.slice(0, LATEST)} />
    </section>
  );
}

function Devices({ till }: { till: Till }) {
  const t = useWords(words);
  if (till.terminals.length === 0) return null;
  return (
    <section className="card">
      <strong>{t('devices')}</strong>
      <ul className="rows">
        {till.terminals.map((one) => (
          <li key={one.serialNo} className="split">
            <span>
              <i className={`dot ${one.online ? 'ok' : ''}`} aria-hidden="true" /> {one.terminalNo}{' '}
              <small>
                {one.lastSeenAt === undefined
                  ? t('never')
                  : one.online
                    ? t('online')
                    : `${t('offline')} · ${t('lastSeen', { at: shortTime(one.lastSeenAt) })}`}
              </small>
            </span>
            <span className="button-row">
              {one.state !== 'active' && <StateTag state={one.state} />}
              <Link href={`/tickets/new?serial=${one.serialNo}`}>{t('fault')}</Link>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
