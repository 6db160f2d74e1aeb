import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { useRole } from '../people/role.ts';
import { Empty, Loaded, Page } from '../shell.tsx';
import { words } from './words.ts';

type Found = Answer<'GET /api/merchant/notices'>;

/** Where what a notice is about can be looked at. */
const PAGE_OF: Readonly<Record<string, string>> = {
  payout: '/settlements',
  deposit: '/deposit',
  bind_account: '/account',
  risk: '/delays',
  late_reversal: '/sales',
  restriction: '/home',
  sim_fee: '/sims',
  reconciliation: '/month',
  dispute: '/disputes',
  ticket: '/tickets',
  repair: '/devices',
  deregistration: '/leave',
  price: '/prices',
  security: '/security',
  people: '/people',
  document: '/documents',
  application_result: '/progress',
  code_locked: '/devices',
};
const OWNERS_ONLY = ['/deposit', '/account', '/leave', '/prices', '/people', '/progress', '/documents'];

/** What the merchant was told, newest first; opening the page is reading it. */
export function NoticesPage() {
  const t = useWords(words);
  const language = useLanguage();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const [unread, setUnread] = useState(0);
  const found = useInfiniteQuery({
    queryKey: ['notices'],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/merchant/notices', { query: pageParam === '' ? {} : { before: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (last: Found) => (last.more ? last.rows.at(-1)?.noticeId : undefined),
  });
  const { mutate: see } = useMutation({
    mutationFn: () => client.call('POST /api/merchant/notices/seen'),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['home'] }),
  });
  const fresh = found.data?.pages[0]?.unread ?? 0;
  useEffect(() => {
    if (fresh === 0) return;
    setUnread(fresh); // what was new stays marked while the page is open
    see();
  }, [fresh, see]);
  return (
    <Page title={t('title')} onBack={() => go('/home')}>
      <p className="small">
        {t('hint')} {language === 'en' && t('chinese')}
      </p>
      <Loaded of={found}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows);
          if (rows.length === 0) return <Empty title={t('none')} hint={t('noneHint')} />;
          return (
            <section className="card">
              <ul className="rows notices" lang="zh-CN">
                {rows.map((row, i) => (
                  <Row key={row.noticeId} row={row} isNew={i < unread} />
                ))}
              </ul>
            </section>
          );
        }}
      </Loaded>
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Page>
  );
}

function Row({ row, isNew }: { row: Found['rows'][number]; isNew: boolean }) {
  const t = useWords(words);
  const owner = useRole() === 'owner';
  const page = PAGE_OF[row.purpose];
  return (
    <li>
      <p className="notice">
        {isNew && <span className="tag warn">{t('isNew')}</span>} {row.text}
      </p>
      <span className="split small">
        <span>{dateTime(row.at)}</span>
        {page !== undefined && (owner || !OWNERS_ONLY.includes(page)) && <Link href={page}>{t('go')}</Link>}
      </span>
    </li>
  );
}
