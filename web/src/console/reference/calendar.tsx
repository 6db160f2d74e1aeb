import { useQuery } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Loaded } from '../loaded.tsx';
import { words } from './words.ts';

const MONTHS = Array.from({ length: 12 }, (_one, month) => month + 1);
const two = (n: number): string => String(n).padStart(2, '0');
const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 0 is Monday. */
const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** A year at a glance: what is published stands out of the weekends. */
export function Calendar({ today }: { today: string }) {
  const t = useWords(words);
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const found = useQuery({
    queryKey: ['reference', 'calendar', year],
    queryFn: () => client.call('GET /api/console/reference/calendar/:year', { params: { year: String(year) } }),
  });
  return (
    <section aria-label={t('calendar')}>
      <Space className="calendar-head">
        <Button onClick={() => setYear(year - 1)}>{t('before')}</Button>
        <b className="figures">{t('year', { year })}</b>
        <Button onClick={() => setYear(year + 1)}>{t('after')}</Button>
        <span className="calendar-legend">
          <i className="day-off" /> {t('off')} <i className="day-work" /> {t('work')} <i className="day-weekend" />{' '}
          {t('weekend')}
        </span>
      </Space>
      <Loaded of={found}>
        {({ days, source }) => (
          <>
            <p className="dim">{source === undefined ? t('uncovered') : t('from', { source })}</p>
            <div className="year">
              {MONTHS.map((month) => (
                <Month
                  key={month}
                  year={year}
                  month={month}
                  today={today}
                  kinds={new Map(days.map((one) => [one.day, one.kind]))}
                />
              ))}
            </div>
          </>
        )}
      </Loaded>
    </section>
  );
}

function Month(props: { year: number; month: number; today: string; kinds: ReadonlyMap<string, 'off' | 'work'> }) {
  const { year, month, today, kinds } = props;
  const t = useWords(words);
  const days = Array.from({ length: daysIn(year, month) }, (_one, i) => `${year}-${two(month)}-${two(i + 1)}`);
  const named = t('months').split(',')[month - 1] ?? '';
  return (
    <div className="month" role="group" aria-label={`${year} ${named}`}>
      <b>{named}</b>
      <div className="month-days">
        {t('days')
          .split(' ')
          .map((one, i) => (
            <span key={i} className="dim">
              {one}
            </span>
          ))}
        {days.map((day, i) => {
          const kind = kinds.get(day);
          const isWeekend = weekdayOf(day) > 4;
          const look = kind === undefined ? (isWeekend ? 'day-weekend' : '') : `day-${kind}`;
          return (
            <span
              key={day}
              className={`${look}${day === today ? ' day-today' : ''}`}
              style={i === 0 ? { gridColumnStart: weekdayOf(day) + 1 } : undefined}
              title={kind === undefined ? day : `${day} ${t(kind)}`}
            >
              {i + 1}
            </span>
          );
        })}
      </div>
    </div>
  );
}
