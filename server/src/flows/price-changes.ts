/** Price versions reach merchants: each is told, its sheet in the ledger follows, and whoever objects keeps the old price until people decide. */
import { must } from '../kernel/assert.ts';
import { fen, yuanText } from '../kernel/fen.ts';
import { addDays, businessDate, civilDate, dateInShanghai, type CivilDate } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  dearerIn,
  firstDayAfterNotice,
  planVersions,
  pricePlanOn,
  type PlanComponent,
  type PricePlan,
} from '../modules/catalogue/index.ts';
import type { PriceSheet } from '../modules/applications/index.ts';
import { putOnSheet, type SheetLine } from '../modules/ledger/index.ts';
import {
  endPriceHold,
  holdPrice,
  merchantOf,
  merchantsOfPlan,
  notePriceNotice,
  priceDayOf,
  priceNoticesOf,
  sayToNotice,
  type Merchant,
  type PriceNotice,
} from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** What a plan says of sales, as lines of a merchant's sheet. T+0 is not among them: a merchant gives its own word to that. */
export const saleLines = (merchantId: string, plan: PricePlan, from: CivilDate): SheetLine[] => [
  { merchantId, charge: 'credit', from, ratePpm: plan.creditPpm },
  { merchantId, charge: 'debit', from, ratePpm: plan.debitPpm, capFen: plan.debitCapFen },
  { merchantId, charge: 'qr', from, ratePpm: plan.qrPpm },
];

const percent = (ppm: bigint): string => {
  const [whole = '0', part = ''] = (Number(ppm) / 10_000).toString().split('.');
  return `${whole}.${part.padEnd(2, '0')}%`;
};
const PART_NAMES: Record<PlanComponent, string> = {
  creditPpm: '信用卡',
  debitPpm: '借记卡',
  debitCapFen: '借记卡封顶',
  qrPpm: '扫码',
  t0Ppm: 'T+0附加费',
};
const figure = (part: PlanComponent, plan: PricePlan): string =>
  part === 'debitCapFen' ? `${yuanText(fen(plan.debitCapFen))}元` : percent(plan[part]);

/** 信用卡0.60%→0.65%，… : what goes up, for a short message. */
const riseText = (before: PricePlan, after: PricePlan): string =>
  dearerIn(before, after)
    .map((part) => `${PART_NAMES[part]}${figure(part, before)}→${figure(part, after)}`)
    .join('，');

interface Version {
  readonly plan: PricePlan;
  /** The version before it; a merchant is told of changes alone. */
  readonly before: PricePlan;
}

/**
 * The sheet of a new merchant: what it signed, from today on. Without a signed sheet, the plan as it stands. T+0 is on it where it was
 * signed; later word to it is kept by whoever takes it.
 */
export async function openSheet(
  world: World,
  tx: Tx,
  of: { merchantId: string; planId: string; signed: PriceSheet | undefined },
): Promise<void> {
  const { merchantId, planId, signed } = of;
  const from = dateInShanghai(world.clock.now());
  const plan = await pricePlanOn(tx, planId, signed === undefined ? from : civilDate(signed.planFrom));
  const charge = (code: string) => signed?.charges.find((one) => one.code === code);
  const t0 = charge('t0_fee')?.ratePpm;
  const policy = await policyToday(world);
  const lines: SheetLine[] = [
    ...saleLines(merchantId, plan, from),
    ...(t0 === undefined ? [] : [{ merchantId, charge: 't0', from, ratePpm: BigInt(t0) } as const]),
    {
      merchantId,
      charge: 'sim_fee',
      from,
      amountFen: BigInt(charge('sim_fee')?.amountFen ?? policy.number('sim.fee_fen')),
    },
  ];
  await putOnSheet(world, tx, lines, 'signed price sheet');
  // versions that were published since it signed are news to it
  await world.jobs.enqueue(tx, 'tell-prices', { merchantId, since: plan.effectiveFrom });
}

/** A merchant is told of a version, once; its sheet has the lines from the day on which they apply. */
async function tellVersion(world: World, tx: Tx, merchant: Merchant, { plan, before }: Version): Promise<void> {
  const { merchantId, planId, priceHold } = merchant;
  const effectiveFrom = civilDate(plan.effectiveFrom);
  // whoever objected keeps the older price, whatever comes, until people have decided
  if (priceHold !== undefined && priceHold.until === undefined) return;
  const policy = await policyToday(world);
  const rise = dearerIn(before, plan).length > 0;
  const lawful = firstDayAfterNotice(world.clock.now(), {
    noticeDays: policy.number('price.notice_days'),
    cutOff: policy.text('settlement.cut_off'),
  });
  // told late (it has just become a merchant, or the machine stood still): the thirty days are its own
  const own = rise && lawful > effectiveFrom ? lawful : effectiveFrom;
  const held = priceHold?.until;
  const appliesFrom = held !== undefined && held > own ? held : own;
  const key = { merchantId, planId, effectiveFrom };
  if (!(await notePriceNotice(world, tx, { ...key, rise, appliesFrom }))) return;
  if (appliesFrom > effectiveFrom)
    await holdPrice(tx, { ...key, until: appliesFrom, today: dateInShanghai(world.clock.now()) });
  await putOnSheet(world, tx, saleLines(merchantId, plan, appliesFrom), `plan ${planId} of ${effectiveFrom}`);
  await world.jobs.emit(tx, { kind: 'price.announced', audience: [`merchant:${merchantId}`], payload: { merchantId } });
  if (!rise) return;
  const { publicUrl } = world.site;
  await queueMessage(world, tx, {
    purpose: 'price',
    phone: merchant.phone,
    text: smsTexts.priceRise({
      from: appliesFrom,
      what: riseText(before, plan),
      link: publicUrl === undefined ? undefined : `${publicUrl}/merchant/prices`,
    }),
    subject: `merchant:${merchantId}`,
  });
}

/** So many merchants in one transaction: a short message each, so that a slice takes a second or two. */
const SLICE = 100;

/** Tells the merchants of a plan, a slice at a time in the order of their ids; told twice, nothing happens. */
export async function announcePrice(
  world: World,
  of: { planId: string; effectiveFrom: CivilDate; after: string },
): Promise<void> {
  const { planId, effectiveFrom, after } = of;
  const versions = await planVersions(world.db, planId);
  const at = versions.findIndex((one) => one.effectiveFrom === effectiveFrom);
  const plan = must(versions[at], `plan ${planId} of ${effectiveFrom}`);
  const before = versions[at + 1];
  if (before === undefined) return; // a new plan has nobody to tell
  const merchants = await merchantsOfPlan(world.db, { planId, after, most: SLICE });
  const known = await Promise.all(merchants.map((merchantId) => merchantOf(world, merchantId)));
  await withTx(world, async (tx) => {
    for (const merchant of known) await tellVersion(world, tx, merchant, { plan, before });
    const last = merchants.at(-1);
    if (last !== undefined && merchants.length === SLICE)
      await world.jobs.enqueue(tx, 'announce-price', { planId, effectiveFrom, after: last });
  });
}

/** Tells one merchant every version after `since` that it has not been told of, oldest first. */
export async function tellLaterVersions(world: World, merchantId: string, since: string): Promise<void> {
  const { planId } = await merchantOf(world, merchantId);
  const versions = await planVersions(world.db, planId);
  for (const [at, plan] of [...versions.entries()].reverse()) {
    const before = versions[at + 1];
    if (before === undefined || plan.effectiveFrom <= since) continue;
    const merchant = await merchantOf(world, merchantId); // the version before may have made it hold
    await withTx(world, (tx) => tellVersion(world, tx, merchant, { plan, before }));
  }
}

export type PriceWordRefusal = Refusal<
  'merchants.notice_unknown' | 'merchants.notice_over' | 'merchants.notice_settled' | 'merchants.notice_said'
>;

const noticeOf = (all: readonly PriceNotice[], effectiveFrom: CivilDate): PriceNotice | undefined =>
  all.find((one) => one.effectiveFrom === effectiveFrom);
const said = (notice: PriceNotice, word: string): boolean => notice.words.some((one) => one.word === word);

async function runningDay(world: World): Promise<CivilDate> {
  return businessDate(world.clock.now(), (await policyToday(world)).text('settlement.cut_off'));
}

/** A merchant has read a notice, acknowledges it, or objects to the rise before it applies. */
export async function answerNotice(
  world: World,
  input: {
    readonly merchantId: string;
    readonly effectiveFrom: CivilDate;
    readonly word: 'read' | 'acknowledged' | 'objected';
    readonly note: string;
  },
): Promise<Outcome<true, PriceWordRefusal>> {
  const { merchantId, effectiveFrom, word, note } = input;
  const today = await runningDay(world);
  const merchant = await merchantOf(world, merchantId);
  return withTx<Outcome<true, PriceWordRefusal>>(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`price:${merchantId}`]);
    const notice = noticeOf(await priceNoticesOf(tx, merchantId), effectiveFrom);
    if (notice === undefined) return refuse('merchants.notice_unknown');
    if (word === 'objected' && (!notice.rise || today >= notice.appliesFrom)) return refuse('merchants.notice_over');
    if (word !== 'read' && (said(notice, 'acknowledged') || said(notice, 'objected')))
      return refuse('merchants.notice_said');
    const key = { merchantId, planId: notice.planId, effectiveFrom };
    await sayToNotice(world, tx, { ...key, word, by: merchantId, note });
    if (word !== 'objected') return accept(true);
    const hold = await holdPrice(tx, { ...key, until: undefined, today });
    const old = await pricePlanOn(tx, notice.planId, priceDayOf(hold, notice.appliesFrom));
    await putOnSheet(world, tx, saleLines(merchantId, old, notice.appliesFrom), 'objected: the older price stays');
    await world.jobs.emit(tx, {
      kind: 'price.objected',
      audience: ['console'],
      payload: { merchantId, merchantNo: merchant.merchantNo },
    });
    return accept(true);
  });
}

type Settled = Outcome<true, PriceWordRefusal | Refusal<'catalogue.plan_too_early'>>;

/**
 * People settle an objection: the older price stays, or the plan applies from a day that has not begun, and no earlier than was announced.
 * Whatever the merchant was not told of meanwhile it is told then.
 */
export async function settleObjection(
  world: World,
  input: {
    readonly merchantId: string;
    readonly effectiveFrom: CivilDate;
    readonly by: string;
    readonly note: string;
    /** The first day of the plan's own price; undefined: the older one stays. */
    readonly applyFrom: CivilDate | undefined;
  },
): Promise<Settled> {
  const { merchantId, effectiveFrom, applyFrom, by, note } = input;
  const today = await runningDay(world);
  const settled = await withTx<Settled>(world, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`price:${merchantId}`]);
    const notice = noticeOf(await priceNoticesOf(tx, merchantId), effectiveFrom);
    if (notice === undefined || !said(notice, 'objected')) return refuse('merchants.notice_unknown');
    if (said(notice, 'settled')) return refuse('merchants.notice_settled');
    const { planId, appliesFrom } = notice;
    const earliest = appliesFrom > today ? appliesFrom : addDays(today, 1);
    if (applyFrom !== undefined && applyFrom < earliest) return refuse('catalogue.plan_too_early', { earliest });
    await sayToNotice(world, tx, { merchantId, planId, effectiveFrom, word: 'settled', by, note });
    if (applyFrom === undefined) return accept(true);
    await endPriceHold(tx, { merchantId, until: applyFrom });
    // the version that was announced, and no later one: of those the merchant has yet to hear
    const announced = await pricePlanOn(tx, planId, effectiveFrom);
    await putOnSheet(world, tx, saleLines(merchantId, announced, applyFrom), `settled: plan ${planId}`);
    return accept(true);
  });
  if (!settled.refused && applyFrom !== undefined) await tellLaterVersions(world, merchantId, effectiveFrom);
  return settled;
}
