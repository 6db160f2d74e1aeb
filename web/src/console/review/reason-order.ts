import type { CaseView } from './case-data.ts';
import type { ItemLine } from './items.ts';

/** Refusals without an exit come first: they are the same for every item, so that a hand learns their keys. */
const FINAL = ['doc_forged', 'doc_manipulated', 'watchlist_hit', 'prohibited_mcc'];

export interface Choice {
  readonly code: string;
  /** A check of this item gave this reason. */
  readonly suggested: boolean;
}

/** Reasons for one item in the order of the keys 1 to 9: what the machine found, then the others that fit the item, then the rest. */
export function reasonChoices(
  line: ItemLine,
  kind: 'fix' | 'reject',
  view: Pick<CaseView, 'fixReasons' | 'rejectReasons'>,
): { readonly near: Choice[]; readonly far: string[] } {
  const found = line.checks.flatMap((one) => (one.verdict === 'pass' || one.reason === undefined ? [] : [one.reason]));
  const fitting = view.fixReasons[line.item] ?? [];
  const asked = kind === 'fix' ? fitting : [...FINAL, ...found, ...fitting];
  const allowed = new Set(kind === 'fix' ? fitting : view.rejectReasons);
  const first = kind === 'fix' ? found : [];
  const order = [...new Set([...first, ...asked])].filter((code) => allowed.has(code));
  const near = order.slice(0, kind === 'fix' ? undefined : 9);
  return {
    near: near.map((code) => ({ code, suggested: found.includes(code) })),
    far: [...allowed].filter((code) => !near.includes(code)),
  };
}
