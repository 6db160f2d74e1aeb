import { Link, useLocation } from 'wouter';
import type { Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { shortTime } from '../../kit/time.ts';
import { useFlags } from '../queries.ts';
import { Loaded, Page } from '../shell.tsx';
import { words as takings } from '../takings/words.ts';
import { words } from './words.ts';

type Flag = Answer<'GET /api/merchant/flags'>['flags'][number];

/** Plainly no, or what stands against the merchant, why, and what can be done. */
export function FlagsPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const flags = useFlags();
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <Loaded of={flags}>
        {(seen) => (
          <>
            <section className="card centre" role="status">
              <strong className="big">{seen.flagged ? t('yes', { count: seen.flags.length }) : t('no')}</strong>
              {!seen.flagged && <p>{t('noText')}</p>}
            </section>
            {seen.flags.map((flag) => (
              <FlagCard key={`${flag.what} ${flag.caseId ?? ''}`} flag={flag} />
            ))}
            <p className="small centre">{t('privacy')}</p>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function FlagCard({ flag }: { flag: Flag }) {
  const t = useWords(words);
  const w = useWords(takings);
  return (
    <section className="card" aria-label={t(flag.what)}>
      <header className="split">
        <strong>{t(flag.what)}</strong>
        {flag.until !== undefined && <span className="tag warn">{t('until', { until: shortTime(flag.until) })}</span>}
      </header>
      {flag.amountFen !== undefined && <p>{t('amount', { amount: yuan(flag.amountFen) })}</p>}
      {(flag.reasons.length > 0 || flag.words !== undefined) && (
        <>
          <h3>{t('why')}</h3>
          {flag.words !== undefined && <p>{flag.words}</p>}
          <ul>
            {flag.reasons.map((reason) => (
              <li key={reason}>{w(`why_${reason}`)}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('what')}</h3>
      <p>{t(`do_${flag.what}`)}</p>
      {flag.what === 'suspended' || flag.caseId === undefined ? (
        <a className="quiet-link" href="tel:4000000000">
          {t('call')}
        </a>
      ) : (
        <Link className="row-link" href={`/delays#${flag.caseId}`}>
          <span>{t('go')}</span>
          <i aria-hidden="true">→</i>
        </Link>
      )}
    </section>
  );
}
