import { useQuery } from '@tanstack/react-query';
import { client } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { clockTime } from '../kit/time.ts';
import { words } from './words.ts';

const ASK_EVERY_MS = 30_000;

/** What outside of us is down, on every page: what does not work meanwhile, and what does. */
export function Outages() {
  const t = useWords(words);
  const found = useQuery({
    queryKey: ['outages'],
    queryFn: () => client.call('GET /api/merchant/outages'),
    refetchInterval: ASK_EVERY_MS,
  });
  return found.data?.rows.map(({ what, since }) => (
    <div key={what} role="status" className="outage">
      {t(`outage_${what}`, { at: clockTime(since) })}
    </div>
  ));
}
