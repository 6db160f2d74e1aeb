import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Dialog, Toast } from 'antd-mobile';
import { useLocation } from 'wouter';
import { client, type Answer, type RouteKey } from '../../kit/client.ts';
import { useList, useWords } from '../../kit/language.ts';
import { dateTime } from '../../kit/time.ts';
import { Loaded, Page, Refused } from '../shell.tsx';
import { words } from './words.ts';

type Data = Answer<'GET /api/applicant/data'>;
type Kind = Data['requests'][number]['kind'];

const COUNTED_MAX = 100_000;
const POLL_MS = 2_000;
const TONES = { asked: 'busy', held: 'warn', ready: 'good', done: 'good', lapsed: '' } as const;

/** What we keep of this person, why and how long; a copy of it, and what may go. */
export function DataPage() {
  const t = useWords(words);
  const [, go] = useLocation();
  const data = useQuery({
    queryKey: ['my-data'],
    queryFn: () => client.call('GET /api/applicant/data'),
    // a request is answered within seconds: it is looked for until then
    refetchInterval: ({ state }) =>
      state.data?.requests.some((one) => one.state === 'asked') === true ? POLL_MS : false,
  });
  return (
    <Page title={t('title')} onBack={() => go('/me')}>
      <p className="small">{t('lead')}</p>
      <Loaded of={data}>
        {(found) => (
          <>
            <Classes data={found} />
            <Ask data={found} />
            <Requests rows={found.requests} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Classes({ data }: { data: Data }) {
  const t = useWords(words);
  const facts = { years: data.keptYears, days: data.logDays };
  const counted = (n: number): string =>
    n === 0 ? t('nothing') : n >= COUNTED_MAX ? t('manyCount') : t('count', { n: n.toLocaleString('en') });
  return (
    <section className="card">
      <ul className="rows">
        {data.classes.map(({ of, count, keptBecause }) => (
          <li key={of} className="data-class">
            <span className="split">
              <strong>{t(`c_${of}`)}</strong>
              <span>{counted(count)}</span>
            </span>
            {count > 0 && (
              <small className="block">
                {keptBecause === undefined ? (
                  <span className="tag good">{t('erasable')}</span>
                ) : (
                  t(`kept_${keptBecause}`, facts)
                )}
              </small>
            )}
          </li>
        ))}
      </ul>
      <p className="small">{t('draftNote', { days: data.draftDays })}</p>
    </section>
  );
}

function Ask({ data }: { data: Data }) {
  const t = useWords(words);
  const list = useList();
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: (kind: Kind) => client.call('POST /api/applicant/data/requests', { body: { kind } }),
    onSuccess: () => Toast.show({ content: t('asked'), icon: 'success' }),
    onSettled: () => queries.invalidateQueries(),
  });
  const goes = data.classes.filter((one) => one.count > 0 && one.keptBecause === undefined);
  const waits = data.classes.some((one) => one.count > 0 && one.keptBecause === 'hold');
  const isOpen = (kind: Kind): boolean =>
    data.requests.some((one) => one.kind === kind && (one.state === 'asked' || one.state === 'held'));
  const erase = async (): Promise<void> => {
    const content = t('sure', { what: list(goes.map((one) => t(`c_${one.of}`))) });
    if (goes.length > 0 && !(await Dialog.confirm({ content, confirmText: t('confirm'), cancelText: t('cancel') })))
      return;
    ask.mutate('erasure');
  };
  return (
    <section className="card">
      <Button
        block
        color="primary"
        disabled={isOpen('export')}
        loading={ask.isPending && ask.variables === 'export'}
        onClick={() => ask.mutate('export')}
      >
        {t('export')}
      </Button>
      <p className="small">{t('exportHint')}</p>
      <Button
        block
        fill="outline"
        color="danger"
        disabled={(goes.length === 0 && !waits) || isOpen('erasure')}
        loading={ask.isPending && ask.variables === 'erasure'}
        onClick={() => void erase()}
      >
        {t('erase')}
      </Button>
      {ask.error !== null && <Refused error={ask.error} />}
    </section>
  );
}

function Requests({ rows }: { rows: Data['requests'] }) {
  const t = useWords(words);
  return (
    <section className="card" aria-label={t('requests')}>
      <strong>{t('requests')}</strong>
      {rows.length === 0 && <p className="small">{t('noRequests')}</p>}
      <ul className="rows">
        {rows.map((one) => (
          <li key={one.requestId} className="split">
            <span>
              {t(`k_${one.kind}`)} <span className={`tag ${TONES[one.state]}`}>{t(`s_${one.state}`)}</span>
              <small className="block">
                {one.endedAt === undefined
                  ? t('dueBy', { at: dateTime(one.dueAt) })
                  : t('endedAt', { at: dateTime(one.endedAt) })}
              </small>
            </span>
            {one.state === 'ready' && (
              <a
                className="text-button"
                download
                href={client.href('GET /api/applicant/data/requests/:requestId/file' satisfies RouteKey, {
                  requestId: one.requestId,
                })}
              >
                {t('download')}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
