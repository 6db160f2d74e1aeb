import { say, type Language } from '../../kit/say.ts';
import { reasonRemedy, reasonTitle } from '../../kit/reasons.ts';
import { words } from './words.ts';

export const NOTE_MAX = 300;

/** The text that goes with these reasons: the remedy of the first, and every further one with its title. */
export function standardNote(reasons: readonly string[], language: Language): string {
  const [first, ...others] = reasons;
  if (first === undefined) return '';
  const also = others.map((code) =>
    say(words.alsoReason, language, { title: reasonTitle(code, language), remedy: reasonRemedy(code, language) }),
  );
  return [reasonRemedy(first, language), ...also].join(language === 'en' ? ' ' : '').slice(0, NOTE_MAX);
}

/** What is stored for a note. The standard text is not: the applicant then reads it in their own language. */
export function storedNote(reasons: readonly string[], written: string): string {
  const text = written.trim();
  const standard = (['zh-CN', 'en'] as const).map((language) => standardNote(reasons, language));
  return standard.includes(text) ? '' : text.slice(0, NOTE_MAX);
}
