import { describe, expect, it } from 'vitest';
import { describeBytes, encodeTerminalInformation, frame, pack, renderDescription, terminalDialect } from './index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const body = pack(terminalDialect, {
  mti: '0200',
  fields: {
    2: '6225880123456789',
    55: hex('9F2608A1B2C3D4E5F60718 9505008004E000'),
    59: encodeTerminalInformation({ serialNo: 'KT20260001', randomFactor: '456789' }),
    60: '2200000100060',
    61: '0000010000421122',
    63: 'CUP',
  },
});

describe('a message as a person reads it', () => {
  it('is named in both languages and opened, whatever stands before it', () => {
    const framed = frame({ tpdu: '6000030000', header: '603210320072', body });
    for (const bytes of [framed, framed.subarray(2), body]) {
      const text = renderDescription(describeBytes(bytes));
      expect(text).toContain('主账号 primary account number: 622588******6789');
      expect(text).toContain('60.2 批次号 batch: 000001');
      expect(text).toContain('61.2 原流水号 STAN: 000042');
      expect(text).toContain('A2.02 终端序列号 serial number: KT20260001');
      expect(text).toContain('95 终端验证结果 TVR: 008004E000');
      expect(text).toContain('63.1 操作员、卡组织 operator, organisation: CUP');
    }
    expect(describeBytes(framed)).toMatchObject({ tpdu: '6000030000', header: '603210320072', faults: [] });
  });

  it('hides card, chip and random factor unless it is asked not to', () => {
    expect(renderDescription(describeBytes(body))).not.toMatch(/6225880123456789|A1B2C3D4|456789\n/);
    expect(renderDescription(describeBytes(body, { show: 'clear' }))).toContain('A1B2C3D4E5F60718');
  });

  it('shows what can be read of a broken one, and where it breaks', () => {
    expect(renderDescription(describeBytes(body.subarray(0, 30)))).toMatch(/FAULT {2}field 55, offset \d+: expected/);
    expect(describeBytes(new Uint8Array()).faults).toHaveLength(1);
  });
});
