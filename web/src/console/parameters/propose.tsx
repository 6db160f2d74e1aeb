import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { client } from '../../kit/client.ts';
import { useWords } from '../../kit/language.ts';
import { Ask } from '../ask.tsx';
import { useTitle, type Parameter } from './parameters.tsx';
import { words } from './words.ts';

const REASON_MIN = 5;

/** The day after, of civil dates. */
const dayAfter = (date: string): string =>
  new Date(new Date(`${date}T00:00:00Z`).getTime() + 86_400_000).toISOString().slice(0, 10);

/** Another value from a day on, put before a colleague. */
export function ProposeParameter({
  parameter,
  today,
  onClose,
}: {
  parameter: Parameter;
  today: string;
  onClose: () => void;
}) {
  const t = useWords(words);
  const title = useTitle();
  const queries = useQueryClient();
  const [value, setValue] = useState(String(parameter.value ?? ''));
  const [from, setFrom] = useState(dayAfter(today));
  const [reason, setReason] = useState('');
  const propose = useMutation({
    mutationFn: () =>
      client.call('POST /api/console/parameters/changes', {
        body: { name: parameter.name, value: value.trim(), effectiveFrom: from, reason: reason.trim() },
      }),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries();
    },
  });
  return (
    <Ask
      title={t('proposeTitle', { name: title(parameter.name) })}
      ok={t('propose')}
      ready={value.trim() !== '' && from !== '' && reason.trim().length >= REASON_MIN}
      of={propose}
      onOk={() => propose.mutate()}
      onClose={onClose}
    >
      <label className="ask-field">
        {t('newValue', { unit: parameter.unit })}
        <Input value={value} maxLength={60} onChange={(event) => setValue(event.target.value)} />
      </label>
      <label className="ask-field">
        {t('from')}
        <Input type="date" min={dayAfter(today)} value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label className="ask-field">
        {t('reason')}
        <Input.TextArea rows={3} maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Ask>
  );
}
