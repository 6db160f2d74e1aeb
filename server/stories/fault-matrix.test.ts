/**
 * A subset of `npm run sim -- matrix` in which every fault meets every way that a transaction answers silence: reversed, reversed
 * together with what it is built on, asked again, and nothing to lose. Which transaction stands for its way goes round, so that every
 * transaction is met as well.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, runCell, whyNot, type MatrixFault, type MatrixKind } from '../sim/matrix.ts';
import { openSimWorld, type SimWorld } from '../sim/world.ts';

/** By what silence means to it. */
const WAYS: readonly (readonly MatrixKind[])[] = [
  ['sale', 'preauth', 'completion', 'qr_passive'],
  ['void', 'preauth_void', 'completion_void', 'qr_void'],
  ['refund', 'completion_advice', 'tip', 'adjustment', 'offline_sale'],
  ['balance', 'reversal'],
];

function subset(): { kind: MatrixKind; fault: MatrixFault }[] {
  return FAULTS.flatMap((fault, i) =>
    WAYS.flatMap((kinds, j) => {
      const turned = kinds.map((_, k) => kinds[(i + j + k) % kinds.length] as MatrixKind);
      const kind = turned.find((one) => whyNot(one, fault) === undefined);
      return kind === undefined ? [] : [{ kind, fault }];
    }),
  );
}

let world: SimWorld;
beforeAll(async () => {
  world = await openSimWorld();
}, 120_000);
afterAll(() => world.close());

describe('terminal, switch, network and ledger agree in the end', () => {
  it('the subset meets every transaction, and every fault in every way', () => {
    const cells = subset();
    expect(new Set(cells.map((one) => one.kind))).toEqual(new Set(WAYS.flat()));
    // a chip is asked only of what can be taken back: its fault has no cell in the last two ways
    expect(cells).toHaveLength(FAULTS.length * WAYS.length - 2);
  });

  it.each(subset().map((one, index) => ({ ...one, index })))('$kind × $fault', async ({ index, kind, fault }) => {
    const cell = await runCell(world, index, { kind, fault });
    expect(cell.faults).toEqual([]);
    if (fault === 'none')
      expect([cell.seen, cell.ended]).toEqual(['done', kind === 'reversal' ? 'reversed' : 'approved']);
  });
});
