import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildActivationStep,
  buildActivationStepReply,
  openActivationStep,
  pack,
  readActivationStep,
  readActivationStepReply,
  terminalDialect,
  unpack,
  type Message,
  type StepAsk,
} from './index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const deviceKey = hex('00112233445566778899AABBCCDDEEFF');
const otherKey = hex('FF112233445566778899AABBCCDDEEFF');
const exchange = {
  stan: '000003',
  terminalNo: '10000001',
  merchantNo: '480330154110001',
  activationRef: hex('C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF'),
  nonceT: hex('D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF'),
};
const times = { hostTime: '203105', hostDate: '1122' };

function overTheWire(message: Message): Message {
  const read = unpack(terminalDialect, pack(terminalDialect, message));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function asked(ask: StepAsk) {
  const read = readActivationStep(overTheWire(buildActivationStep({ ...exchange, deviceKey, ask })));
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

describe('a device that asks for its next step', () => {
  const bind: StepAsk = { kind: 'bind', accountTail: '6789', code: '123456' };

  it('is the published message, byte by byte', () => {
    const message = buildActivationStep({ ...exchange, deviceKey, ask: bind });
    expect(Buffer.from(pack(terminalDialect, message)).toString('hex').toUpperCase()).toBe(
      '08000020000000C0001400000331303030303030313438303333303135343131303030310011000000001030006001C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF02D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFDB135E0B4BFB56299CB5FBCF940743E3A985D2BE9C33F7443D47',
    );
    const answer = buildActivationStepReply({
      request: exchange,
      deviceKey,
      ...times,
      code: '55',
      text: '验证码错误',
      next: 'account',
      triesLeft: 4,
      depositFen: 29_900n,
    });
    expect(Buffer.from(pack(terminalDialect, answer)).toString('hex').toUpperCase()).toBe(
      '08100038000002C000160000032031051122353531303030303030313438303333303135343131303030310011000000001030004101C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF02040000000299009103ADAFCDEA3522C6265DCA8C5821E70010D1E9D6A4C2EBB4EDCEF3',
    );
  });

  it('is understood with the key of that device alone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<StepAsk['kind']>('status', 'send_code', 'bind'),
        fc.stringMatching(/^\d{4}$/),
        fc.stringMatching(/^\d{6}$/),
        (kind, accountTail, code) => {
          const ask: StepAsk =
            kind === 'status' ? { kind } : kind === 'send_code' ? { kind, accountTail } : { kind, accountTail, code };
          expect(openActivationStep(asked(ask), deviceKey)).toEqual(ask);
          expect(openActivationStep(asked(ask), otherKey)).toBeUndefined();
        },
      ),
    );
  });

  it('shows nobody on the line what the merchant typed', () => {
    const bytes = Buffer.from(pack(terminalDialect, buildActivationStep({ ...exchange, deviceKey, ask: bind })));
    expect(bytes.includes('123456')).toBe(false);
    expect(bytes.includes('6789')).toBe(false);
  });

  it('is not believed when anything of it was changed on the way', () => {
    const request = asked(bind);
    expect(openActivationStep({ ...request, terminalNo: '10000009' }, deviceKey)).toBeUndefined();
    expect(openActivationStep({ ...request, stan: '000004' }, deviceKey)).toBeUndefined();
    const head = request.head.slice();
    head[17] = 0;
    expect(openActivationStep({ ...request, head, ask: 'status' }, deviceKey)).toBeUndefined();
  });

  it('says where a message that is none of these is wrong', () => {
    const fields = new Map(buildActivationStep({ ...exchange, deviceKey, ask: bind }).fields);
    expect(readActivationStep({ mti: '0800', fields: new Map(fields).set(62, new Uint8Array(59)) })).toMatchObject({
      error: { field: 62, expected: '60 bytes' },
    });
    const odd = (fields.get(62) as Uint8Array).slice();
    odd[17] = 9;
    expect(readActivationStep({ mti: '0800', fields: new Map(fields).set(62, odd) })).toMatchObject({
      error: { field: 62, offset: 17 },
    });
  });
});

describe('the answer about the next step', () => {
  const input = {
    request: exchange,
    deviceKey,
    ...times,
    code: '00',
    text: '验证码已发送',
    next: 'account',
    triesLeft: 5,
    depositFen: 29_900n,
  } as const;
  const sent = { ...exchange, deviceKey };

  it('tells step, tries and deposit', () => {
    expect(readActivationStepReply(overTheWire(buildActivationStepReply(input)), sent)).toEqual({
      ok: true,
      value: { code: '00', text: '验证码已发送', next: 'account', triesLeft: 5, depositFen: 29_900n },
    });
  });

  it('is refused when its code or its text was changed, or when it answers another question', () => {
    const answer = buildActivationStepReply(input);
    const turned = (n: number, value: string) => ({ mti: '0810', fields: new Map(answer.fields).set(n, value) });
    expect(readActivationStepReply(turned(39, '55'), sent).ok).toBe(false);
    expect(readActivationStepReply(turned(63, '请拨打 000'), sent).ok).toBe(false);
    expect(readActivationStepReply(answer, { ...sent, nonceT: hex('00'.repeat(16)) }).ok).toBe(false);
  });

  it('without a key tells its code and text, and no step', () => {
    const { deviceKey: _none, ...bare } = input;
    expect(readActivationStepReply(overTheWire(buildActivationStepReply(bare)), sent)).toEqual({
      ok: true,
      value: { code: '00', text: '验证码已发送' },
    });
  });
});
