import { useState } from 'react';
import type { CaseView, Focus, Item, Material } from './case-data.ts';
import { openItems, type ItemLine } from './items.ts';
import type { Stage } from './viewer.tsx';

export interface Place {
  readonly item: Item;
  readonly line: ItemLine | undefined;
  readonly focus: Focus;
  readonly stage: Stage;
  readonly open: (item: Item) => void;
  readonly step: (by: number) => void;
  /** To the next doubtful item without a verdict, that one apart. */
  readonly onward: (from: Item) => void;
  readonly look: (focus: Focus) => void;
  readonly setStage: (stage: Stage) => void;
  readonly compare: (slot: Material['slot']) => void;
}

const firstPaper = (lines: readonly ItemLine[], item: Item): string | undefined =>
  item === 'face' ? 'face' : lines.find((one) => one.item === item)?.materials[0]?.materialId;

const firstToSee = (lines: readonly ItemLine[]): Item =>
  (openItems(lines)[0] ?? lines.find((one) => one.doubtful) ?? lines[0])?.item ?? 'identity_card';

/** Where the reviewer is: the item on the right and what stands on the stage go together. */
export function usePlace(view: CaseView, lines: readonly ItemLine[]): Place {
  const [item, setItem] = useState(() => firstToSee(lines));
  const [focus, setFocus] = useState<Focus>(() => ({ materialId: firstPaper(lines, item) ?? '' }));
  const [stage, setStage] = useState<Stage>(item === 'face' ? 'faces' : 'one');
  const at = lines.findIndex((one) => one.item === item);
  const open = (next: Item): void => {
    setItem(next);
    const paper = firstPaper(lines, next);
    if (paper !== undefined) setFocus({ materialId: paper });
    setStage(next === 'face' ? 'faces' : 'one');
  };
  return {
    item,
    line: lines[at],
    focus,
    stage,
    open,
    step: (by) => {
      const next = lines[at + by];
      if (next !== undefined) open(next.item);
    },
    onward: (from) => {
      const waiting = openItems(lines).filter((one) => one.item !== from);
      const next = waiting.find((one) => lines.indexOf(one) > at) ?? waiting[0];
      if (next !== undefined) open(next.item);
    },
    look: (next) => {
      setFocus(next);
      if (stage === 'faces' || stage === 'names') setStage('one');
    },
    setStage,
    compare: (slot) => {
      const paper = view.materials.find((one) => one.slot === slot);
      if (paper !== undefined) setFocus({ materialId: paper.materialId });
      setStage('before');
    },
  };
}
