import { Alert, Button, Empty, Spin, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../kit/language.ts';
import { useProblemText } from '../kit/problems.ts';
import { toneOf, useStateText } from '../kit/states.ts';
import { words } from './words.ts';

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

/** `what` says what is not there, and what would bring it. */
export function Nothing({ what }: { what?: string }) {
  const t = useWords(words);
  return <Empty description={what ?? t('none')} />;
}

const COLOURS = { good: 'green', warn: 'orange', bad: 'red', busy: 'blue', plain: 'default' } as const;

export function StateTag({ state }: { state: string }) {
  const text = useStateText();
  return <Tag color={COLOURS[toneOf(state)]}>{text(state)}</Tag>;
}

/** `isPart`: of a part of a page, below its heading. */
export function Heading({ title, children, isPart }: { title: string; children?: ReactNode; isPart?: true }) {
  return (
    <div className="heading">
      {isPart === true ? <h2>{title}</h2> : <h1>{title}</h1>}
      {children}
    </div>
  );
}
