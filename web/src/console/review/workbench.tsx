import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty } from 'antd';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { may, type Staff } from '../session.ts';
import { Loaded } from '../loaded.tsx';
import { useCase, useCases } from './case-data.ts';
import { Desk } from './desk.tsx';
import { KeyHelp } from './key-help.tsx';
import { useKeys } from './keys.ts';
import { Queue } from './queue.tsx';
import './review.css';
import { words } from './words.ts';

/** The most urgent case that nobody holds, taken and opened. */
function useTakeNext(): { readonly take: () => void; readonly taking: boolean } {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const next = useMutation({
    mutationFn: () => client.call('POST /api/console/cases/next'),
    onSuccess: async ({ caseId }) => {
      await queries.invalidateQueries({ queryKey: ['cases'] });
      if (caseId === null) {
        void message.info(t('noneLeft'));
        void navigate('/review');
        return;
      }
      queries.removeQueries({ queryKey: ['case', caseId] });
      void navigate(`/review/${caseId}`);
    },
    onError: (error) => void message.error(text(error)),
  });
  return { take: () => next.mutate(), taking: next.isPending };
}

/** Queue, papers, and what is said of them. */
export function ReviewPage({ staff }: { staff: Staff }) {
  const t = useWords(words);
  const cases = useCases();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [helping, setHelping] = useState(false);
  const next = useTakeNext();
  const decides = may(staff, 'review.decide');
  const caseId = pathname.split('/')[2];
  useKeys({ '?': () => setHelping(true), ...(decides ? { 'g n': next.take } : {}) });
  return (
    <div className="workbench">
      <aside className="queue" aria-label={t('queue')}>
        <header>
          <h1>{t('queue')}</h1>
          <Button size="small" onClick={() => setHelping(true)} aria-label={t('help')}>
            <kbd>?</kbd>
          </Button>
        </header>
        {decides && (
          <Button className="take-next" type="primary" loading={next.taking} onClick={next.take}>
            {t('takeNext')} <kbd>G</kbd>
            <kbd>N</kbd>
          </Button>
        )}
        <Loaded of={cases}>
          {(data) => (
            <Queue rows={data.rows} caseId={caseId} onOpen={(row) => void navigate(`/review/${row.caseId}`)} />
          )}
        </Loaded>
      </aside>
      {caseId === undefined || caseId === '' ? (
        <Empty className="no-case" description={t('pick')} />
      ) : (
        <OpenCase key={caseId} caseId={caseId} decides={decides} onNext={next.take} />
      )}
      {helping && <KeyHelp onClose={() => setHelping(false)} />}
    </div>
  );
}

function OpenCase({ caseId, decides, onNext }: { caseId: string; decides: boolean; onNext: () => void }) {
  const found = useCase(caseId);
  return (
    <Loaded of={found}>
      {(view) => (
        <Desk
          key={view.case.revisionNo}
          view={view}
          decides={decides}
          onNext={onNext}
          onReload={() => void found.refetch()}
        />
      )}
    </Loaded>
  );
}
