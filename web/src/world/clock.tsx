import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Spin } from 'antd';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { dateTime } from '../kit/time.ts';
import { useInfo } from './desk.ts';
import { words } from './words.ts';

type Due = Answer<'GET /api/demo/info'>['nextDue'][number];
const MOVES = ['next_event', 'cut_off', 'next_morning', 'payout', 'plus_1h', 'plus_1d'] as const;
const HOUR_MS = 3_600_000;

export function ClockTab() {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const info = useInfo();
  const move = useMutation({
    mutationFn: (to: (typeof MOVES)[number]) => client.call('POST /api/demo/clock', { body: { to } }),
    onSettled: () => queries.invalidateQueries(),
  });
  if (info.data === undefined)
    return info.error === null ? (
      <Spin className="spin" description={t('loading')} />
    ) : (
      <Alert type="error" showIcon title={text(info.error)} />
    );
  const { now, wallNow, businessDate, nextDue } = info.data;
  const aheadHours = Math.round((Date.parse(now) - Date.parse(wallNow)) / HOUR_MS);
  const ahead = [
    ...(aheadHours >= 24 ? [t('days', { n: Math.floor(aheadHours / 24) })] : []),
    ...(aheadHours % 24 === 0 ? [] : [t('hours', { n: aheadHours % 24 })]),
  ].join(' ');
  return (
    <div className="clock">
      <dl className="clock-face">
        <div>
          <dt>{t('now')}</dt>
          <dd>{dateTime(now)}</dd>
        </div>
        <div>
          <dt>{t('day')}</dt>
          <dd>{businessDate}</dd>
        </div>
        <div>
          <dt>{t('wall')}</dt>
          <dd>
            {dateTime(wallNow)}
            {ahead !== '' && <small> {t('ahead', { text: ahead })}</small>}
          </dd>
        </div>
      </dl>
      <h2>{t('move')}</h2>
      <p>{t('moveHint')}</p>
      <div className="moves">
        {MOVES.map((to) => (
          <Button
            key={to}
            type={to === 'next_event' ? 'primary' : 'default'}
            size="large"
            disabled={move.isPending}
            loading={move.isPending && move.variables === to}
            onClick={() => move.mutate(to)}
          >
            {t(to)}
          </Button>
        ))}
      </div>
      {move.error !== null && <Alert type="error" showIcon title={text(move.error)} />}
      {move.data !== undefined && <DueList title={t('ran')} empty={t('nothingRan')} rows={move.data.ran} />}
      <DueList title={t('nextDue')} empty={t('nothingDue')} rows={nextDue} />
    </div>
  );
}

function DueList({ title, empty, rows }: { title: string; empty: string; rows: readonly Due[] }) {
  return (
    <section aria-live="polite">
      <h2>{title}</h2>
      {rows.length === 0 && <p>{empty}</p>}
      <ol className="due">
        {rows.map((row) => (
          <li key={`${row.kind} ${row.key} ${row.at}`}>
            <time>{dateTime(row.at)}</time>
            <span>{row.kind}</span>
            <code>{row.key}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}
