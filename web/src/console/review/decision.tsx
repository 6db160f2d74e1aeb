import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Modal, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { client, type CallInput } from '../../kit/client.ts';
import { useLanguage, useWords, type Language } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { reasonRemedy, reasonTitle } from '../../kit/reasons.ts';
import { may, type Staff } from '../session.ts';
import { StateTag } from '../loaded.tsx';
import type { CaseView } from './case-data.ts';
import { FixBuilder, itemWord, type FixLine } from './fix-builder.tsx';
import { words } from './words.ts';

type Decision = CallInput<'POST /api/console/cases/:caseId/decision'>['body']['decision'];
type Choice = Decision['kind'];

const RENEW_MS = 4 * 60_000;

/** The standard text of a reason is not stored: without a note the applicant reads it in their own language. */
function noteOf(line: FixLine): string {
  const standard = (['zh-CN', 'en'] as Language[]).map((language) => reasonRemedy(line.reason, language));
  return standard.includes(line.note.trim()) ? '' : line.note.trim();
}

function useClaim(view: CaseView) {
  const queries = useQueryClient();
  const { caseId } = view.case;
  const claim = useMutation({
    mutationFn: () => client.call('POST /api/console/cases/:caseId/claim', { params: { caseId } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['cases'] }),
  });
  const { mutate, isSuccess } = claim;
  useEffect(() => {
    if (!isSuccess) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') mutate();
    }, RENEW_MS);
    return () => clearInterval(timer);
  }, [isSuccess, mutate]);
  return claim;
}

export function DecisionPanel({ view, staff, onDecided }: { view: CaseView; staff: Staff; onDecided: () => void }) {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const claim = useClaim(view);
  const { caseId, state, claimedBy } = view.case;
  if (state === 'decided') {
    return (
      <section className="decision">
        <h2>{t('decision')}</h2>
        <Alert
          type="info"
          showIcon
          title={t('decided')}
          action={<StateTag state={view.case.decision ?? 'decided'} />}
        />
      </section>
    );
  }
  if (!may(staff, 'review.decide')) return null;
  const mine = claim.isSuccess || (state === 'claimed' && claimedBy === staff.staffId);
  return (
    <section className="decision">
      <h2>{t('decision')}</h2>
      {claim.error !== null && (
        <Alert
          type="warning"
          showIcon
          title={text(claim.error)}
          action={
            <Button onClick={() => void queries.invalidateQueries({ queryKey: ['case', caseId] })}>
              {t('reload')}
            </Button>
          }
        />
      )}
      {!mine && (
        <>
          {claimedBy !== undefined && <p className="dim">{t('claimedBy', { by: claimedBy })}</p>}
          <Button block type="primary" size="large" loading={claim.isPending} onClick={() => claim.mutate()}>
            {t('claim')}
          </Button>
        </>
      )}
      {mine && <DecisionForm view={view} onDecided={onDecided} />}
    </section>
  );
}

function DecisionForm({ view, onDecided }: { view: CaseView; onDecided: () => void }) {
  const t = useWords(words);
  const text = useProblemText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [choice, setChoice] = useState<Choice>('approve');
  const [fixes, setFixes] = useState<readonly FixLine[]>([]);
  const [rejectNote, setRejectNote] = useState('');
  const [internalNote, setInternalNote] = useState('');
  const [confirming, setConfirming] = useState(false);
  const decide = useMutation({
    mutationFn: (decision: Decision) =>
      client.call('POST /api/console/cases/:caseId/decision', {
        params: { caseId: view.case.caseId },
        body: { revisionNo: view.case.revisionNo, internalNote, decision },
      }),
    onSuccess: async () => {
      void message.success(t('done'));
      queries.removeQueries({ queryKey: ['case', view.case.caseId] });
      await queries.invalidateQueries();
      onDecided();
    },
    onSettled: () => setConfirming(false),
  });
  const submit = (): void => {
    if (choice === 'approve') decide.mutate({ kind: 'approve' });
    else if (choice === 'reject') decide.mutate({ kind: 'reject', note: rejectNote.trim() });
    else
      decide.mutate({
        kind: 'fix',
        items: fixes.map((line) => ({ item: line.item, reason: line.reason, note: noteOf(line) })),
      });
  };
  const ready =
    choice === 'approve' || (choice === 'fix' && fixes.length > 0) || (choice === 'reject' && rejectNote.trim() !== '');
  const options = (['approve', 'fix', 'reject'] as const).map((value) => ({ value, label: t(value) }));
  return (
    <>
      <p className="dim">{t('mine')}</p>
      <Segmented<Choice> block value={choice} options={options} onChange={setChoice} aria-label={t('decision')} />
      {choice === 'fix' && <FixBuilder reasons={view.fixReasons} lines={fixes} onChange={setFixes} />}
      {choice === 'reject' && (
        <Input.TextArea
          rows={3}
          maxLength={300}
          showCount
          value={rejectNote}
          placeholder={t('rejectNote')}
          aria-label={t('rejectNote')}
          onChange={(event) => setRejectNote(event.target.value)}
        />
      )}
      <Input.TextArea
        rows={2}
        maxLength={1000}
        value={internalNote}
        placeholder={t('internal')}
        aria-label={t('internal')}
        onChange={(event) => setInternalNote(event.target.value)}
      />
      {decide.error !== null && <Alert type="error" showIcon title={text(decide.error)} />}
      {choice === 'fix' && fixes.length === 0 && <p className="dim">{t('needReason')}</p>}
      <Button
        block
        type="primary"
        size="large"
        danger={choice === 'reject'}
        disabled={!ready}
        onClick={() => setConfirming(true)}
      >
        {t('submit')}
      </Button>
      <Modal
        open={confirming}
        title={`${t('confirmTitle')} · ${t(choice)}`}
        okText={t('confirm')}
        cancelText={t('cancel')}
        okButtonProps={{ danger: choice === 'reject' }}
        confirmLoading={decide.isPending}
        onOk={submit}
        onCancel={() => setConfirming(false)}
      >
        <Summary view={view} choice={choice} fixes={fixes} rejectNote={rejectNote} />
      </Modal>
    </>
  );
}

function Summary({
  view,
  choice,
  fixes,
  rejectNote,
}: {
  view: CaseView;
  choice: Choice;
  fixes: readonly FixLine[];
  rejectNote: string;
}) {
  const t = useWords(words);
  const language = useLanguage();
  const failing = view.checks.filter((one) => one.verdict === 'fail').length;
  if (choice === 'approve') {
    return (
      <>
        <p>{t('confirmApprove', { name: view.draft.business?.tradeName ?? view.person.name })}</p>
        {failing > 0 && <Alert type="warning" showIcon title={t('failing', { n: failing })} />}
      </>
    );
  }
  if (choice === 'reject') {
    return (
      <>
        <p>{t('confirmReject')}</p>
        <blockquote>{rejectNote}</blockquote>
      </>
    );
  }
  return (
    <>
      <p>{t('confirmFix')}</p>
      <ul>
        {fixes.map((line) => (
          <li key={line.item}>
            <b>
              {itemWord(t, line.item)}：{reasonTitle(line.reason, language)}
            </b>
            <br />
            {line.note}
          </li>
        ))}
      </ul>
    </>
  );
}
