import { SearchBar } from 'antd-mobile';
import { useState } from 'react';
import { Link } from 'wouter';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useStateText } from '../../kit/states.ts';
import { shortTime } from '../../kit/time.ts';
import { useSales, type Sale } from '../queries.ts';
import { Empty, Loaded, Page, StateTag } from '../shell.tsx';
import { words } from './words.ts';

export function SalesPage() {
  const t = useWords(words);
  const sales = useSales();
  const [query, setQuery] = useState('');
  const wanted = query.trim().replaceAll(',', '');
  return (
    <Page title={t('sales')}>
      <Loaded of={sales}>
        {({ rows }) => {
          if (rows.length === 0) return <Empty title={t('noSales')} hint={t('noSalesHint')} />;
          const found = rows.filter((row) =>
            `${yuan(row.amountFen).replaceAll(',', '')} ${row.card} ${row.rrn}`.includes(wanted),
          );
          return (
            <>
              <SearchBar
                placeholder={t('searchSales')}
                value={query}
                onChange={setQuery}
                aria-label={t('searchSales')}
              />
              <section className="card">
                {found.length === 0 ? <p>{t('noMatch')}</p> : <SaleList rows={found} />}
              </section>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

const GIVES_BACK: ReadonlySet<Sale['kind']> = new Set([
  'sale_void',
  'refund',
  'completion_void',
  'pre_auth_void',
  'qr_void',
  'adjustment',
]);

/** What goes back to the cardholder has a minus; an inquiry has no amount. */
function signed(row: Sale): string {
  if (row.kind === 'balance') return '';
  return `${GIVES_BACK.has(row.kind) ? '−' : ''}${yuan(row.amountFen)}`;
}

/** Whose money waits, and what is to be given back: a word, and where it says why. */
function Mark({ of: row }: { of: Sale }) {
  const t = useWords(words);
  if (row.waitsFor === undefined && row.lateReversal === undefined) return null;
  return (
    <p className="sale-marks">
      {row.waitsFor !== undefined && (
        <Link href={`/delays#${row.waitsFor}`}>
          <span className="tag warn">{t('waits')}</span> {t('waitsWhy')}
        </Link>
      )}
      {row.lateReversal !== undefined && (
        <Link href={`/sales/${row.transactionId}`}>
          <span className="tag bad">{t(row.lateReversal === 'sale' ? 'refundDue' : 'voidStands')}</span> {t('waitsWhy')}
        </Link>
      )}
    </p>
  );
}

export function SaleList({ rows }: { rows: readonly Sale[] }) {
  const state = useStateText();
  return (
    <ul className="rows sales">
      {rows.map((row) => (
        <li key={row.transactionId}>
          <Link href={`/sales/${row.transactionId}`} className="row-link">
            <span>
              {state(row.kind)} · {row.bankName} {row.card.slice(-4)}
              <small>{shortTime(row.at)}</small>
            </span>
            <span className="row-end">
              <b className={row.state === 'approved' ? '' : 'void'}>{signed(row)}</b>
              {row.state !== 'approved' && <StateTag state={row.state} />}
            </span>
          </Link>
          <Mark of={row} />
        </li>
      ))}
    </ul>
  );
}
