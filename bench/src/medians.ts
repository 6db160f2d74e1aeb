/** Options and figures of benches that run a few times and take the median. */
export function numberOf(flags: readonly string[], name: string, otherwise: number): number {
  const at = flags.indexOf(name);
  return at === -1 ? otherwise : Number(flags[at + 1]);
}
export const round = (value: number): number => Math.round(value * 1000) / 1000;
export const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
export const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? 0;
