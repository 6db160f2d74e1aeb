/** What stands in the way of a deregistration, gathered from every module that may hold something. */
import { addDays, dateInShanghai } from '../kernel/instant.ts';
import { depositsOf } from '../modules/deposits/index.ts';
import { balancesOf, debtOf } from '../modules/ledger/index.ts';
import { openDisputesOf } from '../modules/reconciliation/index.ts';
import { riskCasesOf } from '../modules/risk/index.ts';
import { decideBlockers, openTicketsOf, type Blocker, type BlockerFacts } from '../modules/servicing/index.ts';
import { openBatchRows, undecidedOf } from '../modules/switching/index.ts';
import { returnsOf, terminalsOf, type Terminal } from '../modules/terminals/index.ts';
import type { World } from './ports.ts';

/** Longer than anything stays without an answer. */
const UNDECIDED_DAYS = 40;
const DECIDED_RISK: readonly string[] = ['released', 'confirmed'];
const ENDED_DEPOSIT: readonly string[] = ['refunded', 'released', 'forfeited'];
const ENDED_TERMINAL: readonly string[] = ['unbound', 'closed'];
const ON_ITS_WAY: readonly string[] = ['ordered', 'collected', 'in_transit'];

export const isLive = ({ state }: Pick<Terminal, 'state'>): boolean => !ENDED_TERMINAL.includes(state);

export async function blockersOf(world: World, merchantId: string): Promise<Blocker[]> {
  return decideBlockers(await factsOf(world, merchantId));
}

async function factsOf(world: World, merchantId: string): Promise<BlockerFacts> {
  const { db } = world;
  const now = world.clock.now();
  const [balances, debtFen, terminals, undecided, disputes, complaints, cases, deposits, returns] = await Promise.all([
    balancesOf(db, merchantId),
    debtOf(db, merchantId),
    terminalsOf(db, merchantId),
    undecidedOf(db, { merchantId, since: addDays(dateInShanghai(now), -UNDECIDED_DAYS) }),
    openDisputesOf(db, merchantId, now),
    openTicketsOf(db, merchantId),
    riskCasesOf(db, merchantId),
    depositsOf(db, merchantId),
    returnsOf(db, merchantId),
  ]);
  const live = terminals.filter(isLive);
  const held = (account: string): bigint => balances[account] ?? 0n;
  const back = returns.filter((one) => ON_ITS_WAY.includes(one.state)).map((one) => one.serialNo);
  return {
    dueFen: held('m:pending') + held('m:avail') + held('m:payout'),
    frozenFen: held('m:frozen'),
    debtFen,
    batches: await Promise.all(
      live.map(async (one) => ({ terminalNo: one.terminalNo, rows: await openBatchRows(db, one) })),
    ),
    undecided,
    disputes: disputes.map(({ disputeId, amountFen }) => ({ disputeId, amountFen })),
    complaints,
    riskCases: cases.filter((one) => !DECIDED_RISK.includes(one.state)).map((one) => one.caseId),
    devices: [...new Set([...live.map((one) => one.serialNo), ...back])],
    deposits: deposits.map(({ depositId, amount, state }) => ({
      depositId,
      amountFen: amount,
      ended: ENDED_DEPOSIT.includes(state),
    })),
  };
}
