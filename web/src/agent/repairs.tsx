import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, TextArea } from 'antd-mobile';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { shortTime } from '../kit/time.ts';
import { Empty, Loaded, Page, Refused } from '../merchant/shell.tsx';
import { words } from './words.ts';

type Repairs = Answer<'GET /api/agent/repairs'>;
type Repair = Repairs['rows'][number];
const KEY = ['agent-repairs'];
const WORDS_MIN = 2;

/** What we are sent to mend: accept, arrive, swap from the own shelf, done. */
export function RepairsPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const repairs = useQuery({
    queryKey: KEY,
    queryFn: () => client.call('GET /api/agent/repairs'),
    refetchInterval: 10_000,
  });
  return (
    <Page title={t('repairs')} onBack={() => go('/devices')}>
      <Loaded of={repairs}>
        {({ rows, inHand }) =>
          rows.length === 0 ? (
            <Empty title={t('noRepairs')} hint={t('noRepairsHint')} />
          ) : (
            rows.map((one) => (
              <RepairCard
                key={one.ticketId}
                repair={one}
                inHand={inHand.filter((device) => device.model === one.model).map((device) => device.serialNo)}
              />
            ))
          )
        }
      </Loaded>
    </Page>
  );
}

const TONES = {
  offered: 'warn',
  accepted: 'busy',
  on_site: 'busy',
  done: 'good',
  declined: 'plain',
  withdrawn: 'plain',
} as const;

function RepairCard({ repair, inHand }: { repair: Repair; inHand: readonly string[] }) {
  const t = useWords(words);
  const { state, replacement } = repair;
  const near = state === 'accepted' || state === 'on_site';
  const unfinished = replacement?.state === 'reserved' || replacement?.state === 'taken_over';
  return (
    <section className="card" aria-label={repair.merchantName}>
      <header className="split">
        <strong>{repair.merchantName}</strong>
        <span className={`tag ${TONES[state]}`}>{t(state)}</span>
      </header>
      <p className="small">
        {near ? <a href={`tel:${repair.phone}`}>{repair.phone}</a> : repair.phone} · {repair.address}
      </p>
      <p className="small">
        {t('serial')} {repair.serialNo} · {repair.terminalNo} · {t(repair.fault)}
      </p>
      <p>{repair.words}</p>
      {state !== 'done' && <p className="small">{t('dueBy', { date: shortTime(repair.dueAt) })}</p>}
      {unfinished && <p role="status">{t('waitsForCode', { serial: replacement.newSerial })}</p>}
      {replacement?.state === 'done' && state === 'on_site' && (
        <p role="status">{t('swapped', { serial: replacement.newSerial, old: replacement.oldSerial })}</p>
      )}
      <Steps repair={repair} />
      {state === 'on_site' && replacement === undefined && <Swap ticketId={repair.ticketId} inHand={inHand} />}
      {state === 'on_site' && !unfinished && (
        <Finish ticketId={repair.ticketId} takes={replacement?.state === 'done' && repair.fault !== 'lost'} />
      )}
    </section>
  );
}

function useStep(ticketId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (event: 'accept' | 'decline' | 'arrive') =>
      client.call('POST /api/agent/repairs/:ticketId/:event', { params: { ticketId, event } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

function Steps({ repair: { ticketId, state } }: { repair: Repair }) {
  const t = useWords(words);
  const step = useStep(ticketId);
  if (state !== 'offered' && state !== 'accepted') return null;
  return (
    <>
      {step.error !== null && <Refused error={step.error} />}
      <div className="device-acts">
        {state === 'offered' ? (
          <Button color="primary" loading={step.isPending} onClick={() => step.mutate('accept')}>
            {t('acceptRepair')}
          </Button>
        ) : (
          <Button color="primary" loading={step.isPending} onClick={() => step.mutate('arrive')}>
            {t('arriveRepair')}
          </Button>
        )}
        <Button fill="outline" loading={step.isPending} onClick={() => step.mutate('decline')}>
          {t('declineRepair')}
        </Button>
      </div>
    </>
  );
}

function Swap({ ticketId, inHand }: { ticketId: string; inHand: readonly string[] }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [serialNo, setSerial] = useState(inHand[0] ?? '');
  const swap = useMutation({
    mutationFn: () =>
      client.call('POST /api/agent/repairs/:ticketId/swap', { params: { ticketId }, body: { serialNo } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  if (inHand.length === 0) return <p className="warned">{t('noneInHand')}</p>;
  return (
    <>
      <label className="field">
        <span>{t('swapWith')}</span>
        <select value={serialNo} onChange={(event) => setSerial(event.target.value)}>
          {inHand.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <p className="small">{t('swapHint')}</p>
      {swap.error !== null && <Refused error={swap.error} />}
      <Button block fill="outline" disabled={serialNo === ''} loading={swap.isPending} onClick={() => swap.mutate()}>
        {t('swap')}
      </Button>
    </>
  );
}

function Finish({ ticketId, takes }: { ticketId: string; takes: boolean }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [said, setSaid] = useState('');
  const finish = useMutation({
    mutationFn: () =>
      client.call('POST /api/agent/repairs/:ticketId/done', { params: { ticketId }, body: { words: said } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <>
      <TextArea
        value={said}
        onChange={setSaid}
        rows={2}
        maxLength={500}
        placeholder={t('doneWords')}
        aria-label={t('doneWords')}
      />
      {finish.error !== null && <Refused error={finish.error} />}
      <Button
        block
        color="primary"
        disabled={said.trim().length < WORDS_MIN}
        loading={finish.isPending}
        onClick={() => finish.mutate()}
      >
        {t(takes ? 'finishRepair' : 'finishMended')}
      </Button>
    </>
  );
}
