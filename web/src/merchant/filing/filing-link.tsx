import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { words } from './words.ts';

/** The way to everything that others do for the merchant; it stands out while somebody waits for an answer. */
export function FilingLink() {
  const t = useWords(words);
  const requests = useQuery({
    queryKey: ['filing-requests'],
    queryFn: () => client.call('GET /api/applicant/filing-requests'),
  });
  const waiting = requests.data?.rows.some((one) => one.state === 'awaiting_consent' && one.channel === 'agent');
  return (
    <section className="card">
      <Link href="/filing" className="row-link">
        <span>{t('entry')}</span>
        {waiting === true ? <span className="tag warn">{t('awaiting_consent')}</span> : <i aria-hidden="true">→</i>}
      </Link>
    </section>
  );
}
