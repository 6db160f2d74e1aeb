/** The data SIM of a terminal: its plan begins with the activation, is told of before it ends, renewed when its merchant says so, else let go. */
import { must } from '../kernel/assert.ts';
import { fen, yuanText } from '../kernel/fen.ts';
import { businessDate, dateInShanghai, type CivilDate } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import type { Policy } from '../modules/catalogue/index.ts';
import { debtOf, sheetOf } from '../modules/ledger/index.ts';
import {
  beginSimPlan,
  bookRenewal,
  doubtData,
  decideRenewal,
  decideSimDay,
  leaveSimPlan,
  lookAtSim,
  noteDataTurned,
  noteSimTold,
  setSimWish,
  simPlanOf,
  simRenewalsOf,
  wantData,
  type Renewal,
  type RenewalRefusal,
  type SimKey,
  type SimPlan,
  type SimWish,
} from '../modules/servicing/index.ts';
import { deviceOf, openReplacementOf, terminalOf } from '../modules/terminals/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

async function tell(world: World, tx: Tx, merchantId: string, text: string): Promise<void> {
  const { phone } = await merchantOf(world, merchantId);
  await queueMessage(world, tx, { purpose: 'sim_fee', phone, text, subject: `merchant:${merchantId}` });
}

/** A terminal has become active: day 1 of its data. A device without a card of ours has no plan, and no fee. */
export async function startSimPlan(world: World, key: SimKey): Promise<void> {
  const terminal = must(await terminalOf(world.db, key.merchantId, key.terminalId), 'terminal that is active');
  if ((await deviceOf(world.db, terminal.serialNo))?.iccid === undefined) return;
  const policy = await policyToday(world);
  const today = dateInShanghai(world.clock.now());
  await withTx(world, async (tx) => {
    const begun = await beginSimPlan(world, tx, { ...key, today, freeYears: policy.number('sim.free_years') });
    if (!begun) return;
    const plan = must(await simPlanOf(tx, key), 'plan');
    const { next } = decideSimDay(dayFacts(plan, policy, today));
    if (next !== undefined) await lookAtSim(tx, key, next);
  });
}

/** Days before the end on which a merchant is told, most first. */
const noticeDays = (policy: Policy): number[] =>
  [policy.number('sim.notice_days'), ...policy.text('sim.notice_again').split(',').map(Number)].toSorted(
    (a, b) => b - a,
  );

const dayFacts = (plan: SimPlan, policy: Policy, today: CivilDate) => ({
  ...plan,
  today,
  noticeDays: noticeDays(policy),
  graceDays: policy.number('sim.grace_days'),
});

/** A day on which something may happen to a plan: a notice, the fee where it was asked for, the end. */
export async function simDay(world: World, key: SimKey): Promise<void> {
  const plan = await simPlanOf(world.db, key);
  if (plan === undefined) return;
  const policy = await policyToday(world);
  const today = dateInShanghai(world.clock.now());
  const decision = decideSimDay(dayFacts(plan, policy, today));
  const bought = decision.renew === true && !(await renewAsAgreed(world, plan)).refused;
  const priceFen = await priceOf(world, plan.merchantId, today);
  await withTx(world, async (tx) => {
    const price = yuanText(fen(priceFen ?? 0n));
    const tail = await tailOf(world, plan);
    if (decision.tell !== undefined && priceFen !== undefined && (await noteSimTold(world, tx, plan, decision.tell)))
      await tell(world, tx, key.merchantId, smsTexts.simDue({ tail, price, until: plan.coveredTo, wish: plan.wish }));
    if (decision.lapse === true && (await leaveSimPlan(world, tx, plan, 'lapse'))) {
      await wantData(world, tx, key, false);
      await tell(world, tx, key.merchantId, smsTexts.simStopped(tail));
    }
    if (bought) return; // whoever bought has set the next day
    // what could not be bought on the last day is tried until the days of grace are over, then as any other
    if (decision.next !== undefined) await lookAtSim(tx, key, decision.next);
  });
}

const tailOf = async (world: World, key: SimKey): Promise<string> => (await serialOf(world, key)).slice(-4);

/** What the sheet in force says of a year; undefined where it lists none. */
async function priceOf(world: World, merchantId: string, today: CivilDate): Promise<bigint | undefined> {
  const lines = (await sheetOf(world.db, merchantId)).filter((one) => one.charge === 'sim_fee' && one.from <= today);
  return lines[0]?.amountFen;
}

/** What a year would be today, or why it cannot be bought. */
export async function offerOf(world: World, plan: SimPlan): Promise<Outcome<Renewal, RenewalRefusal>> {
  const policy = await policyToday(world);
  const today = dateInShanghai(world.clock.now());
  return decideRenewal({
    ...plan,
    today,
    graceDays: policy.number('sim.grace_days'),
    aheadDays: policy.number('sim.renew_ahead_days'),
    priceFen: await priceOf(world, plan.merchantId, today),
    owedFen: await debtOf(world.db, plan.merchantId),
  });
}

type RenewRefusal = RenewalRefusal | Refusal<'servicing.sim_unknown'> | Refusal<'servicing.sim_moved'>;

/**
 * The merchant buys the year that it was shown: `from` and `amountFen` say which, so that a second tap, or an answer that was lost on the way,
 * finds the first one, and nothing is taken at a price that was not on the screen.
 */
export async function renewSim(
  world: World,
  key: SimKey,
  shown: { readonly from: CivilDate; readonly amountFen: bigint },
): Promise<Outcome<{ readonly through: CivilDate }, RenewRefusal>> {
  const plan = await simPlanOf(world.db, key);
  if (plan === undefined) return refuse('servicing.sim_unknown');
  const earlier = await boughtFrom(world, key, shown.from);
  if (earlier !== undefined) return accept({ through: earlier });
  const offer = await offerOf(world, plan);
  if (offer.refused) return offer;
  if (offer.value.from !== shown.from || offer.value.amountFen !== shown.amountFen)
    return refuse('servicing.sim_moved');
  return book(world, plan, { renewal: offer.value, askedBy: 'merchant' });
}

async function renewAsAgreed(world: World, plan: SimPlan): Promise<Outcome<{ through: CivilDate }, RenewRefusal>> {
  const offer = await offerOf(world, plan);
  return offer.refused ? offer : book(world, plan, { renewal: offer.value, askedBy: 'automatic' });
}

const boughtFrom = async (world: World, key: SimKey, from: CivilDate): Promise<CivilDate | undefined> =>
  (await simRenewalsOf(world.db, key.merchantId)).find((one) => one.terminalId === key.terminalId && one.from === from)
    ?.through;

async function book(
  world: World,
  plan: SimPlan,
  input: { readonly renewal: Renewal; readonly askedBy: 'merchant' | 'automatic' },
): Promise<Outcome<{ through: CivilDate }, RenewRefusal>> {
  const { renewal } = input;
  const policy = await policyToday(world);
  const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
  const tail = await tailOf(world, plan);
  const booked = await withTx(world, async (tx) => {
    if (!(await bookRenewal(world, tx, { plan, ...input, date }))) return false;
    await wantData(world, tx, plan, true);
    const now = must(await simPlanOf(tx, plan), 'plan');
    const { next } = decideSimDay(dayFacts(now, policy, dateInShanghai(world.clock.now())));
    if (next !== undefined) await lookAtSim(tx, plan, next);
    const said = { tail, amount: yuanText(fen(renewal.amountFen)), through: renewal.through };
    await tell(world, tx, plan.merchantId, smsTexts.simRenewed(said));
    return true;
  });
  if (booked) return accept({ through: renewal.through });
  // somebody was faster: the same year, or another one
  const through = await boughtFrom(world, plan, renewal.from);
  return through === undefined ? refuse('servicing.sim_moved') : accept({ through });
}

/** What the merchant wants of the next year, from now on; the day that comes next is set anew. */
export async function wishSim(
  world: World,
  key: SimKey,
  wish: SimWish,
): Promise<Outcome<SimWish, Refusal<'servicing.sim_unknown'> | Refusal<'servicing.sim_ended'>>> {
  if ((await simPlanOf(world.db, key)) === undefined) return refuse('servicing.sim_unknown');
  const policy = await policyToday(world);
  return withTx(world, async (tx) => {
    if (!(await setSimWish(world, tx, key, wish))) return refuse('servicing.sim_ended');
    const plan = must(await simPlanOf(tx, key), 'plan');
    const { next } = decideSimDay(dayFacts(plan, policy, dateInShanghai(world.clock.now())));
    if (next !== undefined) await lookAtSim(tx, key, next);
    return accept(wish);
  });
}

/** False where there is nobody to ask, or the carrier refuses. Throws while it is silent. */
async function askCarrier(world: World, serialNo: string, on: boolean): Promise<boolean> {
  const iccid = (await deviceOf(world.db, serialNo))?.iccid;
  if (iccid === undefined || world.simCarrier === undefined) return false;
  const answer = await world.simCarrier.setData({ iccid, on });
  if (answer.kind === 'unknown') throw new Error(`SIM carrier: ${answer.reason}`);
  if (answer.kind === 'refused') world.log.warn({ iccid, reason: answer.reason }, 'the SIM carrier refuses');
  return answer.kind === 'done';
}

const serialOf = async (world: World, key: SimKey): Promise<string> =>
  must(await terminalOf(world.db, key.merchantId, key.terminalId), 'terminal').serialNo;

/**
 * A device is given to a merchant, perhaps not its first one, or is to take another's place: whatever its card was told before, it must reach us
 * to be activated. Where the year is over and nobody wants another, Wi-Fi is the way.
 */
export async function wakeSim(world: World, key: SimKey): Promise<void> {
  const plan = await simPlanOf(world.db, key);
  if (plan !== undefined && plan.state !== 'running') return;
  const coming = await openReplacementOf(world.db, key.merchantId, key.terminalId);
  if (plan !== undefined && coming === undefined) return;
  await askCarrier(world, coming?.newSerial ?? (await serialOf(world, key)), true);
}

/** Asks the carrier for what is wanted. Throws while it is silent: the queue comes back. What it refuses stays in sight in the console. */
export async function turnSim(world: World, key: SimKey): Promise<void> {
  const plan = await simPlanOf(world.db, key);
  if (plan === undefined || (plan.data !== 'turning_off' && plan.data !== 'turning_on')) return;
  if (!(await askCarrier(world, await serialOf(world, key), plan.data === 'turning_on'))) return;
  const { data } = plan;
  await withTx(world, async (tx) => {
    if (!(await noteDataTurned(world, tx, key, data))) await doubtData(world, tx, key);
  });
}

/** Its terminal has ended: no more notices, no more data. */
export async function endSim(world: World, key: SimKey): Promise<void> {
  const plan = await simPlanOf(world.db, key);
  if (plan === undefined) return;
  await withTx(world, async (tx) => {
    if (await leaveSimPlan(world, tx, plan, 'end')) await wantData(world, tx, key, false);
  });
}
