import type { PriceDeskKey } from '@kaitong/client/contract';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { settleObjection } from '../../../flows/price-changes.ts';
import { fen, ratePpm } from '../../../kernel/fen.ts';
import { addDays, businessDate, civilDate, isoText } from '../../../kernel/instant.ts';
import { accept } from '../../../kernel/outcome.ts';
import {
  costFloors,
  dearerIn,
  firstDayAfterNotice,
  listPlanProposals,
  movePlanProposal,
  planVersions,
  proposePlanVersion,
  type PricePlan,
} from '../../../modules/catalogue/index.ts';
import {
  countPriceNotices,
  listObjections,
  listPriceNotices,
  merchantNumbers,
} from '../../../modules/merchants/index.ts';
import type { Handlers } from '../context.ts';
import { termsView } from '../price-terms.ts';
import { logAccess } from './access-log.ts';
import { staffNames } from './staff-names.ts';

/** Rows of the log on one page. */
const PAGE = 50;

async function versionRows(world: World, today: string) {
  const [all, counts] = await Promise.all([planVersions(world.db), countPriceNotices(world.db)]);
  const stateOf = (version: PricePlan): 'past' | 'in_force' | 'coming' => {
    if (version.effectiveFrom > today) return 'coming';
    const inForce = all.find((one) => one.planId === version.planId && one.effectiveFrom <= today);
    return inForce === version ? 'in_force' : 'past';
  };
  return all.map((version, at) => {
    const before = all[at + 1]?.planId === version.planId ? all[at + 1] : undefined;
    const counted = counts.find((one) => one.planId === version.planId && one.effectiveFrom === version.effectiveFrom);
    return {
      planId: version.planId,
      effectiveFrom: version.effectiveFrom,
      ...termsView(version),
      state: stateOf(version),
      dearer: before === undefined ? [] : dearerIn(before, version),
      told: counted?.told ?? 0,
      read: counted?.read ?? 0,
      acknowledged: counted?.acknowledged ?? 0,
      objected: counted?.objected ?? 0,
    };
  });
}

async function proposalRows(world: World, own: string) {
  const all = await listPlanProposals(world.db);
  const nameOf = await staffNames(
    world,
    all.flatMap((one) => [one.proposedBy, one.decidedBy]),
  );
  return all.map((one) => ({
    proposalId: one.proposalId,
    planId: one.planId,
    ...termsView(one),
    state: one.state,
    effectiveFrom: one.effectiveFrom,
    reason: one.reason,
    proposedBy: nameOf(one.proposedBy),
    proposedAt: isoText(one.proposedAt),
    own: one.proposedBy === own,
    ...(one.decidedBy === undefined ? {} : { decidedBy: nameOf(one.decidedBy) }),
    ...(one.decidedAt === undefined ? {} : { decidedAt: isoText(one.decidedAt) }),
    ...(one.decisionReason === undefined ? {} : { decisionReason: one.decisionReason }),
    ...(one.takesEffect === undefined ? {} : { takesEffect: one.takesEffect }),
    dearer: [...one.dearer],
  }));
}

async function objectionRows(world: World) {
  const all = await listObjections(world.db);
  const numbers = await merchantNumbers(world.db, [...new Set(all.map((one) => one.merchantId))]);
  const nameOf = await staffNames(
    world,
    all.map((one) => one.settled?.by),
  );
  return all.map((one) => ({
    merchantId: one.merchantId,
    ...(numbers.has(one.merchantId) ? { merchantNo: numbers.get(one.merchantId) as string } : {}),
    planId: one.planId,
    effectiveFrom: one.effectiveFrom,
    note: one.note,
    at: isoText(one.at),
    ...(one.settled === undefined
      ? {}
      : { settled: { by: nameOf(one.settled.by), at: isoText(one.settled.at), note: one.settled.note } }),
  }));
}

export const priceHandlers: Handlers<PriceDeskKey> = {
  'GET /api/console/price-plans': async ({ world, subjectId }) => {
    const policy = await policyToday(world);
    const now = world.clock.now();
    const cutOff = policy.text('settlement.cut_off');
    const noticeDays = policy.number('price.notice_days');
    const today = businessDate(now, cutOff);
    return accept({
      floors: termsView(costFloors(policy)),
      noticeDays,
      riseFrom: firstDayAfterNotice(now, { noticeDays, cutOff }),
      fallFrom: addDays(today, 1),
      versions: await versionRows(world, today),
      proposals: await proposalRows(world, subjectId),
      objections: await objectionRows(world),
    });
  },
  'POST /api/console/price-plans/proposals': async ({ world, input, subjectId }) => {
    const { planId, terms, effectiveFrom, reason } = input.body;
    const proposed = await proposePlanVersion(world, {
      planId,
      terms: {
        creditPpm: ratePpm(BigInt(terms.creditPpm)),
        debitPpm: ratePpm(BigInt(terms.debitPpm)),
        debitCapFen: fen(BigInt(terms.debitCapFen)),
        qrPpm: ratePpm(BigInt(terms.qrPpm)),
        t0Ppm: ratePpm(BigInt(terms.t0Ppm)),
      },
      effectiveFrom: civilDate(effectiveFrom),
      reason,
      by: subjectId,
      policy: await policyToday(world),
    });
    if (proposed.refused) return proposed;
    await logAccess(world, { staffId: subjectId, what: 'price_proposed', subject: proposed.value });
    return accept({ proposalId: proposed.value });
  },
  'POST /api/console/price-plans/proposals/:proposalId/decision': async ({ world, input, subjectId }) => {
    const { proposalId } = input.params;
    const { event, reason } = input.body;
    const policy = await policyToday(world);
    const moved = await movePlanProposal(world, { proposalId, event, reason, by: subjectId, policy });
    await logAccess(world, {
      staffId: subjectId,
      what: `price_${event}`,
      subject: moved.refused ? `${proposalId}: ${moved.refusal.code}` : proposalId,
    });
    if (moved.refused) return moved;
    const { state, takesEffect } = moved.value;
    return accept({ state, ...(takesEffect === undefined ? {} : { takesEffect }) });
  },
  'GET /api/console/price-plans/:planId/:effectiveFrom/notices': async ({ world, input }) => {
    const { planId, effectiveFrom } = input.params;
    const of = { planId, effectiveFrom: civilDate(effectiveFrom), after: input.query.after ?? '', most: PAGE };
    const rows = await listPriceNotices(world.db, of);
    const numbers = await merchantNumbers(
      world.db,
      rows.map((one) => one.merchantId),
    );
    const last = rows.length === PAGE ? rows.at(-1)?.merchantId : undefined;
    return accept({
      rows: rows.map((one) => ({
        merchantNo: numbers.get(one.merchantId) ?? one.merchantId,
        appliesFrom: one.appliesFrom,
        sentAt: isoText(one.sentAt),
        words: one.words.map(({ word, at, note }) => ({ word, at: isoText(at), note })),
      })),
      ...(last === undefined ? {} : { next: last }),
    });
  },
  'POST /api/console/price-plans/objections/:merchantId/:effectiveFrom/settlement': async (asked) => {
    const { world, input, subjectId } = asked;
    const { merchantId, effectiveFrom } = input.params;
    const { note, applyFrom } = input.body;
    const settled = await settleObjection(world, {
      merchantId,
      effectiveFrom: civilDate(effectiveFrom),
      by: subjectId,
      note,
      applyFrom: applyFrom === undefined ? undefined : civilDate(applyFrom),
    });
    if (settled.refused) return settled;
    await logAccess(world, { staffId: subjectId, what: 'price_objection_settled', subject: merchantId });
    return accept({ ok: true });
  },
};
