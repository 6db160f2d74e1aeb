import type { LineClass } from './acom-line.ts';

/** A line that takes another back, as it stands in the file. */
export interface UndoingLine {
  readonly key: string;
  readonly originalKey: string;
  readonly class: Extract<LineClass, 'reversal' | 'hold_reversal' | 'void'>;
}

/** Keys of what the file itself takes back: by a reversal, or by a void that was not itself reversed. */
export function undoneBy(lines: readonly UndoingLine[]): readonly string[] {
  const reversed = new Set(lines.filter((line) => line.class !== 'void').map((line) => line.originalKey));
  const voided = lines.filter((line) => line.class === 'void' && !reversed.has(line.key));
  return [...new Set([...reversed, ...voided.map((line) => line.originalKey)])];
}
