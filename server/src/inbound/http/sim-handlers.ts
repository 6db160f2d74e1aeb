import type { Answer } from '@kaitong/client';
import type { SimRouteKey } from '@kaitong/client/contract';
import { offerOf, renewSim, wishSim } from '../../flows/sim-fee.ts';
import { policyToday } from '../../flows/facts.ts';
import type { World } from '../../flows/ports.ts';
import { addDays, civilDate, dateInShanghai, daysBetween, isoText } from '../../kernel/instant.ts';
import { accept, refuse } from '../../kernel/outcome.ts';
import { merchantByApplicant } from '../../modules/merchants/index.ts';
import { simPlansOf, simRenewalsOf, type SimPlan } from '../../modules/servicing/index.ts';
import { terminalOf } from '../../modules/terminals/index.ts';
import type { Handlers } from './context.ts';
import { simPage } from './sim-list.ts';

type View = Answer<'GET /api/merchant/sims'>['rows'][number];

/** What may be bought, or why not yet. */
async function offerView(world: World, plan: SimPlan): Promise<Partial<View>> {
  const offer = await offerOf(world, plan);
  if (!offer.refused) {
    const { from, through, amountFen } = offer.value;
    return { offer: { from, through, amountFen: amountFen.toString() } };
  }
  const { code, facts } = offer.refusal;
  if (code === 'servicing.sim_too_early') return { opensOn: String(facts?.['from']) };
  if (code === 'servicing.sim_owed') return { refused: 'owed', owedFen: String(facts?.['owedFen']) };
  return code === 'servicing.sim_no_price' ? { refused: 'no_price' } : {};
}

async function viewsOf(world: World, merchantId: string): Promise<View[]> {
  const [plans, renewals, policy] = await Promise.all([
    simPlansOf(world.db, merchantId),
    simRenewalsOf(world.db, merchantId),
    policyToday(world),
  ]);
  const today = dateInShanghai(world.clock.now());
  const views = plans.map(async (plan): Promise<View> => {
    const terminal = await terminalOf(world.db, merchantId, plan.terminalId);
    const own = renewals.filter((one) => one.terminalId === plan.terminalId);
    const grace = plan.wish === 'refused' ? 0 : policy.number('sim.grace_days');
    return {
      terminalId: plan.terminalId,
      terminalNo: terminal?.terminalNo ?? '',
      serialNo: terminal?.serialNo ?? '',
      state: plan.state,
      data: plan.data,
      begunOn: plan.begunOn,
      coveredTo: plan.coveredTo,
      daysLeft: daysBetween(today, plan.coveredTo),
      free: own.length === 0,
      stopsAfter: addDays(plan.coveredTo, grace),
      wish: plan.wish,
      ...(await offerView(world, plan)),
      renewals: own.map((one) => ({
        from: one.from,
        through: one.through,
        amountFen: one.amountFen.toString(),
        askedBy: one.askedBy,
        at: isoText(one.at),
      })),
    };
  });
  return Promise.all(views);
}

export const simHandlers: Handlers<SimRouteKey> = {
  'GET /api/merchant/sims': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined
      ? refuse('merchants.none')
      : accept({ rows: await viewsOf(world, merchant.merchantId) });
  },
  'POST /api/merchant/sims/:terminalId/renewal': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const key = { merchantId: merchant.merchantId, terminalId: input.params.terminalId };
    const { from, amountFen } = input.body;
    return renewSim(world, key, { from: civilDate(from), amountFen: BigInt(amountFen) });
  },
  'PUT /api/merchant/sims/:terminalId/wish': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const key = { merchantId: merchant.merchantId, terminalId: input.params.terminalId };
    const set = await wishSim(world, key, input.body.wish);
    return set.refused ? set : accept({ ok: true as const });
  },
  'GET /api/console/sims': ({ world, input }) => simPage(world, input.query),
};
