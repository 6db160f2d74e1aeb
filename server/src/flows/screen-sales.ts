/**
 * Rules after the sale. The worker looks what has been approved since it last looked, and of every merchant with a sale that is large
 * enough for any rule all sales of two days are judged together, in a job: nothing of it stands in the way of a sale.
 */
import { fen, yuanText } from '../kernel/fen.ts';
import { HOUR_MS, SECOND_MS, businessDate, dateInShanghai, instant, later, type CivilDate } from '../kernel/instant.ts';
import type { Policy } from '../modules/catalogue/index.ts';
import { frozenOf } from '../modules/ledger/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  addToCase,
  decidedSales,
  decideHits,
  decideScreening,
  exemptionsOf,
  noteScreened,
  openCaseOf,
  QUICK_HOURS,
  rulesInForce,
  screenedThrough,
  type JudgedSale,
  type RiskFacts,
  type RiskRule,
  type RuleAction,
} from '../modules/risk/index.ts';
import { delaySale } from '../modules/settlement/index.ts';
import { FRESH_MAX, merchantsOfDay, merchantsWithFresh } from '../modules/switching/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { actOnCase } from './risk-actions.ts';
import { riskFactsOf } from './risk-facts.ts';
import { smsTexts } from './texts.ts';

/** As far back as rules count that are judged at once. */
const LOOK_BACK_MS = QUICK_HOURS * HOUR_MS;
/** An approval is seen once it is committed, which may be a moment after the instant that stands in it. */
const OVERLAP_MS = 10 * SECOND_MS;
const rulesToday = (world: World): Promise<RiskRule[]> => rulesInForce(world.db, dateInShanghai(world.clock.now()));

/** Rules about what is no sale: a small refusal is no reason to look at every small sale. */
const NO_SALES: readonly RiskRule['kind'][] = ['undone_share', 'declined_tries'];
const isQuick = (rule: RiskRule): boolean => rule.withinHours <= QUICK_HOURS;

/** The least amount that any of these rules looks at in a sale; undefined where there is none. */
const floorOf = (rules: readonly RiskRule[]): bigint | undefined =>
  rules
    .filter((rule) => !NO_SALES.includes(rule.kind))
    .map((rule) => rule.amountMinFen)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .at(0);

const enqueueScreening = (world: World, tx: Tx, merchantId: string): Promise<void> =>
  world.jobs.enqueue(tx, 'screen-sales', { merchantId }, { singletonKey: merchantId });
const enqueueWhole = (world: World, tx: Tx, merchantId: string): Promise<void> =>
  world.jobs.enqueue(tx, 'screen-sales', { merchantId, whole: true }, { singletonKey: `${merchantId} whole` });

/** Asks for a screening of every merchant with fresh approvals. One process at a time; returns how many were asked for. */
export async function screenFresh(world: World): Promise<number> {
  const amountMinFen = floorOf((await rulesToday(world)).filter(isQuick));
  if (amountMinFen === undefined) return 0;
  return withTx(world, async (tx) => {
    const through = await screenedThrough(tx);
    if (through === undefined) return 0;
    const now = world.clock.now();
    // a first start looks at what the rules may count, not at all there ever was
    const since = instant(Math.max(through - OVERLAP_MS, now - LOOK_BACK_MS));
    const fresh = await merchantsWithFresh(tx, { since, amountMinFen });
    for (const { merchantId } of fresh) await enqueueScreening(world, tx, merchantId);
    const last = fresh.length === FRESH_MAX ? fresh.at(-1)?.from : undefined;
    await noteScreened(tx, last === undefined ? now : later(last, OVERLAP_MS));
    return fresh.length;
  });
}

/** At the end of a business day all that sold enough on it are screened again: what was answered late is found before it is paid. */
export async function screenDay(world: World, date: CivilDate): Promise<void> {
  const amountMinFen = floorOf(await rulesToday(world));
  if (amountMinFen === undefined) return;
  const merchants = await merchantsOfDay(world.db, { date, amountMinFen });
  await withTx(world, async (tx) => {
    for (const merchantId of merchants) await enqueueWhole(world, tx, merchantId);
  });
}

/**
 * Judges the sales of a merchant, and puts what has to be looked at before a person. Within seconds of a sale rules of up to two days,
 * at the cut-off (`whole`) all of them: a busy merchant's week is read once a day.
 */
export async function screenMerchant(world: World, merchantId: string, whole = false): Promise<void> {
  const today = dateInShanghai(world.clock.now());
  const [all, policy, decided, exempt] = await Promise.all([
    rulesToday(world),
    policyToday(world),
    decidedSales(world.db, merchantId),
    exemptionsOf(world.db, merchantId, today),
  ]);
  const rules = all.filter((rule) => !exempt.has(rule.rule) && (whole || isQuick(rule)));
  const hours = Math.max(QUICK_HOURS, ...rules.map((rule) => rule.withinHours));
  const since = later(world.clock.now(), -hours * HOUR_MS);
  const facts = await riskFactsOf(world, { merchantId, rules, policy, since, released: decided.released, asks: true });
  const judged = decideScreening({
    hits: decideHits(rules, facts),
    decided: decided.confirmed,
    casePoints: policy.number('risk.case_points'),
    delayPoints: policy.number('risk.delay_points'),
  });
  if (judged.length === 0) return;
  const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
  await withTx(world, (tx) => putBeforePeople(world, tx, { merchantId, judged, facts, date, policy }));
}

interface Judged {
  readonly merchantId: string;
  readonly judged: readonly JudgedSale[];
  readonly facts: RiskFacts;
  readonly date: CivilDate;
  readonly policy: Policy;
}

async function putBeforePeople(world: World, tx: Tx, of: Judged): Promise<void> {
  const { merchantId, judged, facts, date } = of;
  const { caseId, fresh } = await openCaseOf(world, tx, merchantId);
  const frozen = async (): Promise<bigint> =>
    (await frozenOf(tx, merchantId)).reduce((sum, one) => sum + one.amountFen, 0n);
  const before = await frozen();
  const sold = new Set(facts.sales.map((one) => one.transactionId));
  const cards = new Map([...facts.sales, ...facts.others].map((one) => [one.transactionId, one.cardHash]));
  const actions = new Set<RuleAction>();
  let added = 0;
  let delayed = 0;
  for (const sale of judged) {
    // what is no sale has no money that could wait
    const became =
      sale.delay && sold.has(sale.transactionId)
        ? await delaySale(world, tx, { merchantId, transactionId: sale.transactionId, reference: caseId, date })
        : 'none';
    if (became === 'gone') continue;
    const cardHash = cards.get(sale.transactionId) ?? '';
    if (await addToCase(world, tx, { merchantId, caseId, sale, delay: became, cardHash })) {
      added += 1;
      for (const action of sale.actions) actions.add(action);
    }
    if (became === 'delayed') delayed += 1;
  }
  await actOnCase(world, tx, { merchantId, caseId, actions, policy: of.policy });
  const after = await frozen();
  if (!fresh && added === 0 && after === before) return;
  await world.jobs.emit(tx, {
    kind: 'risk.case_moved',
    audience: [`merchant:${merchantId}`, 'console'],
    payload: { merchantId, caseId, added, delayed, frozenFen: after.toString() },
  });
  if (before !== 0n || after === 0n) return; // told once, when the first money waits
  await tellDelayed(world, tx, { merchantId, count: delayed, amountFen: after });
}

async function tellDelayed(
  world: World,
  tx: Tx,
  of: { readonly merchantId: string; readonly count: number; readonly amountFen: bigint },
): Promise<void> {
  const merchant = await merchantOf(world, of.merchantId);
  const { publicUrl } = world.site;
  await queueMessage(world, tx, {
    purpose: 'risk',
    phone: merchant.phone,
    text: smsTexts.settlementDelayed({
      count: of.count,
      yuan: yuanText(fen(of.amountFen)),
      link: publicUrl === undefined ? undefined : `${publicUrl}/merchant/delays`,
    }),
    subject: `merchant:${of.merchantId}`,
  });
}
