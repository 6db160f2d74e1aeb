import { describe, expect, it } from 'vitest';
import {
  activationKind,
  buildActivationAck,
  buildActivationAckReply,
  buildActivationRefusal,
  buildActivationReply,
  buildActivationRequest,
  deriveActivationKey,
  openActivationRequest,
  pack,
  readActivationAck,
  readActivationAckReply,
  readActivationReply,
  readActivationRequest,
  terminalDialect,
  unpack,
  verifyActivationAck,
  type ActivationRequest,
  type Message,
} from './index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

const deviceKey = hex('00112233445566778899AABBCCDDEEFF');
const otherKey = hex('FF112233445566778899AABBCCDDEEFF');
const nonceT = hex('A0A1A2A3A4A5A6A7A8A9AAABACADAEAF');
const nonceH = hex('B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF');
const tmk = hex('11111111111111112222222222222222');
const activationRef = hex('C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF');
const exchange = { stan: '000001', serialNo: 'KT20260001', nonceT };
const times = { hostTime: '203105', hostDate: '1122' };
const numbers = { terminalNo: '10000001', merchantNo: '480330154110001' };

/** What the other end sees: through the wire and back. */
function overTheWire(message: Message): Message {
  const result = unpack(terminalDialect, pack(terminalDialect, message));
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function request(code = '123412341234'): Message {
  return overTheWire(
    buildActivationRequest({ ...exchange, appVersion: '00010000', intent: { kind: 'code', code }, deviceKey }),
  );
}

function readRequest(message: Message): ActivationRequest {
  const read = readActivationRequest(message);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function approval(): Message {
  const rrn = '203105000001';
  return buildActivationReply({
    exchange,
    deviceKey,
    nonceH,
    rrn,
    ...times,
    ...numbers,
    merchantName: '林记小吃',
    tmk,
    activationRef,
  });
}

describe('test vectors of docs/protocol/activation.md', () => {
  it('derives the keys', () => {
    expect(toHex(deriveActivationKey(deviceKey, 'KT-ENC', nonceT))).toBe('8A94FEC56BF031938C52E5240A81BADA');
    expect(toHex(deriveActivationKey(deviceKey, 'KT-MAC', nonceT))).toBe('AFC9D68CFC3DFF2134B439F128B51E97');
    expect(toHex(deriveActivationKey(deviceKey, 'KT-MAC', nonceT, nonceH))).toBe('99BC46535806EA6BD62D724094CAB53E');
    expect(toHex(deriveActivationKey(deviceKey, 'KT-WRAP', nonceT, nonceH))).toBe('817E2EB426457794C6E1371268F590AF');
    expect(toHex(deriveActivationKey(deviceKey, 'KT-MAC', activationRef))).toBe('D82A91BE5AA0FB6CE491A2223624B620');
  });
  it('writes the five messages', () => {
    const ack = { stan: '000002', ...numbers, deviceKey, activationRef };
    expect(toHex(pack(terminalDialect, request()))).toBe(
      '080000200000000000340000010033413230323830323031304B54323032363030303130353030383030303130303030001100000000101000460100A0A1A2A3A4A5A6A7A8A9AAABACADAEAF3FBE851207C6C651500DF2E1FAED701A6196EE6EEABC2956D8CF4330',
    );
    expect(toHex(pack(terminalDialect, approval()))).toBe(
      '0810003800000AC000160000012031051122323033313035303030303031303031303030303030313438303333303135343131303030310011000000001010007701B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF7C02D13F960195E808826E42611DFD0107D9483F219C89BFD2B91CC5C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF7316B214F5477A647AC29F9D44A2082F0008C1D6BCC7D0A1B3D4',
    );
    const refusal = buildActivationRefusal({
      exchange,
      deviceKey,
      nonceH,
      ...times,
      code: '55',
      text: '激活码错误',
      triesLeft: 4,
    });
    expect(toHex(pack(terminalDialect, refusal))).toBe(
      '08100038000002000016000001203105112235350011000000001010003401B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF04E05FD382857E748CF1E73BBBDE589AFB0010BCA4BBEEC2EBB4EDCEF3',
    );
    expect(toHex(pack(terminalDialect, buildActivationAck(ack)))).toBe(
      '08000020000000C0001400000231303030303030313438303333303135343131303030310011000000001020003401C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF02F14DBFA0302FF22E5A01F3CA158F0FD9',
    );
    expect(toHex(pack(terminalDialect, buildActivationAckReply({ ack, deviceKey, ...times, code: '00' })))).toBe(
      '08100038000002C000140000022031051122303031303030303030313438303333303135343131303030310011000000001020003301C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF3F37F6B7901821A9045D343C20202F3A',
    );
  });
});

describe('the request', () => {
  it('hands the code only to who holds the device key', () => {
    const read = readRequest(request());
    expect(read).toMatchObject({ serialNo: 'KT20260001', stan: '000001', appVersion: '00010000', resume: false });
    expect(openActivationRequest(read, deviceKey)).toEqual({ ok: true, value: { kind: 'code', code: '123412341234' } });
    expect(openActivationRequest(read, otherKey)).toEqual({ ok: false, error: 'bad_mac' });
  });

  it('never carries the code in clear', () => {
    expect(toHex(pack(terminalDialect, request()))).not.toContain(
      Buffer.from('123412341234', 'latin1').toString('hex'),
    );
  });

  it('asks to resume without a code when this device has claimed one', () => {
    const message = buildActivationRequest({
      ...exchange,
      appVersion: '00010000',
      intent: { kind: 'resume' },
      deviceKey,
    });
    expect(openActivationRequest(readRequest(overTheWire(message)), deviceKey)).toEqual({
      ok: true,
      value: { kind: 'resume' },
    });
  });

  it('is refused when serial number, STAN, version, flag or code were changed on the way', () => {
    const read = readRequest(request());
    const changed: ActivationRequest[] = [
      { ...read, serialNo: 'KT20260002' },
      { ...read, stan: '000009' },
      { ...read, appVersion: '00020000' },
      { ...read, resume: true },
      { ...read, encryptedCode: read.encryptedCode.map((byte) => byte ^ 1) },
    ];
    for (const one of changed) expect(openActivationRequest(one, deviceKey)).toEqual({ ok: false, error: 'bad_mac' });
  });

  it('is told apart from a sign-in by its management code', () => {
    expect(activationKind(request())).toBe('request');
    expect(activationKind({ mti: '0800', fields: new Map([[60, '00000001003']]) })).toBeUndefined();
  });

  it('says what is missing in a request that cannot be read', () => {
    const without = (number: number) => {
      const fields = new Map(request().fields);
      fields.delete(number);
      return readActivationRequest({ mti: '0800', fields });
    };
    for (const number of [11, 59, 60, 62])
      expect(without(number)).toMatchObject({ ok: false, error: { field: number } });
  });
});

describe('the reply', () => {
  it('gives the device its numbers and its master key', () => {
    expect(readActivationReply(overTheWire(approval()), exchange, deviceKey)).toEqual({
      ok: true,
      value: { kind: 'approved', ...numbers, merchantName: '林记小吃', tmk, activationRef, ...times },
    });
  });

  it('is worth nothing to another device, another nonce or another serial number', () => {
    const message = overTheWire(approval());
    expect(readActivationReply(message, exchange, otherKey).ok).toBe(false);
    expect(readActivationReply(message, { ...exchange, nonceT: nonceH }, deviceKey).ok).toBe(false);
    expect(readActivationReply(message, { ...exchange, serialNo: 'KT20260002' }, deviceKey).ok).toBe(false);
  });

  it('is refused when terminal number, merchant number or name were changed on the way', () => {
    for (const [number, value] of [
      [41, '10000002'],
      [42, '480330154110002'],
      [63, '别家'],
    ] as const) {
      const fields = new Map(approval().fields).set(number, value);
      expect(readActivationReply({ mti: '0810', fields }, exchange, deviceKey)).toMatchObject({
        ok: false,
        error: { field: 62 },
      });
    }
  });

  it('tells how many tries are left in an authenticated refusal', () => {
    const message = buildActivationRefusal({
      exchange,
      deviceKey,
      nonceH,
      ...times,
      code: '55',
      text: '激活码错误',
      triesLeft: 4,
    });
    expect(readActivationReply(overTheWire(message), exchange, deviceKey)).toEqual({
      ok: true,
      value: { kind: 'refused', code: '55', text: '激活码错误', triesLeft: 4, authentic: true },
    });
  });

  it('marks a refusal for an unknown device as not authentic', () => {
    const message = buildActivationRefusal({
      exchange,
      nonceH,
      ...times,
      code: '97',
      text: '终端未登记',
      triesLeft: 0,
    });
    expect(readActivationReply(overTheWire(message), exchange, deviceKey)).toMatchObject({
      value: { authentic: false, code: '97' },
    });
  });

  it('cannot turn a refusal into an approval', () => {
    const refusal = buildActivationRefusal({
      exchange,
      deviceKey,
      nonceH,
      ...times,
      code: '55',
      text: 'x',
      triesLeft: 4,
    });
    const fields = new Map(refusal.fields).set(39, '00');
    expect(readActivationReply({ mti: '0810', fields }, exchange, deviceKey).ok).toBe(false);
  });
});

describe('the acknowledgement', () => {
  const sent = { stan: '000002', ...numbers, deviceKey, activationRef };
  it('is believed only from the device of the key', () => {
    const read = readActivationAck(overTheWire(buildActivationAck(sent)));
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value).toMatchObject({ ...numbers, step: 'device_acknowledged', activationRef });
    expect(verifyActivationAck(read.value, deviceKey)).toBe(true);
    expect(verifyActivationAck(read.value, otherKey)).toBe(false);
    expect(verifyActivationAck({ ...read.value, terminalNo: '10000009' }, deviceKey)).toBe(false);
  });
  it('has an answer that nobody on the line can forge', () => {
    const answer = buildActivationAckReply({ ack: sent, deviceKey, ...times, code: '00' });
    expect(readActivationAckReply(overTheWire(answer), sent)).toEqual({
      ok: true,
      value: { code: '00', text: '', authentic: true },
    });
    const turned = { mti: '0810', fields: new Map(answer.fields).set(39, '96') };
    expect(readActivationAckReply(turned, sent).ok).toBe(false);
    const bare = buildActivationAckReply({ ack: sent, ...times, code: '97', text: '终端未登记' });
    expect(readActivationAckReply(overTheWire(bare), sent)).toMatchObject({ value: { authentic: false, code: '97' } });
  });
});
