import type { CaseView, Check, Item, Material, Verdict } from './case-data.ts';

/** Which line of the checklist a paper belongs to. */
const ITEM_OF_SLOT: Readonly<Record<Material['slot'], Item>> = {
  id_front: 'identity_card',
  id_back: 'identity_card',
  licence: 'licence',
  bank_card: 'bank_card',
  permit: 'account_permit',
  account_letter: 'account_permit',
  premises: 'premises',
  letter: 'authorisation',
  legal_id_front: 'authorisation',
  legal_id_back: 'authorisation',
  scene: 'scene',
  interview: 'interview',
};

/** One line of the checklist with everything that speaks of it. */
export interface ItemLine {
  readonly item: Item;
  readonly checks: readonly Check[];
  readonly materials: readonly Material[];
  readonly verdict: Verdict | undefined;
  /** A check did not pass: without a verdict the case cannot be approved. */
  readonly doubtful: boolean;
}

export function itemLines(view: Pick<CaseView, 'items' | 'checks' | 'materials' | 'verdicts'>): ItemLine[] {
  return view.items.map((item) => {
    const checks = view.checks.filter((one) => one.item === item);
    return {
      item,
      checks,
      materials: view.materials.filter((one) => ITEM_OF_SLOT[one.slot] === item),
      verdict: view.verdicts.find((one) => one.item === item),
      doubtful: checks.some((one) => one.verdict !== 'pass'),
    };
  });
}

/** Doubtful items that nobody has judged yet. */
export const openItems = (lines: readonly ItemLine[]): ItemLine[] =>
  lines.filter((one) => one.doubtful && one.verdict === undefined);

export const isHard = (check: Check): boolean => check.verdict === 'fail' && check.evidence['hard'] === true;

/** What the case would be decided as, were it submitted now. The server decides; this only says it beforehand. */
export type Outcome =
  | { readonly kind: 'approve' | 'change_terms' | 'need_second' | 'fix' | 'reject' | 'send_back' }
  | { readonly kind: 'verdict_missing'; readonly items: readonly Item[] }
  | { readonly kind: 'hard_failure'; readonly checks: readonly string[] };

export function outcomeOf(
  view: Pick<CaseView, 'items' | 'checks' | 'materials' | 'verdicts' | 'people' | 'peopleOverride' | 'changedTerms'> & {
    readonly case: Pick<CaseView['case'], 'stage'>;
  },
): Outcome {
  const second = view.case.stage === 2;
  const said = (verdict: Verdict['verdict']): boolean => view.verdicts.some((one) => one.verdict === verdict);
  if (said('reject')) return { kind: second ? 'send_back' : 'reject' };
  if (said('fix')) return { kind: second ? 'send_back' : 'fix' };
  const open = openItems(itemLines(view));
  if (open.length > 0) return { kind: 'verdict_missing', items: open.map((one) => one.item) };
  const hard = view.checks.filter(isHard);
  if (hard.length > 0) return { kind: 'hard_failure', checks: hard.map((one) => one.check) };
  const approval = view.changedTerms === undefined ? 'approve' : 'change_terms';
  if (second) return { kind: approval };
  const overridden = view.checks.some((one) => one.verdict === 'fail');
  const people = Math.max(view.people, overridden ? view.peopleOverride : 1);
  return { kind: people >= 2 ? 'need_second' : approval };
}
