import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import { useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words } from './words.ts';

type Sessions = Answer<'GET /api/applicant/sessions'>;
const UNKNOWN = '?';

/** Where this person is signed in, what happened at the door, and how to close it. */
export function SecurityPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => client.call('GET /api/applicant/sessions') });
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <p className="small">{t('hint')}</p>
      <Loaded of={sessions}>
        {(found) => (
          <>
            <Devices rows={found.rows} />
            <Looks rows={found.looks} />
            <Log entries={found.log} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function useEnding() {
  const t = useWords(words);
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (sessionId: string | undefined): Promise<unknown> =>
      sessionId === undefined
        ? client.call('POST /api/applicant/sessions/others/end')
        : client.call('DELETE /api/applicant/sessions/:sessionId', { params: { sessionId } }),
    onSuccess: () => Toast.show({ content: t('ended'), icon: 'success' }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

function Devices({ rows }: { rows: Sessions['rows'] }) {
  const t = useWords(words);
  const end = useEnding();
  return (
    <section className="card">
      <strong>{t('devices')}</strong>
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.sessionId} className="split">
            <span>
              {row.device === UNKNOWN ? t('unknown') : row.device} <small>{row.address}</small>
              <small className="block">
                {t('since', { at: dateTime(row.since) })}
                <br />
                {t('seen', { at: dateTime(row.seenAt) })}
              </small>
            </span>
            {row.current ? (
              <span className="tag ok">{t('here')}</span>
            ) : (
              <Button size="small" disabled={end.isPending} onClick={() => end.mutate(row.sessionId)}>
                {t('end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {rows.length > 1 && (
        <Button block color="danger" fill="outline" loading={end.isPending} onClick={() => end.mutate(undefined)}>
          {t('endAll')}
        </Button>
      )}
      {end.error !== null && <Refused error={end.error} />}
    </section>
  );
}

/** When our people saw this app in the place of its owner: to read only, and never unseen. */
function Looks({ rows }: { rows: Sessions['looks'] }) {
  const t = useWords(words);
  return (
    <section className="card" aria-label={t('looks')}>
      <strong>{t('looks')}</strong>
      <p className="small">{t('looksHint')}</p>
      {rows.length === 0 && <p className="small">{t('noLooks')}</p>}
      <ul className="rows">
        {rows.map(({ lookId, name, at, reason }) => (
          <li key={lookId}>{t('look', { name, at: dateTime(at), reason })}</li>
        ))}
      </ul>
    </section>
  );
}

function Log({ entries }: { entries: Sessions['log'] }) {
  const t = useWords(words);
  return (
    <section className="card">
      <strong>{t('log')}</strong>
      <p className="small">{t('logHint')}</p>
      <ul className="rows">
        {entries.map((entry) => (
          <li key={entry.entryId} className="split">
            <span className={entry.what === 'wrong_code' || entry.what === 'locked' ? 'warned' : ''}>
              {t(entry.what === 'ended' ? 'endedThere' : entry.what)}
              <small className="block">
                {entry.device === UNKNOWN ? t('unknown') : entry.device} {entry.address}
              </small>
            </span>
            <small>{dateTime(entry.at)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
