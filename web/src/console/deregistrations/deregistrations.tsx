import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Table, Tag } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { leaveWords } from '../../kit/leave-words.ts';
import { yuan } from '../../kit/money.ts';
import { useStateText } from '../../kit/states.ts';
import { civilDate, dateTime, shortTime } from '../../kit/time.ts';
import { Heading, Loaded, Nothing } from '../loaded.tsx';
import type { Staff } from '../session.ts';
import { Forfeits } from './forfeits.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/console/deregistrations'>['rows'][number];
type Detail = Answer<'GET /api/console/deregistrations/:merchantId'>;

const COLOURS = {
  requested: 'blue',
  blocked: 'orange',
  settling: 'blue',
  unbinding: 'purple',
  closed: 'default',
  cancelled: 'default',
} as const;

/** Who leaves, what each waits for and since when; and the deposits that two people decide. */
export function DeregistrationsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [asked, setAsked] = useState<Row>();
  const listed = useQuery({
    queryKey: ['deregistrations'],
    queryFn: () => client.call('GET /api/console/deregistrations'),
  });
  const columns = useColumns(setAsked);
  return (
    <>
      <Heading title={t('title')} />
      <p className="dim lead-line">{t('lead')}</p>
      <Loaded of={listed}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <Table<Row>
              rowKey={(row) => `${row.merchantId} ${row.askedAt}`}
              size="middle"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
              columns={columns}
            />
          )
        }
      </Loaded>
      <Forfeits staff={staff} />
      {asked !== undefined && <DetailDrawer row={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function useColumns(onMore: (row: Row) => void) {
  const t = useWords(words);
  const w = useWords(leaveWords);
  return [
    {
      title: t('merchant'),
      key: 'merchant',
      render: (_value: unknown, row: Row) => (
        <>
          {row.merchantName}
          <br />
          <code className="dim">{row.merchantNo}</code>
        </>
      ),
    },
    {
      title: t('state'),
      key: 'state',
      render: (_value: unknown, row: Row) => <Tag color={COLOURS[row.state]}>{w(`state_${row.state}`)}</Tag>,
    },
    { title: t('asked'), key: 'asked', render: (_value: unknown, row: Row) => shortTime(row.askedAt) },
    { title: t('waits'), key: 'waits', render: (_value: unknown, row: Row) => <Waits row={row} /> },
    {
      title: t('looked'),
      key: 'looked',
      render: (_value: unknown, row: Row) => (row.lookedAt === undefined ? '' : shortTime(row.lookedAt)),
    },
    {
      title: '',
      key: 'more',
      render: (_value: unknown, row: Row) => (
        <Button size="small" onClick={() => onMore(row)}>
          {t('more')}
        </Button>
      ),
    },
  ];
}

function Waits({ row }: { row: Row }) {
  const t = useWords(words);
  const w = useWords(leaveWords);
  const language = useLanguage();
  if (row.state === 'closed')
    return <span className="dim">{t('archived', { until: civilDate(row.recourseUntil ?? '', language) })}</span>;
  if (row.state === 'unbinding') return t('network');
  if (row.waits.length === 0) return <span className="dim">{t('nothing')}</span>;
  return row.waits.map((one) => (
    <div key={one.name}>
      {w(`b_${one.name}`)} <span className="dim">{w('since', { at: shortTime(one.since) })}</span>
    </div>
  ));
}

function DetailDrawer({ row, onClose }: { row: Row; onClose: () => void }) {
  const t = useWords(words);
  const detail = useQuery({
    queryKey: ['deregistration', row.merchantId],
    queryFn: () =>
      client.call('GET /api/console/deregistrations/:merchantId', { params: { merchantId: row.merchantId } }),
  });
  return (
    <Drawer open size={560} title={t('detail', { name: row.merchantName })} onClose={onClose}>
      <Loaded of={detail}>{(data) => <InWords detail={data} />}</Loaded>
    </Drawer>
  );
}

function InWords({ detail }: { detail: Detail }) {
  const t = useWords(words);
  const w = useWords(leaveWords);
  const text = useStateText();
  const language = useLanguage();
  const { course, blockers, terminals } = detail;
  const until = course.recourseUntil === undefined ? '' : civilDate(course.recourseUntil, language);
  const ended = course.endedAt === undefined ? undefined : dateTime(course.endedAt);
  return (
    <>
      <h2>{t('course')}</h2>
      <p>{t('askedAt', { at: dateTime(course.askedAt) })}</p>
      {course.settlingAt !== undefined && <p>{t('settlingAt', { at: dateTime(course.settlingAt) })}</p>}
      {course.unbindingAt !== undefined && <p>{t('unbindingAt', { at: dateTime(course.unbindingAt) })}</p>}
      {ended !== undefined && (
        <p>{course.state === 'closed' ? t('closedAt', { at: ended, until }) : t('cancelledAt', { at: ended })}</p>
      )}
      <h2>{t('now')}</h2>
      {blockers.length === 0 && <p className="dim">{t('nothing')}</p>}
      {blockers.map((one) => (
        <p key={one.name}>
          <strong>{w(`b_${one.name}`)}</strong>
          {one.amountFen !== undefined && ` ¥${yuan(one.amountFen)}`}
          {one.count !== undefined &&
            ` · ${w(one.name === 'device_not_returned' ? 'countDevice' : 'count', { n: one.count })}`}
          {one.since !== undefined && <span className="dim"> {w('since', { at: shortTime(one.since) })}</span>}
          <br />
          <code className="dim">{one.subjects.join(' ')}</code>
        </p>
      ))}
      <h2>{t('terminals')}</h2>
      {terminals.map((one) => (
        <p key={one.terminalNo}>
          {t('terminalLine', { no: one.terminalNo, serial: one.serialNo })} · {text(one.state)}
          {isBinding(one.binding) && <span className="dim"> · {t(`bound_${one.binding}`)}</span>}
        </p>
      ))}
    </>
  );
}

const BINDINGS = ['pending', 'registered', 'refused', 'superseded', 'withdrawing', 'withdrawn'] as const;
const isBinding = (state: string | undefined): state is (typeof BINDINGS)[number] =>
  (BINDINGS as readonly (string | undefined)[]).includes(state);
