import { useEffect, useState } from 'react';
import { client, type Answer } from '../kit/client.ts';
import { useLanguage, useWords } from '../kit/language.ts';
import { LanguageSwitch } from '../kit/language-switch.tsx';
import { yuan } from '../kit/money.ts';
import { problemText } from '../kit/problems.ts';
import { dateTime } from '../kit/time.ts';
import { isWord, words } from './words.ts';

type Found = Answer<'GET /api/public/receipts/:token'>;
type Loaded = { readonly found: Found } | { readonly error: unknown } | undefined;

/** The last part of `/r/<token>`. */
const tokenOf = (path: string): string => decodeURIComponent(path.split('/')[2] ?? '');
const MINUS: ReadonlySet<string> = new Set([
  'sale_void',
  'refund',
  'pre_auth_void',
  'completion_void',
  'qr_void',
  'adjustment',
]);
const LINES = ['merchantName', 'bankName', 'card', 'at', 'rrn', 'authCode', 'stan', 'batchNo', 'merchantNo', 'terminalNo'] as const; // prettier-ignore

export function App() {
  const t = useWords(words);
  const language = useLanguage();
  const [token] = useState(() => tokenOf(window.location.pathname));
  const [loaded, setLoaded] = useState<Loaded>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    client
      .call('GET /api/public/receipts/:token', { params: { token } })
      .then((found) => gone || setLoaded({ found }))
      .catch((error: unknown) => gone || setLoaded({ error }));
    return () => {
      gone = true;
    };
  }, [token, round]);
  useEffect(() => {
    document.title = t('title');
  }, [t, language]);
  return (
    <div className="sheet">
      <header>
        <h1>{t('title')}</h1>
        <LanguageSwitch className="other-language" />
      </header>
      <main aria-busy={loaded === undefined}>
        {loaded === undefined && <p className="note">{t('loading')}</p>}
        {loaded !== undefined && 'error' in loaded && (
          <section className="card" role="alert">
            <p>{problemText(loaded.error, language)}</p>
            <button type="button" onClick={() => setRound(round + 1)}>
              {t('retry')}
            </button>
          </section>
        )}
        {loaded !== undefined && 'found' in loaded && <Slip found={loaded.found} token={token} />}
      </main>
    </div>
  );
}

function Slip({ found, token }: { found: Found; token: string }) {
  const t = useWords(words);
  const { receipt, kind, state, refundedFen, signed } = found;
  const kindKey = `kind_${kind}`;
  const shown: Readonly<Record<(typeof LINES)[number], string>> = { ...receipt, at: dateTime(receipt.at) };
  return (
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
        {LINES.filter((line) => shown[line] !== '').map((line) => (
          <div key={line}>
            <dt>{t(line)}</dt>
            <dd>{shown[line]}</dd>
          </div>
        ))}
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
      <button type="button" className="no-print" onClick={() => window.print()}>
        {t('print')}
      </button>
    </article>
  );
}
