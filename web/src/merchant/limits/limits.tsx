import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Selector, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { shortTime } from '../../kit/time.ts';
import { Meter } from '../meter.tsx';
import { useLimits } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words } from './words.ts';

type Limits = Answer<'GET /api/merchant/limits'>;
type Row = Limits['rows'][number];

const FULL = 100n;
const CARDS = ['credit', 'debit', 'qr'] as const;
const NOTE_MIN = 5;
const TONES = { asked: 'warn', proposed: 'warn', approved: 'good', refused: 'bad', withdrawn: '' } as const;

/** Every limit with what is used of it, and how to ask for another. */
export function LimitsPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const limits = useLimits();
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <Loaded of={limits}>
        {(seen) => (
          <>
            <p className="small">{t('lead', { max: yuan(seen.saleMaxFen) })}</p>
            {seen.rows.map((row) => (
              <LimitCard key={`${row.card} ${row.entry}`} row={row} />
            ))}
            <Asks rows={seen.asks} />
            <AskForm />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function LimitCard({ row }: { row: Row }) {
  const t = useWords(words);
  const name = [t(row.card), t(row.entry)].filter((one) => one !== '').join(' · ');
  return (
    <section className="card" aria-label={name}>
      <header className="split">
        <strong>{name}</strong>
        <span>
          {row.lowered && <span className="tag warn">{t('lowered')}</span>}{' '}
          {row.until !== undefined && <span className="small">{t('until', { until: row.until })}</span>}
        </span>
      </header>
      <dl className="pairs">
        <dt>{t('single')}</dt>
        <dd>{row.singleFen === '0' ? t('none') : `¥${yuan(row.singleFen)}`}</dd>
      </dl>
      <Used title={t('day')} used={row.usedDayFen} limit={row.dayFen} />
      <Used title={t('month')} used={row.usedMonthFen} limit={row.monthFen} />
      {row.lowered && <Link href="/flags">{t('why')}</Link>}
    </section>
  );
}

function Used({ title, used, limit }: { title: string; used: string; limit: string }) {
  const t = useWords(words);
  const has = limit !== '0';
  const percent = has ? Math.min(100, Number((BigInt(used) * FULL) / BigInt(limit))) : 0;
  return (
    <div className="limit-used">
      <div className="split small">
        <span>{title}</span>
        <span>{has ? t('of', { used: yuan(used), limit: yuan(limit) }) : t('used', { used: yuan(used) })}</span>
      </div>
      {has && <Meter label={title} percent={percent} />}
    </div>
  );
}

function Asks({ rows }: { rows: Limits['asks'] }) {
  const t = useWords(words);
  if (rows.length === 0) return null;
  const fen = (value: string): string => (value === '0' ? t('none') : `¥${yuan(value)}`);
  return (
    <section className="card" aria-label={t('asks')}>
      <strong>{t('asks')}</strong>
      <ul className="rows">
        {rows.map((one) => (
          <li key={one.madeAt}>
            <div>
              <div>
                {t(one.card)} · {fen(one.singleFen)} / {fen(one.dayFen)} / {fen(one.monthFen)}
              </div>
              <div className="small">
                {shortTime(one.madeAt)} · {one.decisionNote ?? one.note}
              </div>
            </div>
            <span className={`tag ${TONES[one.state]}`}>{t(one.state)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Yuan as typed, in fen; undefined for what is no amount. */
const fenOf = (typed: string): string | undefined =>
  /^\d{1,9}(\.\d{1,2})?$/.test(typed.trim()) ? String(Math.round(Number(typed) * 100)) : undefined;

function AskForm() {
  const t = useWords(words);
  const queries = useQueryClient();
  const [card, setCard] = useState<(typeof CARDS)[number]>('credit');
  const [typed, setTyped] = useState({ singleYuan: '', dayYuan: '', monthYuan: '' });
  const [until, setUntil] = useState('');
  const [note, setNote] = useState('');
  const [file, setFile] = useState<File>();
  const [singleFen, dayFen, monthFen] = [fenOf(typed.singleYuan), fenOf(typed.dayYuan), fenOf(typed.monthYuan)];
  const ready =
    [singleFen, dayFen, monthFen].every((one) => one !== undefined) && until !== '' && note.trim().length >= NOTE_MIN;
  const ask = useMutation({
    mutationFn: async () => {
      const { proposalId } = await client.call('POST /api/merchant/limits/asks', {
        body: {
          card,
          entry: 'any',
          singleFen: singleFen ?? '0',
          dayFen: dayFen ?? '0',
          monthFen: monthFen ?? '0',
          until,
          note: note.trim(),
        },
      });
      if (file === undefined) return;
      const form = new FormData();
      form.append('name', file.name.slice(0, 200));
      form.append('file', file, file.name);
      await client.call('POST /api/merchant/limits/asks/:proposalId/files', { params: { proposalId }, form });
    },
    onSuccess: () => {
      setNote('');
      Toast.show({ icon: 'success', content: t('sent') });
      return queries.invalidateQueries({ queryKey: ['limits'] });
    },
  });
  return (
    <form
      className="card statement"
      aria-label={t('ask')}
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <strong>{t('ask')}</strong>
      <Selector
        columns={3}
        value={[card]}
        options={CARDS.map((one) => ({ value: one, label: t(one) }))}
        onChange={([one]) => one !== undefined && setCard(one)}
      />
      {(['singleYuan', 'dayYuan', 'monthYuan'] as const).map((name) => (
        <label key={name} className="field">
          <span>{t(name)}</span>
          <Input
            inputMode="decimal"
            value={typed[name]}
            onChange={(value) => setTyped({ ...typed, [name]: value })}
            aria-label={t(name)}
          />
        </label>
      ))}
      <label className="field">
        <span>{t('untilDay')}</span>
        <input type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
      </label>
      <TextArea
        value={note}
        onChange={setNote}
        rows={3}
        maxLength={500}
        showCount
        placeholder={t('note')}
        aria-label={t('note')}
      />
      <label className="file-pick">
        <span>{t('file')}</span>
        <input
          type="file"
          accept="image/jpeg,image/png,application/pdf"
          onChange={(event) => setFile(event.target.files?.[0])}
        />
      </label>
      {ask.error !== null && <Refused error={ask.error} />}
      <Button block color="primary" type="submit" loading={ask.isPending} disabled={!ready}>
        {t('send')}
      </Button>
    </form>
  );
}
