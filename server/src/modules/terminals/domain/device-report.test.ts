import { describe, expect, it } from 'vitest';
import { decideReport, standingOfArrived } from './device-report.ts';

const facts = {
  terminalState: 'pending_activation',
  expectedSerial: 'KT1',
  kind: 'wrong_serial' as const,
  arrivedSerial: 'KT2',
  openAlready: false,
};

describe('a report about a device', () => {
  it('that another came, or that it is gone, is taken before activation', () => {
    expect(decideReport(facts).refused).toBe(false);
    expect(decideReport({ ...facts, kind: 'lost', arrivedSerial: undefined }).refused).toBe(false);
  });
  it('is not taken once activation has begun, while another is open, without a serial number or with the right one', () => {
    const code = (some: object) => {
      const decision = decideReport({ ...facts, ...some });
      return decision.refused ? decision.refusal.code : 'taken';
    };
    expect(code({ terminalState: 'activating' })).toBe('terminals.report_too_late');
    expect(code({ openAlready: true })).toBe('terminals.report_open');
    expect(code({ arrivedSerial: undefined })).toBe('terminals.serial_needed');
    expect(code({ arrivedSerial: 'KT1' })).toBe('terminals.serial_is_right');
  });
});

describe('a device that came instead', () => {
  const free = { state: 'in_stock', model: 'esign_pos', merchantId: undefined, onTransfer: false };
  it('may become this terminal’s only where it stands free and is of the model', () => {
    expect(standingOfArrived(free, 'esign_pos')).toBe('free');
    expect(standingOfArrived(free, 'smart_pos')).toBe('other_model');
    expect(standingOfArrived({ ...free, onTransfer: true }, 'esign_pos')).toBe('not_free');
    expect(standingOfArrived({ ...free, state: 'lost' }, 'esign_pos')).toBe('not_free');
    expect(standingOfArrived(undefined, 'esign_pos')).toBe('unknown');
  });
  it('of another merchant is never taken from them, whatever its state', () => {
    for (const state of ['allocated', 'shipped', 'delivered', 'bound'])
      expect(standingOfArrived({ ...free, state, merchantId: 'mer_2' }, 'esign_pos')).toBe('of_other_merchant');
  });
});
