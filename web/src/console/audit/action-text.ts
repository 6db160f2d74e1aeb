import { say, useLanguage } from '../../kit/language.ts';
import { actionWords } from './action-words.ts';
import { kindWords } from './kind-words.ts';

/** An action as it is read: `console.risk_cases.decisions` is 风险案件 · 决定. A word that nobody knows stands as it is. */
export function useActionText(): (action: string) => string {
  const language = useLanguage();
  return (action) =>
    action
      .split('.')
      .slice(1)
      .map((word) => (word in actionWords ? say(actionWords[word as keyof typeof actionWords], language) : word))
      .join(' · ');
}

/** The kind of an object, as it is read. */
export function useKindText(): (kind: string) => string {
  const language = useLanguage();
  return (kind) => {
    const known = kindWords[kind];
    return known === undefined ? kind : say(known, language);
  };
}
