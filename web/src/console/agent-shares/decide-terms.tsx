import { useMutation } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { useDone } from '../use-done.ts';
import type { Desk } from './agent-shares.tsx';
import { words } from './words.ts';

export type TermsEvent = 'approve' | 'refuse' | 'withdraw';
const REASON_MIN = 2;

export function DecideTerms(props: { of: Desk['proposals'][number]; event: TermsEvent; onClose: () => void }) {
  const { of, event, onClose } = props;
  const t = useWords(words);
  const [reason, setReason] = useState('');
  const onSuccess = useDone(t('done'), onClose);
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/agent-shares/terms/:termsId/decision', {
        params: { termsId: of.termsId },
        body: { event, reason: reason.trim() },
      }),
    onSuccess,
  });
  return (
    <Ask
      title={t(event)}
      ok={t(event)}
      ready={reason.trim().length >= REASON_MIN}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{`${of.agentName} ${of.effectiveFrom}: ${of.reason}`}</p>
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={3} maxLength={500} value={reason} onChange={(one) => setReason(one.target.value)} />
      </label>
    </Ask>
  );
}
