import type { Answer } from '@kaitong/client';
import { isoText } from '../../kernel/instant.ts';
import { maskIdNumber } from '../../kernel/id-number.ts';
import type { World } from '../../flows/ports.ts';
import {
  revisionOfChange,
  stepsOfChange,
  type ChangeContent,
  type ChangeRequest,
  type ChangeStep,
  type StandingFacts,
} from '../../modules/servicing/index.ts';

type Detail = Answer<'GET /api/merchant/changes/:changeId'>;
type Pair = Detail['pairs'][number];
type Step = Detail['steps'][number];

export const changeSummary = (change: ChangeRequest) => ({
  changeId: change.changeId,
  kind: change.kind,
  state: change.state,
  openedAt: isoText(change.openedAt),
  movedAt: isoText(change.movedAt),
});

const plain = (text: string): string => text;

/** Compared as they are, shown masked. */
function pairOf(
  field: Pair['field'],
  of: { before: string | undefined; after: string; show?: (text: string) => string },
): Pair {
  const { before, after, show = plain } = of;
  return {
    field,
    ...(before === undefined ? {} : { before: show(before) }),
    after: show(after),
    same: before === after,
  };
}

function pairsOf(content: ChangeContent, standing: StandingFacts): Pair[] {
  const { card, licence, profile } = content;
  const [c, l, p] = [standing.card, standing.licence, standing.profile];
  return [
    ...(card === undefined
      ? []
      : [
          pairOf('name', { before: c?.name, after: card.name }),
          pairOf('idNumber', { before: c?.idNumber, after: card.idNumber, show: maskIdNumber }),
          pairOf('validTo', { before: c?.validTo, after: card.validTo }),
        ]),
    ...(licence === undefined
      ? []
      : [
          pairOf('licenceName', { before: l?.name, after: licence.name }),
          pairOf('uscc', { before: l?.uscc, after: licence.uscc }),
          pairOf('legalPerson', { before: l?.legalPerson, after: licence.legalPerson }),
          pairOf('licenceValidTo', { before: l?.validTo, after: licence.validTo }),
        ]),
    ...(profile === undefined
      ? []
      : [
          pairOf('tradeName', { before: p.tradeName, after: profile.tradeName }),
          pairOf('mcc', { before: p.mcc, after: profile.mcc }),
        ]),
  ];
}

const who = (by: string): Step['who'] =>
  by === 'machine' ? 'machine' : by.startsWith('merchant:') ? 'merchant' : 'staff';

const stepView = (step: ChangeStep): Step => ({
  event: step.event,
  who: who(step.by),
  at: isoText(step.at),
  revisionNo: step.revisionNo,
  reasons: (step.event === 'ask_fix' || step.event === 'reject' ? step.reasons : []) as Step['reasons'],
  effects: (step.event === 'effects' ? step.reasons : []) as Step['effects'],
  note: step.note,
});

/** What was handed in last against what stood then. */
export async function changeDetail(world: World, change: ChangeRequest): Promise<Detail> {
  const [revision, steps] = await Promise.all([
    change.revisionNo === 0 ? Promise.resolve(undefined) : revisionOfChange(world, change),
    stepsOfChange(world.db, change),
  ]);
  const pairs = revision === undefined ? [] : pairsOf(revision.content, revision.standing);
  return { ...changeSummary(change), pairs, steps: steps.map(stepView) };
}
