import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Page = Answer<'GET /api/console/audit/looks'>;

/** Who looked at pictures and numbers of persons. */
export function Looks() {
  const t = useWords(words);
  const looks = useInfiniteQuery({
    queryKey: ['audit-looks'],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/console/audit/looks', { query: pageParam === '' ? {} : { after: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (page: Page) => page.next,
  });
  return (
    <>
      <p className="dim lead-line">{t('looksLead')}</p>
      <Loaded of={{ data: looks.data?.pages, error: looks.error, refetch: looks.refetch }}>
        {(pages) =>
          pages[0]?.rows.length === 0 ? (
            <Nothing what={t('noLooks')} />
          ) : (
            <Table
              rowKey="accessId"
              size="small"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={pages.flatMap((page) => page.rows)}
              columns={[
                { title: t('at'), dataIndex: 'at', render: dateTime },
                { title: t('who'), dataIndex: 'name' },
                { title: t('what'), dataIndex: 'what', render: (one: string) => <code>{one}</code> },
                { title: t('subject'), dataIndex: 'subject', render: (one: string) => <code>{one}</code> },
              ]}
            />
          )
        }
      </Loaded>
      {looks.hasNextPage && (
        <Button className="gap" loading={looks.isFetchingNextPage} onClick={() => void looks.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </>
  );
}
