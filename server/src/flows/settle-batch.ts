/** The end of a batch across switch and terminals: closed here and counted on there in one transaction. */
import { assert } from '../kernel/assert.ts';
import { endBatch, type BatchStep } from '../modules/switching/index.ts';
import { nextBatch } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { lookSoon } from './deregister.ts';
import type { World } from './ports.ts';

export async function closeBatch(
  world: World,
  step: BatchStep & { readonly as: 'balanced' | 'unbalanced'; readonly declaredCount: number | undefined },
): Promise<{ readonly code: string; readonly text?: string }> {
  const done = await withTx(world, async (tx) => {
    const ended = await endBatch(world, tx, step);
    if (ended.closed)
      assert(await nextBatch(tx, { ...step, closed: step.batchNo }), 'the batch that was closed was the open one');
    return ended;
  });
  if (done.closed) await lookSoon(world, step.merchantId);
  return done;
}
