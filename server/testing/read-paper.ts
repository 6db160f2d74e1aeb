import { inflateSync } from 'node:zlib';

/** What can be read on the paper: glyphs of each stream put back into letters by the font's own table. */
export function textOf(pdf: Buffer): string {
  const streams: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at !== -1; at = pdf.indexOf('stream\n', at + 1)) {
    if (pdf.subarray(at - 3, at).toString() === 'end') continue;
    try {
      streams.push(inflateSync(pdf.subarray(at + 7)).toString('latin1'));
    } catch {
      continue; // the font itself
    }
  }
  const letters = new Map<number, string>();
  for (const map of streams.filter((one) => one.includes('beginbfrange')))
    for (const [, first, list] of map.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g))
      for (const [i, [, letter]] of [...(list ?? '').matchAll(/<(\w+)>/g)].entries())
        letters.set(parseInt(first ?? '', 16) + i, String.fromCharCode(parseInt((letter ?? '').slice(0, 4), 16)));
  return streams
    .flatMap((one) => [...one.matchAll(/\[([^\]]*)\] TJ/g)])
    .map(([, run]) =>
      [...(run ?? '').matchAll(/<(\w+)>/g)]
        .flatMap(([, hex]) => (hex ?? '').match(/.{4}/g) ?? [])
        .map((glyph) => letters.get(parseInt(glyph, 16)) ?? '?')
        .join(''),
    )
    .join('\n');
}
