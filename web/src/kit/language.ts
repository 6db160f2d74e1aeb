/** The language of the page: `?lang=` wins, then what was chosen before, then Chinese. */
import { useSyncExternalStore } from 'react';
import { say, type Facts, type Language, type Pair } from './say.ts';

export { say, type Facts, type Language, type Pair };

const KEPT = 'kaitong.language';
const listeners = new Set<() => void>();

function first(): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked !== null) return asked.startsWith('en') ? 'en' : 'zh-CN';
  return localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh-CN';
}

let current: Language = first();
document.documentElement.lang = current;
if (new URLSearchParams(location.search).has('lang')) localStorage.setItem(KEPT, current);

export function setLanguage(next: Language): void {
  current = next;
  localStorage.setItem(KEPT, next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

export const languageNow = (): Language => current;

export function useLanguage(): Language {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

export type Say<K extends string> = (key: K, facts?: Facts) => string;

/** A catalogue of one feature, bound to the language of the page. */
export function useWords<const W extends Readonly<Record<string, Pair>>>(words: W): Say<keyof W & string> {
  const language = useLanguage();
  return (key, facts) => say(words[key] as Pair, language, facts);
}

/** Things in a row, as the language of the page writes them. */
export function useList(): (things: readonly string[]) => string {
  const language = useLanguage();
  return (things) => things.join(language === 'en' ? ', ' : '、');
}
