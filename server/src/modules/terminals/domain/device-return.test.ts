import { describe, expect, it } from 'vitest';
import { decideReturn, stateOfArrived } from './device-return.ts';
import { deviceMachine, type DeviceState } from './terminal-machines.ts';

const STATES = Object.keys(deviceMachine.states) as DeviceState[];

describe('a device that goes back', () => {
  it.each(STATES.map((state) => [state, ['delivered', 'bound', 'faulty'].includes(state)] as const))(
    'that is %s may be ordered back: %s',
    (state, may) => {
      const decision = decideReturn({
        device: { state, merchantId: 'mer_1' },
        merchantId: 'mer_1',
        openReturnId: undefined,
      });
      expect(decision.refused ? decision.refusal.code : decision.value).toBe(
        may ? 'order' : 'terminals.device_not_out',
      );
    },
  );
  it('is somebody’s own, and keeps the label it has', () => {
    const facts = {
      device: { state: 'bound', merchantId: 'mer_2' },
      merchantId: 'mer_1',
      openReturnId: 'ret_1',
    } as const;
    expect(decideReturn(facts)).toMatchObject({ refusal: { code: 'terminals.device_unknown' } });
    expect(decideReturn({ ...facts, device: undefined })).toMatchObject({
      refusal: { code: 'terminals.device_unknown' },
    });
    expect(decideReturn({ ...facts, merchantId: 'mer_2' })).toMatchObject({ value: 'ordered_already' });
  });
  it.each(STATES)('that is %s becomes what the machine of a device allows', (state) => {
    const became = stateOfArrived(state);
    const allowed: readonly string[] = Object.values(deviceMachine.states[state]);
    expect(became === undefined || allowed.includes(became)).toBe(true);
    expect(became).toBe(
      state === 'faulty' ? 'in_repair' : ['delivered', 'bound'].includes(state) ? 'returned' : undefined,
    );
  });
});
