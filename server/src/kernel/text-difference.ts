/** A run of characters that both texts share, or that only this one has. */
export interface TextRun {
  readonly text: string;
  readonly same: boolean;
}

const LENGTH_MAX = 120;

/**
 * Marks what differs between two short texts by the longest common subsequence, code point by code point: the reviewer sees which
 * characters of two names disagree. Quadratic, so texts are cut at 120 places.
 */
export function textDifference(a: string, b: string): { readonly left: TextRun[]; readonly right: TextRun[] } {
  const left = Array.from(a).slice(0, LENGTH_MAX);
  const right = Array.from(b).slice(0, LENGTH_MAX);
  const shared = commonPlaces(left, right);
  return {
    left: runsOf(
      left,
      shared.map(([i]) => i),
    ),
    right: runsOf(
      right,
      shared.map(([, j]) => j),
    ),
  };
}

/** Length of the longest common subsequence over the longer text, 0 to 1. */
export function textLikeness(a: string, b: string): number {
  const left = Array.from(a).slice(0, LENGTH_MAX);
  const right = Array.from(b).slice(0, LENGTH_MAX);
  const longer = Math.max(left.length, right.length);
  return longer === 0 ? 1 : commonPlaces(left, right).length / longer;
}

function commonPlaces(left: readonly string[], right: readonly string[]): [number, number][] {
  const lengths = Array.from({ length: left.length + 1 }, () => Array.from({ length: right.length + 1 }, () => 0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row !== undefined)
        row[j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const places: [number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) places.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return places;
}

function runsOf(characters: readonly string[], shared: readonly number[]): TextRun[] {
  const same = new Set(shared);
  const runs: { text: string; same: boolean }[] = [];
  characters.forEach((character, place) => {
    const last = runs.at(-1);
    if (last?.same === same.has(place)) last.text += character;
    else runs.push({ text: character, same: same.has(place) });
  });
  return runs;
}
