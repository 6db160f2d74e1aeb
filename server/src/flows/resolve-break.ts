/** What becomes of a difference between our journal and the network's file, when people decide it: its money leaves suspense. */
import { must } from '../kernel/assert.ts';
import { fen, yuanText, type Fen } from '../kernel/fen.ts';
import { businessDate, type CivilDate } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  feeOf,
  networkCostOf,
  pricedAs,
  isForeign,
  type PaidBy,
  type Policy,
  type PricePlan,
} from '../modules/catalogue/index.ts';
import {
  acceptCostPostings,
  accounts,
  bearPostings,
  bookPostings,
  chargePostings,
  followPostings,
  isOffSheet,
  postJournal,
  type Posting,
  type Priced,
} from '../modules/ledger/index.ts';
import { merchantOf, type Merchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  breakOf,
  decideProposed,
  endBreak,
  handBreakOver,
  networkKeyOf,
  overNetwork,
  proposeResolution,
  type Break,
  type BreakKey,
  type BreakState,
  type DecisionRefusal,
  type ProposalRefusal,
  type ResolutionDecision,
  type Way,
} from '../modules/reconciliation/index.ts';
import { linkCleared, payWithNext } from '../modules/settlement/index.ts';
import {
  mayTakeBack,
  takeBackUnknownToNetwork,
  transactionOf,
  type CardTransaction,
} from '../modules/switching/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { planFacts, policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

type Unknown = Refusal<'reconciliation.break_unknown'>;

/** One person proposes. */
export const proposeForBreak = (
  world: World,
  input: BreakKey & { readonly way: Way; readonly reason: string; readonly by: string },
): Promise<Outcome<BreakState, ProposalRefusal | Unknown>> =>
  withTx(world, async (tx) => {
    const proposed = await proposeResolution(world, tx, input);
    if (!proposed.refused) await told(world, tx, input, proposed.value);
    return proposed;
  });

/** What a resolution needs to know of the merchant whose money it moves. */
interface Side {
  readonly merchant: Merchant;
  readonly plan: PricePlan;
  readonly transaction: CardTransaction | undefined;
}

type Decided = Outcome<
  BreakState,
  DecisionRefusal | Unknown | Refusal<'reconciliation.built_upon' | 'ledger.off_sheet'>
>;
interface Deciding extends BreakKey {
  readonly decision: ResolutionDecision;
  readonly note: string;
  readonly by: string;
}

/**
 * Another person decides; approved, the money moves in the same transaction. What the merchant's price sheet does not allow is refused with
 * nothing written: the proposal stays.
 */
export async function decideForBreak(world: World, input: Deciding): Promise<Decided> {
  try {
    return await decide(world, input);
  } catch (error) {
    if (isOffSheet(error)) return refuse('ledger.off_sheet');
    throw error;
  }
}

async function decide(world: World, input: Deciding): Promise<Decided> {
  const policy = await policyToday(world);
  const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
  const before = await breakOf(world.db, input);
  if (before === undefined) return refuse('reconciliation.break_unknown');
  const side = before.about === null ? undefined : await sideOf(world, before, before.about);
  const networkKey = await networkKeyOf(world.db, before);
  return withTx(world, async (tx) => {
    // asked before anything is written: what was built upon cannot be taken back, and a refusal leaves nothing behind
    const whole = side?.transaction === undefined || (await mayTakeBack(tx, side.transaction));
    const decided = await decideProposed(world, tx, { ...input, onlyIf: (way) => wayIsOpen(way, whole, networkKey) });
    if (decided.refused) return decided;
    const { state, found, way } = decided.value;
    if (input.decision === 'approve') {
      if (overNetwork(way)) {
        await handOver(world, tx, { found, side, way, networkKey: must(networkKey, 'key'), by: input.by });
      } else {
        await carryOut(world, tx, { found, way, date, policy, side });
        await endBreak(world, tx, input, input.by);
      }
    }
    await told(world, tx, input, state);
    return accept(state);
  });
}

/** What was built upon cannot be taken back, and what the network cannot name cannot be asked for. */
const wayIsOpen = (way: Way, whole: boolean, networkKey: string | undefined): boolean =>
  way === 'reverse' ? whole : !overNetwork(way) || networkKey !== undefined;

/** It goes to the network; a line of a later file answers it. */
async function handOver(
  world: World,
  tx: Tx,
  input: {
    readonly found: Break;
    readonly side: Side | undefined;
    readonly way: 'claim' | 'give_back';
    readonly networkKey: string;
    readonly by: string;
  },
): Promise<void> {
  const { found, side, way, networkKey, by } = input;
  const sale = {
    merchantId: found.about ?? '-',
    transactionId: found.transactionId,
    rrn: found.rrn,
    originalKey: networkKey,
    originalDate: found.businessDate.slice(5).replace('-', ''),
    merchantNo: side?.merchant.merchantNo ?? '',
  };
  await handBreakOver(world, tx, { found, sale, way, by });
}

async function sideOf(world: World, found: Break, merchantId: string): Promise<Side> {
  const merchant = await merchantOf(world, merchantId);
  const [plan, transaction] = await Promise.all([
    planFacts(world, merchant, found.businessDate),
    found.transactionId === null ? undefined : transactionOf(world.db, merchantId, found.transactionId),
  ]);
  return { merchant, plan, transaction };
}

const told = (world: World, tx: Tx, key: BreakKey, state: BreakState): Promise<void> =>
  world.jobs.emit(tx, {
    kind: 'break.moved',
    audience: ['console'],
    payload: { merchantId: key.merchantId, breakId: key.breakId, state },
  });

interface Case {
  readonly found: Break;
  /** What is answered by the network moves nothing before. */
  readonly way: Exclude<Way, 'claim' | 'give_back'>;
  /** The running business day. */
  readonly date: CivilDate;
  readonly policy: Policy;
  readonly side: Side | undefined;
}

async function carryOut(world: World, tx: Tx, of: Case): Promise<void> {
  const { found, way } = of;
  switch (way) {
    case 'bear':
      await post(world, tx, of, '-', bearPostings(found.suspenseFen));
      return payAll(tx, of);
    case 'accept_cost':
      return post(world, tx, of, '-', acceptCostPostings(found.suspenseFen));
    case 'reverse':
      return reverse(world, tx, of);
    case 'book':
      return book(world, tx, of);
    case 'charge':
      return charge(world, tx, of);
    case 'follow':
      return follow(world, tx, of);
    default:
      return way satisfies never;
  }
}

const post = async (world: World, tx: Tx, of: Case, merchantId: string, lines: readonly Posting[]): Promise<void> => {
  await postJournal(world, tx, {
    merchantId,
    date: of.date,
    event: `break_${of.way}`,
    idempotencyKey: `break:${of.found.breakId}`,
    reference: of.found.rrn,
    lines,
    // the fee in it is held against the merchant's price sheet, as a sale's is
    ...(merchantId === '-' ? {} : { snapshot: { cardKind: kindOf(of, fen(of.found.amountFen)) } }),
  });
};

/** The sale that its day left out is paid with the running one. */
async function payAll(tx: Tx, { found, date, side }: Case): Promise<void> {
  if (side?.transaction === undefined || (found.kind !== 'local_only' && found.kind !== 'amount_diff')) return;
  const sales = [{ merchantId: side.merchant.merchantId, transactionId: side.transaction.transactionId }];
  await linkCleared(tx, { date, fileName: `people:${found.breakId}`, sales });
}

async function reverse(world: World, tx: Tx, of: Case): Promise<void> {
  const { merchant, transaction } = must(of.side, 'merchant');
  const sale = must(transaction, 'transaction');
  await takeBackUnknownToNetwork(world, tx, sale);
  // the mirror of the sale stands in its day's receivable now, and what stood for it in suspense goes there
  const { suspenseFen } = of.found;
  await post(world, tx, of, '-', [
    { account: accounts.networkReceivable('cup', sale.businessDate), amount: suspenseFen },
    { account: accounts.suspenseShort, amount: -suspenseFen },
  ]);
  await tell(world, tx, merchant, smsTexts.saleTakenBack(saleParts(sale)));
}

async function book(world: World, tx: Tx, of: Case): Promise<void> {
  const { merchant } = must(of.side, 'merchant');
  const sale = priced(of, fen(of.found.amountFen));
  await post(world, tx, of, merchant.merchantId, bookPostings(of.found.suspenseFen, sale));
  await payWithNext(world, tx, { merchantId: merchant.merchantId, reference: of.found.breakId, ...sale });
  await tell(world, tx, merchant, smsTexts.saleBooked({ yuan: yuanText(sale.amount), rrn: of.found.rrn }));
}

async function charge(world: World, tx: Tx, of: Case): Promise<void> {
  const { merchant, transaction } = must(of.side, 'merchant');
  const sale = must(transaction, 'transaction');
  await post(world, tx, of, merchant.merchantId, chargePostings(of.found.suspenseFen, priced(of, sale.amount)));
  await tell(world, tx, merchant, smsTexts.saleTakenBack(saleParts(sale)));
}

async function follow(world: World, tx: Tx, of: Case): Promise<void> {
  const { merchant, transaction } = must(of.side, 'merchant');
  const sale = must(transaction, 'transaction');
  const [ours, theirs] = [priced(of, sale.amount), priced(of, fen(of.found.amountFen))];
  const { lines, toMerchant } = followPostings(of.found.suspenseFen, ours, theirs);
  await payAll(tx, of);
  await post(world, tx, of, merchant.merchantId, lines);
  if (toMerchant > 0n) {
    const more = { amount: fen(theirs.amount - ours.amount), fee: fen(theirs.fee - ours.fee) };
    await payWithNext(world, tx, { merchantId: merchant.merchantId, reference: of.found.breakId, ...more });
  }
  await tell(
    world,
    tx,
    merchant,
    smsTexts.saleCorrected({ ...saleParts(sale), rightYuan: yuanText(fen(of.found.amountFen)) }),
  );
}

/** Our fee and the tariff's cost at an amount. Where we never had the sale, its kind of card is told by what the network took for it. */
function priced(of: Case, amount: Fen): Priced {
  const { plan } = must(of.side, 'merchant');
  const kind = kindOf(of, amount);
  const cost = networkCostOf(amount, kind, of.policy);
  return { amount, fee: feeOf(amount, kind, plan).fee, issuerCost: cost.issuer, networkCost: cost.network };
}

function kindOf(of: Case, amount: Fen): PaidBy {
  const transaction = of.side?.transaction;
  return transaction === undefined ? kindByCost(of, amount) : paidBy(transaction);
}

const paidBy = ({ cardKind, organisation }: CardTransaction): PaidBy =>
  pricedAs({ kind: cardKind, foreign: isForeign(organisation) });

const KINDS: readonly PaidBy[] = ['debit', 'qr', 'credit'];
function kindByCost(of: Case, amount: Fen): PaidBy {
  const took = amount + of.found.suspenseFen;
  return KINDS.find((kind) => networkCostOf(amount, kind, of.policy).total === took) ?? 'credit';
}

const saleParts = (sale: CardTransaction): { date: string; yuan: string; cardTail: string; rrn: string } => ({
  date: sale.businessDate,
  yuan: yuanText(sale.amount),
  cardTail: sale.cardMasked.slice(-4),
  rrn: sale.rrn,
});

const tell = async (world: World, tx: Tx, merchant: Merchant, text: string): Promise<void> => {
  await queueMessage(world, tx, {
    purpose: 'reconciliation',
    phone: merchant.phone,
    text,
    subject: `merchant:${merchant.merchantId}`,
  });
};
