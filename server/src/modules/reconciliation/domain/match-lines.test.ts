import { describe, expect, it } from 'vitest';
import type { AcomLine } from './parse-acom.ts';
import { matchLines, networkNetFen, type LocalTransaction } from './match-lines.ts';

const line = (rrn: string, some: Partial<AcomLine> = {}): AcomLine => ({
  lineNo: 1,
  stan: rrn.slice(-6),
  transmissionTime: '1123100000',
  amountFen: 10_000n,
  mti: '0200',
  terminalNo: '10000001',
  merchantNo: '898330158140001',
  rrn,
  originalStan: '000000',
  originalTime: '0000000000',
  costFen: 48n,
  masked: '',
  ...some,
});
const local = (rrn: string, some: Partial<LocalTransaction> = {}): LocalTransaction => ({
  merchantId: 'mer_1',
  transactionId: `txn_${rrn}`,
  businessDate: '2026-11-23',
  rrn,
  networkStan: rrn.slice(-6),
  transmissionTime: '1123100000',
  amountFen: 10_000n,
  kind: 'sale',
  state: 'approved',
  ...some,
});
const outcomes = (lines: AcomLine[], locals: LocalTransaction[]) =>
  matchLines(lines, locals, '2026-11-23').lines.map((one) => one.outcome);

describe('S55: matching the file with our journal', () => {
  it('the same reference and amount match', () => expect(outcomes([line('1')], [local('1')])).toEqual(['matched']));
  it('a trade that we lack is net_only', () => expect(outcomes([line('2')], [local('1')])).toEqual(['net_only']));
  it('a trade that they lack is local_only', () => {
    expect(matchLines([line('1')], [local('1'), local('2')], '2026-11-23').localOnly.map((one) => one.rrn)).toEqual([
      '2',
    ]);
  });
  it('another amount is amount_diff, and is not missing here as well', () => {
    const matching = matchLines([line('1', { amountFen: 9_999n })], [local('1')], '2026-11-23');
    expect([matching.lines[0]?.outcome, matching.localOnly]).toEqual(['amount_diff', []]);
  });
  it('a reversed pair settles nothing: neither the reversal nor the original it names, by number and time', () => {
    const reversal = line('9', { mti: '0420', originalStan: '000001', originalTime: '1123100000', costFen: -48n });
    expect(
      outcomes([line('000001'), reversal, line('000002')], [local('000001', { state: 'reversed' }), local('000002')]),
    ).toEqual(['non_settling', 'non_settling', 'matched']);
    expect(outcomes([line('000001', { transmissionTime: '1122100000' }), reversal], [local('000001')])).toEqual([
      'matched',
      'non_settling',
    ]);
  });
  it('a trade that we declined or reversed and they settled is net_only: their money, not ours', () => {
    for (const state of ['declined', 'reversed', 'reversing', 'sent', 'unknown'])
      expect(outcomes([line('1')], [local('1', { state })])).toEqual(['net_only']);
  });
  it('only the day of the file can be missing; its neighbours are there to be found', () => {
    const matching = matchLines(
      [line('1')],
      [
        local('1', { businessDate: '2026-11-22' }),
        local('2', { businessDate: '2026-11-22' }),
        local('3', { businessDate: '2026-11-24' }),
      ],
      '2026-11-23',
    );
    expect([matching.lines[0]?.outcome, matching.localOnly]).toEqual(['matched', []]);
  });
  it('a freeze, a decline and a reversed sale are not missed in the file', () => {
    const locals = [
      local('1', { kind: 'deposit_freeze' }),
      local('2', { state: 'declined' }),
      local('3', { state: 'reversed' }),
    ];
    expect(matchLines([], locals, '2026-11-23').localOnly).toEqual([]);
  });
  it('the net is the settling amounts less what we pay on them', () => {
    const lines = [
      line('000001'),
      line('9', { mti: '0420', originalStan: '000001', originalTime: '1123100000', costFen: -48n }),
      line('000002', { amountFen: 500n, costFen: 3n }),
    ];
    expect(networkNetFen(matchLines(lines, [], '2026-11-23'))).toBe(497n);
    expect(networkNetFen(matchLines([], [], '2026-11-23'))).toBe(0n);
  });
});
