import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Drawer, Table } from 'antd';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded, Nothing } from '../loaded.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/price-plans/:planId/:effectiveFrom/notices'>['rows'][number];

/** Who was told of a version and when, and what each said: read, acknowledged, objected. */
export function NoticeLog(props: { of: { planId: string; effectiveFrom: string }; onClose: () => void }) {
  const { planId, effectiveFrom } = props.of;
  const t = useWords(words);
  const listed = useInfiniteQuery({
    queryKey: ['price-notices', planId, effectiveFrom],
    queryFn: ({ pageParam }) =>
      client.call('GET /api/console/price-plans/:planId/:effectiveFrom/notices', {
        params: { planId, effectiveFrom },
        query: pageParam === '' ? {} : { after: pageParam },
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  });
  const rows = listed.data?.pages.flatMap((page) => page.rows) ?? [];
  const said = (word: string): string =>
    ['read', 'acknowledged', 'objected', 'settled'].includes(word) ? t(`word_${word}` as 'word_read') : word;
  return (
    <Drawer open title={t('logOf', { plan: planId, from: effectiveFrom })} onClose={props.onClose} size="large">
      <Loaded of={{ ...listed, data: listed.data?.pages[0] }}>
        {() =>
          rows.length === 0 ? (
            <Nothing what={t('noNotices')} />
          ) : (
            <>
              <Table<Row>
                rowKey="merchantNo"
                size="small"
                dataSource={rows}
                pagination={false}
                scroll={{ x: 'max-content' }}
                columns={[
                  { title: t('merchant'), dataIndex: 'merchantNo', render: (no: string) => <code>{no}</code> },
                  { title: t('sentAt'), dataIndex: 'sentAt', render: dateTime },
                  { title: t('appliesFrom'), dataIndex: 'appliesFrom' },
                  {
                    title: t('said'),
                    key: 'said',
                    render: (_v, row) =>
                      row.words.length === 0 ? (
                        <span className="dim">{t('silent')}</span>
                      ) : (
                        row.words.map((one) => (
                          <div key={one.word}>
                            {said(one.word)} {dateTime(one.at)}
                            {one.note !== '' && `：${one.note}`}
                          </div>
                        ))
                      ),
                  },
                ]}
              />
              {listed.hasNextPage && (
                <Button loading={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
                  {t('more')}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </Drawer>
  );
}
