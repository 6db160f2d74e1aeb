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
