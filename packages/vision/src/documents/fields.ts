import { boundsOf } from '../ocr/geometry.ts';
import type { TextRow } from '../ocr/rows.ts';
import type { Box, FieldReading } from '../types.ts';

export type Fields = Record<string, FieldReading>;

/** A stretch of one row's text. */
export interface Span {
  readonly row: TextRow;
  readonly start: number;
  readonly end: number;
}

/** The first capture group of the first row that matches. */
export function findSpan(rows: readonly TextRow[], pattern: RegExp): (Span & { readonly text: string }) | undefined {
  for (const row of rows) {
    const match = new RegExp(pattern, 'du').exec(row.text);
    const place = match?.indices?.[1];
    if (match !== null && place !== undefined) return { row, start: place[0], end: place[1], text: match[1]! };
  }
  return undefined;
}

/** The capture groups of the first match in the text of all rows, one after another: a sentence may run over their ends. */
export function findAcross(rows: readonly TextRow[], pattern: RegExp): FoundAcross[] | undefined {
  const match = new RegExp(pattern, 'du').exec(rows.map((row) => row.text).join(''));
  if (match?.indices === undefined) return undefined;
  return match.indices.slice(1).map((place, i) => {
    const [start, end] = place ?? [0, 0];
    return { text: match[i + 1] ?? '', spans: spansOf(rows, start, end) };
  });
}

export interface FoundAcross {
  readonly text: string;
  readonly spans: readonly Span[];
}

function spansOf(rows: readonly TextRow[], start: number, end: number): Span[] {
  const spans: Span[] = [];
  let before = 0;
  for (const row of rows) {
    const [from, to] = [Math.max(0, start - before), Math.min(row.text.length, end - before)];
    if (to > from) spans.push({ row, start: from, end: to });
    before += row.text.length;
  }
  return spans;
}

/** A field out of the places where its characters stand. */
export function fieldFrom(spans: readonly Span[], value: string, valid: boolean): FieldReading {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const confidences: number[] = [];
  for (const span of spans) {
    for (const [piece, range] of piecesOf(span)) {
      const [x, y, width, height] = boundsOf(piece.box);
      const character = width / Math.max(1, piece.text.length);
      left = Math.min(left, Math.max(x, x + range.min * width - character / 2));
      right = Math.max(right, Math.min(x + width, x + range.max * width + character / 2));
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + height);
      confidences.push(piece.confidence);
    }
  }
  const box: Box = confidences.length === 0 ? [0, 0, 0, 0] : [left, top, right - left, bottom - top];
  const confidence = confidences.reduce((sum, c) => sum + c, 0) / Math.max(1, confidences.length);
  return { value, confidence, box, valid };
}

function piecesOf(span: Span): Map<TextRow['pieces'][number], { min: number; max: number }> {
  const ranges = new Map<TextRow['pieces'][number], { min: number; max: number }>();
  for (const { piece, place } of span.row.origins.slice(span.start, span.end)) {
    const range = ranges.get(piece);
    ranges.set(piece, { min: Math.min(range?.min ?? place, place), max: Math.max(range?.max ?? place, place) });
  }
  return ranges;
}

/** 1991, 4, 16 to 1991-04-16. */
export function isoDate(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
