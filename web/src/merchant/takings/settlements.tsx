import { Link } from 'wouter';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { useSettlements } from '../queries.ts';
import { Empty, Loaded, Page, StateTag } from '../shell.tsx';
import { words } from './words.ts';

export function SettlementsPage() {
  const t = useWords(words);
  const language = useLanguage();
  const settlements = useSettlements();
  return (
    <Page title={t('settlements')}>
      <p className="card split">
        <span>{t('t0Teaser')}</span>
        <Link href="/t0">{t('t0Go')}</Link>
      </p>
      <p className="card">
        <Link href="/month">{t('monthLink')}</Link>
      </p>
      <Loaded of={settlements}>
        {({ rows }) => {
          if (rows.length === 0) return <Empty title={t('noSettlements')} hint={t('noSettlementsHint')} />;
          return (
            <>
              {rows.map((row) => (
                <section key={row.batchId} className="card">
                  <header className="split">
                    <strong>
                      {civilDate(row.businessDate, language)}
                      {row.resumed && ` · ${t('resumedPart')}`}
                      {row.t0 && ' · T+0'}
                    </strong>
                    {row.payoutState !== undefined && <StateTag state={row.payoutState} />}
                  </header>
                  <dl className="three">
                    <div>
                      <dt>
                        {t('gross')} · {t('saleCount', { n: row.saleCount })}
                      </dt>
                      <dd>{yuan(row.grossFen)}</dd>
                    </div>
                    <div>
                      <dt>{t('fee')}</dt>
                      <dd>
                        {yuan(row.feeFen)}
                        {row.t0 && ` + ${yuan(row.surchargeFen)}`}
                      </dd>
                    </div>
                    <div>
                      <dt>{t('net')}</dt>
                      <dd className="big">{yuan(row.netFen)}</dd>
                    </div>
                  </dl>
                  <p className="small">
                    {row.arrivedAt === undefined
                      ? row.t0
                        ? t('t0Soon')
                        : t('willArrive', { date: civilDate(row.payDate, language) })
                      : t('arrived', { at: shortTime(row.arrivedAt) })}
                    {row.estimated && t('estimated')}
                    {row.bankReference !== undefined && (
                      <>
                        <br />
                        {t('bankRef')} {row.bankReference}
                      </>
                    )}
                  </p>
                  {row.payoutState === 'returned' && (
                    <p role="alert" className="field-error">
                      {t('bounced', { reason: row.reason ?? '' })}
                    </p>
                  )}
                </section>
              ))}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
