import { Button } from 'antd-mobile';
import { Link, useLocation, useSearch } from 'wouter';
import { client, type Answer, type RouteKey } from '../../kit/client.ts';
import { courseWords } from '../../kit/course-words.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { dateTime } from '../../kit/time.ts';
import { SaleCourse } from '../../kit/sale-course.tsx';
import { AskAbout } from '../month/ask.tsx';
import { useSale } from '../queries.ts';
import { Loaded, Page, StateTag } from '../shell.tsx';
import { Archived } from './archive.tsx';
import { ShareReceipt } from './share.tsx';
import { words } from './words.ts';

type Detail = Answer<'GET /api/merchant/transactions/:transactionId'>;

/** What the device takes back with 退货. */
const REFUNDABLE: ReadonlySet<string> = new Set(['sale', 'completion', 'qr_passive', 'qr_active', 'offline_sale']);
/** MMDD, as the device asks for it. */
const monthDay = (at: string): string => dateTime(at).slice(5, 10).replace('/', '');

export function ReceiptPage({ transactionId }: { transactionId: string }) {
  const t = useWords(words);
  const c = useWords(courseWords);
  const sale = useSale(transactionId);
  const [, go] = useLocation();
  const search = useSearch(); // what was looked for in the list
  return (
    <Page title={t('receipt')} onBack={() => go(search === '' ? '/sales' : `/sales?${search}`)}>
      <Loaded of={sale}>
        {(detail) => (
          <>
            <Marked sale={detail.sale} />
            <Disputed of={detail.disputes} />
            {detail.archive !== undefined && <Archived of={detail.archive} transactionId={transactionId} />}
            {detail.receipt === undefined ? <NoSlip detail={detail} /> : <Slip receipt={detail.receipt} />}
            <dl className="card pairs">
              <dt>{t('state')}</dt>
              <dd>
                <StateTag state={detail.sale.state} />
              </dd>
              {detail.sale.feeFen !== undefined && (
                <>
                  <dt>{t('fee')}</dt>
                  <dd>{yuan(detail.sale.feeFen)}</dd>
                </>
              )}
              <dt>{t('settleDay')}</dt>
              <dd>{detail.sale.businessDate}</dd>
              {detail.paidT0 && (
                <>
                  <dt>{t('settledBy')}</dt>
                  <dd>{t('settledT0')}</dd>
                </>
              )}
            </dl>
            {detail.course !== undefined && (
              <section className="card no-print">
                <strong>{c('title')}</strong>
                <SaleCourse course={detail.course} />
                {detail.course.stop === 'risk_hold' && <Link href="/delays">{c('why')}</Link>}
              </section>
            )}
            {detail.signed && (
              <figure className="card signature">
                <figcaption>{t('signature')}</figcaption>
                <img
                  src={client.href('GET /api/merchant/transactions/:transactionId/signature' satisfies RouteKey, {
                    transactionId,
                  })}
                  alt={t('signature')}
                />
              </figure>
            )}
            {detail.receipt !== undefined && <ShareReceipt of={detail} transactionId={transactionId} />}
            {detail.receipt !== undefined && REFUNDABLE.has(detail.sale.kind) && detail.sale.state === 'approved' && (
              <p className="card no-print">
                {t('refundHow', { rrn: detail.sale.rrn, date: monthDay(detail.sale.at) })}
              </p>
            )}
            <AskAbout about={{ month: detail.sale.businessDate.slice(0, 7), transactionId }} />
            {detail.receipt !== undefined && (
              <Button block className="no-print" onClick={() => window.print()}>
                {t('print')}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Why the money of this sale waits, or is not the merchant's to keep. */
function Marked({ sale }: { sale: Detail['sale'] }) {
  const t = useWords(words);
  return (
    <>
      {sale.waitsFor !== undefined && (
        <p className="card no-print">
          <Link href={`/delays#${sale.waitsFor}`}>
            <span className="tag warn">{t('waits')}</span> {t('waitsWhy')}
          </Link>
        </p>
      )}
      {sale.lateReversal !== undefined && (
        <p className="card no-print" role="alert">
          {t(`lateReversal_${sale.lateReversal}`)}
        </p>
      )}
    </>
  );
}

/** A sale that a cardholder's bank asks about or has taken back. */
function Disputed({ of }: { of: Detail['disputes'] }) {
  const t = useWords(words);
  return (
    <>
      {of.map((one) => (
        <p key={one.disputeId} className="card no-print">
          <Link href={`/disputes/${one.disputeId}`}>
            <span className={`tag ${one.open ? 'warn' : ''}`}>{t(one.open ? 'disputed' : 'disputedEnded')}</span>{' '}
            {t('disputedWhy')}
          </Link>
        </p>
      ))}
    </>
  );
}

function NoSlip({ detail }: { detail: Detail }) {
  const t = useWords(words);
  return (
    <section className="card">
      {detail.archive === undefined && <p>{t('noReceipt')}</p>}
      {detail.sale.responseCode !== undefined && (
        <p>
          {t('answerCode')} {detail.sale.responseCode}
        </p>
      )}
      <p>
        {yuan(detail.sale.amountFen)} · {detail.sale.bankName} {detail.sale.card} · {dateTime(detail.sale.at)}
      </p>
    </section>
  );
}

/** Drawn like the paper that leaves a terminal: both languages on every line, so it is never translated. */
function Slip({ receipt }: { receipt: NonNullable<Detail['receipt']> }) {
  const line = (
    key:
      | 'merchantName'
      | 'merchantNo'
      | 'terminalNo'
      | 'issuer'
      | 'cardNo'
      | 'transType'
      | 'batchNo'
      | 'voucherNo'
      | 'authNo'
      | 'referNo'
      | 'dateTime'
      | 'origVoucherNo'
      | 'origReferNo',
    value: string,
  ) => (
    <div className="slip-line">
      <dt>
        {words[key][0]}
        <small>({words[key][1]})</small>
      </dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <article className="slip" aria-label={words.slip[0]}>
      <h2>
        {words.slip[0]}
        <small>{words.slip[1]}</small>
      </h2>
      <p className="slip-copy">
        <span>{words.copy[0]}</span>
        <span>{words.copy[1]}</span>
      </p>
      <dl>
        {line('merchantName', receipt.merchantName)}
        {line('merchantNo', receipt.merchantNo)}
        {line('terminalNo', receipt.terminalNo)}
        {line('issuer', receipt.bankName)}
        {receipt.card === '' ? null : line('cardNo', receipt.card)}
        {line('transType', receipt.transType)}
        {line('batchNo', receipt.batchNo)}
        {line('voucherNo', receipt.stan)}
        {line('authNo', receipt.authCode)}
        {line('referNo', receipt.rrn)}
        {line('dateTime', dateTime(receipt.at))}
        {receipt.originalStan === undefined ? null : line('origVoucherNo', receipt.originalStan)}
        {receipt.originalRrn === undefined ? null : line('origReferNo', receipt.originalRrn)}
      </dl>
      <p className="slip-amount">
        <span>
          {words.amount[0]}({words.amount[1]})
        </span>
        <strong>RMB {yuan(receipt.amountFen)}</strong>
      </p>
      <p className="slip-note">本人确认以上交易，同意将其记入本卡账户</p>
    </article>
  );
}
