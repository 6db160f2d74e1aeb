/**
 * Chinese personal names as documents, banks and OCR write them. Normalising: NFKC, one middle dot (U+00B7) for its many
 * look-alikes (never for the character 一), no spaces and no zero-width marks. Both originals are kept by the callers.
 */
const DOTS = /[·•‧⋅・･●.。．]/gu;
const INVISIBLE = /[\s\u200B-\u200D\u2060\uFEFF]/gu;

export function normaliseName(text: string): string {
  return text.replace(DOTS, '·').normalize('NFKC').replace(DOTS, '·').replace(INVISIBLE, '').toUpperCase();
}

/** Traditional forms that turn up on older cards, against today's; a pair in here is for a person to judge (S07), not a mismatch. */
const VARIANTS: Readonly<Record<string, string>> = {
  吳: '吴',
  張: '张',
  陳: '陈',
  劉: '刘',
  趙: '赵',
  黃: '黄',
  楊: '杨',
  許: '许',
  鄭: '郑',
  謝: '谢',
  馬: '马',
  孫: '孙',
  蘇: '苏',
  蕭: '萧',
  葉: '叶',
  盧: '卢',
  鍾: '钟',
  龍: '龙',
  國: '国',
  華: '华',
  麗: '丽',
  偉: '伟',
  榮: '荣',
  東: '东',
  寧: '宁',
  曉: '晓',
  鳳: '凤',
  蘭: '兰',
};

export type NameComparison = 'exact' | 'variant' | 'mismatch';

export function compareNames(a: string, b: string): NameComparison {
  const left = normaliseName(a);
  const right = normaliseName(b);
  if (left === right) return 'exact';
  const fold = (text: string): string =>
    Array.from(text, (c) => VARIANTS[c] ?? c)
      .join('')
      .replaceAll('·', '');
  return fold(left) === fold(right) ? 'variant' : 'mismatch';
}

/** First character kept, the rest starred: 林** . Length by code points, so rare characters count as one. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name;
  return first + '*'.repeat(Math.min(rest.length, 2));
}
