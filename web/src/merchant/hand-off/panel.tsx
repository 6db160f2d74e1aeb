import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd-mobile';
import { useEffect, useRef, useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { Qr } from '../../kit/qr.tsx';
import { clockTime } from '../../kit/time.ts';
import { Loaded, Refused } from '../shell.tsx';
import { deviceName } from './device-name.ts';
import type { HandOffStep } from './offer.tsx';
import { words } from './words.ts';

type Row = Answer<'GET /api/applicant/hand-offs'>['rows'][number];

const QR_PX = 148;
/** The live line says when the phone has opened it; this is for a line that broke. */
const POLL_MS = 5_000;
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];
const KEY = ['hand-offs'];

/** The code for the phone, or the phone that it opened. */
export function HandOffPanel({ step }: { step: HandOffStep }) {
  const t = useWords(words);
  const [another, setAnother] = useState(false);
  const open = useQuery({
    queryKey: KEY,
    queryFn: () => client.call('GET /api/applicant/hand-offs'),
    refetchInterval: POLL_MS,
  });
  return (
    <section className="hand-off" aria-label={t('title')}>
      <Loaded of={open}>
        {({ rows }) => {
          if (rows.some((one) => one.here)) return null; // this is the phone
          const phones = rows.filter((one) => one.state === 'opened');
          const showsCode = another || phones.length === 0;
          return (
            <>
              {phones.map((one) => (
                <OpenedPhone key={one.handOffId} phone={one} />
              ))}
              {showsCode ? (
                <Code step={step} rows={rows} readAt={open.dataUpdatedAt} onOpened={() => setAnother(false)} />
              ) : (
                <Button size="small" fill="outline" color="primary" onClick={() => setAnother(true)}>
                  {t('here')}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function OpenedPhone({ phone }: { phone: Row }) {
  const t = useWords(words);
  const language = useLanguage();
  const queries = useQueryClient();
  const { handOffId } = phone;
  const end = useMutation({
    mutationFn: () => client.call('DELETE /api/applicant/hand-offs/:handOffId', { params: { handOffId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <div className="hand-off-phone">
      <div role="status">
        <strong>{t('opened', { device: deviceName(phone.device ?? '', language) })}</strong>
        {phone.openedAt !== undefined && <p>{t('openedHint', { time: clockTime(phone.openedAt) })}</p>}
      </div>
      <Button size="small" color="danger" fill="outline" loading={end.isPending} onClick={() => end.mutate()}>
        {t('end')}
      </Button>
      {end.error !== null && <Refused error={end.error} />}
    </div>
  );
}

/** Seconds that are left of a code, by the desktop's own stopwatch: its clock may be wrong. */
function useSecondsLeft(made: { readonly lifeS: number; readonly handOffId: string } | undefined): number {
  const [left, setLeft] = useState(0);
  const id = made?.handOffId;
  const lifeS = made?.lifeS ?? 0;
  useEffect(() => {
    if (id === undefined) return undefined;
    const until = performance.now() + lifeS * 1_000;
    const show = (): void => setLeft(Math.max(0, Math.ceil((until - performance.now()) / 1_000)));
    show();
    const timer = setInterval(show, 500);
    return () => clearInterval(timer);
  }, [id, lifeS]);
  return left;
}

interface CodeProps {
  readonly step: HandOffStep;
  readonly rows: readonly Row[];
  /** When the rows were read. */
  readonly readAt: number;
  readonly onOpened: () => void;
}

function Code({ step, rows, readAt, onOpened }: CodeProps) {
  const t = useWords(words);
  const queries = useQueryClient();
  const begun = useRef(false);
  const make = useMutation({
    mutationFn: async () => {
      const made = await client.call('POST /api/applicant/hand-offs', { body: { step } });
      return { ...made, madeAt: Date.now() };
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const begin = make.mutate;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    begin();
  }, [begin]);
  const made = make.data;
  const left = useSecondsLeft(made);
  const row = rows.find((one) => one.handOffId === made?.handOffId);
  const isOpened = row?.state === 'opened';
  useEffect(() => {
    if (isOpened) onOpened();
  }, [isOpened, onOpened]);
  if (make.error !== null)
    return (
      <>
        <strong>{t('title')}</strong>
        <Refused error={make.error} retry={begin} />
      </>
    );
  // withdrawn: another tab has made a newer one
  const gone = made !== undefined && row === undefined && readAt > made.madeAt;
  const lapsed = made !== undefined && (left === 0 || gone);
  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return (
    <div className="hand-off-code">
      <div className={lapsed ? 'hand-off-qr lapsed' : 'hand-off-qr'}>
        {made === undefined ? (
          <Skeleton animated className="hand-off-blank" />
        ) : (
          <Qr text={`${location.origin}/merchant/hand-off#${made.token}`} size={QR_PX} label={t('qr')} />
        )}
      </div>
      <div className="hand-off-text">
        <strong>{t('title')}</strong>
        <p>{t('scan')}</p>
        {LOCAL.includes(location.hostname) && <p className="warned">{t('notReachable', { host: location.host })}</p>}
        {lapsed ? (
          <>
            <p role="status">{t('lapsed')}</p>
            <Button size="small" color="primary" loading={make.isPending} onClick={() => begin()}>
              {t('another')}
            </Button>
          </>
        ) : (
          <p className="small">
            <span aria-live="off">{made === undefined ? t('making') : t('waiting', { time })}</span>
            <br />
            {t('keepToYourself')}
          </p>
        )}
      </div>
    </div>
  );
}
