import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useStateText } from '../../kit/states.ts';
import { shortTime } from '../../kit/time.ts';
import type { Sale } from '../queries.ts';
import { Empty, Loaded, Page, StateTag } from '../shell.tsx';
import { readFilter, SaleFilter, type FilterName } from './sale-filter.tsx';
import { words } from './words.ts';

/** What is looked for stands in the address, so that it survives a look at one sale and can be passed on. */
export function SalesPage() {
  const t = useWords(words);
  const [asked, ask] = useSearchParams();
  const query = readFilter(asked);
  const found = useInfiniteQuery({
    queryKey: ['sales', query],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/merchant/transactions', {
        query: { ...query, ...(pageParam === '' ? {} : { after: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const choose = (name: FilterName, value: string): void =>
    ask(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const filtered = Object.keys(query).length > 0;
  return (
    <Page title={t('sales')}>
      <Search text={query.text ?? ''} onText={(value) => choose('text', value)} />
      <SaleFilter query={query} onChoose={choose} />
      <Loaded of={found}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows);
          if (rows.length === 0)
            return filtered ? (
              <Empty title={t('noMatch')}>
                <Button size="small" onClick={() => ask(new URLSearchParams(), { replace: true })}>
                  {t('noFilter')}
                </Button>
              </Empty>
            ) : (
              <Empty title={t('noSales')} hint={t('noSalesHint')} />
            );
          return (
            <>
              <section className="card">
                <SaleList rows={rows} search={new URLSearchParams(query as Record<string, string>).toString()} />
              </section>
              {found.hasNextPage && (
                <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                  {t('moreSales')}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Asked when somebody has stopped typing for a moment. */
function Search({ text, onText }: { text: string; onText: (value: string) => void }) {
  const t = useWords(words);
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed.trim() === text) return undefined;
    const timer = setTimeout(() => onText(typed.trim()), 400);
    return () => clearTimeout(timer);
  });
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onText(typed.trim());
      }}
    >
      <input
        type="search"
        className="sale-search"
        placeholder={t('searchSales')}
        aria-label={t('searchSales')}
        maxLength={20}
        enterKeyHint="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </form>
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

/** `search` goes along to the page of one sale and comes back from it. */
export function SaleList({ rows, search = '' }: { rows: readonly Sale[]; search?: string }) {
  const t = useWords(words);
  const state = useStateText();
  return (
    <ul className="rows sales">
      {rows.map((row) => (
        <li key={row.transactionId}>
          <Link href={`/sales/${row.transactionId}${search === '' ? '' : `?${search}`}`} className="row-link">
            <span>
              {state(row.kind)} · {row.bankName} {row.card.slice(-4)}
              <small>{shortTime(row.at)}</small>
            </span>
            <span className="row-end">
              <b className={row.state === 'approved' ? '' : 'void'}>{signed(row)}</b>
              {row.state !== 'approved' && <StateTag state={row.state} />}
              {row.archive !== undefined && (
                <span className={`tag ${row.archive === 'readable' ? 'good' : ''}`}>{t(`archive_${row.archive}`)}</span>
              )}
            </span>
          </Link>
          <Mark of={row} />
        </li>
      ))}
    </ul>
  );
}
