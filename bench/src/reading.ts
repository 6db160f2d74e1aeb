/**
 * How much of the sample papers is read right, one degradation at a time: fields equal to what was printed, and seals whose
 * name comes out alike. The samples are drawings in a printed font; no rate on real photographs follows from this.
 */
import { printedOn, renderSample, sampleCatalogue } from '@kaitong/tools/samples';
import type { DocumentKind, DocumentReading } from '@kaitong/vision';
import { createEngines } from '@kaitong/vision/engines';
import sharp, { type Sharp } from 'sharp';

const TABLE = '#5d4433';

const DEGRADATIONS: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  flat: (image) => image,
  tilted9: (image) => image.rotate(9, { background: TABLE }),
  turned90: (image) => image.rotate(90),
  turned180: (image) => image.rotate(180),
  jpegQ20: (image) => image.jpeg({ quality: 20 }),
  dark: (image) => image.linear(0.45, 0),
  halfSize: (image) => image.resize({ width: 1_000, height: 1_000, fit: 'inside' }),
  blurSigma2: (image) => image.blur(2),
};

/** Names are compared as a reviewer's rule would: by edit distance over the longer one's length. */
const ALIKE_MIN = 0.7;

export interface BenchResult {
  readonly name: 'reading';
  /** `<degradation>.fields`: right of all printed; `.seals`: alike of all pressed; `.sealLikeness`: mean of 0 to 1; `.strangeSeals`: found but never pressed. */
  readonly figures: Record<string, number>;
  readonly yardstick: { readonly papers: number; readonly fields: number; readonly seals: number };
  /** Share of fields right and of seals alike. */
  readonly ratios: Record<string, number>;
}

export async function run(say: (line: string) => void): Promise<BenchResult> {
  const engines = createEngines();
  const papers = sampleCatalogue().filter((one) => one.expect === 'good' && printedOn(one.name) !== undefined);
  const images = new Map<string, Buffer>();
  for (const { name } of papers) images.set(name, await renderSample(name));
  const all = papers.map(({ name }) => printedOn(name)!);
  const fields = all.reduce((sum, one) => sum + Object.keys(one.fields).length, 0);
  const seals = all.reduce((sum, one) => sum + one.seals.length, 0);
  const figures: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  for (const [degradation, degrade] of Object.entries(DEGRADATIONS)) {
    const total = { fields: 0, seals: 0, sealLikeness: 0, strangeSeals: 0, refused: 0, cpuMs: 0 };
    for (const paper of papers) {
      const image = await degrade(sharp(images.get(paper.name)))
        .jpeg({ quality: 88, force: false })
        .toBuffer();
      const reading = await engines.run('readDocument', { image, kind: paper.kind as DocumentKind });
      const score = scoreOf(paper.name, reading);
      if (reading.quality.verdict === 'refuse')
        say(`${degradation} ${paper.name}: refused, ${reading.quality.findings[0]?.reason}`);
      for (const line of score.wrong) say(`${degradation} ${paper.name}: ${line}`);
      total.fields += score.fields;
      total.seals += score.seals;
      total.sealLikeness += score.likeness;
      total.strangeSeals += score.strange;
      total.refused += reading.quality.verdict === 'refuse' ? 1 : 0;
      total.cpuMs += reading.elapsedMs;
    }
    figures[`${degradation}.fields`] = total.fields;
    figures[`${degradation}.seals`] = total.seals;
    figures[`${degradation}.sealLikeness`] = Number((total.sealLikeness / seals).toFixed(3));
    figures[`${degradation}.strangeSeals`] = total.strangeSeals;
    figures[`${degradation}.refused`] = total.refused;
    figures[`${degradation}.cpuMsMean`] = Math.round(total.cpuMs / papers.length);
    ratios[`${degradation}.fields`] = Number((total.fields / fields).toFixed(3));
    ratios[`${degradation}.seals`] = Number((total.seals / seals).toFixed(3));
  }
  return { name: 'reading', figures, yardstick: { papers: papers.length, fields, seals }, ratios };
}

interface Score {
  readonly fields: number;
  readonly seals: number;
  readonly likeness: number;
  readonly strange: number;
  readonly wrong: readonly string[];
}

function scoreOf(name: string, reading: DocumentReading): Score {
  const printed = printedOn(name)!;
  const wrong: string[] = [];
  let fields = 0;
  for (const [key, value] of Object.entries(printed.fields)) {
    if (reading.fields[key]?.value === value) fields += 1;
    else wrong.push(`${key} ${reading.fields[key]?.value ?? '(absent)'} instead of ${value}`);
  }
  const open = reading.seals.map((seal) => seal.text);
  let [seals, likeness] = [0, 0];
  for (const pressed of printed.seals) {
    const best = open.reduce((top, text) => (alike(text, pressed) > alike(top, pressed) ? text : top), '');
    const much = alike(best, pressed);
    likeness += much;
    if (much >= ALIKE_MIN) {
      seals += 1;
      open.splice(open.indexOf(best), 1);
    }
    if (much < 1) wrong.push(`seal ${best} instead of ${pressed}`);
  }
  return { fields, seals, likeness, strange: open.length, wrong };
}

function alike(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return 1 - row[b.length]! / Math.max(1, a.length, b.length);
}
