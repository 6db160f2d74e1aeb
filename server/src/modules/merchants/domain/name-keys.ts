import { pinyin } from 'pinyin-pro';

/** As people type: no spaces or marks, small letters, full-width letters made plain. */
export const foldName = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{P}]/gu, '');

const KEY_MAX = 24;

function endsOf(parts: readonly string[]): string[] {
  return parts.map((_part, i) => parts.slice(i).join('').slice(0, KEY_MAX));
}

/**
 * The keys of a name, each a beginning to search from: every end of the name, of its pinyin by syllables, and of the first letters. “晓梅” is
 * found by 晓, 梅, xiaomei, mei, xm, m.
 */
export function nameKeys(name: string): readonly string[] {
  const folded = foldName(name);
  const syllables = pinyin(folded, { toneType: 'none', type: 'array', nonZh: 'consecutive' }).map(foldName);
  const initials = syllables.map((one) => one.charAt(0));
  const keys = [...endsOf(Array.from(folded)), ...endsOf(syllables), ...endsOf(initials)].map((key) =>
    key.slice(0, KEY_MAX),
  );
  return [...new Set(keys)].filter((key) => key !== '');
}

/** What is typed, as a beginning of a key. */
export const nameBeginning = (typed: string): string => foldName(typed).slice(0, KEY_MAX);
