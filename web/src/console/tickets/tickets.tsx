import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { Heading, Loaded, Nothing, StateTag } from '../loaded.tsx';
import type { Staff } from '../session.ts';
import { useDone } from '../use-done.ts';
import { Reply, Said, type Ticket } from './said.tsx';
import { TicketDrawer } from './ticket-drawer.tsx';
import { words } from './words.ts';

const KINDS = ['repair', 'complaint', 'question'] as const;
const STANDS = ['ours', 'waiting', 'ended'] as const;
const FAULTS = ['works', 'broken', 'lost'] as const;

/** The queue by due time; what is chosen stands in the address, so that it can be sent to a colleague. */
export function TicketsPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const [asked, ask] = useSearchParams();
  const [opening, setOpening] = useState(false);
  const kind = KINDS.find((one) => one === asked.get('kind'));
  const stand = STANDS.find((one) => one === asked.get('stand'));
  const mine = asked.get('mine') === 'yes';
  const open = asked.get('ticket');
  const choose = (name: string, value: string | undefined): void =>
    ask((before) => {
      const next = new URLSearchParams(before);
      if (value === undefined || value === '') next.delete(name);
      else next.set(name, value);
      return next;
    });
  const tickets = useQuery({
    queryKey: ['tickets', kind, stand, mine],
    queryFn: () =>
      client.call('GET /api/console/hotline/tickets', {
        query: {
          ...(kind === undefined ? {} : { kind }),
          ...(stand === undefined ? {} : { stand }),
          ...(mine ? { mine: 'yes' as const } : {}),
        },
      }),
    refetchInterval: 15_000,
  });
  return (
    <>
      <Heading title={t('title')}>
        <Button type="primary" onClick={() => setOpening(true)}>
          {t('newRepair')}
        </Button>
      </Heading>
      <Space wrap className="gap">
        <Select
          aria-label={t('stand')}
          value={stand ?? ''}
          className="filter"
          options={[{ value: '', label: t('allStands') }, ...STANDS.map((value) => ({ value, label: t(value) }))]}
          onChange={(value: string) => choose('stand', value)}
        />
        <Select
          aria-label={t('kind')}
          value={kind ?? ''}
          className="filter"
          options={[{ value: '', label: t('allKinds') }, ...KINDS.map((value) => ({ value, label: t(value) }))]}
          onChange={(value: string) => choose('kind', value)}
        />
        <Checkbox checked={mine} onChange={(event) => choose('mine', event.target.checked ? 'yes' : undefined)}>
          {t('mine')}
        </Checkbox>
      </Space>
      <Loaded of={tickets}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing what={t('none')} />
          ) : (
            <TicketTable rows={rows} onOpen={(ticketId) => choose('ticket', ticketId)} />
          )
        }
      </Loaded>
      {open !== null && <TicketDrawer ticketId={open} staff={staff} onClose={() => choose('ticket', undefined)} />}
      {opening && <NewRepair onClose={() => setOpening(false)} onOpened={(ticketId) => choose('ticket', ticketId)} />}
    </>
  );
}

function TicketTable({ rows, onOpen }: { rows: readonly Ticket[]; onOpen: (ticketId: string) => void }) {
  const t = useWords(words);
  return (
    <Table<Ticket>
      rowKey="ticketId"
      size="middle"
      dataSource={[...rows]}
      scroll={{ x: 'max-content' }}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        {
          title: t('due'),
          dataIndex: 'dueAt',
          render: (at: string, row) => (
            <>
              {dateTime(at)} {row.overdue && <Tag color="red">{t('overdue')}</Tag>}
            </>
          ),
        },
        {
          title: t('kind'),
          key: 'kind',
          render: (_value, row) => (
            <>
              {t(row.kind)} {row.complaint !== undefined && <span className="dim">{t(`reason_${row.complaint}`)}</span>}
            </>
          ),
        },
        { title: t('stand'), dataIndex: 'state', render: (one: string) => <StateTag state={one} /> },
        { title: t('what'), key: 'what', width: 320, render: (_value, row) => <Said ticket={row} /> },
        {
          title: t('merchant'),
          key: 'merchant',
          render: (_value, row) => (
            <>
              {row.complaint !== undefined && <Tag color="orange">{t('cardholder')}</Tag>}
              {row.phone}{' '}
              <span className="dim">{row.serialNo ?? (row.complaint === undefined ? '' : row.merchantNo)}</span>
            </>
          ),
        },
        { title: t('takenBy'), dataIndex: 'takenBy' },
        {
          title: '',
          key: 'open',
          render: (_value, row) => (
            <Space>
              <Button size="small" onClick={() => onOpen(row.ticketId)}>
                {t('openIt')}
              </Button>
              {row.events.includes('resolve') && <Reply ticketId={row.ticketId} />}
            </Space>
          ),
        },
      ]}
    />
  );
}

function NewRepair({ onClose, onOpened }: { onClose: () => void; onOpened: (ticketId: string) => void }) {
  const t = useWords(words);
  const [terminalNo, setNo] = useState('');
  const [fault, setFault] = useState<(typeof FAULTS)[number]>('works');
  const [said, setSaid] = useState('');
  const done = useDone(t('saved'), onClose);
  const open = useMutation({
    mutationFn: () => client.call('POST /api/console/hotline/repairs', { body: { terminalNo, fault, words: said } }),
    onSuccess: async ({ ticketId }) => {
      await done();
      onOpened(ticketId);
    },
  });
  return (
    <Ask
      title={t('newRepair')}
      ok={t('newRepair')}
      ready={terminalNo.length === 8 && said.trim().length > 1}
      of={open}
      onOk={() => open.mutate()}
      onClose={onClose}
    >
      <Input
        aria-label={t('terminalNo')}
        placeholder={t('terminalNo')}
        value={terminalNo}
        maxLength={8}
        onChange={(event) => setNo(event.target.value.replace(/\D/g, ''))}
      />
      <Select
        aria-label={t('fault')}
        value={fault}
        options={FAULTS.map((value) => ({ value, label: t(value) }))}
        onChange={setFault}
      />
      <Input.TextArea
        rows={3}
        maxLength={500}
        aria-label={t('words')}
        placeholder={t('words')}
        value={said}
        onChange={(event) => setSaid(event.target.value)}
      />
    </Ask>
  );
}
