import { useEffect, useState, type ReactNode } from 'react';
import { problemOf } from '../kit/client.ts';
import { useLanguage, useWords } from '../kit/language.ts';
import { problemText } from '../kit/problems.ts';
import { words } from './words.ts';

type State<T> = { readonly found: T } | { readonly error: unknown } | undefined;

/** Asks once and again when somebody wants it; this page is too small for a library of queries. */
export function useAsked<T>(ask: () => Promise<T>, key: string) {
  const [state, setState] = useState<State<T>>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    ask()
      .then((found) => gone || setState({ found }))
      .catch((error: unknown) => gone || setState({ error }));
    return () => {
      gone = true;
    };
    // what is asked is told by its key
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, round]);
  return { state, again: () => setRound((before) => before + 1) };
}

/** Loading, refused or ready; `none` says what a thing that is not there means. */
export function Asked<T>({
  of: { state, again },
  none,
  children,
}: {
  of: ReturnType<typeof useAsked<T>>;
  none?: { readonly codes: readonly string[]; readonly says: ReactNode };
  children: (found: T) => ReactNode;
}) {
  const t = useWords(words);
  const language = useLanguage();
  if (state === undefined) return <p className="note">{t('loading')}</p>;
  if ('found' in state) return children(state.found);
  if (none?.codes.includes(problemOf(state.error).code) === true) return none.says;
  return (
    <section className="card" role="alert">
      <p>{problemText(state.error, language)}</p>
      <button type="button" onClick={again}>
        {t('retry')}
      </button>
    </section>
  );
}
