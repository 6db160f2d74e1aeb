import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aesCmac,
  aesKeyUnwrap,
  aesKeyWrap,
  clearPinBlock,
  computeMac,
  decodeAsciiTlv,
  decodeBerTlv,
  decodeField60,
  decodeField61,
  decodeGb18030,
  decodeTerminalInformation,
  decodeWorkingKeys,
  decryptTrack,
  encodeBerTlv,
  encodeField60,
  encodeField61,
  encodeGb18030,
  encodeTerminalInformation,
  encodeWorkingKeys,
  encryptPinBlock,
  encryptTrack,
  fitGb18030,
  keyCheckValue,
  pinOfClearBlock,
  translatePinBlock,
  tripleDesDecrypt,
  tripleDesEncrypt,
} from './index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const toHex = (bytes: Uint8Array | undefined) =>
  Buffer.from(bytes ?? [])
    .toString('hex')
    .toUpperCase();

const tmk = hex('1111111111111111 2222222222222222');
const pik = hex('0123456789ABCDEFFEDCBA9876543210');
const mak = hex('0723C80DB5F4CD3D');
const tdk = hex('A1B2C3D4E5F607181827364554637281');
const layout003 = 'CB4AB541CD5AD4FC256A882726936A5A08D7B4FB7847701F8C015C420000000000000000CE410E8E';
const layout004 = `${layout003}35983C937E06A449D555F7A8D0042F4F20A133BD`;

describe('golden vectors of the keys', () => {
  it('has the check values of the four keys', () => {
    expect([tmk, pik, mak, tdk].map((key) => toHex(keyCheckValue(key)))).toEqual([
      'D2B91CC5',
      '08D7B4FB',
      'CE410E8E',
      '20A133BD',
    ]);
  });
  it('decrypts the published pair', () => {
    expect(toHex(tripleDesDecrypt(hex('70F2A84CCBC2AE8625CBB0F2C22AB923'), hex('96D605EA176B7E9E')))).toBe(
      'C24A8FB57AA20123',
    );
  });
  it('writes the sign-in layouts 003 and 004', () => {
    expect(toHex(encodeWorkingKeys('003', tmk, { pik, mak }))).toBe(layout003);
    expect(toHex(encodeWorkingKeys('004', tmk, { pik, mak, tdk }))).toBe(layout004);
  });
  it('reads them back and compares every check value', () => {
    expect(decodeWorkingKeys('003', tmk, hex(layout003))).toEqual({ ok: true, value: { pik, mak } });
    expect(decodeWorkingKeys('004', tmk, hex(layout004))).toEqual({ ok: true, value: { pik, mak, tdk } });
    const wrong = hex(layout003);
    wrong[39] = 0;
    expect(decodeWorkingKeys('003', tmk, wrong)).toMatchObject({
      ok: false,
      wrongKey: 'mak',
      error: { field: 62, offset: 20 },
    });
    expect(decodeWorkingKeys('003', tmk, hex(layout004))).toMatchObject({ ok: false, error: { field: 62 } });
  });
  it('fills the second half of layout 003 with a double-length MAK', () => {
    const keys = { pik, mak: tdk };
    expect(decodeWorkingKeys('003', tmk, encodeWorkingKeys('003', tmk, keys))).toEqual({ ok: true, value: keys });
  });
  it('carries single-length keys in layout 001', () => {
    const keys = { pik: mak, mak };
    expect(encodeWorkingKeys('001', tmk, keys)).toHaveLength(24);
    expect(decodeWorkingKeys('001', tmk, encodeWorkingKeys('001', tmk, keys))).toEqual({ ok: true, value: keys });
  });
});

describe('the PIN block', () => {
  const pan = '6225880123456789';
  it('is the golden one, in clear and under the PIK', () => {
    expect(toHex(clearPinBlock('123456', pan))).toBe('06126CD6EDCBA987');
    expect(toHex(encryptPinBlock(pik, '123456', pan))).toBe('677B52BBD03DF776');
  });
  it('opens only with its own card number', () => {
    expect(pinOfClearBlock(clearPinBlock('123456', pan), pan)).toBe('123456');
    expect(pinOfClearBlock(clearPinBlock('123456', pan), '6225880123450000')).toBeUndefined();
  });
  it('is translated to another key without changing the PIN', () => {
    const translated = translatePinBlock(encryptPinBlock(pik, '246810', pan), pik, tdk);
    expect(pinOfClearBlock(tripleDesDecrypt(tdk, translated), pan)).toBe('246810');
  });
});

describe('track encryption', () => {
  it('changes eight bytes that end one byte before the end', () => {
    const track = '6225880123456789D30122010000012345';
    expect(encryptTrack(tdk, track)).toBe('6225880123456789480F03DDD208005845');
    expect(decryptTrack(tdk, encryptTrack(tdk, track) as string)).toBe(track);
    expect(encryptTrack(tdk, '622588012345')).toBeUndefined();
  });
});

describe('message authentication', () => {
  it('agrees with the published example of the CBC forms (FIPS 113)', () => {
    const data = Buffer.from('7654321 Now is the time for ', 'latin1');
    expect(toHex(computeMac('x99', hex('0123456789ABCDEF'), data))).toBe('F1D30F6849312CA4');
  });
  it('is X9.99 for a retail MAC whose two key halves are equal', () => {
    const key = hex('0123456789ABCDEF0123456789ABCDEF');
    const data = Buffer.from('0200', 'latin1');
    expect(toHex(computeMac('x919', key, data))).toBe(toHex(computeMac('x99', key.subarray(0, 8), data)));
  });
  it('uses triple DES for a double-length MAK', () => {
    const single = computeMac('cup-ecb', mak, Buffer.from('abc'));
    expect(toHex(computeMac('cup-ecb', Buffer.concat([mak, mak]), Buffer.from('abc')))).toBe(toHex(single));
    expect(toHex(computeMac('cup-ecb', pik, Buffer.from('abc')))).not.toBe(toHex(single));
  });
  it('is AES-CMAC as RFC 4493 prints it', () => {
    const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
    const text = hex(
      '6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710',
    );
    const macs = [0, 16, 40, 64].map((length) => toHex(aesCmac(key, text.subarray(0, length))).toLowerCase());
    expect(macs).toEqual([
      'bb1d6929e95937287fa37d129b756746',
      '070a16b46b4d4144f79bdd9dd04a287c',
      'dfa66747de9ae63030ca32611497c827',
      '51f0bebf7e3b9d92fc49741779363cfe',
    ]);
  });
  it('wraps keys as RFC 3394 prints it and notices one changed bit', () => {
    const kek = hex('000102030405060708090A0B0C0D0E0F');
    const wrapped = aesKeyWrap(kek, hex('00112233445566778899AABBCCDDEEFF'));
    expect(toHex(wrapped)).toBe('1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5');
    expect(toHex(aesKeyUnwrap(kek, wrapped))).toBe('00112233445566778899AABBCCDDEEFF');
    wrapped[3] = (wrapped[3] as number) ^ 1;
    expect(aesKeyUnwrap(kek, wrapped)).toBeUndefined();
  });
  it('undoes what it encrypted, with keys of every length', () => {
    fc.assert(
      fc.property(fc.constantFrom(8, 16, 24), fc.uint8Array({ minLength: 24, maxLength: 24 }), (length, bytes) => {
        const key = bytes.subarray(0, length);
        expect(toHex(tripleDesDecrypt(key, tripleDesEncrypt(key, bytes)))).toBe(toHex(bytes));
      }),
    );
  });
});

describe('fields 59, 55, 60 and 61', () => {
  it('reads the published example of a location', () => {
    expect(decodeAsciiTlv('A504001010+113.8436002010+22.61667905005GCJ02')).toMatchObject({ ok: true });
    expect(decodeTerminalInformation('A504001010+113.8436002010+22.61667905005GCJ02')).toEqual({
      ok: true,
      value: { location: { longitude: '+113.84360', latitude: '+22.616679', system: 'GCJ02' } },
    });
  });
  it('says where a broken TLV breaks', () => {
    expect(decodeAsciiTlv('A2010ABC')).toMatchObject({ ok: false, error: { field: 59, offset: 5 } });
    expect(decodeTerminalInformation('A2003xxx')).toMatchObject({ ok: false });
  });
  it('brings serial number, version and place back', () => {
    const info = {
      deviceType: '04',
      serialNo: 'KT20260001',
      appVersion: '00010000',
      location: { longitude: '+120.15507', latitude: '+30.274085', system: 'GCJ02' },
    };
    expect(decodeTerminalInformation(encodeTerminalInformation(info))).toEqual({ ok: true, value: info });
  });
  it('brings BER data objects of every length back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('9F26', '95', '82', '5F2A', 'DF31'), fc.uint8Array({ maxLength: 300 })), {
          maxLength: 5,
        }),
        (list) => {
          const objects = list.map(([tag, value]) => ({ tag, value }));
          expect(decodeBerTlv(encodeBerTlv(objects))).toEqual({ ok: true, value: objects });
        },
      ),
    );
  });
  it('answers any bytes as BER with objects or a located error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const result = decodeBerTlv(bytes);
        if (!result.ok) expect(result.error.offset).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
  it('decodes field 60 by its length', () => {
    expect(decodeField60('00000012003')).toEqual({
      ok: true,
      value: { messageType: '00', batchNo: '000012', managementCode: '003' },
    });
    const full = { messageType: '22', batchNo: '000001', managementCode: '000', readCapability: '6', icCondition: '0' };
    expect(encodeField60(full)).toBe('2200000100060');
    expect(decodeField60(encodeField60(full))).toEqual({ ok: true, value: full });
    expect(decodeField60('0000')).toMatchObject({ ok: false });
  });
  it('brings the original transaction of field 61 back', () => {
    const original = { batchNo: '000001', stan: '000042', date: '1122' };
    expect(decodeField61(encodeField61(original))).toEqual({ ok: true, value: original });
  });
});

describe('GB18030', () => {
  it('writes and reads every character, also those that GBK loses', () => {
    expect(toHex(encodeGb18030('你好'))).toBe('C4E3BAC3');
    expect(toHex(encodeGb18030('㐀𠀃'))).toBe('8139EE3995328239');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeGb18030(encodeGb18030(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
  it('cuts a text between characters', () => {
    expect(fitGb18030('林晓梅', 5)).toBe('林晓');
    expect(fitGb18030('a𠅤b', 4)).toBe('a');
  });
});

describe('the address of an e-receipt in field 59 of an answer', () => {
  const receiptUrl = 'https://pay.example/r/10000001-203105000009-AAAAAAAAAAAAAAAAAAAAAA';

  it('is tag B1', () => {
    expect(encodeTerminalInformation({ receiptUrl })).toBe(`B1066${receiptUrl}`);
    expect(decodeTerminalInformation(`B1066${receiptUrl}`)).toEqual({ ok: true, value: { receiptUrl } });
  });
});
