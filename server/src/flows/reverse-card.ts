/** A terminal's 0400 across switch, deposits and activation. */
import { businessDate } from '../kernel/instant.ts';
import { noteActivationStep } from '../modules/activation/index.ts';
import { releaseFreeze } from '../modules/deposits/index.ts';
import { reverseByTerminal, type ReversalKey } from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';

/** A terminal's reversal: the answer for field 39. A frozen deposit is released with it. */
export async function reverseCard(
  world: World,
  key: Omit<ReversalKey, 'businessDate'> & { terminalId: string },
): Promise<string> {
  const policy = await policyToday(world);
  const cutOff = policy.text('settlement.cut_off');
  return withTx(world, async (tx) => {
    const { decision, original } = await reverseByTerminal(world, tx, {
      ...key,
      businessDate: businessDate(world.clock.now(), cutOff),
    });
    if (original?.kind === 'deposit_freeze') {
      await releaseFreeze(world, tx, original, cutOff);
      await noteActivationStep(world, tx, {
        merchantId: key.merchantId,
        terminalId: key.terminalId,
        event: 'unfreeze',
      });
    }
    return decision.answer;
  });
}
