/** What was captured of deposits arrives with the network's money of the day in the account that holds merchants' money, and is not theirs: it is to be moved to our own. */
import { yuanText, fen } from '../kernel/fen.ts';
import type { CivilDate } from '../kernel/instant.ts';
import { networkCostOf } from '../modules/catalogue/index.ts';
import { depositsMovedOn } from '../modules/deposits/index.ts';
import { accounts, isAdjustmentAbout, proposeAdjustment } from '../modules/ledger/index.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';

/**
 * A job, once a day's money is here: an adjustment is proposed, and an accountant who has moved the money at the bank approves it. What went
 * back to cards on that day is taken off, and so is what the network kept: the reserve is left with the merchants' money, to the fen.
 */
export async function sweepDeposits(world: World, day: CivilDate): Promise<void> {
  const attachment = `deposit-sweep:${day}`;
  const moved = await depositsMovedOn(world.db, day);
  const policy = await policyToday(world);
  const net = moved.reduce((sum, { kind, amount }) => {
    if (kind === 'deposit_refund') return sum - amount;
    const cost = networkCostOf(amount, 'credit', policy);
    return sum + amount - cost.issuer - cost.network;
  }, 0n);
  if (net === 0n || (await isAdjustmentAbout(world.db, attachment))) return;
  const [from, to] = net > 0n ? ['备付金账户', '自有资金账户'] : ['自有资金账户', '备付金账户'];
  const proposed = await proposeAdjustment(world, {
    merchantId: '-',
    lines: [
      { account: accounts.bankOwn, amount: net },
      { account: accounts.bankReserve, amount: -net },
    ],
    reason: `押金归集 ${day}：当日扣收与退还共 ${moved.length} 笔，净额 ${yuanText(fen(net < 0n ? -net : net))} 元，请在银行由${from}转至${to}后批准。`,
    attachment,
    by: 'machine',
  });
  if (proposed.refused) throw new Error(`a sweep of deposits cannot be proposed: ${proposed.refusal.code}`);
}
