import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { Link, useLocation } from 'wouter';
import { client, type Answer } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { words } from '../changes/words.ts';
import { useDocuments } from '../queries.ts';
import { Empty, Loaded, Page, Refused } from '../shell.tsx';

type Document = Answer<'GET /api/merchant/documents'>['rows'][number];

const TONES = { valid: 'good', ending: 'warn', expired: 'bad' } as const;

/** The documents in force: valid until when, and the next step of each. */
export function DocumentsPage() {
  const t = useWords(words);
  const language = useLanguage();
  const [, go] = useLocation();
  const documents = useDocuments();
  return (
    <Page title={t('documents')} onBack={() => go('/me')}>
      <Loaded of={documents}>
        {({ rows, noticeDays }) =>
          rows.length === 0 ? (
            <Empty title={t('noDocuments')} hint={t('noDocumentsHint')} />
          ) : (
            <>
              <p className="small">{t('documentsLead', { days: noticeDays.join(language === 'en' ? ', ' : '、') })}</p>
              {rows.map((row) => (
                <DocumentCard key={row.kind} document={row} />
              ))}
              <section className="card">
                <Link href="/changes" className="row-link">
                  <span>{t('toChanges')}</span>
                  <i aria-hidden="true">→</i>
                </Link>
              </section>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function DocumentCard({ document }: { document: Document }) {
  const t = useWords(words);
  const { kind, holder, number, validTo, stand } = document;
  const licence = kind === 'licence';
  return (
    <section className="card" aria-label={t(`d_${kind}`)}>
      <header className="split">
        <strong>{t(`d_${kind}`)}</strong>
        <span className={`tag ${TONES[stand]}`}>{t(`stand_${stand}`)}</span>
      </header>
      <dl className="pairs">
        <dt>{t(licence ? 'holderLicence' : 'holder')}</dt>
        <dd>{holder}</dd>
        <dt>{t(licence ? 'numberLicence' : 'number')}</dt>
        <dd>{number}</dd>
        <dt>{t('validTo')}</dt>
        <dd>{validTo ?? t('noEnd')}</dd>
      </dl>
      <Left document={document} />
      <NextStep document={document} />
    </section>
  );
}

function Left({ document: { daysLeft, stand, stopped } }: { document: Document }) {
  const t = useWords(words);
  if (daysLeft === undefined) return <p className="small">{t('nothingToDo')}</p>;
  const text = daysLeft < 0 ? t('over', { n: -daysLeft }) : daysLeft === 0 ? t('lastDay') : t('left', { n: daysLeft });
  return (
    <p className={stand === 'valid' ? 'small' : 'warned'}>
      {text}
      {stopped && (
        <>
          <br />
          {t('stopped')}
        </>
      )}
    </p>
  );
}

function NextStep({ document: { kind, validTo, stand, open } }: { document: Document }) {
  const t = useWords(words);
  const [, go] = useLocation();
  const queries = useQueryClient();
  const begin = useMutation({
    mutationFn: () => client.call('POST /api/merchant/changes', { body: { kind } }),
    onSuccess: async ({ changeId }) => {
      await queries.invalidateQueries();
      go(`/changes/${changeId}`);
    },
  });
  if (open !== undefined) {
    const mine = open.state === 'draft' || open.state === 'needs_fix';
    return (
      <Button block color="primary" fill={mine ? 'solid' : 'outline'} onClick={() => go(`/changes/${open.changeId}`)}>
        {t(mine ? 'goOn' : 'see')}
      </Button>
    );
  }
  if (validTo === undefined) return null;
  return (
    <>
      {begin.error !== null && <Refused error={begin.error} />}
      <Button
        block
        color="primary"
        fill={stand === 'valid' ? 'outline' : 'solid'}
        loading={begin.isPending}
        onClick={() => begin.mutate()}
      >
        {t('renew')}
      </Button>
    </>
  );
}
