import type { PolicyKey } from '@kaitong/client/contract';
import { civilDate, DAY_MS, dateInShanghai, instant, isCivilDate, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { onboardingMetrics } from '../../../modules/insight/index.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import {
  CHECK_NAMES,
  draftReviewPolicy,
  dryRunReviewPolicy,
  reviewPolicies,
  reviewPolicyOn,
  reviewPolicySchema,
  switchOnReviewPolicy,
} from '../../../modules/review/index.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';

const nameOf = async (world: World, id: string): Promise<string> => (await staffOf(world, id))?.displayName ?? id;

export const policyHandlers: Handlers<PolicyKey> = {
  'GET /api/console/onboarding-metrics': async ({ world, input }) => {
    const since = instant(world.clock.now() - Number(input.query.days) * DAY_MS);
    const { channels, reasons, days } = await onboardingMetrics(world.db, since);
    return accept({ channels: [...channels], reasons: [...reasons], days: [...days] });
  },
  'GET /api/console/review-policies': async ({ world }) => {
    const rows = await Promise.all(
      (await reviewPolicies(world.db)).map(async ({ policy, madeAt, madeBy, switchedOnBy, effectiveFrom, ...row }) => ({
        ...row,
        policy: { ...policy, machine: { ...policy.machine, asksFix: [...policy.machine.asksFix] } },
        madeBy: await nameOf(world, madeBy),
        madeAt: isoText(madeAt),
        ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
        ...(switchedOnBy === undefined ? {} : { switchedOnBy: await nameOf(world, switchedOnBy) }),
      })),
    );
    const { version } = await reviewPolicyOn(world.db, dateInShanghai(world.clock.now()));
    return accept({ current: version, checks: [...CHECK_NAMES], rows });
  },
  'POST /api/console/review-policies/dry-run': async ({ world, input }) => {
    const policy = reviewPolicySchema.safeParse(input.body.policy);
    if (!policy.success) return refuse('review.policy_invalid');
    const { looked, changed } = await dryRunReviewPolicy(world, policy.data);
    return accept({ looked, changed: changed.map((line) => ({ ...line })) });
  },
  'POST /api/console/review-policies': async ({ world, input, subjectId }) => {
    const policy = reviewPolicySchema.safeParse(input.body.policy);
    if (!policy.success) return refuse('review.policy_invalid');
    return accept({
      version: await draftReviewPolicy(world, { policy: policy.data, note: input.body.note, by: subjectId }),
    });
  },
  'POST /api/console/review-policies/:version/switch-on': async ({ world, input, subjectId }) => {
    if (!isCivilDate(input.body.from)) return refuse('review.policy_date');
    const done = await switchOnReviewPolicy(world, {
      version: Number(input.params.version),
      from: civilDate(input.body.from),
      by: subjectId,
    });
    return done.refused ? done : accept({ ok: true as const });
  },
};
