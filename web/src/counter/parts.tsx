import { Alert, Button, Spin, Tag } from 'antd';
import type { ReactNode } from 'react';
import { problemOf, type Answer } from '../kit/client.ts';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { words } from './words.ts';

export type FilingRow = Answer<'GET /api/counter/filings'>['rows'][number];

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** Loading, refused or ready. */
export function Loaded<T>({ of, children }: { of: Asked<T>; children: (data: T) => ReactNode }) {
  const t = useWords(words);
  const text = useProblemText();
  if (of.data !== undefined) return children(of.data);
  if (of.error === null || of.error === undefined) return <Spin className="spin" description={t('loading')} />;
  return (
    <Alert
      type="error"
      showIcon
      title={text(of.error)}
      action={<Button onClick={() => void of.refetch()}>{t('retry')}</Button>}
    />
  );
}

export function Refused({ error }: { error: unknown }) {
  const t = useWords(words);
  const text = useProblemText();
  if (error === null || error === undefined) return null;
  const isConflict = problemOf(error).code === 'applications.draft_conflict';
  return <Alert type="error" showIcon title={isConflict ? t('changedElsewhere') : text(error)} className="gap" />;
}

const COLOURS: Readonly<Record<FilingRow['state'], string>> = {
  awaiting_consent: 'default',
  open: 'blue',
  awaiting_officer: 'orange',
  awaiting_merchant: 'gold',
  filed: 'green',
  stopped: 'red',
  withdrawn: 'default',
};

export function FilingTag({ state }: { state: FilingRow['state'] }) {
  const t = useWords(words);
  return <Tag color={COLOURS[state]}>{t(state === 'open' ? 'filing_open' : state)}</Tag>;
}
