import { useState } from 'react';
import type { CaseView, Item } from './case-data.ts';
import type { ItemLine } from './items.ts';
import { storedNote } from './notes.ts';
import { reasonChoices } from './reason-order.ts';
import type { Verdicts } from './verdicts.ts';
import type { Choosing } from './verdict-control.tsx';

export interface Judging {
  /** Whose list of reasons is open, and which list. */
  readonly choosingOf: (line: ItemLine) => Choosing;
  readonly choose: (line: ItemLine, kind: Choosing) => void;
  readonly pass: (line: ItemLine) => void;
  readonly reason: (line: ItemLine, kind: 'fix' | 'reject', code: string) => void;
  /** The reason under this number, of the list that is open. */
  readonly byNumber: (line: ItemLine, place: number) => void;
  readonly write: (line: ItemLine, change: { note?: string; internalNote?: string }) => void;
  readonly internalNoteOf: (line: ItemLine) => string;
}

/** What a reviewer does to items. An internal note that is written before the verdict waits for it. */
export function useJudging(view: CaseView, verdicts: Verdicts): Judging {
  const [choosing, setChoosing] = useState<{ item: Item; kind: Choosing }>();
  const [notes, setNotes] = useState<Readonly<Partial<Record<Item, string>>>>({});
  const internalNoteOf = (line: ItemLine): string => notes[line.item] ?? line.verdict?.internalNote ?? '';
  const choosingOf = (line: ItemLine): Choosing => (choosing?.item === line.item ? choosing.kind : undefined);
  const choose = (line: ItemLine, kind: Choosing): void => setChoosing({ item: line.item, kind });
  const reason = (line: ItemLine, kind: 'fix' | 'reject', code: string): void => {
    const before = line.verdict?.verdict === kind ? line.verdict.reasons : [];
    const reasons = before.includes(code) ? before.filter((one) => one !== code) : [...before, code];
    choose(line, kind);
    if (reasons.length === 0) return verdicts.takeBack(line.item);
    const note = kind === 'fix' ? storedNote(reasons, '') : '';
    return verdicts.judge({ item: line.item, verdict: kind, reasons, note, internalNote: internalNoteOf(line) });
  };
  return {
    choosingOf,
    choose,
    internalNoteOf,
    pass: (line) => {
      setChoosing(undefined);
      verdicts.judge({ item: line.item, verdict: 'pass', reasons: [], note: '', internalNote: internalNoteOf(line) });
    },
    reason,
    byNumber: (line, place) => {
      const said = line.verdict?.verdict;
      const kind = choosingOf(line) ?? (said === 'pass' ? undefined : said);
      const choice = kind === undefined ? undefined : reasonChoices(line, kind, view).near[place - 1];
      if (kind !== undefined && choice !== undefined) reason(line, kind, choice.code);
    },
    write: (line, change) => {
      if (change.internalNote !== undefined) setNotes({ ...notes, [line.item]: change.internalNote });
      if (line.verdict !== undefined) verdicts.judge({ ...line.verdict, ...change });
    },
  };
}
