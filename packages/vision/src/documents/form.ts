import type { TextRow } from '../ocr/rows.ts';
import type { Span } from './fields.ts';

/** A value of a printed form: what stands right of its label, and below it in the same column. */
export interface FormValue {
  readonly text: string;
  readonly spans: readonly Span[];
}

interface FoundLabel {
  readonly name: string;
  readonly row: TextRow;
  readonly start: number;
  readonly end: number;
  readonly x: number;
  readonly height: number;
}

/** A scope of business runs over this many rows at most; what comes after belongs to something else. */
const ROWS_MAX = 10;

/**
 * Reads a form of one or two columns by its labels. A label counts only where a piece of text begins, so that a word inside a
 * value is none. Names that are not asked for may be given too: they end the values before them.
 */
export function readForm(rows: readonly TextRow[], labels: Readonly<Record<string, RegExp>>): Map<string, FormValue> {
  const found = rows.flatMap((row) => labelsIn(row, labels));
  const values = new Map<string, FormValue>();
  for (const label of found) {
    if (values.has(label.name)) continue;
    const value = valueOf(label, found, rows);
    if (value.text !== '') values.set(label.name, value);
  }
  return values;
}

function labelsIn(row: TextRow, labels: Readonly<Record<string, RegExp>>): FoundLabel[] {
  const found: FoundLabel[] = [];
  for (const [name, pattern] of Object.entries(labels)) {
    for (const match of row.text.matchAll(new RegExp(pattern, 'gu'))) {
      const start = match.index;
      const begins = start === 0 || row.origins[start]?.piece !== row.origins[start - 1]?.piece;
      const taken = found.some((other) => start < other.end && other.start < start + match[0].length);
      if (!begins || taken) continue;
      const height = row.origins[start]?.piece.box.height ?? row.bottom - row.top;
      found.push({ name, row, start, end: start + match[0].length, x: row.xs[start] ?? row.left, height });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** A speck beside the label, read as a character: a box of its own, of one place and much smaller than the label's. */
function isSpeck({ row, height }: FoundLabel, at: number): boolean {
  const piece = row.origins[at]?.piece;
  return piece !== undefined && piece.text.length === 1 && piece.box.height < 0.75 * height;
}

function valueOf(label: FoundLabel, found: readonly FoundLabel[], rows: readonly TextRow[]): FormValue {
  const { row, height } = label;
  const sameRow = found.find((other) => other.row === row && other.start >= label.end);
  let start = label.end;
  while (/[:：;；]/.test(row.text[start] ?? '') || isSpeck(label, start)) start += 1;
  const end = sameRow?.start ?? row.text.length;
  // An empty line beside the label: what stands below begins somewhere right of the label's own last character.
  const left = start < end ? (row.xs[start] ?? label.x) : (row.xs[label.end - 1] ?? label.x) + height / 2;
  // The next column begins at its leftmost label; a title above says nothing about columns.
  const others = found.filter((other) => other.x > left && other.row.bottom > row.top);
  const right = Math.min(...others.map((other) => other.x)) - height / 2;
  const spans: Span[] = start < end ? [{ row, start, end }] : [];
  let { bottom } = row;
  for (const next of rows.slice(rows.indexOf(row) + 1, rows.indexOf(row) + 1 + ROWS_MAX * 2)) {
    if (spans.length > ROWS_MAX || next.top > bottom + height * 1.4) break;
    const begins = next.xs.findIndex((x) => x > label.x - height && x < right);
    // Another column's row says nothing about this value.
    if (begins === -1) continue;
    // A row that begins under the label is another item.
    if (next.xs[begins]! < left - height) break;
    const after = next.xs.findIndex((x) => x >= right);
    spans.push({ row: next, start: begins, end: after === -1 ? next.text.length : after });
    ({ bottom } = next);
  }
  return { text: spans.map((span) => span.row.text.slice(span.start, span.end)).join(''), spans };
}
