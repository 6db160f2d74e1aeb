import { cpuUsage } from 'node:process';
import { boundsOf } from '../ocr/geometry.ts';
import { readText, type ReadText } from '../ocr/read-text.ts';
import type { OcrModels } from '../ocr/recognise.ts';
import { rowsOf, type TextRow } from '../ocr/rows.ts';
import { decode } from '../pixels/decode.ts';
import { lookOf } from '../pixels/look.ts';
import type { Raster } from '../pixels/raster.ts';
import { findDocument, judgePixels, PAPERS } from '../quality/index.ts';
import { readSeals } from '../seals/read-seals.ts';
import type { Box, DocumentKind, DocumentReading, FieldReading, QualityReport, TextLine } from '../types.ts';
import { withContent } from './content.ts';
import { kindOfText, missingFields, readFields, type Fields } from './index.ts';
import { TRIES_MAX, viewsOf, type View } from './views.ts';

export interface DocumentToRead {
  readonly image: Uint8Array;
  readonly kind: DocumentKind;
  /** Finds the portrait of an ID front in the upright photograph; its box becomes the field `portrait`, without a value. */
  readonly findPortrait?: (photo: Raster) => Promise<{ readonly box: Box; readonly score: number } | undefined>;
}

/**
 * Judges and reads one photograph. Never throws on the picture's content: damaged or foreign bytes are a reading with
 * `quality.verdict` refuse. `elapsedMs` is the CPU time of this process, because wall time says nothing on a busy machine.
 */
export async function readDocument(models: OcrModels, input: DocumentToRead): Promise<DocumentReading> {
  const started = cpuUsage();
  const elapsedMs = () => {
    const used = cpuUsage(started);
    return Math.round((used.user + used.system) / 1_000);
  };
  const decoded = await decode(input.image);
  if ('refused' in decoded) {
    const quality = refusedFor(decoded.refused);
    return { quality, fields: {}, lines: [], seals: [], width: 0, height: 0, elapsedMs: elapsedMs() };
  }
  const { raster } = decoded;
  const found = findDocument(raster);
  const quality = judgePixels({ ...raster, kind: input.kind, found });
  // What is refused is photographed again: one pass is enough for the reviewer's screen.
  const tries = quality.verdict === 'refuse' ? 1 : TRIES_MAX;
  const views = viewsOf(raster, input.kind, found.quad);
  const reading = await readBest(models, { kind: input.kind, views: views.slice(0, tries) });
  const seals = PAPERS.has(input.kind) ? await readSeals(models, raster) : [];
  const { width, height } = raster;
  const portrait = input.kind === 'id_front' ? await input.findPortrait?.(raster) : undefined;
  const portraitField = portrait && { value: '', confidence: portrait.score, box: portrait.box, valid: true };
  return {
    quality: withContent(quality, { kind: input.kind, ...reading, seals: seals.length }),
    fields: portraitField === undefined ? reading.fields : { ...reading.fields, portrait: portraitField },
    lines: reading.lines,
    seals,
    ...(input.kind === 'scene_photo' ? { look: lookOf(raster) } : {}),
    width,
    height,
    elapsedMs: elapsedMs(),
  };
}

function refusedFor(reason: 'file_type' | 'file_corrupt'): QualityReport {
  return { verdict: 'refuse', findings: [{ reason, score: 1, limit: 0 }], scores: {} };
}

interface Attempt {
  readonly fields: Fields;
  readonly lines: readonly TextLine[];
  readonly rows: readonly TextRow[];
  readonly missing: readonly string[];
}

/** Tries the views in turn until all required fields hold; otherwise the best one, completed from the others. */
async function readBest(models: OcrModels, job: { kind: DocumentKind; views: readonly View[] }): Promise<Attempt> {
  let best: Attempt | undefined;
  for (const view of job.views) {
    const attempt = await readView(models, view, job.kind);
    best = best === undefined ? attempt : merged(best, attempt, job.kind);
    // Another document's text will not turn into this one's by looking harder.
    const speaksForAnother = attempt.missing.length > 0 && ![undefined, job.kind].includes(kindOfText(attempt.rows));
    if (best.missing.length === 0 || speaksForAnother) break;
  }
  return best!;
}

function merged(a: Attempt, b: Attempt, kind: DocumentKind): Attempt {
  const [main, other] = b.missing.length < a.missing.length ? [b, a] : [a, b];
  const fields: Fields = { ...main.fields };
  for (const name of main.missing) {
    const candidate = other.fields[name];
    if (candidate !== undefined && (candidate.valid || fields[name] === undefined)) fields[name] = candidate;
  }
  return { ...main, fields, missing: missingFields(kind, fields) };
}

async function readView(models: OcrModels, view: View, kind: DocumentKind): Promise<Attempt> {
  const given = view.picture();
  const read = await readText(models, given, view.side);
  const rows = rowsOf(read.pieces);
  const place = placer(read, view, given);
  const fields: Fields = {};
  for (const [name, field] of Object.entries(readFields(kind, rows))) {
    fields[name] = { ...field, box: place(field.box) } satisfies FieldReading;
  }
  const lines = rows.flatMap((row) =>
    row.pieces.map(({ text, confidence, box }): TextLine => ({ text, confidence, box: place(boundsOf(box)) })),
  );
  return { fields, lines, rows, missing: missingFields(kind, fields) };
}

/** Takes a box of the upright view back to the photograph: first the quarter turns, then the straightening. */
function placer(read: ReadText, view: View, given: Raster): (box: Box) => Box {
  const back = (x: number, y: number): readonly [number, number] => {
    if (read.quarters === 1) return [y, given.height - x];
    if (read.quarters === 2) return [given.width - x, given.height - y];
    if (read.quarters === 3) return [given.width - y, x];
    return [x, y];
  };
  return ([x, y, width, height]) => {
    const corners = [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ].map(([u, v]) => view.toPhoto(...back(u!, v!)));
    const [xs, ys] = [corners.map((c) => c[0]), corners.map((c) => c[1])];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return [left, top, Math.max(...xs) - left, Math.max(...ys) - top].map(Math.round) as unknown as Box;
  };
}
