import { useMutation } from '@tanstack/react-query';
import { Button, Input, Select, Space, Tag } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useStateText } from '../../kit/states.ts';
import { dateTime } from '../../kit/time.ts';
import { Ask } from '../ask.tsx';
import { choiceOf } from '../lists/choice.ts';
import { words as listWords } from '../lists/words.ts';
import { StateTag } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import type { Column } from '../table/columns.ts';
import { ListPage } from '../table/list-page.tsx';
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
  const l = useWords(listWords);
  const [asked, ask] = useSearchParams();
  const [opening, setOpening] = useState(false);
  const open = asked.get('ticket');
  const show = (ticketId: string | undefined): void =>
    ask((before) => {
      const next = new URLSearchParams(before);
      if (ticketId === undefined) next.delete('ticket');
      else next.set('ticket', ticketId);
      return next;
    });
  const columns = useColumns(show);
  return (
    <>
      <ListPage<Ticket>
        of={{
          list: 'tickets',
          title: t('title'),
          rowKey: 'ticketId',
          under: 'tickets',
          isQueue: true,
          staysHere: !may(staff, 'operate.read'),
          columns,
          filters: [
            choiceOf('stand', {
              label: t('stand'),
              values: STANDS,
              word: (value) => t(value as (typeof STANDS)[number]),
              any: t('standing'),
            }),
            choiceOf('kind', { label: t('kind'), values: KINDS, word: (value) => t(value as (typeof KINDS)[number]) }),
            choiceOf('overdue', { label: t('due'), values: ['yes'], word: () => t('overdueOnly') }),
            choiceOf('mine', { label: t('takenBy'), values: ['yes'], word: () => t('mine') }),
            { kind: 'text', key: 'merchant', label: l('merchant'), width: 240 },
          ],
          fetch: (query) => client.call('GET /api/console/hotline/tickets', { query }),
          buttons: (
            <Button type="primary" onClick={() => setOpening(true)}>
              {t('newRepair')}
            </Button>
          ),
        }}
      />
      {open !== null && <TicketDrawer ticketId={open} staff={staff} onClose={() => show(undefined)} />}
      {opening && <NewRepair onClose={() => setOpening(false)} onOpened={show} />}
    </>
  );
}

function useColumns(onOpen: (ticketId: string) => void): readonly Column<Ticket>[] {
  const t = useWords(words);
  const state = useStateText();
  const kind = (row: Ticket): string =>
    row.complaint === undefined ? t(row.kind) : `${t(row.kind)} ${t(`reason_${row.complaint}`)}`;
  return [
    {
      key: 'due',
      title: t('due'),
      text: (row) => dateTime(row.dueAt),
      show: (row) => (
        <>
          {dateTime(row.dueAt)} {row.overdue && <Tag color="red">{t('overdue')}</Tag>}
        </>
      ),
    },
    { key: 'kind', title: t('kind'), text: kind },
    { key: 'state', title: t('stand'), text: (row) => state(row.state), show: (row) => <StateTag state={row.state} /> },
    {
      key: 'what',
      title: t('what'),
      text: (row) => row.words,
      show: (row) => (
        <div className="ticket-said">
          <Said ticket={row} />
        </div>
      ),
    },
    {
      key: 'merchant',
      title: t('merchant'),
      text: (row) => row.merchantName ?? '',
      show: (row) => (
        <>
          {row.complaint !== undefined && <Tag color="orange">{t('cardholder')}</Tag>}
          {row.merchantName} <span className="dim">{row.serialNo}</span>
        </>
      ),
    },
    { key: 'phone', title: t('phone'), text: (row) => row.phone },
    { key: 'takenBy', title: t('takenBy'), text: (row) => row.takenBy ?? '' },
    {
      key: 'open',
      title: '',
      text: () => '',
      pageOnly: true,
      show: (row) => (
        <Space>
          <Button size="small" onClick={() => onOpen(row.ticketId)}>
            {t('openIt')}
          </Button>
          {row.events.includes('resolve') && <Reply ticketId={row.ticketId} />}
        </Space>
      ),
    },
    { key: 'opened', title: t('openedAt'), text: (row) => dateTime(row.openedAt), extra: true },
    { key: 'merchantNo', title: t('merchantNo'), text: (row) => row.merchantNo ?? '', extra: true },
    { key: 'serialNo', title: t('device'), text: (row) => row.serialNo ?? '', extra: true },
  ];
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
