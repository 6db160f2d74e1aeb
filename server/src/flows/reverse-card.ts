/** A terminal's 0400 across switch, deposits and activation. */
import { addDays, businessDate, later, type CivilDate } from '../kernel/instant.ts';
import { noteActivationStep } from '../modules/activation/index.ts';
import { releaseFreeze } from '../modules/deposits/index.ts';
import { dayOf } from '../modules/settlement/index.ts';
import { reverseByTerminal, type ReversalKey } from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';

/** A request is on its way for a minute at most. */
const ON_ITS_WAY_MS = 60_000;

/**
 * The business day turns at 23:00 between a sale and its reversal, or a device sends in the morning what it could not send at night: what
 * stands on the day before is taken back as long as that day is not settled.
 */
async function datesOf(world: World, cutOff: string): Promise<Pick<ReversalKey, 'businessDate' | 'since' | 'around'>> {
  const now = world.clock.now();
  const at = (ms: number): CivilDate => businessDate(later(now, ms), cutOff);
  const before = addDays(at(0), -1);
  const settled = (await dayOf(world.db, before))?.state === 'settled';
  const around = [...new Set([at(-ON_ITS_WAY_MS), at(0), at(ON_ITS_WAY_MS)])];
  return { businessDate: at(0), around, ...(settled ? {} : { since: before }) };
}

/** A terminal's reversal: the answer for field 39. A frozen deposit is released with it. */
export async function reverseCard(
  world: World,
  key: Omit<ReversalKey, 'businessDate' | 'since' | 'around'> & { terminalId: string },
): Promise<string> {
  const policy = await policyToday(world);
  const cutOff = policy.text('settlement.cut_off');
  const dates = await datesOf(world, cutOff);
  return withTx(world, async (tx) => {
    const { decision, original } = await reverseByTerminal(world, tx, {
      ...key,
      ...dates,
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
