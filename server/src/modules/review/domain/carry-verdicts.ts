import type { MaterialSlot, RequirementItem, Revision } from '../../applications/index.ts';
import { ITEM_OF_SLOT } from './checks-identity.ts';
import type { ItemVerdict } from './decide-case.ts';
import type { Verdict } from './review-facts.ts';

/** What a check of one item said, without the evidence. */
export interface CheckSaid {
  readonly check: string;
  readonly item: string;
  readonly verdict: Verdict;
  readonly reason: string | undefined;
}

export interface CarryFacts {
  /** Items that the new revision is asked for. */
  readonly items: readonly RequirementItem[];
  readonly before: Revision;
  readonly after: Revision;
  /** Items to which the parts of the draft belong that differ. */
  readonly changedItems: readonly RequirementItem[];
  readonly checksBefore: readonly CheckSaid[];
  readonly checksAfter: readonly CheckSaid[];
  readonly earlier: readonly ItemVerdict[];
  readonly earlierRevisionNo: number;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Items of which something differs: a part of the draft, a photo, the person, the face. */
function touched({ before, after, changedItems }: CarryFacts): Set<string> {
  const slots = Object.keys({ ...before.materials, ...after.materials }) as MaterialSlot[];
  const photos = slots.filter((slot) => before.materials[slot] !== after.materials[slot]);
  const items = new Set<string>([...changedItems, ...photos.map((slot) => ITEM_OF_SLOT[slot])]);
  if (!same(before.person, after.person)) items.add('identity_card');
  // a face was compared with the portrait on the card
  if (!same(before.face, after.face) || items.has('identity_card')) items.add('face');
  return items;
}

const saidOf = (checks: readonly CheckSaid[], item: string): string =>
  checks
    .filter((one) => one.item === item)
    .map((one) => `${one.check} ${one.verdict} ${one.reason ?? ''}`)
    .sort()
    .join('\n');

/**
 * Pure. Which passes of the earlier revision stand: the same kind of applicant, nothing of the item has changed, and the machine says
 * the same of it (a register may say something else today). Fixes and refusals are never carried.
 */
export function decideCarried(facts: CarryFacts): ItemVerdict[] {
  if (facts.before.draft.kind !== facts.after.draft.kind) return [];
  const changed = touched(facts);
  return facts.earlier
    .filter(
      ({ item, verdict }) =>
        verdict === 'pass' &&
        facts.items.includes(item) &&
        !changed.has(item) &&
        saidOf(facts.checksBefore, item) === saidOf(facts.checksAfter, item),
    )
    .map((one) => ({ ...one, carriedFrom: one.carriedFrom ?? facts.earlierRevisionNo }));
}
