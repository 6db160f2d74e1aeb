import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import type { Shares } from './shares.tsx';
import { words } from './words.ts';

const [WIDTH, HEIGHT, FOOT] = [320, 110, 16];
/** Days that carry their number under them. */
const MARKED = [1, 8, 15, 22, 29];

/** Each day of the month, to scale; a day that took back more than it gave hangs below the line in red. */
export function ShareChart({ shares }: { shares: Shares }) {
  const t = useWords(words);
  const values = shares.days.map((one) => Number(one.shareFen));
  const top = Math.max(1, ...values);
  const deep = Math.min(0, ...values);
  const scale = (HEIGHT - FOOT) / (top - deep);
  const zero = top * scale;
  const [year = 2026, month = 1] = shares.month.split('-').map(Number);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const slot = WIDTH / last;
  return (
    <figure className="month-figure">
      <svg
        className="month-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('shareChart', { month: shares.month, share: yuan(shares.shareFen) })}
      >
        <line x1="0" y1={zero} x2={WIDTH} y2={zero} />
        {shares.days.map((one) => {
          const height = Math.max(1, Math.abs(Number(one.shareFen)) * scale);
          const negative = one.shareFen.startsWith('-');
          return (
            <rect
              key={one.day}
              className={negative ? 'taken' : 'sold'}
              x={(Number(one.day.slice(8)) - 0.85) * slot}
              y={negative ? zero : zero - height}
              width={slot * 0.7}
              height={height}
            />
          );
        })}
        {MARKED.map((day) => (
          <text key={day} x={(day - 0.5) * slot} y={HEIGHT - 3} textAnchor="middle">
            {day}
          </text>
        ))}
      </svg>
    </figure>
  );
}
