import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Space, Tag, TextArea } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { usePrices } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words } from './words.ts';

type Prices = Answer<'GET /api/merchant/prices'>;
type Line = Prices['inForce'][number];
type Notice = Prices['notices'][number];

/** Millionths as a percentage: 6000 is 0.60. */
const percentOf = (ppm: string): string => `${(Number(ppm) / 10_000).toFixed(2)}%`;
/** What a rate takes of 100 yuan, half-up to the fen: one ppm of it is a hundredth of a fen. */
const ofHundred = (ppm: string): string => yuan(((BigInt(ppm) + 50n) / 100n).toString());

/** The sheet in force, what changes and from when, and what was. */
export function PricesPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const prices = usePrices();
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <Loaded of={prices}>
        {(seen) => (
          <>
            {seen.notices.map((notice) => (
              <Change key={notice.effectiveFrom} notice={notice} />
            ))}
            <section className="card" aria-label={t('inForce')}>
              <strong>{t('inForce')}</strong>
              <p className="small">{t('lead')}</p>
              <Lines lines={seen.inForce} />
            </section>
            {seen.notices.length === 0 && <p className="small centre">{t('none')}</p>}
            {seen.past.length > 0 && (
              <section className="card" aria-label={t('history')}>
                <strong>{t('history')}</strong>
                <Lines lines={seen.past} />
              </section>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lines({ lines }: { lines: readonly Line[] }) {
  const t = useWords(words);
  const language = useLanguage();
  const nameOf = (charge: string): string =>
    charge.startsWith('deposit:') ? t('deposit') : t(charge as 'credit' | 'debit' | 'qr' | 't0' | 'sim_fee');
  return (
    <ul className="rows">
      {lines.map((line) => (
        <li key={`${line.charge} ${line.from}`}>
          <span>
            {nameOf(line.charge)}
            <br />
            <small className="small">{t('since', { date: civilDate(line.from, language) })}</small>
          </span>
          <span style={{ textAlign: 'right' }}>
            {line.ratePpm !== undefined && percentOf(line.ratePpm)}
            {line.amountFen !== undefined && `¥${yuan(line.amountFen)}`}
            {line.capFen !== undefined && (
              <>
                <br />
                <small className="small">{t('cap', { amount: yuan(line.capFen) })}</small>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

const RATES = [
  ['credit', 'creditPpm'],
  ['debit', 'debitPpm'],
  ['qr', 'qrPpm'],
  ['t0', 't0Ppm'],
] as const;

function Change({ notice }: { notice: Notice }) {
  const t = useWords(words);
  const language = useLanguage();
  const { before, after } = notice;
  const said = (word: string) => notice.words.find((one) => one.word === word);
  useRead(notice);
  return (
    <section className="card" aria-label={t('change')} data-testid="price-change">
      <header className="split">
        <strong>{t('from', { date: civilDate(notice.appliesFrom, language) })}</strong>
        <Tag color={notice.rise ? 'warning' : 'success'}>{t(notice.rise ? 'rise' : 'fall')}</Tag>
      </header>
      <p className="small">{t('sent', { at: shortTime(notice.sentAt) })}</p>
      <p>{t('onHundred')}</p>
      <dl className="pairs">
        {RATES.filter(([, part]) => before[part] !== after[part]).map(([name, part]) => (
          <Pair key={name} name={t(name)} text={`¥${ofHundred(before[part])} → ¥${ofHundred(after[part])}`} />
        ))}
        {before.debitCapFen !== after.debitCapFen && (
          <Pair name={t('debitCap')} text={`¥${yuan(before.debitCapFen)} → ¥${yuan(after.debitCapFen)}`} />
        )}
      </dl>
      <p className="small">{t('oldTrades')}</p>
      {(['acknowledged', 'objected', 'settled'] as const).map((word) => {
        const at = said(word)?.at;
        return at === undefined ? null : <p key={word}>{t(word, { at: shortTime(at) })}</p>;
      })}
      {notice.open && <Answering effectiveFrom={notice.effectiveFrom} />}
    </section>
  );
}

const Pair = ({ name, text }: { name: string; text: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{text}</dd>
  </>
);

/** That it was shown is told once; what fails is told with the next look. */
function useRead({ effectiveFrom, words: spoken }: Notice): void {
  const read = spoken.length > 0;
  useEffect(() => {
    if (read) return;
    client
      .call('POST /api/merchant/prices/:effectiveFrom/word', { params: { effectiveFrom }, body: { word: 'read' } })
      .catch(() => undefined);
  }, [effectiveFrom, read]);
}

function Answering({ effectiveFrom }: { effectiveFrom: string }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [objecting, setObjecting] = useState(false);
  const [note, setNote] = useState('');
  const say = useMutation({
    mutationFn: (word: 'acknowledged' | 'objected') =>
      client.call('POST /api/merchant/prices/:effectiveFrom/word', {
        params: { effectiveFrom },
        body: { word, note: note.trim() },
      }),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <>
      <p className="small">{t('silence')}</p>
      {say.error !== null && <Refused error={say.error} />}
      {objecting && (
        <TextArea
          rows={3}
          maxLength={500}
          placeholder={t('why')}
          aria-label={t('why')}
          value={note}
          onChange={setNote}
        />
      )}
      <Space direction="vertical" block>
        {!objecting && (
          <Button block color="primary" loading={say.isPending} onClick={() => say.mutate('acknowledged')}>
            {t('acknowledge')}
          </Button>
        )}
        <Button
          block
          fill="outline"
          color="danger"
          loading={say.isPending && objecting}
          onClick={() => (objecting ? say.mutate('objected') : setObjecting(true))}
        >
          {t('object')}
        </Button>
      </Space>
    </>
  );
}
