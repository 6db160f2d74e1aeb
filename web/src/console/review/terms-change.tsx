import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useLanguage, useWords } from '../../kit/language.ts';
import { useProblemText } from '../../kit/problems.ts';
import { caseQueryKey, type CaseView } from './case-data.ts';
import { valueWords, wordOf } from './item-words.ts';
import { words } from './words.ts';

type Part = 'settlement' | 'deviceModel';
type Changed = CaseView['changedTerms'];
const CHOICES = { settlement: ['t1', 't0'], deviceModel: ['esign_pos', 'smart_pos'] } as const;

/** Saves what is wanted of one part beside the other, and shows it in the case without a second look at its papers. */
function useTerms(view: CaseView, part: Part) {
  const queries = useQueryClient();
  const { caseId } = view.case;
  const params = { caseId };
  return useMutation({
    mutationFn: async ({ value, note }: { value: string | undefined; note: string }): Promise<Changed> => {
      const { settlement, deviceModel, by = '' } = view.changedTerms ?? {};
      const both = { settlement, deviceModel, [part]: value === view.draft[part] ? undefined : value };
      const next = Object.fromEntries(Object.entries(both).filter(([, one]) => one !== undefined));
      if (Object.keys(next).length === 0) {
        await client.call('DELETE /api/console/cases/:caseId/terms', { params });
        return undefined;
      }
      await client.call('PUT /api/console/cases/:caseId/terms', { params, body: { ...next, note } });
      return { ...next, note, by };
    },
    onSuccess: (changed) =>
      queries.setQueryData<CaseView>(caseQueryKey(caseId), (old) => {
        if (old === undefined) return old;
        const { changedTerms: _before, ...rest } = old;
        return changed === undefined ? rest : { ...rest, changedTerms: changed };
      }),
  });
}

/** Approve it on other terms: the merchant is asked to sign them before anything is sent. Nothing has happened until the case is decided. */
export function TermsChange({ view, part, enabled }: { view: CaseView; part: Part; enabled: boolean }) {
  const t = useWords(words);
  const language = useLanguage();
  const text = useProblemText();
  const filed = view.draft[part];
  const now = view.changedTerms?.[part] ?? filed;
  const [note, setNote] = useState(view.changedTerms?.note ?? '');
  const change = useTerms(view, part);
  return (
    <div className="terms-change">
      <label>
        {t('approveOn')}{' '}
        <Select<string>
          size="small"
          disabled={!enabled}
          loading={change.isPending}
          value={now ?? ''}
          aria-label={t('approveOn')}
          options={CHOICES[part].map((value) => ({
            value,
            label: `${wordOf(valueWords, value, language)}${value === filed ? ` · ${t('asSigned')}` : ''}`,
          }))}
          onChange={(value) => change.mutate({ value, note: note.trim() })}
        />
      </label>
      {now !== filed && (
        <>
          <Button
            size="small"
            type="text"
            disabled={!enabled}
            onClick={() => change.mutate({ value: filed, note: note.trim() })}
          >
            {t('termsBack')}
          </Button>
          <label className="terms-note">
            {t('termsNote')}
            <Input.TextArea
              autoSize={{ minRows: 1, maxRows: 4 }}
              maxLength={300}
              disabled={!enabled}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              onBlur={() => {
                if (note.trim() !== view.changedTerms?.note) change.mutate({ value: now, note: note.trim() });
              }}
            />
          </label>
        </>
      )}
      {change.error !== null && <Alert type="error" showIcon title={text(change.error)} />}
    </div>
  );
}
