import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Descriptions, Drawer, Input, Select, Space, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { useProblemText } from '../../kit/problems.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded, StateTag } from '../loaded.tsx';
import { may, type Staff } from '../session.ts';
import { useDone } from '../use-done.ts';
import { Phone } from './phone.tsx';
import { Reply } from './said.tsx';
import { words } from './words.ts';

type Whole = Answer<'GET /api/console/hotline/tickets/:ticketId'>;
type Event = 'take' | 'answer' | 'close' | 'reopen';
type Word = keyof typeof words;
/** What has a button of its own elsewhere: asking is said with words, resolving is an answer. */
const PLAIN: readonly string[] = ['take', 'answer', 'close', 'reopen'] satisfies readonly Event[];
const ENDED: readonly string[] = ['resolved', 'closed'];

/** One ticket: the merchant, the device, what was said, and every step that may be taken now. */
export function TicketDrawer({ ticketId, staff, onClose }: { ticketId: string; staff: Staff; onClose: () => void }) {
  const t = useWords(words);
  const ticket = useQuery({
    queryKey: ['tickets', 'one', ticketId],
    queryFn: () => client.call('GET /api/console/hotline/tickets/:ticketId', { params: { ticketId } }),
    refetchInterval: 15_000,
  });
  return (
    <Drawer open size={560} onClose={onClose} title={`${t('title')} ${ticketId.slice(-6)}`}>
      <Loaded of={ticket}>
        {(of) => (
          <div className="ask">
            <Facts of={of} />
            <Acts of={of} acts={may(staff, 'operate.act')} />
            <Talk of={of} />
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}

function Facts({ of }: { of: Whole }) {
  const t = useWords(words);
  const { merchant, device, agent, replacement, rating, complaint } = of;
  const phone = <Phone ticketId={of.ticketId} masked={of.phone} />;
  const rows: [Word, ReactNode][] = [
    ['cardholder', complaint === undefined ? undefined : phone],
    ['reason', complaint === undefined ? undefined : t(`reason_${complaint.reason}`)],
    [
      'sale',
      complaint === undefined
        ? undefined
        : `¥${yuan(complaint.amountFen)} · ${dateTime(complaint.soldAt)} · ${complaint.rrn}`,
    ],
    [
      'merchant',
      merchant === undefined ? (
        phone
      ) : (
        <>
          {merchant.name} {merchant.merchantNo} · {complaint === undefined && <>{of.phone} · </>}
          {merchant.address}
        </>
      ),
    ],
    ['device', device === undefined ? undefined : `${device.serialNo} · ${device.terminalNo} · ${t(device.fault)}`],
    ['what', of.words],
    ['agent', agent === undefined ? undefined : `${agent.name} ${agent.phone} · ${t(agent.state as Word)}`],
    [
      'replacement',
      replacement === undefined
        ? undefined
        : `${replacement.oldSerial} → ${replacement.newSerial} · ${t(replacement.state)}`,
    ],
    ['rating', rating === undefined ? undefined : `${'★'.repeat(rating.stars)} ${rating.words}`],
  ];
  return (
    <>
      <Space>
        <Tag>{t(of.kind)}</Tag>
        <StateTag state={of.state} />
        <span className={of.overdue ? 'bad' : 'dim'}>
          {t('due')} {dateTime(of.dueAt)} {of.overdue && t('overdue')}
        </span>
      </Space>
      {complaint !== undefined && (
        <Alert
          type={complaint.forwarded ? 'info' : 'warning'}
          title={t(complaint.forwarded ? 'forwarded' : 'notForwarded')}
        />
      )}
      <Descriptions
        className="ticket-facts"
        column={1}
        size="small"
        items={rows.flatMap(([key, children]) =>
          children === undefined || children === '' ? [] : [{ key, label: t(key), children }],
        )}
      />
    </>
  );
}

function Acts({ of, acts }: { of: Whole; acts: boolean }) {
  const t = useWords(words);
  const text = useProblemText();
  const { modal, message } = App.useApp();
  const { ticketId } = of;
  const done = useDone(t('sent'), () => undefined);
  const [agentId, setAgent] = useState<string>();
  const move = useMutation({
    mutationFn: (event: Event) =>
      client.call('POST /api/console/hotline/tickets/:ticketId/:event', { params: { ticketId, event } }),
    onSuccess: done,
  });
  const send = useMutation({
    mutationFn: (to: string) =>
      client.call('POST /api/console/hotline/tickets/:ticketId/dispatch', {
        params: { ticketId },
        body: { agentId: to },
      }),
    onSuccess: () => {
      void message.success(t('dispatched'));
      return done();
    },
  });
  const replace = useMutation({
    mutationFn: () => client.call('POST /api/console/hotline/tickets/:ticketId/replacement', { params: { ticketId } }),
    onSuccess: ({ serialNo }) => {
      void message.success(t('replaced', { serial: serialNo }));
      return done();
    },
  });
  const ask = async (): Promise<void> => {
    if (await modal.confirm({ title: t('replace'), content: t('replaceSure'), okText: t('replace') })) replace.mutate();
  };
  const open = !ENDED.includes(of.state);
  const repairs = open && of.device !== undefined;
  const underWay = of.replacement?.state === 'reserved' || of.replacement?.state === 'taken_over';
  const error = move.error ?? send.error ?? replace.error;
  return (
    <>
      <Space wrap>
        {of.events.includes('resolve') && <Reply ticketId={ticketId} />}
        {of.events
          .filter((event) => PLAIN.includes(event))
          .map((event) => (
            <Button key={event} size="small" onClick={() => move.mutate(event as Event)}>
              {t(event as Event)}
            </Button>
          ))}
        {repairs && acts && !underWay && (
          <Button size="small" loading={replace.isPending} onClick={() => void ask()}>
            {t('replace')}
          </Button>
        )}
      </Space>
      {repairs && (of.state === 'open' || of.state === 'in_progress') && (
        <Space wrap>
          <Select
            aria-label={t('dispatch')}
            placeholder={of.agents.length === 0 ? t('noAgents') : t('dispatch')}
            disabled={of.agents.length === 0}
            className="filter"
            value={agentId ?? null}
            options={of.agents.map((one) => ({ value: one.agentId, label: one.name }))}
            onChange={(value: string | null) => setAgent(value ?? undefined)}
          />
          <Button
            size="small"
            disabled={agentId === undefined}
            loading={send.isPending}
            onClick={() => agentId !== undefined && send.mutate(agentId)}
          >
            {t('dispatch')}
          </Button>
        </Space>
      )}
      {error !== null && <Alert type="error" showIcon title={text(error)} />}
    </>
  );
}

function Talk({ of }: { of: Whole }) {
  const t = useWords(words);
  const text = useProblemText();
  const [said, setSaid] = useState('');
  const [waits, setWaits] = useState(false);
  const done = useDone(t('sent'), () => {
    setSaid('');
    setWaits(false);
  });
  const { ticketId } = of;
  const send = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/hotline/tickets/:ticketId/messages', {
        params: { ticketId },
        body: { words: said, ask: waits },
      }),
    onSuccess: done,
  });
  return (
    <section aria-label={t('talk')}>
      <h2>{t('talk')}</h2>
      <ol className="ticket-talk">
        {of.messages.map((one) => (
          <li key={`${one.at}${one.words}`}>
            <span className="dim">
              {t(`side_${one.side}`)} {one.name} {dateTime(one.at)}
            </span>
            <div>{one.words}</div>
          </li>
        ))}
      </ol>
      {of.state !== 'closed' && of.merchant !== undefined && (
        <>
          <Input.TextArea
            rows={2}
            maxLength={500}
            aria-label={t('say')}
            placeholder={t('say')}
            value={said}
            onChange={(event) => setSaid(event.target.value)}
          />
          <Space wrap>
            {!ENDED.includes(of.state) && of.state !== 'dispatched' && (
              <Checkbox checked={waits} onChange={(event) => setWaits(event.target.checked)}>
                {t(of.complaint === undefined ? 'ask' : 'forward')}
              </Checkbox>
            )}
            <Button
              type="primary"
              size="small"
              disabled={said.trim().length < 2 || (of.complaint?.forwarded === false && !waits)}
              loading={send.isPending}
              onClick={() => send.mutate()}
            >
              {t('send')}
            </Button>
          </Space>
          {send.error !== null && <Alert type="error" showIcon title={text(send.error)} />}
        </>
      )}
    </section>
  );
}
