/** T+0: what the settlement module decides on, gathered; and for merchants that have it automatic, when it is tried next. */
import { ratePpm, fen, type RatePpm } from '../kernel/fen.ts';
import {
  addDays,
  businessDate,
  dateInShanghai,
  instant,
  later,
  parseIso,
  SECOND_MS,
  shanghaiInstant,
  type CivilDate,
  type InstantMs,
} from '../kernel/instant.ts';
import type { Outcome, Refusal } from '../kernel/outcome.ts';
import { accept, refuse } from '../kernel/outcome.ts';
import { activatedAtOf } from '../modules/activation/index.ts';
import { pricePlanOn, type PricePlan } from '../modules/catalogue/index.ts';
import { merchantOf, priceDayOf, type Merchant } from '../modules/merchants/index.ts';
import { riskCasesOf } from '../modules/risk/index.ts';
import {
  agreeT0,
  foreseeT0,
  noteT0Looked,
  payT0,
  switchT0,
  t0AgreedOf,
  t0FreshMerchants,
  t0RipeAt,
  t0SwitchOf,
  type T0Code,
  type T0Paid,
  type T0Request,
} from '../modules/settlement/index.ts';
import { daysSoldOf } from '../modules/switching/index.ts';
import { dueAt, scheduleDue } from '../platform/due.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { screenMerchant } from './screen-sales.ts';

const DUE_KIND = 't0-automatic';

/** An approval is seen once it is committed, which may be a moment after the instant that stands in it. */
const OVERLAP_MS = 10 * SECOND_MS;

/** The rate that a merchant has given its word to: in the app, or with T+0 on the sheet that it signed. */
async function agreedRate(world: World, merchant: Merchant): Promise<RatePpm | undefined> {
  const agreed = await t0AgreedOf(world.db, merchant.merchantId);
  if (agreed !== undefined || merchant.settlement !== 't0') return agreed;
  const signedOn = dateInShanghai(parseIso(merchant.createdAt));
  return (await pricePlanOn(world.db, merchant.planId, signedOn)).t0Ppm;
}

const planOf = (world: World, { planId, priceHold }: Merchant, date: CivilDate): Promise<PricePlan> =>
  pricePlanOn(world.db, planId, priceDayOf(priceHold, date));

/** Terms of today and what stands for or against a merchant. */
export async function t0RequestOf(world: World, merchantId: string): Promise<T0Request> {
  const now = world.clock.now();
  const merchant = await merchantOf(world, merchantId);
  const [policy, plan, agreedPpm, cases, activatedAt] = await Promise.all([
    policyToday(world),
    planOf(world, merchant, dateInShanghai(now)),
    agreedRate(world, merchant),
    riskCasesOf(world.db, merchantId),
    activatedAtOf(world.db, merchantId),
  ]);
  const normalDays = policy.number('settlement.t0_normal_days');
  return {
    merchantId,
    businessDate: businessDate(now, policy.text('settlement.cut_off')),
    terms: {
      open: policy.number('t0.open') === 1,
      from: policy.text('t0.from'),
      to: policy.text('t0.to'),
      earliestMinutes: policy.number('t0.earliest_minutes'),
      minFen: fen(policy.number('t0.min_fen')),
      singleMaxFen: fen(policy.number('t0.single_max_fen')),
      dailyMaxFen: fen(policy.number('t0.daily_max_fen')),
      ratePpm: plan.t0Ppm,
    },
    standing: {
      active: merchant.state === 'active',
      activatedOn: activatedAt === undefined ? undefined : dateInShanghai(activatedAt),
      afterDays: policy.number('settlement.t0_after_days'),
      tradedDays: normalDays === 0 ? 0 : await daysSoldOf(world.db, merchantId),
      normalDays,
      agreedPpm,
      onHold: cases.some((one) => one.state !== 'released'),
    },
  };
}

/** What a merchant sees of T+0: what it would bring now, or why not; and whether it comes by itself. */
export async function t0OverviewOf(
  world: World,
  merchantId: string,
): Promise<
  Awaited<ReturnType<typeof foreseeT0>> & { automatic: boolean; automaticAt: InstantMs | undefined; agreed: boolean }
> {
  const request = await t0RequestOf(world, merchantId);
  const { agreedPpm } = request.standing;
  const automatic = (await t0SwitchOf(world.db, merchantId))?.automatic ?? false;
  return {
    ...(await foreseeT0(world, request)),
    automatic,
    automaticAt: automatic ? await dueAt(world.db, DUE_KIND, merchantId) : undefined,
    agreed: agreedPpm !== undefined && agreedPpm >= request.terms.ratePpm,
  };
}

/**
 * Rules look at sales in a job; money that leaves today does not rely on that job having run. Whatever they hold back now is frozen or a
 * case before the payout is decided.
 */
async function screenedRequest(world: World, merchantId: string): Promise<T0Request> {
  await screenMerchant(world, merchantId);
  return t0RequestOf(world, merchantId);
}

/** A merchant asks for what it has seen. */
export async function askT0(
  world: World,
  input: { merchantId: string; surchargeFen: bigint; payFen: bigint },
): Promise<Outcome<T0Paid, Refusal<T0Code | 'settlement.t0_changed'>>> {
  const { merchantId, ...asked } = input;
  return payT0(world, { ...(await screenedRequest(world, merchantId)), asked });
}

/** A merchant agrees to the surcharge of its plan as it stands; another rate than that is one that it has not seen. */
export async function agreeToT0(
  world: World,
  input: { merchantId: string; ratePpm: bigint },
): Promise<Outcome<true, Refusal<'settlement.t0_changed'>>> {
  const { terms } = await t0RequestOf(world, input.merchantId);
  if (terms.ratePpm !== input.ratePpm) return refuse('settlement.t0_changed');
  await withTx(world, (tx) => agreeT0(world, tx, { merchantId: input.merchantId, ratePpm: ratePpm(input.ratePpm) }));
  return accept(true);
}

/** Automatic from now on or no more. Without a word on the surcharge nothing is taken by itself. */
export async function setAutomaticT0(
  world: World,
  input: { merchantId: string; automatic: boolean },
): Promise<Outcome<true, Refusal<'settlement.t0_terms'>>> {
  if (input.automatic && !(await t0OverviewOf(world, input.merchantId)).agreed) return refuse('settlement.t0_terms');
  await withTx(world, (tx) => switchT0(world, tx, input));
  return accept(true);
}

const dueOf = (merchantId: string, at: InstantMs) => ({
  kind: DUE_KIND,
  key: merchantId,
  at,
  data: { merchantId },
});

/** Plans the next payout of every merchant that has T+0 automatic and sold since it was last looked. Returns how many were planned. */
export async function planAutomaticT0(world: World): Promise<number> {
  const now = world.clock.now();
  const merchants = await t0FreshMerchants(world.db, now);
  for (const merchantId of merchants) {
    const request = await t0RequestOf(world, merchantId);
    const { facts } = await foreseeT0(world, request);
    // by the oldest sale: what comes again and again does not push the payout away
    const first = facts.sales.map((sale) => t0RipeAt(sale.approvedAt, request.terms)).at(0);
    await withTx(world, async (tx) => {
      if (first !== undefined) await scheduleDue(tx, dueOf(merchantId, instant(Math.max(first, now))));
      await noteT0Looked(tx, { merchantId, through: later(now, -OVERLAP_MS) });
    });
  }
  return merchants.length;
}

/**
 * Pays what T+0 may pay, and tries again when there will be more. What hangs on somebody (a case, an account, a debt) is tried with the
 * next opening: it costs nothing, and until then the sale may have gone T+1, without surcharge.
 */
export async function payAutomaticT0(world: World, merchantId: string): Promise<void> {
  if ((await t0SwitchOf(world.db, merchantId))?.automatic !== true) return;
  const request = await screenedRequest(world, merchantId);
  await payT0(world, request);
  const now = world.clock.now();
  const { facts, decision } = await foreseeT0(world, request);
  if (facts.sales.length === 0) return; // the next sale plans the next payout
  const opens = shanghaiInstant(addDays(dateInShanghai(now), 1), request.terms.from);
  const next = decision.refused ? (decision.why.again ?? opens) : now;
  await withTx(world, (tx) => scheduleDue(tx, dueOf(merchantId, next)));
}
