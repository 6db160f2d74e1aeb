import type { ParameterKey } from '@kaitong/client/contract';
import { civilDate, dateInShanghai, isCivilDate, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import {
  moveParameter,
  parameterChanges,
  parameterVersions,
  proposeParameter,
  type ParameterVersion,
} from '../../../modules/catalogue/index.ts';
import type { Handlers } from '../context.ts';
import { staffNames } from './staff-names.ts';

/** Versions of one parameter stand together, the latest first. */
function parametersOf(versions: readonly ParameterVersion[], today: string) {
  const byName = new Map<string, ParameterVersion[]>();
  for (const one of versions) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  return [...byName].map(([name, all]) => {
    const inForce = all.find((one) => one.effectiveFrom <= today);
    return {
      name,
      unit: all[0]?.unit ?? '',
      ...(inForce === undefined ? {} : { value: inForce.value }),
      versions: all.map(({ effectiveFrom, value, source }) => ({ effectiveFrom, value, source })),
    };
  });
}

export const parameterHandlers: Handlers<ParameterKey> = {
  'GET /api/console/parameters': async ({ world, subjectId }) => {
    const today = dateInShanghai(world.clock.now());
    const [versions, changes] = await Promise.all([parameterVersions(world.db), parameterChanges(world.db)]);
    const nameOf = await staffNames(
      world,
      changes.flatMap((one) => [one.proposedBy, one.decidedBy]),
    );
    return accept({
      today,
      parameters: parametersOf(versions, today),
      changes: changes.map((one) => ({
        changeId: one.changeId,
        name: one.name,
        value: one.value,
        effectiveFrom: one.effectiveFrom,
        state: one.state,
        reason: one.reason,
        proposedBy: nameOf(one.proposedBy),
        proposedAt: isoText(one.proposedAt),
        own: one.proposedBy === subjectId,
        ...(one.decidedBy === undefined ? {} : { decidedBy: nameOf(one.decidedBy) }),
        ...(one.decisionReason === undefined ? {} : { decisionReason: one.decisionReason }),
      })),
    });
  },
  'POST /api/console/parameters/changes': async ({ world, input, subjectId }) => {
    const { name, value, effectiveFrom, reason } = input.body;
    if (!isCivilDate(effectiveFrom)) return refuse('http.bad_request');
    const proposed = await proposeParameter(world, {
      name,
      typed: value,
      effectiveFrom: civilDate(effectiveFrom),
      reason,
      by: subjectId,
    });
    return proposed.refused ? proposed : accept({ changeId: proposed.value });
  },
  'POST /api/console/parameters/changes/:changeId/decision': async ({ world, input, subjectId }) => {
    const moved = await moveParameter(world, { ...input.params, ...input.body, by: subjectId });
    return moved.refused ? moved : accept({ state: moved.value });
  },
};
