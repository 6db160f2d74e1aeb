/** A deposit that the terms allow to keep: one person proposes with the reason that the merchant reads, another confirms; it may be given back at any step. */
import { yuanText } from '../kernel/fen.ts';
import { addDays, dateInShanghai } from '../kernel/instant.ts';
import { must } from '../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  depositById,
  moveForfeit,
  moveTarget,
  nextLook,
  type DepositKey,
  type ForfeitEvent,
} from '../modules/deposits/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { tell } from './deposit-outcome.ts';
import { giveDepositBack } from './device-ended.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

export type DecideForfeitRefusal = Refusal<
  'deposits.forfeit_unknown' | 'deposits.forfeit_elsewhere' | 'deposits.second_person' | 'deposits.forfeit_reason'
>;

/** One step. Kept, the target counts as missed, so that the merchant has the days of an appeal before anything is income. */
export async function decideForfeit(
  world: World,
  of: DepositKey & { readonly event: ForfeitEvent; readonly by: string; readonly reason: string | undefined },
): Promise<Outcome<true, DecideForfeitRefusal>> {
  const { merchantId, depositId } = of;
  if ((of.event === 'propose' || of.event === 'give_back') && of.reason === undefined)
    return refuse('deposits.forfeit_reason');
  const days = (await policyToday(world)).number('deposit.appeal_days');
  return withTx(world, async (tx) => {
    const moved = await moveForfeit(world, tx, of);
    if (moved.refused) return moved;
    const deposit = must(await depositById(tx, { merchantId, depositId }), 'deposit');
    if (moved.value === 'given_back') await giveDepositBack(world, tx, deposit);
    if (moved.value === 'kept' && (await moveTarget(world, tx, deposit, { from: 'counting', to: 'missed' }))) {
      const today = dateInShanghai(world.clock.now());
      await nextLook(tx, deposit, today);
      const parts = { amount: yuanText(deposit.amount), until: addDays(today, days) };
      await tell(world, tx, merchantId, smsTexts.depositKept(parts));
    }
    return accept(true as const);
  });
}

/** The merchant does not appeal: the terms take effect now, and whatever waits for the deposit goes on. */
export async function acceptMissed(
  world: World,
  key: DepositKey,
): Promise<Outcome<true, Refusal<'deposits.unknown' | 'deposits.not_missed'>>> {
  const deposit = await depositById(world.db, key);
  if (deposit === undefined) return refuse('deposits.unknown');
  return withTx(world, async (tx) => {
    if (!(await moveTarget(world, tx, deposit, { from: 'missed', to: 'applied' })))
      return refuse('deposits.not_missed');
    await nextLook(tx, deposit, addDays(dateInShanghai(world.clock.now()), -1));
    return accept(true as const);
  });
}
