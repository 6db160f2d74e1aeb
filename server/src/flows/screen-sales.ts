/**
 * Rules after the sale. The worker looks what has been approved since it last looked, and of every merchant with a sale that is large
 * enough for any rule all sales of two days are judged together, in a job: nothing of it stands in the way of a sale.
 */
import { must } from '../kernel/assert.ts';
import { fen, yuanText } from '../kernel/fen.ts';
import { HOUR_MS, SECOND_MS, businessDate, dateInShanghai, instant, later, type CivilDate } from '../kernel/instant.ts';
import { ownFreezesOf } from '../modules/deposits/index.ts';
import { frozenOf } from '../modules/ledger/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  addToCase,
  cardsToAsk,
  decidedSales,
  decideHits,
  decideScreening,
  keepHolder,
  knownHolders,
  noteScreened,
  openCaseOf,
  rulesInForce,
  screenedThrough,
  type JudgedSale,
  type RiskRule,
} from '../modules/risk/index.ts';
import { delaySale } from '../modules/settlement/index.ts';
import {
  cardHashesOf,
  cardNumberOf,
  FRESH_MAX,
  merchantsOfDay,
  merchantsWithFresh,
  standingSales,
  type StandingSale,
} from '../modules/switching/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { holderOf } from './deposit-holder.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** As far back as any rule may count. */
const LOOK_BACK_MS = 48 * HOUR_MS;
/** An approval is seen once it is committed, which may be a moment after the instant that stands in it. */
const OVERLAP_MS = 10 * SECOND_MS;
/** The register costs money: so many cards a pass. */
const ASKED_MAX = 3;

const rulesToday = (world: World): Promise<RiskRule[]> => rulesInForce(world.db, dateInShanghai(world.clock.now()));

/** The least amount that any rule looks at; undefined where there is none. */
const floorOf = (rules: readonly RiskRule[]): bigint | undefined =>
  rules
    .map((rule) => rule.amountMinFen)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .at(0);

const enqueueScreening = (world: World, tx: Tx, merchantId: string): Promise<void> =>
  world.jobs.enqueue(tx, 'screen-sales', { merchantId }, { singletonKey: merchantId });

/** Asks for a screening of every merchant with fresh approvals. One process at a time; returns how many were asked for. */
export async function screenFresh(world: World): Promise<number> {
  const amountMinFen = floorOf(await rulesToday(world));
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
    for (const merchantId of merchants) await enqueueScreening(world, tx, merchantId);
  });
}

/** Judges the sales of a merchant, and puts what has to be looked at before a person. */
export async function screenMerchant(world: World, merchantId: string): Promise<void> {
  const [rules, policy, decided] = await Promise.all([
    rulesToday(world),
    policyToday(world),
    decidedSales(world.db, merchantId),
  ]);
  const since = later(world.clock.now(), -LOOK_BACK_MS);
  const all = await standingSales(world.db, { merchantId, since });
  const sales = all.filter((sale) => !decided.released.has(sale.transactionId)); // what was proved right counts for nothing more
  const judged = decideScreening({
    hits: decideHits(rules, { sales, ownCards: await ownCardsOf(world, { merchantId, rules, sales }) }),
    decided: decided.confirmed,
    casePoints: policy.number('risk.case_points'),
    delayPoints: policy.number('risk.delay_points'),
  });
  if (judged.length === 0) return;
  const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
  await withTx(world, (tx) => putBeforePeople(world, tx, { merchantId, judged, date }));
}

interface Screened {
  readonly merchantId: string;
  readonly rules: readonly RiskRule[];
  readonly sales: readonly StandingSale[];
}

/** The card of the deposit, and those that the register says are the principal's. */
async function ownCardsOf(world: World, { merchantId, rules, sales }: Screened): Promise<ReadonlySet<string>> {
  const transactionIds = await ownFreezesOf(world.db, merchantId);
  const ofDeposits = await cardHashesOf(world.db, { merchantId, transactionIds });
  const { own, known } = await knownHolders(world, merchantId);
  const asked = cardsToAsk(rules, { sales, known: new Set([...ofDeposits, ...known]) }).slice(0, ASKED_MAX);
  const merchant = await merchantOf(world, merchantId);
  const found: string[] = [];
  for (const cardHash of asked) {
    const sale = must(
      sales.find((one) => one.cardHash === cardHash),
      'a sale by the card',
    );
    const holder = await holderOf(world, merchant, await cardNumberOf(world, merchantId, sale.transactionId));
    await keepHolder(world, { merchantId, cardHash, holder });
    if (holder === 'own') found.push(cardHash);
  }
  return new Set([...ofDeposits, ...own, ...found]);
}

async function putBeforePeople(
  world: World,
  tx: Tx,
  of: { readonly merchantId: string; readonly judged: readonly JudgedSale[]; readonly date: CivilDate },
): Promise<void> {
  const { merchantId, judged, date } = of;
  const { caseId, fresh } = await openCaseOf(world, tx, merchantId);
  const frozen = async (): Promise<bigint> =>
    (await frozenOf(tx, merchantId)).reduce((sum, one) => sum + one.amountFen, 0n);
  const before = await frozen();
  let added = 0;
  let delayed = 0;
  for (const sale of judged) {
    const became = sale.delay
      ? await delaySale(world, tx, { merchantId, transactionId: sale.transactionId, reference: caseId, date })
      : 'none';
    if (became === 'gone') continue;
    if (await addToCase(world, tx, { merchantId, caseId, sale, delay: became })) added += 1;
    if (became === 'delayed') delayed += 1;
  }
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
