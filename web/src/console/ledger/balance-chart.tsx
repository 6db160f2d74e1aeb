import { useWords } from '../../kit/language.ts';
import { yuan } from '../../kit/money.ts';
import { words } from './words.ts';

export interface DayBalance {
  readonly day: string;
  readonly balanceFen: string;
}

const [WIDTH, HEIGHT, PAD] = [900, 180, 12];

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

/** A balance is what it is until the next day on which it moves: steps, not slopes. */
export function BalanceChart({
  from,
  to,
  openingFen,
  days,
}: {
  from: string;
  to: string;
  openingFen: string;
  days: readonly DayBalance[];
}) {
  const t = useWords(words);
  const values = [BigInt(openingFen), ...days.map((one) => BigInt(one.balanceFen))];
  const low = values.reduce((least, one) => (one < least ? one : least));
  const high = values.reduce((most, one) => (one > most ? one : most));
  const span = Number(high - low) || 1;
  const [first, last] = [dayNumber(from), dayNumber(to) + 1];
  const x = (day: number): number => PAD + ((day - first) / Math.max(1, last - first)) * (WIDTH - 2 * PAD);
  const y = (fen: bigint): number => HEIGHT - PAD - (Number(fen - low) / span) * (HEIGHT - 2 * PAD);
  const steps = days.map(
    (one) => `H ${x(dayNumber(one.day) + 1).toFixed(1)} V ${y(BigInt(one.balanceFen)).toFixed(1)}`,
  );
  const line = `M ${PAD} ${y(BigInt(openingFen)).toFixed(1)} ${steps.join(' ')} H ${(WIDTH - PAD).toFixed(1)}`;
  const end = values.at(-1) ?? 0n;
  const facts = { from, to, first: yuan(openingFen), last: yuan(end), low: yuan(low), high: yuan(high) };
  return (
    <figure className="balance-chart">
      <figcaption>{t('overTime')}</figcaption>
      <div className="balance-chart-frame">
        <div className="balance-chart-scale" aria-hidden="true">
          <span>{yuan(high)}</span>
          <span>{yuan(low)}</span>
        </div>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('chartText', facts)}
        >
          {low < 0n && high > 0n && <line x1={PAD} x2={WIDTH - PAD} y1={y(0n)} y2={y(0n)} className="zero" />}
          <path d={line} className="course" />
          {days.map((one) => (
            <circle key={one.day} cx={x(dayNumber(one.day) + 1)} cy={y(BigInt(one.balanceFen))} r="3">
              <title>{`${one.day}  ${yuan(one.balanceFen)}`}</title>
            </circle>
          ))}
        </svg>
      </div>
      <div className="balance-chart-days" aria-hidden="true">
        <span>{from}</span>
        <span>{to}</span>
      </div>
    </figure>
  );
}
