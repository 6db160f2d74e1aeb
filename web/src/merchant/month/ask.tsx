import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { shortTime } from '../../kit/time.ts';
import { Refused } from '../shell.tsx';
import type { LineName } from './why.ts';
import { words } from './words.ts';

export interface About {
  readonly month: string;
  readonly line?: LineName;
  readonly transactionId?: string;
}

function useAsk() {
  const t = useWords(words);
  const text = useProblemText();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: About & { words?: string }) => client.call('POST /api/merchant/tickets', { body }),
    onSuccess: ({ dueAt }) => {
      Toast.show({ icon: 'success', content: t('asked', { date: shortTime(dueAt) }) });
      return queries.invalidateQueries({ queryKey: ['tickets'] });
    },
    onError: (error) => Toast.show({ icon: 'fail', content: text(error) }),
  });
}

/** One tap: a ticket about a line or a sale, its figures filled in. */
export function AskAbout({ about }: { about: About }) {
  const t = useWords(words);
  const ask = useAsk();
  return (
    <button type="button" className="quiet-link no-print" disabled={ask.isPending} onClick={() => ask.mutate(about)}>
      {t('wrong')}
    </button>
  );
}

/** The same of the whole month, with room for words. */
export function AskAboutMonth({ month }: { month: string }) {
  const t = useWords(words);
  const ask = useAsk();
  const [said, setSaid] = useState('');
  return (
    <section className="card statement">
      <strong>{t('wrongMonth')}</strong>
      <p className="small">{t('wrongHint')}</p>
      <TextArea
        value={said}
        onChange={setSaid}
        rows={2}
        maxLength={500}
        placeholder={t('wrongWords')}
        aria-label={t('wrongWords')}
      />
      {ask.error !== null && <Refused error={ask.error} />}
      <Button
        block
        color="primary"
        fill="outline"
        loading={ask.isPending}
        onClick={() => {
          const given = said.trim();
          ask.mutate(given === '' ? { month } : { month, words: given }, { onSuccess: () => setSaid('') });
        }}
      >
        {t('wrongMonth')}
      </Button>
    </section>
  );
}
