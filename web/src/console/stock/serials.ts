/** Serial numbers as people paste and scanners type them: one a line, or apart by spaces and commas of either writing. */
export const SERIALS_MAX = 2_000;

/** Each once, in the order they came. */
export function serialsIn(text: string): string[] {
  return [
    ...new Set(
      text
        .toUpperCase()
        .split(/[\s,，;；、]+/)
        .filter((one) => one !== ''),
    ),
  ];
}

/** What should be there against what was seen. */
export function compared(
  expected: readonly string[],
  seen: readonly string[],
): { readonly present: string[]; readonly missing: string[]; readonly unexpected: string[] } {
  const [wanted, found] = [new Set(expected), new Set(seen)];
  return {
    present: expected.filter((one) => found.has(one)),
    missing: expected.filter((one) => !found.has(one)),
    unexpected: seen.filter((one) => !wanted.has(one)),
  };
}
