import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Modal } from 'antd';
import { useState } from 'react';
import { client, problemOf } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { reasonTitle } from '../../kit/reasons.ts';
import type { CaseView } from './case-data.ts';
import { itemWords, valueWords, wordOf } from './item-words.ts';
import { outcomeOf } from './items.ts';
import { standardNote } from './notes.ts';
import { words } from './words.ts';

interface Props {
  readonly view: CaseView;
  /** A verdict is still on its way: what is announced here is not yet what the server knows. */
  readonly saving: boolean;
  readonly onDecided: (outcome: string) => void;
  /** The server refused: the page shows what is in the way. */
  readonly onRefused: (error: unknown) => void;
  readonly onClose: () => void;
}

/** Refusals that the page behind the sheet draws; any other stays in the sheet. */
const DRAWN_BEHIND = new Set([
  'review.stale_revision',
  'review.case_taken',
  'review.four_eyes',
  'review.not_claimed',
  'review.verdict_missing',
  'review.hard_failure',
  'review.case_decided',
]);

/** The last look: what follows from the verdicts, what will be created and what will be sent. Enter on its button decides. */
export function ConfirmSheet({ view, saving, onDecided, onRefused, onClose }: Props) {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  const [internalNote, setInternalNote] = useState('');
  const outcome = outcomeOf(view);
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/cases/:caseId/decision', {
        params: { caseId: view.case.caseId },
        body: { revisionNo: view.case.revisionNo, internalNote: internalNote.trim() },
      }),
    onSuccess: async (answer) => {
      onDecided(answer.outcome);
      await queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'case' });
    },
    onError: (error) => {
      if (DRAWN_BEHIND.has(problemOf(error).code)) onRefused(error);
    },
  });
  if (outcome.kind === 'verdict_missing' || outcome.kind === 'hard_failure') return null;
  const danger = outcome.kind === 'reject';
  return (
    <Modal
      open
      width={600}
      className="confirm-sheet"
      title={`${t('confirmTitle')} · ${t(`outcome_${outcome.kind}`)}`}
      okText={t('confirm')}
      cancelText={t('cancel')}
      okButtonProps={{ danger, autoFocus: true }}
      confirmLoading={decide.isPending || saving}
      onOk={() => decide.mutate()}
      onCancel={onClose}
    >
      <Consequences view={view} kind={outcome.kind} />
      <label className="sheet-note">
        {t('caseNote')}
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 4 }}
          maxLength={1_000}
          value={internalNote}
          onChange={(event) => setInternalNote(event.target.value)}
        />
      </label>
      {decide.error !== null && <Alert type="error" showIcon title={text(decide.error)} />}
    </Modal>
  );
}

function Consequences({
  view,
  kind,
}: {
  view: CaseView;
  kind: 'approve' | 'change_terms' | 'need_second' | 'fix' | 'reject' | 'send_back';
}) {
  const t = useWords(words);
  const language = useLanguage();
  const { draft, changedTerms } = view;
  const terms = [changedTerms?.settlement, changedTerms?.deviceModel].flatMap((one) =>
    one === undefined ? [] : wordOf(valueWords, one, language),
  );
  const list = (title: string, lines: readonly string[]) => (
    <>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
  if (kind === 'approve') {
    const account = draft.corporateAccount?.accountNumber ?? draft.card?.number ?? '';
    return (
      <>
        {list(t('willCreate'), [
          t('createMerchant', { name: draft.business?.tradeName ?? view.case.name }),
          t('createTerminal', { device: wordOf(valueWords, draft.deviceModel ?? '', language) }),
          t('createTerms', { settlement: wordOf(valueWords, draft.settlement ?? '', language), account }),
        ])}
        {list(t('willSend'), [t('sendApproved')])}
      </>
    );
  }
  if (kind === 'change_terms') {
    const note = changedTerms?.note ?? '';
    return (
      <>
        {list(t('willCreate'), [t('createTermsChange', { terms: terms.join(' · ') })])}
        {list(t('willSend'), [t('sendTermsChange'), ...(note === '' ? [] : [note])])}
      </>
    );
  }
  if (kind === 'need_second')
    return list(t('willCreate'), [
      t('createSecondCase'),
      t(view.people >= 2 ? 'whyPolicy' : 'whyOverride'),
      ...(terms.length === 0 ? [] : [t('termsToSecond', { terms: terms.join(' · ') })]),
    ]);
  if (kind === 'send_back') return list(t('willCreate'), [t('createSendBack')]);
  if (kind === 'reject') {
    const reasons = view.verdicts.filter((one) => one.verdict === 'reject');
    return (
      <>
        {list(t('willCreate'), [t('createReject')])}
        <h3>{t('willSend')}</h3>
        <p>{t('sendReject')}</p>
        <blockquote className="preview">{t('generalReject')}</blockquote>
        <p className="dim">
          {reasons.map((one) => wordOf(itemWords, one.item, language)).join(language === 'en' ? ', ' : '、')}
        </p>
      </>
    );
  }
  return (
    <>
      <p>{t('createFixes')}</p>
      <ul className="fix-list">
        {view.verdicts
          .filter((one) => one.verdict === 'fix')
          .map((one) => (
            <li key={one.item}>
              <b>
                {wordOf(itemWords, one.item, language)} ·{' '}
                {one.reasons.map((code) => reasonTitle(code, language)).join(language === 'en' ? ', ' : '、')}
              </b>
              <p>{one.note === '' ? standardNote(one.reasons, language) : one.note}</p>
            </li>
          ))}
      </ul>
      {list(t('willSend'), [t('sendFixes')])}
    </>
  );
}
