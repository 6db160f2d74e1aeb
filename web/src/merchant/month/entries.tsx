import { useInfiniteQuery } from '@tanstack/react-query';
import { ledgerEvent } from '@kaitong/client/ledger-words';
import { Link } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { say, useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { shortTime } from '../../kit/time.ts';
import { Loading, Refused } from '../shell.tsx';
import type { LineName } from './why.ts';
import { words } from './words.ts';

type Entry = Answer<'GET /api/merchant/month/lines'>['rows'][number];

/** What a line is made of, a page at a time, each leading to its sale. */
export function Entries({ month, line }: { month: string; line: LineName }) {
  const t = useWords(words);
  const found = useInfiniteQuery({
    queryKey: ['month-lines', month, line],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/merchant/month/lines', {
        query: { month, line, ...(pageParam === '' ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  if (found.error !== null) return <Refused error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Loading />;
  return (
    <div className="entries">
      <ul className="rows">
        {found.data.pages
          .flatMap((page) => page.rows)
          .map((entry) => (
            <EntryRow key={entry.journalId} entry={entry} />
          ))}
      </ul>
      {found.hasNextPage && (
        <button type="button" className="quiet-link" onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </button>
      )}
    </div>
  );
}

function EntryRow({ entry }: { entry: Entry }) {
  const language = useLanguage();
  const inner = (
    <>
      <span>
        {say(ledgerEvent(entry.event), language)}
        <small>{shortTime(entry.at)}</small>
      </span>
      <b>{yuan(entry.amountFen)}</b>
    </>
  );
  return (
    <li>
      {entry.transactionId === undefined ? (
        <span className="row-link">{inner}</span>
      ) : (
        <Link className="row-link" href={`/sales/${entry.transactionId}`}>
          {inner}
        </Link>
      )}
    </li>
  );
}
