import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { useActionText } from './action-text.ts';
import { words } from './words.ts';

const FIELDS = ['staffId', 'action', 'object', 'from', 'to', 'outcome'] as const;
type Field = (typeof FIELDS)[number];
export type Filter = Partial<Record<Field, string>>;
export const OUTCOMES = ['done', 'refused', 'failed'] as const;

/** The filter as it stands in the address. */
export const filterOf = (asked: URLSearchParams): Filter =>
  Object.fromEntries(FIELDS.flatMap((field) => (asked.get(field) ? [[field, asked.get(field) as string]] : [])));

export function Filters({ filter, onAsk }: { filter: Filter; onAsk: (next: Filter) => void }) {
  const t = useWords(words);
  const actionText = useActionText();
  const [draft, setDraft] = useState<Filter>(filter);
  const choices = useQuery({
    queryKey: ['audit-choices'],
    queryFn: () => client.call('GET /api/console/audit/choices'),
    staleTime: 300_000,
  });
  const put = (field: Field, value: string): void =>
    setDraft(({ [field]: _old, ...rest }) => (value.trim() === '' ? rest : { ...rest, [field]: value.trim() }));
  const pick = (field: Field, options: { value: string; label: string }[]) => (
    <label className="ask-field">
      {t(field === 'staffId' ? 'who' : field)}
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t(field === 'staffId' ? 'who' : field)}
        value={draft[field] ?? null}
        onChange={(value: string | undefined) => put(field, value ?? '')}
        options={options}
      />
    </label>
  );
  return (
    <form
      className="ledger-filters"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(draft);
      }}
    >
      {pick(
        'staffId',
        (choices.data?.staff ?? []).map(({ staffId, name }) => ({ value: staffId, label: name })),
      )}
      {pick(
        'action',
        (choices.data?.actions ?? []).map((action) => ({ value: action, label: actionText(action) })),
      )}
      <label className="ask-field">
        {t('object')}
        <Input
          allowClear
          maxLength={100}
          placeholder={t('objectHint')}
          defaultValue={filter.object ?? ''}
          onChange={(event) => put('object', event.target.value)}
        />
      </label>
      {(['from', 'to'] as const).map((field) => (
        <label className="ask-field" key={field}>
          {t(field)}
          <Input type="date" defaultValue={filter[field] ?? ''} onChange={(event) => put(field, event.target.value)} />
        </label>
      ))}
      {pick(
        'outcome',
        OUTCOMES.map((one) => ({ value: one, label: t(one) })),
      )}
      <div className="ledger-filter-buttons">
        <Button type="primary" htmlType="submit">
          {t('search')}
        </Button>
        <Button onClick={() => onAsk({})}>{t('clear')}</Button>
      </div>
    </form>
  );
}
