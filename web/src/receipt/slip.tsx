import { useState } from 'react';
import { client, type Answer, type RouteKey } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { dateTime } from '../kit/time.ts';
import { ComplaintForm } from './complaint-form.tsx';
import { Asked, useAsked } from './loaded.tsx';
import { isWord, words } from './words.ts';

type Found = Answer<'GET /api/public/receipts/:token'>;

const MINUS: ReadonlySet<string> = new Set([
  'sale_void',
  'refund',
  'pre_auth_void',
  'completion_void',
  'qr_void',
  'adjustment',
]);
const LINES = ['merchantName', 'bankName', 'card', 'at', 'rrn', 'authCode', 'stan', 'batchNo', 'merchantNo', 'terminalNo', 'originalStan', 'originalRrn'] as const; // prettier-ignore

export function ReceiptPage({ token }: { token: string }) {
  const t = useWords(words);
  const asked = useAsked(() => client.call('GET /api/public/receipts/:token', { params: { token } }), token);
  const unknown = (
    <section className="card" role="alert">
      <h2>{t('unknownTitle')}</h2>
      <p>{t('unknownHint')}</p>
    </section>
  );
  return (
    <main aria-busy={asked.state === undefined}>
      <Asked of={asked} none={{ codes: ['switching.receipt_unknown', 'http.bad_request'], says: unknown }}>
        {(found) => <Slip found={found} token={token} />}
      </Asked>
    </main>
  );
}

function Slip({ found, token }: { found: Found; token: string }) {
  const t = useWords(words);
  const { receipt, kind, state, refundedFen, signed } = found;
  const kindKey = `kind_${kind}`;
  const shown: Readonly<Record<(typeof LINES)[number], string | undefined>> = {
    ...receipt,
    originalStan: receipt.originalStan,
    originalRrn: receipt.originalRrn,
    at: dateTime(receipt.at),
  };
  return (
    <>
      <p className={`verdict state-${state}`} role="status">
        <strong>{t('genuine')}</strong>
        <span>{t('genuineHint', { at: dateTime(found.asOf), state: t(`state_${state}`) })}</span>
      </p>
      <article className="card">
        <p className="kind">{isWord(kindKey) ? t(kindKey) : kind}</p>
        <p className="amount">
          <small>RMB</small> {MINUS.has(kind) ? '−' : ''}
          {yuan(receipt.amountFen)}
        </p>
        <p className={`state state-${state}`}>{t(`state_${state}`)}</p>
        <dl>
          {refundedFen !== '0' && (
            <div>
              <dt>{t('refunded')}</dt>
              <dd>RMB {yuan(refundedFen)}</dd>
            </div>
          )}
          {LINES.filter((line) => (shown[line] ?? '') !== '').map((line) => (
            <div key={line}>
              <dt>{t(line)}</dt>
              <dd>{shown[line]}</dd>
            </div>
          ))}
          <div className="long">
            <dt>{t('digest')}</dt>
            <dd>{receipt.digest}</dd>
          </div>
        </dl>
        {signed && (
          <figure>
            <figcaption>{t('signature')}</figcaption>
            <img src={`/api/public/receipts/${encodeURIComponent(token)}/signature`} alt={t('signature')} />
          </figure>
        )}
        <p className="note">{t('agreed')}</p>
        <p className="note">{t('times')}</p>
        <p className="note no-print">{t('keep')}</p>
        <Files token={token} />
      </article>
      <Complain of={{ token }} />
    </>
  );
}

function Files({ token }: { token: string }) {
  const t = useWords(words);
  const href = (format: 'png' | 'pdf'): string =>
    `${client.href('GET /api/public/receipts/:token/file' satisfies RouteKey, { token })}?format=${format}`;
  return (
    <p className="acts no-print">
      <a className="button" href={href('png')} download>
        {t('savePng')}
      </a>
      <a className="button" href={href('pdf')} download>
        {t('savePdf')}
      </a>
      <button type="button" onClick={() => window.print()}>
        {t('print')}
      </button>
    </p>
  );
}

/** The form stands behind a button: most people only look. */
export function Complain({ of }: { of: Parameters<typeof ComplaintForm>[0]['of'] }) {
  const t = useWords(words);
  const [open, setOpen] = useState(false);
  if (open) return <ComplaintForm of={of} />;
  return (
    <button type="button" className="wide no-print" onClick={() => setOpen(true)}>
      {t('complain')}
    </button>
  );
}
