/** A text in both languages, and how its facts are filled in. Nothing here needs a browser. */
export type Language = 'zh-CN' | 'en';
export type Pair = readonly [zh: string, en: string];
export type Facts = Readonly<Record<string, unknown>>;

/** `{name}` in a text is replaced by the fact of that name. */
export function say(pair: Pair, language: Language, facts: Facts = {}): string {
  const text = language === 'en' ? pair[1] : pair[0];
  return text.replace(/\{(\w+)\}/g, (all, name: string) => {
    const fact = facts[name];
    return typeof fact === 'string' || typeof fact === 'number'
      ? String(fact)
      : Array.isArray(fact)
        ? fact.join(', ')
        : all;
  });
}
