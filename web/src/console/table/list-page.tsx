/** One long list: filters, columns, saved views and pages of it, and the way out as a sheet. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Space, Table, type TableProps } from 'antd';
import { useState, type ReactNode } from 'react';
import type { ListName } from '@kaitong/client/contract';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import { ChooseColumns } from './choose-columns.tsx';
import { chosenOf, keepColumns, keptColumns, type Column } from './columns.ts';
import { ExportDialog } from './export-dialog.tsx';
import { Filters, keysOf, type Filter } from './filters.tsx';
import { useListAddress, type ListAddress, type Query } from './use-list-address.ts';
import { Views } from './views.tsx';
import { words } from './words.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next?: string | undefined;
  /** Where time ended the page: everything newer has been looked through. */
  readonly lookedBackTo?: string | undefined;
}
export type Fetch<Row> = (query: Query) => Promise<Page<Row>>;

export interface ListSpec<Row> {
  readonly list: ListName;
  readonly title: string;
  readonly rowKey: keyof Row & string;
  readonly columns: readonly Column<Row>[];
  readonly filters: readonly Filter[];
  readonly fetch: Fetch<Row>;
  /** What opens below a row. */
  readonly below?: TableProps<Row>['expandable'];
  /** Stands above the list. */
  readonly lead?: ReactNode;
  /** Part of a page that has a heading of its own. */
  readonly isPart?: true;
  /** Part of the filter that the page itself sets. */
  readonly fixed?: Query;
  /** What stands first is no newer than the rest: a queue, or an order of numbers. */
  readonly isQueue?: true;
  /** Who may read it may not take it away. */
  readonly staysHere?: boolean;
  /** What this page asks anew together: the first word of its keys. */
  readonly under?: string;
  /** Buttons of the page beside those of the list. */
  readonly buttons?: ReactNode;
}

const POLL_MS = 15_000;
/** What is rare is looked for so many pages in a row, then the person is asked. */
const LOOKS_MAX = 25;
/** A page is shown with so many rows where it was ended by time. */
const ENOUGH = 20;

/** A page; where time ended it with few rows, the search goes on and tells how far it is. */
async function fetchOn<Row>(
  fetch: Fetch<Row>,
  query: Query,
  onLooked: (at: string | undefined) => void,
): Promise<Page<Row>> {
  let page = await fetch(query);
  for (let looks = 1; looks < LOOKS_MAX; looks += 1) {
    if (page.next === undefined || page.lookedBackTo === undefined || page.rows.length >= ENOUGH) break;
    onLooked(page.lookedBackTo);
    const more = await fetch({ ...query, after: page.next });
    page = { ...more, rows: [...page.rows, ...more.rows] };
  }
  onLooked(undefined);
  return page;
}

export function ListPage<Row extends object>({ of }: { of: ListSpec<Row> }) {
  const t = useWords(words);
  const address = useListAddress(keysOf(of.filters));
  const [keys, setKeys] = useState(() => keptColumns(of.list));
  const [exporting, setExporting] = useState(false);
  const choose = (next: readonly string[]): void => {
    setKeys(next);
    keepColumns(of.list, next);
  };
  const shown = chosenOf(of.columns, keys);
  return (
    <>
      <Heading title={of.title} {...(of.isPart === undefined ? {} : { isPart: of.isPart })}>
        <Space wrap>
          <Views
            shown={{ list: of.list, filter: address.filter, columns: keys }}
            onOpen={(filter, columns) => {
              address.filterBy(filter);
              choose(columns);
            }}
          />
          <ChooseColumns columns={of.columns} keys={keys} onChange={choose} />
          {of.staysHere !== true && <Button onClick={() => setExporting(true)}>{t('export')}</Button>}
          {of.buttons}
        </Space>
      </Heading>
      {of.lead}
      <Filters filters={of.filters} address={address} />
      <Rows of={of} shown={shown} address={address} />
      {exporting && (
        <ExportDialog
          of={{
            ...of,
            columns: shown.filter((one) => one.pageOnly !== true),
            filter: { ...address.filter, ...of.fixed },
          }}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}

function Rows<Row extends object>({
  of,
  shown,
  address,
}: {
  of: ListSpec<Row>;
  shown: readonly Column<Row>[];
  address: ListAddress;
}) {
  const t = useWords(words);
  const [looked, setLooked] = useState<string>();
  const { after } = address;
  const filter = { ...address.filter, ...of.fixed };
  const asked = useQuery({
    queryKey: [of.under ?? 'list', of.list, 'page', filter, after ?? ''],
    queryFn: () => fetchOn(of.fetch, after === undefined ? filter : { ...filter, after }, setLooked),
    placeholderData: keepPreviousData,
    // what is new comes in on the first page alone: a page further back does not move under the reader
    refetchInterval: after === undefined ? POLL_MS : false,
  });
  const isFiltered = Object.keys(address.filter).length > 0 || after !== undefined;
  return (
    <>
      {looked !== undefined && (
        <p role="status" className="dim">
          {t('looking', { at: dateTime(looked) })}
        </p>
      )}
      <Loaded of={asked}>
        {(page) => (
          <div className={asked.isPlaceholderData ? 'list-stale' : undefined} aria-busy={asked.isPlaceholderData}>
            {page.rows.length === 0 ? (
              <Nothing what={t(isFiltered ? 'noneFiltered' : 'none')} />
            ) : (
              <Table<Row>
                rowKey={of.rowKey}
                size="middle"
                dataSource={page.rows}
                columns={shown.map((one) => ({
                  key: one.key,
                  title: one.title,
                  ...(one.align === undefined ? {} : { align: one.align }),
                  render: (_value: unknown, row: Row) => (one.show ?? one.text)(row),
                }))}
                {...(of.below === undefined ? {} : { expandable: of.below })}
                scroll={{ x: 'max-content' }}
                pagination={false}
              />
            )}
            <Pages page={page} address={address} isQueue={of.isQueue === true} />
          </div>
        )}
      </Loaded>
    </>
  );
}

function Pages({ page, address, isQueue }: { page: Page<unknown>; address: ListAddress; isQueue: boolean }) {
  const t = useWords(words);
  const { after, goTo } = address;
  const { next, lookedBackTo } = page;
  return (
    <div className="list-pages">
      {page.rows.length > 0 && <span className="dim">{t('pageOf', { n: page.rows.length })}</span>}
      {after !== undefined && (
        <>
          <Button onClick={() => goTo(undefined)}>{t(isQueue ? 'firstPage' : 'first')}</Button>
          <Button onClick={() => history.back()}>{t(isQueue ? 'previous' : 'newer')}</Button>
        </>
      )}
      {next !== undefined && (
        <>
          {lookedBackTo !== undefined && <span className="dim">{t('looked', { at: dateTime(lookedBackTo) })}</span>}
          <Button onClick={() => goTo(next)}>
            {t(lookedBackTo !== undefined ? 'goOn' : isQueue ? 'next' : 'older')}
          </Button>
        </>
      )}
    </div>
  );
}
