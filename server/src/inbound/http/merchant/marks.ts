import { frozenOf } from '../../../modules/ledger/index.ts';
import { openLateReversals, transactionKinds, type CardTransaction } from '../../../modules/switching/index.ts';
import type { World } from '../../../flows/ports.ts';

/** What a merchant must know of a sale before its money is counted on. */
export interface Marks {
  readonly waitsFor?: string;
  readonly lateReversal?: 'sale' | 'void';
}

/** Says of each transaction of a merchant whether its money waits for a risk case, and whether its reversal came too late. */
export async function marksOf(world: World, merchantId: string): Promise<(of: CardTransaction) => Marks> {
  const [frozen, late] = await Promise.all([frozenOf(world.db, merchantId), openLateReversals(world.db, merchantId)]);
  const cases = new Map(frozen.map(({ key, reference }) => [key.slice(key.indexOf(':') + 1), reference]));
  return ({ transactionId, kind }) => {
    const waitsFor = cases.get(transactionId);
    return {
      ...(waitsFor === undefined ? {} : { waitsFor }),
      ...(late.has(transactionId) ? { lateReversal: transactionKinds[kind].batchSide === -1 ? 'void' : 'sale' } : {}),
    };
  };
}
