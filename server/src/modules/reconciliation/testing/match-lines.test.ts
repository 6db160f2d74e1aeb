import { describe, expect, it } from 'vitest';
import { acomWidths } from '../../../../../simulators/src/card-network/acom.ts';
import { readAcomLine, type AcomLine } from '../domain/acom-line.ts';
import { matchLines, networkNetFen, type LocalTransaction } from './match-lines.ts';

interface Written {
  readonly stan?: string;
  readonly transmissionTime?: string;
  readonly mti?: string;
  readonly processingCode?: string;
  readonly amountFen?: bigint;
  readonly costFen?: bigint;
  readonly originalStan?: string;
  readonly originalTime?: string;
}
const signed = (fen: bigint): string => (fen < 0n ? 'C' : 'D') + String(fen < 0n ? -fen : fen).padStart(11, '0');

/** A line as it is read from its text. */
function line(rrn: string, some: Written = {}): AcomLine {
  const at: Partial<Record<number, string>> = {
    2: some.stan ?? rrn.slice(-6).padStart(6, '0'),
    3: some.transmissionTime ?? '1123100000',
    5: String(some.amountFen ?? 10_000n).padStart(12, '0'),
    8: some.mti ?? '0200',
    9: some.processingCode ?? '000000',
    11: '10000001',
    12: '898330158140001',
    13: rrn,
    17: some.originalStan ?? '000000',
    20: signed(0n),
    21: signed(some.costFen ?? 48n),
    22: signed(0n),
    27: some.originalTime ?? '0000000000',
  };
  const read = readAcomLine(acomWidths.map((width, i) => (at[i] ?? '').padEnd(width)).join(' '), 1);
  if ('column' in read) throw new Error(read.column);
  return read;
}
const local = (rrn: string, some: Partial<LocalTransaction> = {}): LocalTransaction => ({
  merchantId: 'mer_1',
  transactionId: `txn_${rrn}`,
  businessDate: '2026-11-23',
  rrn,
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
  it('a voided payment by code settles nothing: neither the void nor the payment it names', () => {
    const paid = line('1', { processingCode: '700000' });
    const undone = line('2', { processingCode: '720000', originalStan: '000001', originalTime: '1123100000' });
    expect(outcomes([paid, undone], [local('1', { kind: 'qr_passive', state: 'voided' })])).toEqual([
      'non_settling',
      'non_settling',
    ]);
    const approved = local('1', { kind: 'qr_active' });
    expect(matchLines([], [approved], '2026-11-23').localOnly).toEqual([approved]);
  });
  it('a reversed pair settles nothing: neither the reversal nor the original it names, by number and time', () => {
    const reversal = line('9', { mti: '0420', originalStan: '000001', originalTime: '1123100000', costFen: -48n });
    expect(
      outcomes([line('000001'), reversal, line('000002')], [local('000001', { state: 'reversed' }), local('000002')]),
    ).toEqual(['non_settling', 'non_settling', 'matched']);
    expect(outcomes([line('000001', { transmissionTime: '1122100000' }), reversal], [local('000001')])).toEqual([
      'matched',
      'taken_back',
    ]);
  });
  it('the reversal of a sale of an earlier file takes its money back on this day; of a void, brings it again', () => {
    const original = { originalStan: '000001', originalTime: '1122100000' };
    const reversal = line('000001', { mti: '0420', transmissionTime: '1122100000', ...original, costFen: -48n });
    const matching = matchLines([line('000002'), reversal], [local('000002')], '2026-11-23');
    expect(matching.lines.map((one) => one.outcome)).toEqual(['matched', 'taken_back']);
    expect(networkNetFen(matching)).toBe(0n);
    const again = { mti: '0420', transmissionTime: '1122100000', ...original };
    const ofVoid = line('000001', { ...again, processingCode: '200000', costFen: 48n });
    expect(networkNetFen(matchLines([ofVoid], [], '2026-11-23'))).toBe(9_952n);
    const voiding = line('000005', { processingCode: '200000', ...original, costFen: -48n });
    expect(networkNetFen(matchLines([voiding], [], '2026-11-23'))).toBe(-9_952n);
    const undoing = line('000005', {
      mti: '0420',
      processingCode: '200000',
      originalStan: '000005',
      originalTime: '1123100000',
      costFen: -48n,
    });
    expect(networkNetFen(matchLines([voiding, undoing], [], '2026-11-23'))).toBe(0n);
    expect(outcomes([line('000001', { ...again, processingCode: '030000' })], [])).toEqual(['non_settling']);
  });
  it('a voided pair settles nothing, unless the void was itself reversed: then the sale is money again', () => {
    const undo = { originalStan: '000001', originalTime: '1123100000' };
    const voiding = line('000007', { processingCode: '200000', ...undo, costFen: -48n });
    const locals = [local('000001', { state: 'voided' }), local('000007', { kind: 'sale_void' })];
    expect(outcomes([line('000001'), voiding], locals)).toEqual(['non_settling', 'non_settling']);
    expect(matchLines([line('000001'), voiding], locals, '2026-11-23').localOnly).toEqual([]);
    expect(networkNetFen(matchLines([line('000001'), voiding], locals, '2026-11-23'))).toBe(0n);
    const reversal = line('000007', { mti: '0420', originalStan: '000007', originalTime: '1123100000' });
    expect(outcomes([line('000001'), voiding, reversal], [local('000001')])).toEqual([
      'matched',
      'non_settling',
      'non_settling',
    ]);
  });
  it('a sale that we voided and they settled is their money, not ours', () =>
    expect(outcomes([line('1')], [local('1', { state: 'voided' })])).toEqual(['net_only']));
  it('a refund is matched and taken off the net; one that they lack is missed', () => {
    const refund = line('000003', {
      mti: '0220',
      processingCode: '200000',
      amountFen: 400n,
      costFen: 0n,
      originalStan: '000001',
    });
    const locals = [local('000001'), local('000003', { kind: 'refund', amountFen: 400n })];
    const matching = matchLines([line('000001'), refund], locals, '2026-11-23');
    expect(matching.lines.map((one) => one.outcome)).toEqual(['matched', 'matched']);
    expect(networkNetFen(matching)).toBe(10_000n - 48n - 400n);
    expect(matchLines([line('000001')], locals, '2026-11-23').localOnly.map((one) => one.rrn)).toEqual(['000003']);
  });
  it('a refund of a payment by code is taken off the net as a refund by card is', () => {
    const refund = line('000003', { mti: '0220', processingCode: '740000', amountFen: 400n, costFen: 0n });
    const locals = [local('000001', { kind: 'qr_passive' }), local('000003', { kind: 'refund', amountFen: 400n })];
    expect(networkNetFen(matchLines([line('000001'), refund], locals, '2026-11-23'))).toBe(10_000n - 48n - 400n);
  });
  it('a completion as an advice is a sale to them and to us', () => {
    const advice = line('000004', { mti: '0220' });
    const matching = matchLines([advice], [local('000004', { kind: 'completion_advice' })], '2026-11-23');
    expect([matching.lines[0]?.outcome, networkNetFen(matching)]).toEqual(['matched', 9_952n]);
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
    expect([matching.lines[0]?.outcome, matching.localOnly]).toEqual(['wrong_date', []]);
  });
  it('a sale that stands there twice, or in two files, is paid once', () => {
    expect(outcomes([line('1'), line('1')], [local('1')])).toEqual(['matched', 'duplicate']);
    const before = local('1', { cleared: true });
    expect(outcomes([line('1')], [before])).toEqual(['duplicate']);
    expect(matchLines([], [before], '2026-11-23').localOnly).toEqual([]);
  });
  it('a freeze, a decline and a reversed sale are not missed in the file', () => {
    const locals = [
      local('1', { kind: 'deposit_freeze' }),
      local('2', { state: 'declined' }),
      local('3', { state: 'reversed' }),
      local('4', { kind: 'balance' }),
      local('5', { kind: 'pre_auth' }),
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
