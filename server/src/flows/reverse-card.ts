/** A terminal's 0400 across switch, settlement, deposits and activation; and what people do with one that came too late. */
import { addDays, businessDate, later, type CivilDate } from '../kernel/instant.ts';
import { fen, yuanText } from '../kernel/fen.ts';
import type { Outcome } from '../kernel/outcome.ts';
import { noteActivationStep } from '../modules/activation/index.ts';
import { releaseFreeze } from '../modules/deposits/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { seeSettled } from '../modules/settlement/index.ts';
import {
  COPY_DAYS,
  endLateReversal,
  lateReversalOf,
  reverseByTerminal,
  transactionKinds,
  transactionOf,
  type LateReversalRefusal,
  type LateReversalState,
  type ReversalKey,
} from '../modules/switching/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** A request is on its way for a minute at most. */
const ON_ITS_WAY_MS = 60_000;

/**
 * The business day turns at 23:00 between a sale and its reversal, and a device sends when it is on again what it could not send at night or
 * before a holiday: what it keeps is looked for as long as its numbers cannot have come round.
 */
function datesOf(world: World, cutOff: string): Required<Pick<ReversalKey, 'businessDate' | 'since' | 'around'>> {
  const now = world.clock.now();
  const at = (ms: number): CivilDate => businessDate(later(now, ms), cutOff);
  const around = [...new Set([at(-ON_ITS_WAY_MS), at(0), at(ON_ITS_WAY_MS)])];
  return { businessDate: at(0), around, since: addDays(at(0), -COPY_DAYS) };
}

/** A terminal's reversal: the answer for field 39. A frozen deposit is released with it. */
export async function reverseCard(
  world: World,
  key: Omit<ReversalKey, 'businessDate' | 'since' | 'around' | 'settled'> & { terminalId: string },
): Promise<string> {
  const policy = await policyToday(world);
  const cutOff = policy.text('settlement.cut_off');
  return withTx(world, async (tx) => {
    const { decision, original } = await reverseByTerminal(world, tx, {
      ...key,
      ...datesOf(world, cutOff),
      settled: (inTx, one) => seeSettled(inTx, { ...one, undoes: transactionKinds[one.kind].batchSide === -1 }),
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

interface LateKey {
  readonly merchantId: string;
  readonly transactionId: string;
}

/** The merchant has the customer and the card: they are asked to refund, once. */
export async function tellLateReversal(world: World, key: LateKey): Promise<void> {
  const [late, transaction, merchant] = await Promise.all([
    lateReversalOf(world.db, key),
    transactionOf(world.db, key.merchantId, key.transactionId),
    merchantOf(world, key.merchantId),
  ]);
  if (late?.state !== 'open' || transaction === undefined) return;
  const undoes = transactionKinds[transaction.kind].batchSide === -1;
  const parts = {
    date: transaction.businessDate,
    yuan: yuanText(fen(transaction.amount)),
    cardTail: transaction.cardMasked.slice(-4),
    rrn: transaction.rrn,
  };
  await withTx(world, (tx) =>
    queueMessage(world, tx, {
      purpose: 'late_reversal',
      phone: merchant.phone,
      subject: `merchant:${key.merchantId}`,
      text: undoes ? smsTexts.lateVoidReversal(parts) : smsTexts.lateReversal(parts),
    }),
  );
}

/** People have seen to a reversal that came too late. */
export const endLate = (
  world: World,
  input: LateKey & { readonly event: 'refund' | 'dismiss'; readonly note: string; readonly by: string },
): Promise<Outcome<LateReversalState, LateReversalRefusal>> => withTx(world, (tx) => endLateReversal(world, tx, input));
