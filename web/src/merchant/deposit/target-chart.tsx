import type { Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { yuanShort } from '../../kit/money.ts';
import { words } from './words.ts';

type Deposit = Answer<'GET /api/merchant/deposits'>['rows'][number];
type Clock = NonNullable<Deposit['target']['clock']>;

/** A projection far above the target leaves the picture instead of pressing the rest flat. */
const HEADROOM = 1.3;
const [WIDTH, HEIGHT, PAD] = [320, 120, 6];
const DAY_MS = 86_400_000;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;

/** What counted so far against the target, day by day, and where it ends at this pace. */
export function TargetChart({ deposit, clock }: { deposit: Deposit; clock: Clock }) {
  const t = useWords(words);
  const first = dayNumber(clock.from);
  const span = dayNumber(clock.last) - first + 1;
  const top = Math.max(Number(deposit.target.targetFen) * HEADROOM, Number(clock.countedFen) * 1.08);
  const x = (day: number): number => PAD + ((WIDTH - 2 * PAD) * (day - first)) / span;
  const y = (fen: number): number => HEIGHT - PAD - ((HEIGHT - 2 * PAD) * fen) / top;
  let sum = 0;
  const steps = deposit.days.map((one) => {
    sum += Number(one.countedFen);
    return [x(dayNumber(one.day) + 1), y(sum)] as const;
  });
  const now = x(first + span - clock.daysLeft);
  const line = [[x(first), y(0)], ...steps, [now, y(sum)]].map(([a, b]) => `${a},${b}`).join(' ');
  const rise = Number(clock.projectedFen) - sum;
  const seen = rise <= 0 ? 1 : Math.min(1, (top - sum) / rise);
  const end = [now + (x(first + span) - now) * seen, y(sum + rise * seen)] as const;
  const goal = y(Number(deposit.target.targetFen));
  const label = t('chart', { counted: yuanShort(clock.countedFen), target: yuanShort(deposit.target.targetFen) });
  return (
    <svg className="target-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <polygon className="area" points={`${line} ${now},${y(0)}`} />
      <polyline className="line" points={line} />
      {clock.daysLeft > 0 && <line className="ahead" x1={now} y1={y(sum)} x2={end[0]} y2={end[1]} />}
      <line className="goal" x1={PAD} y1={goal} x2={WIDTH - PAD} y2={goal} />
      <circle className="now" cx={now} cy={y(sum)} r="4" />
    </svg>
  );
}
