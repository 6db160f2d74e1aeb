import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Statistic } from 'antd';
import { Link } from 'react-router';
import { client, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { yuan } from '../kit/money.ts';
import { useStateText } from '../kit/states.ts';
import { clockTime } from '../kit/time.ts';
import { Bars } from './bars.tsx';
import { pulseWords } from './pulse-words.ts';

type Pulse = Answer<'GET /api/console/pulse'>;
type Beat = Pulse['minutes'][number];
type Attention = Pulse['attention'][number];

const LOOK_AGAIN_MS = 5_000;
const LEADS: Readonly<Record<Attention['kind'], string>> = {
  sms_down: '/messages',
  network_down: '/exceptions',
  bank_down: '/settlement',
  jobs_given_up: '/jobs',
  jobs_late: '/jobs',
  calendar_short: '/reference-data',
};

const sum = (beats: readonly Beat[], of: 'approved' | 'declined' | 'open'): number =>
  beats.reduce((total, one) => total + one[of], 0);

/** What happens now: seen at a glance, and again every few seconds. */
export function Pulse() {
  const t = useWords(pulseWords);
  const stateText = useStateText();
  const found = useQuery({
    queryKey: ['pulse'],
    queryFn: () => client.call('GET /api/console/pulse'),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const { data } = found;
  if (data === undefined)
    return found.error === null ? null : (
      <Alert
        type="warning"
        showIcon
        className="lead-line"
        title={t('noPulse')}
        action={<Button onClick={() => void found.refetch()}>{t('retry')}</Button>}
      />
    );
  const { minutes, hours, payouts, attention } = data;
  const [approved, declined, open] = [sum(minutes, 'approved'), sum(minutes, 'declined'), sum(minutes, 'open')];
  const decided = approved + declined;
  return (
    <>
      {attention.map((one) => (
        <Alert
          key={one.kind}
          showIcon
          className="lead-line"
          type={one.kind === 'calendar_short' ? 'warning' : 'error'}
          title={t(one.kind, { count: one.count })}
          action={<Link to={LEADS[one.kind]}>{t('look')}</Link>}
        />
      ))}
      <div className="pulse">
        <section className="panel" aria-label={t('lastHour')}>
          <h2 className="part">{t('lastHour')}</h2>
          <div className="pulse-figures">
            <Statistic
              title={t('perSecond')}
              value={((approved + declined + open) / (minutes.length * 60)).toFixed(2)}
            />
            <Statistic title={t('rate')} value={decided === 0 ? '—' : `${((approved / decided) * 100).toFixed(1)} %`} />
            <Statistic title={t('count')} value={approved + declined + open} />
          </div>
          <Columns beats={minutes} label={t('lastHour')} />
        </section>
        <section className="panel" aria-label={t('today')}>
          <h2 className="part">{t('today')}</h2>
          <div className="pulse-figures">
            <Statistic
              title={t('takings')}
              value={yuan(hours.reduce((total, one) => total + BigInt(one.amountFen), 0n).toString())}
            />
            <Statistic
              title={t('count')}
              value={sum(hours, 'approved') + sum(hours, 'declined') + sum(hours, 'open')}
            />
          </div>
          <Columns beats={hours} label={t('today')} />
        </section>
        <Bars
          title={t('payouts')}
          empty={t('noPayouts')}
          bars={payouts.map((one) => ({
            name: stateText(one.state),
            value: one.count,
            text: `${one.count} · ¥${yuan(one.amountFen)}`,
            strong: one.state !== 'paid',
          }))}
        />
      </div>
    </>
  );
}

const [WIDTH, HEIGHT] = [600, 120];

/** Columns of what was approved, with what was declined and what is open above it; as a table for whoever does not see them. */
function Columns({ beats, label }: { beats: readonly Beat[]; label: string }) {
  const t = useWords(pulseWords);
  const most = Math.max(1, ...beats.map((one) => one.approved + one.declined + one.open));
  const step = WIDTH / beats.length;
  const tall = (count: number): number => (count / most) * (HEIGHT - 4);
  const ends = [beats[0], beats[Math.floor(beats.length / 2)], beats.at(-1)];
  return (
    <figure className="columns">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <line x1="0" y1={HEIGHT - 0.5} x2={WIDTH} y2={HEIGHT - 0.5} className="axis" />
        {beats.map((one, i) => {
          const [approved, declined, open] = [tall(one.approved), tall(one.declined), tall(one.open)];
          const at = { x: i * step + 1, width: Math.max(step - 2, 1) };
          return (
            <g key={one.at}>
              <title>{`${clockTime(one.at).slice(0, 5)} · ${t('tip', one)}`}</title>
              <rect {...at} y={HEIGHT - approved} height={approved} className="approved" />
              <rect {...at} y={HEIGHT - approved - declined} height={declined} className="declined" />
              <rect {...at} y={HEIGHT - approved - declined - open} height={open} className="open" />
            </g>
          );
        })}
      </svg>
      <figcaption>
        {ends.map((one) => (
          <span key={one?.at}>{one === undefined ? '' : clockTime(one.at).slice(0, 5)}</span>
        ))}
      </figcaption>
      <p className="columns-legend">
        <i className="approved" /> {t('approved')} <i className="declined" /> {t('declined')} <i className="open" />{' '}
        {t('open')}
      </p>
      <table className="hidden-label">
        <caption>{label}</caption>
        <tbody>
          {beats
            .filter((one) => one.approved + one.declined + one.open > 0)
            .map((one) => (
              <tr key={one.at}>
                <th scope="row">{clockTime(one.at).slice(0, 5)}</th>
                <td>{t('tip', one)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  );
}
