import { describe, expect, it } from 'vitest';
import { referenceOf } from './original-reference.ts';

const all = {
  rrn: '203105000001',
  authCode: '123456',
  batchNo: '000007',
  stan: '000001',
  date: '1122',
  terminalNo: '10000001',
};

describe('the original of', () => {
  it('a sale void is named by terminal, batch, number and reference, and by nothing less', () => {
    expect(referenceOf('sale_void', all)).toEqual({
      terminalNo: '10000001',
      batchNo: '000007',
      stan: '000001',
      rrn: all.rrn,
    });
    const { rrn: _rrn, ...without } = all;
    expect(referenceOf('sale_void', without)).toBeUndefined();
    expect(referenceOf('sale_void', { ...all, batchNo: '000000' })).toBeUndefined();
  });
  it('a void of a payment by code is named by its voucher, which is its day and its reference', () => {
    const kinds = ['qr_passive', 'qr_active'];
    expect(referenceOf('qr_void', { ...all, voucher: '20261122203105000001' })).toEqual({
      rrn: all.rrn,
      date: '1122',
      kinds,
    });
    for (const voucher of ['', '2026112220310500000', '2026112220310500000A', '202611222031050000011'])
      expect(referenceOf('qr_void', { ...all, voucher })).toBeUndefined();
  });
  it('a refund of a payment by code is named by its voucher alone, and by no half of one', () => {
    const { rrn: _rrn, date: _date, ...without } = all;
    expect(referenceOf('refund', { ...without, voucher: '20261122203105000001' })).toEqual({
      rrn: all.rrn,
      date: '1122',
      kinds: ['qr_passive', 'qr_active'],
    });
    expect(referenceOf('refund', { ...all, voucher: '2026112220310500000' })).toBeUndefined();
  });
  it('a refund is named by reference and day, whatever the terminal', () => {
    expect(referenceOf('refund', { ...all, batchNo: '000000', stan: '000000' })).toEqual({
      rrn: all.rrn,
      date: '1122',
    });
    expect(referenceOf('refund', { ...all, date: '0000' })).toBeUndefined();
  });
  it('a completion is named by authorisation code and day, and by its number where it is given; a void of it all the same', () => {
    expect(referenceOf('completion', all)).toEqual({
      authCode: '123456',
      date: '1122',
      stan: '000001',
      kinds: ['pre_auth'],
    });
    expect(referenceOf('pre_auth_void', { ...all, stan: '000000' })).toEqual({
      authCode: '123456',
      date: '1122',
      kinds: ['pre_auth'],
    });
    const { authCode: _code, ...without } = all;
    expect(referenceOf('completion_advice', without)).toBeUndefined();
  });
  it('a completion void is the completion of that number and day, by reference or by code', () => {
    const kinds = ['completion', 'completion_advice'];
    expect(referenceOf('completion_void', all)).toEqual({ stan: '000001', date: '1122', rrn: all.rrn, kinds });
    const { rrn: _rrn, ...byCode } = all;
    expect(referenceOf('completion_void', byCode)).toEqual({ stan: '000001', date: '1122', authCode: '123456', kinds });
  });
});
