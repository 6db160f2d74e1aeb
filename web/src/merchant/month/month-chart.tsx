import type { Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { words } from './words.ts';

type Month = Answer<'GET /api/merchant/month'>;

const [WIDTH, HEIGHT, FOOT] = [320, 120, 16];
/** Days that carry their number under them. */
const MARKED = [1, 8, 15, 22, 29];

/** Each day of the month: what was sold beside what arrived. */
export function MonthChart({ month }: { month: Month }) {
  const t = useWords(words);
  const last = Number(month.to.slice(8));
  const byDay = new Map(month.days.map((one) => [Number(one.day.slice(8)), one]));
  const top = Math.max(1, ...month.days.flatMap((one) => [Number(one.soldFen), Number(one.arrivedFen)]));
  const slot = WIDTH / last;
  const sum = (name: 'soldFen' | 'arrivedFen'): string =>
    yuan(month.days.reduce((all, one) => all + BigInt(one[name]), 0n));
  const bar = (day: number, name: 'soldFen' | 'arrivedFen', shift: number) => {
    const height = ((HEIGHT - FOOT) * Math.max(0, Number(byDay.get(day)?.[name] ?? 0))) / top;
    return (
      <rect
        className={name === 'soldFen' ? 'sold' : 'arrived'}
        x={(day - 1) * slot + shift}
        y={HEIGHT - FOOT - height}
        width={slot * 0.38}
        height={height}
      />
    );
  };
  return (
    <figure className="month-figure">
      <svg
        className="month-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('chart', { sold: sum('soldFen'), arrived: sum('arrivedFen') })}
      >
        <line x1="0" y1={HEIGHT - FOOT} x2={WIDTH} y2={HEIGHT - FOOT} />
        {Array.from({ length: last }, (_, i) => i + 1).map((day) => (
          <g key={day}>
            {bar(day, 'soldFen', slot * 0.1)}
            {bar(day, 'arrivedFen', slot * 0.52)}
            {MARKED.includes(day) && (
              <text x={(day - 0.5) * slot} y={HEIGHT - 3} textAnchor="middle">
                {day}
              </text>
            )}
          </g>
        ))}
      </svg>
      <figcaption className="small">
        <i className="key sold" aria-hidden="true" /> {t('sold')} <i className="key arrived" aria-hidden="true" />{' '}
        {t('arrived')}
      </figcaption>
    </figure>
  );
}
