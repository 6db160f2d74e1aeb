import { Alert, Empty, Spin } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { words } from './words.ts';

interface Asked<T> {
  readonly data: T | undefined;
  readonly error: unknown;
}

/** A list of the outside world: loading, refused, empty or ready. A list once seen stays while its simulator is off. */
export function Listed<T>({
  of,
  empty,
  children,
}: {
  of: Asked<readonly T[]>;
  empty: string;
  children: (rows: readonly T[]) => ReactNode;
}) {
  const t = useWords(words);
  const text = useProblemText();
  if (of.data === undefined && of.error !== null && of.error !== undefined)
    return <Alert type="error" showIcon title={text(of.error)} />;
  if (of.data === undefined) return <Spin description={t('loading')} className="spin" />;
  return of.data.length === 0 ? <Empty description={empty} /> : children(of.data);
}
