import { describe, expect, it } from 'vitest';
import { lfeeFile } from '../../../../../simulators/src/card-network/err.ts';
import { issuedCards } from '../../../../../simulators/src/population/index.ts';
import { must } from '../../../kernel/assert.ts';
import { saleOf } from '../testing/network-rows.ts';
import { readLfeeLine } from './lfee-line.ts';

const foreign = must(
  [...issuedCards.values()].map((one) => one.card).find((card) => card.organisation !== undefined),
  'a foreign card',
);

describe("the network's file of brand fees, written by its own end", () => {
  const made = lfeeFile([saleOf('000001', { pan: foreign.pan, amountFen: '12800' }), saleOf('000002', {})]);
  const text = Buffer.from(made.bytes).toString('latin1');

  it('has a line a sale with a foreign card, and says what we pay for it', () => {
    expect(text.split('\n')).toHaveLength(2);
    const line = readLfeeLine(text.split('\n')[0] ?? '', 1);
    expect(line).toEqual({ lineNo: 1, rrn: '100000000001', amountFen: 12_800n, costFen: 13n });
    expect(made.netFen).toBe(-13n);
  });

  it('says by its third column who pays', () => {
    const with03 = (side: string): string => text.slice(0, 24) + side + text.slice(26);
    expect(readLfeeLine(with03('02'), 1)).toMatchObject({ costFen: -13n });
    expect(readLfeeLine(with03('03'), 1)).toMatchObject({ costFen: 0n });
    expect(readLfeeLine(with03('04'), 1)).toMatchObject({ column: 'side' });
    expect(readLfeeLine('short', 7)).toMatchObject({ lineNo: 7, column: 'agent' });
  });
});
