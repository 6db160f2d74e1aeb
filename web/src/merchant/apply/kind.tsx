import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import type { Application } from '../queries.ts';
import { Page, Refused } from '../shell.tsx';
import { words } from './words.ts';

/** Choosing a kind opens the application and makes the checklist. */
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
  const choose = useMutation({
    mutationFn: async () => {
      const opened = application ?? (await client.call('POST /api/applicant/application'));
      if (opened.draft.kind === undefined)
        await client.call('PUT /api/applicant/application/draft', {
          body: { version: opened.draftVersion, draft: { ...opened.draft, kind: 'individual' } },
        });
      return client.call('GET /api/applicant/application');
    },
    onSuccess: (opened) => {
      queries.setQueryData(['application'], opened);
      onDone(); // before anything is fetched again: the page that asked is gone once there is an application
      void queries.invalidateQueries();
    },
  });
  return (
    <Page
      title={t('kind')}
      onBack={onBack}
      foot={
        <Button block color="primary" size="large" loading={choose.isPending} onClick={() => choose.mutate()}>
          {t('choose')}
        </Button>
      }
    >
      <p className="lead">{t('kindIntro')}</p>
      <section className="card chosen">
        <strong>{t('individual')}</strong>
        <p>{t('individualHint')}</p>
      </section>
      <section className="card">
        <strong>{t('checklist')}</strong>
        <ul className="ticks">
          <li>{t('need1')}</li>
          <li>{t('need2')}</li>
          <li>{t('need3')}</li>
        </ul>
      </section>
      {choose.error !== null && <Refused error={choose.error} />}
    </Page>
  );
}
