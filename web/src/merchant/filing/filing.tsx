import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Toast } from 'antd-mobile';
import { useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useCityName } from '../../kit/cities.ts';
import { useLanguage, useList, useWords } from '../../kit/language.ts';
import { civilDate } from '../../kit/time.ts';
import type { Me } from '../queries.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { isWord, words } from './words.ts';

type Request = Answer<'GET /api/applicant/filing-requests'>['rows'][number];
type Visit = Answer<'GET /api/applicant/visits'>['rows'][number];

/** Whoever asks to file for the merchant, visits that were booked, and the way to a counter with one's own draft. */
export function FilingForMePage({ me }: { me: Me }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const requests = useQuery({
    queryKey: ['filing-requests'],
    queryFn: () => client.call('GET /api/applicant/filing-requests'),
    refetchInterval: 8_000,
  });
  const visits = useQuery({ queryKey: ['visits'], queryFn: () => client.call('GET /api/applicant/visits') });
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <h2 className="part-title">{t('requests')}</h2>
      <Loaded of={requests}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="card small">{t('none')}</p>
          ) : (
            rows.map((one) => <RequestCard key={one.filingId} request={one} />)
          )
        }
      </Loaded>
      <h2 className="part-title">{t('visits')}</h2>
      <Loaded of={visits}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p className="card small">{t('noVisits')}</p>
          ) : (
            rows.map((one) => <VisitCard key={one.visitId} visit={one} />)
          )
        }
      </Loaded>
      <a className="quiet-link" href="/public/find">
        {t('book')}
      </a>
      {me.applicationState === 'draft' && <Paper />}
    </Page>
  );
}

const LIVING = ['open', 'awaiting_officer', 'awaiting_merchant'];

function RequestCard({ request }: { request: Request }) {
  const t = useWords(words);
  const list = useList();
  const cityName = useCityName();
  const queries = useQueryClient();
  const { filingId, state } = request;
  const answer = useMutation({
    mutationFn: (to: 'grant' | 'refuse') =>
      client.call(`POST /api/applicant/filing-requests/:filingId/${to}`, { params: { filingId } }),
    onSettled: () => queries.invalidateQueries(),
  });
  const consents = list(request.consents.map((one) => (isWord(one) ? t(one) : one)));
  return (
    <section className="card" aria-label={request.by}>
      <header className="split">
        <strong>{request.by}</strong>
        <span className={`tag ${state === 'awaiting_consent' || state === 'awaiting_merchant' ? 'warn' : 'plain'}`}>
          {t(state)}
        </span>
      </header>
      <p className="small">
        {t(request.channel)} · {request.person} · {cityName(request.region)}
        {request.certificateNumber === undefined ? '' : ` · ${t('certificate', { number: request.certificateNumber })}`}
      </p>
      {state === 'awaiting_consent' && request.channel === 'agent' && (
        <>
          <p>
            {t('asksFor')} {consents}
          </p>
          <p className="small">{t('signStays')}</p>
          <div className="two-buttons">
            <Button block loading={answer.isPending} onClick={() => answer.mutate('refuse')}>
              {t('refuse')}
            </Button>
            <Button block color="primary" loading={answer.isPending} onClick={() => answer.mutate('grant')}>
              {t('grant')}
            </Button>
          </div>
        </>
      )}
      {LIVING.includes(state) && (
        <Button size="small" loading={answer.isPending} onClick={() => answer.mutate('refuse')}>
          {t('takeBack')}
        </Button>
      )}
      {answer.error !== null && <Refused error={answer.error} />}
    </section>
  );
}

function VisitCard({ visit }: { visit: Visit }) {
  const t = useWords(words);
  const language = useLanguage();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => client.call('POST /api/applicant/visits/:visitId/cancel', { params: { visitId: visit.visitId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['visits'] }),
  });
  return (
    <section className="card">
      <header className="split">
        <strong>{visit.agentName}</strong>
        <span className="tag plain">{t(visit.state)}</span>
      </header>
      <p>
        {civilDate(visit.wantedDate, language)} {t(visit.slot)} · {visit.address}
      </p>
      {(visit.state === 'requested' || visit.state === 'accepted') && (
        <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('cancel')}
        </Button>
      )}
      {cancel.error !== null && <Refused error={cancel.error} />}
    </section>
  );
}

function Paper() {
  const t = useWords(words);
  const revoke = useMutation({
    mutationFn: () => client.call('DELETE /api/applicant/form'),
    onSuccess: () => Toast.show({ icon: 'success', content: t('revoked') }),
  });
  return (
    <section className="card">
      <strong>{t('paper')}</strong>
      <p className="small">{t('paperHint')}</p>
      <div className="two-buttons">
        <Button block loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('revoke')}
        </Button>
        <Button block color="primary" onClick={() => void window.open('/api/applicant/form', '_blank', 'noopener')}>
          {t('print')}
        </Button>
      </div>
      {revoke.error !== null && <Refused error={revoke.error} />}
    </section>
  );
}
