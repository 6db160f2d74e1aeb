import { CHANGE_REASONS } from '@kaitong/client/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input } from 'antd';
import { useState } from 'react';
import { client, type CallInput } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { reviewerTitle } from '../../kit/reasons.ts';
import { Ask } from '../ask.tsx';
import type { Detail } from './change-desk.tsx';
import { words } from './words.ts';

type Body = CallInput<'POST /api/console/merchants/:merchantNo/changes/:changeId/decision'>['body'];
export type Decision = Body['decision'];
type Reason = Body['reasons'][number];

const NOTE_MAX = 200;
const ABOUT_CARD: readonly Reason[] = ['id_expired', 'id_damaged', 'id_number_mismatch', 'id_name_mismatch'];
const ABOUT_LICENCE: readonly Reason[] = [
  'licence_expired',
  'licence_name_mismatch',
  'licence_abnormal',
  'seal_missing',
];
const ABOUT_PROFILE: readonly Reason[] = ['mcc_mismatch'];
const LEFT_OUT = {
  id_card: [...ABOUT_LICENCE, ...ABOUT_PROFILE],
  licence: [...ABOUT_CARD, ...ABOUT_PROFILE],
  profile: [...ABOUT_CARD, ...ABOUT_LICENCE],
  legal_person: ABOUT_PROFILE,
} as const satisfies Record<Detail['kind'], readonly Reason[]>;

interface Props {
  readonly detail: Detail;
  readonly decision: Decision;
  readonly onClose: () => void;
}

/** What follows, the reasons where it goes back, and a note that the merchant reads. */
export function DecideChange({ detail, decision, onClose }: Props) {
  const t = useWords(words);
  const language = useLanguage();
  const queries = useQueryClient();
  const [reasons, setReasons] = useState<Reason[]>([]);
  const [note, setNote] = useState('');
  const { merchantNo, changeId, revisionNo, kind } = detail;
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/merchants/:merchantNo/changes/:changeId/decision', {
        params: { merchantNo, changeId },
        body: { revisionNo, decision, reasons: decision === 'approve' ? [] : reasons, note: note.trim() },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  const first = decision === 'approve' && detail.takesTwo && detail.state === 'in_review';
  const follows = first
    ? 'asksFirst'
    : decision === 'approve'
      ? 'asksApprove'
      : decision === 'fix'
        ? 'asksFix'
        : 'asksReject';
  const left: readonly Reason[] = LEFT_OUT[kind];
  // a forgery is never sent back to be done better
  const offered = CHANGE_REASONS.filter(
    (one) => !left.includes(one) && (one !== 'doc_forged' || decision === 'reject'),
  );
  return (
    <Ask
      title={t(decision)}
      ok={t(decision)}
      {...(decision === 'reject' ? { danger: true as const } : {})}
      ready={decision === 'approve' || reasons.length > 0}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{t(follows)}</p>
      {decision !== 'approve' && (
        <>
          <strong>{t('reasons')}</strong>
          <Checkbox.Group<Reason>
            className="check-list"
            value={reasons}
            onChange={setReasons}
            options={offered.map((value) => ({ value, label: reviewerTitle(value, language) }))}
          />
        </>
      )}
      <Input.TextArea
        rows={2}
        maxLength={NOTE_MAX}
        aria-label={t('note')}
        placeholder={t('note')}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
    </Ask>
  );
}
