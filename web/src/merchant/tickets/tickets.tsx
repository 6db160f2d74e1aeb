import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { shortTime } from '../../kit/time.ts';
import { Empty, Loaded, Page, StateTag } from '../shell.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/merchant/tickets'>['rows'][number];

/** All that was asked and reported, and where each stands. */
export function TicketsPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const tickets = useQuery({ queryKey: ['tickets'], queryFn: () => client.call('GET /api/merchant/tickets') });
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <Button block color="primary" onClick={() => go('/tickets/new')}>
        {t('open')}
      </Button>
      <Loaded of={tickets}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t('none')} hint={t('noneHint')} />
          ) : (
            <section className="card">
              {rows.map((row) => (
                <TicketRow key={row.ticketId} row={row} />
              ))}
            </section>
          )
        }
      </Loaded>
    </Page>
  );
}

function TicketRow({ row }: { row: Row }) {
  const t = useWords(words);
  const about = row.serialNo === undefined ? (row.month === undefined ? '' : row.month) : row.serialNo;
  const ended = row.state === 'resolved' || row.state === 'closed';
  return (
    <Link href={`/tickets/${row.ticketId}`} className="row-link ticket-row">
      <span>
        <strong>
          {row.complaint === undefined
            ? `${row.month === undefined ? t(row.kind) : t('month')} ${about}`
            : t('complained')}
        </strong>
        <small>
          {ended ? shortTime(row.answeredAt ?? row.openedAt) : t('dueBy', { date: shortTime(row.dueAt) })}
          {row.complaint !== undefined && ` · ${t(`reason_${row.complaint}`)}`}
          {row.words !== '' && ` · ${row.words}`}
        </small>
      </span>
      <StateTag state={row.state} />
    </Link>
  );
}
