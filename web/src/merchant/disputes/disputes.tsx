import { Link, useLocation } from 'wouter';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { type Answer } from '../../kit/client.ts';
import { useDisputes } from '../queries.ts';
import { Empty, Loaded, Page } from '../shell.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/merchant/disputes'>['rows'][number];

export const DISPUTE_TONES: Readonly<Record<Row['state'], '' | 'good' | 'warn' | 'bad' | 'busy'>> = {
  waiting_merchant: 'warn',
  waiting_us: 'busy',
  proposed: 'busy',
  sent: 'busy',
  won: 'good',
  lost: 'bad',
  accepted: '',
  answered: 'good',
  expired: 'bad',
  carried: '',
  declined: '',
  withdrawn: '',
};

/** Disputes about the merchant's sales: what waits for it first, with its deadline. */
export function DisputesPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const disputes = useDisputes();
  return (
    <Page title={t('title')} onBack={() => go('/home')}>
      <Loaded of={disputes}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('none')} hint={t('noneHint')} />
          ) : (
            <>
              {rows.map((row) => (
                <DisputeCard key={row.disputeId} row={row} />
              ))}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function DisputeCard({ row }: { row: Row }) {
  const t = useWords(words);
  const language = useLanguage();
  return (
    <Link href={`/disputes/${row.disputeId}`} className="card dispute-card">
      <header className="split">
        <strong>
          {row.kind === 'claim' ? t('sale') : t(row.kind)} ¥{yuan(row.amountFen)}
        </strong>
        <span className={`tag ${DISPUTE_TONES[row.state]}`}>{t(row.state)}</span>
      </header>
      {row.soldAt !== undefined && (
        <p>
          {t('sale')} {shortTime(row.soldAt)} · {row.card}
        </p>
      )}
      {row.dueAt !== undefined && (
        <p>
          <strong>{t('until', { date: civilDate(shanghaiDate(row.dueAt), language) })}</strong>
        </p>
      )}
    </Link>
  );
}

const SHANGHAI_MS = 8 * 3_600_000;
/** The day in Shanghai of an instant. */
export const shanghaiDate = (at: string): string => new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(0, 10);
