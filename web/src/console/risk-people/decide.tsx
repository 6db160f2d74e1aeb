import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input } from 'antd';
import { useState } from 'react';
import { client, type Answer } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { words } from './words.ts';

export interface Deciding {
  readonly of: Answer<'GET /api/console/risk-proposals'>['rows'][number];
  readonly event: 'propose' | 'approve' | 'refuse' | 'withdraw';
  /** The event in words, as the button says it. */
  readonly title: string;
}

const NOTE_MIN = 2;

/** Takes up, approves, refuses or takes back what takes two people; with a note in any case. */
export function Decide({ of, event, title, onClose }: Deciding & { onClose: () => void }) {
  const t = useWords(words);
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const decide = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/risk-proposals/:proposalId/decision', {
        params: { proposalId: of.proposalId },
        body: { merchantId: of.merchantId, event, note: note.trim() },
      }),
    onSuccess: () => {
      void message.success(t('recorded'));
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={title}
      ok={title}
      {...(event === 'approve' && of.kind === 'suspension' ? { danger: true as const } : {})}
      ready={note.trim().length >= NOTE_MIN}
      of={decide}
      onOk={() => decide.mutate()}
      onClose={onClose}
    >
      <p>{of.note}</p>
      {event === 'approve' && <p className="dim">{t(`${of.kind}Follows`)}</p>}
      <label className="ask-field">
        {t('noteNeeded')}
        <Input.TextArea rows={3} maxLength={500} value={note} onChange={(one) => setNote(one.target.value)} />
      </label>
    </Ask>
  );
}
