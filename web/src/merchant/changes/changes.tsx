import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { civilDate, shortTime } from '../../kit/time.ts';
import { useChanges } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { STATE_TONES } from './states.ts';
import { words } from './words.ts';

type Changes = Answer<'GET /api/merchant/changes'>;
type Row = Changes['rows'][number];

/** Whatever was changed or is asked to be, and where the next change begins. */
export function ChangesPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const changes = useChanges();
  return (
    <Page title={t('changes')} onBack={() => go('/me')}>
      <Loaded of={changes}>
        {(data) => (
          <>
            <p className="small">{t('changesLead')}</p>
            <Begin licensed={data.licensed} />
            <section className="card">
              <strong>{t('history')}</strong>
              {data.rows.length === 0 ? (
                <p className="small">{t('noHistory')}</p>
              ) : (
                <ul className="rows">
                  {data.rows.map((row) => (
                    <ChangeRow key={`${row.what} ${row.at}`} row={row} />
                  ))}
                </ul>
              )}
            </section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Begin({ licensed }: { licensed: boolean }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const queries = useQueryClient();
  const begin = useMutation({
    mutationFn: (kind: 'profile' | 'legal_person') => client.call('POST /api/merchant/changes', { body: { kind } }),
    onSuccess: async ({ changeId }) => {
      await queries.invalidateQueries();
      go(`/changes/${changeId}`);
    },
  });
  return (
    <section className="card" aria-label={t('begin')}>
      <strong>{t('begin')}</strong>
      {(licensed ? (['profile', 'legal_person'] as const) : (['profile'] as const)).map((kind) => (
        <button
          key={kind}
          type="button"
          className="row-link"
          disabled={begin.isPending}
          onClick={() => begin.mutate(kind)}
        >
          <span>{t(`b_${kind}`)}</span>
          <i aria-hidden="true">→</i>
        </button>
      ))}
      {(['documents', 'account', 'devices'] as const).map((page) => (
        <Link key={page} href={`/${page}`} className="row-link">
          <span>{t(`b_${page}`)}</span>
          <i aria-hidden="true">→</i>
        </Link>
      ))}
      {begin.error !== null && <Refused error={begin.error} />}
    </section>
  );
}

function ChangeRow({ row }: { row: Row }) {
  const t = useWords(words);
  const language = useLanguage();
  if (row.what === 'request') {
    const { changeId, kind, state } = row.request;
    return (
      <li>
        <Link href={`/changes/${changeId}`}>
          {t(`k_${kind}`)}
          <br />
          <span className="small">{shortTime(row.at)}</span>
        </Link>
        <span className={`tag ${STATE_TONES[state]}`}>{t(`s_${state}`)}</span>
      </li>
    );
  }
  if (row.what === 'account')
    return (
      <li>
        <Link href="/account">
          {t('k_account')} {row.bankName} {row.masked.slice(-4)}
          <br />
          <span className="small">{shortTime(row.at)}</span>
        </Link>
        <span className={`tag ${row.state === 'done' ? 'good' : row.state === 'cooling' ? 'busy' : ''}`}>
          {t(`s_${row.state}`)}
        </span>
      </li>
    );
  return (
    <li>
      <Link href="/prices">
        {t('k_price')}
        <br />
        <span className="small">{shortTime(row.at)}</span>
      </Link>
      <span className="small">{t('appliesFrom', { date: civilDate(row.appliesFrom, language) })}</span>
    </li>
  );
}
