import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import type { Application, Draft } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words } from './words.ts';

type Kind = NonNullable<Draft['kind']>;
type Key = keyof typeof words;

/** What each kind brings along, as it is published. */
const NEEDS: Readonly<Record<Kind, readonly Key[]>> = {
  individual: ['need1', 'need2', 'need3'],
  sole_proprietor: ['need1', 'needLicence', 'need2', 'needLease', 'need3'],
  company: ['need1', 'needStamped', 'needPermit', 'needLease', 'needLetter', 'need3'],
};
const KINDS = Object.keys(NEEDS) as Kind[];

/** Choosing a kind opens the application and makes the checklist; choosing another keeps what still fits. */
export function KindStep({
  application,
  onBack,
  onDone,
}: {
  application: Application | null;
  onBack: () => void;
  onDone: () => void;
}) {
  const t = useWords(words);
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>(application?.draft.kind ?? 'individual');
  const choose = useMutation({
    mutationFn: async () => {
      const opened = application ?? (await client.call('POST /api/applicant/application'));
      if (opened.draft.kind === kind) return opened;
      return client.call('POST /api/applicant/application/kind', { body: { version: opened.draftVersion, kind } });
    },
    onSuccess: (opened) => {
      queries.setQueryData(['application'], opened);
      onDone(); // before anything is fetched again: the page that asked is gone once there is an application
      void queries.invalidateQueries();
    },
  });
  const changing = application?.draft.kind !== undefined && application.draft.kind !== kind;
  return (
    <Page
      title={t('kind')}
      onBack={onBack}
      foot={
        <Button block color="primary" size="large" loading={choose.isPending} onClick={() => choose.mutate()}>
          {t(`choose_${kind}`)}
        </Button>
      }
    >
      <p className="lead">{t('kindIntro')}</p>
      <div role="radiogroup" aria-label={t('kind')} className="kinds">
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={one === kind}
            className={one === kind ? 'card chosen' : 'card'}
            onClick={() => setKind(one)}
          >
            <strong>{t(one)}</strong>
            <span>{t(`${one}Hint`)}</span>
          </button>
        ))}
      </div>
      {changing && (
        <p role="note" className="warned">
          {t('kindChange')}
        </p>
      )}
      <section className="card">
        <strong>{t('checklist')}</strong>
        <ul className="ticks">
          {NEEDS[kind].map((need) => (
            <li key={need}>{t(need)}</li>
          ))}
        </ul>
      </section>
      {choose.error !== null && <Refused error={choose.error} />}
    </Page>
  );
}
