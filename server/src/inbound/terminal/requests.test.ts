import { describe, expect, it } from 'vitest';
import { classOfOriginal, requestOf } from './requests.ts';

const ask = (mti: string, processingCode: string, conditionCode: string, messageType: string) =>
  requestOf({ mti, processingCode, conditionCode, messageType });

describe('a message', () => {
  it.each([
    ['0200', '000000', '00', '22', 'sale'],
    ['0200', '200000', '00', '23', 'sale_void'],
    ['0220', '200000', '00', '25', 'refund'],
    ['0200', '310000', '00', '01', 'balance'],
    ['0100', '030000', '06', '10', 'pre_auth'],
    ['0100', '200000', '06', '11', 'pre_auth_void'],
    ['0200', '000000', '06', '20', 'completion'],
    ['0200', '200000', '06', '21', 'completion_void'],
    ['0220', '000000', '06', '24', 'completion_advice'],
    ['0220', '000000', '00', '36', 'offline_sale'],
    ['0220', '000000', '00', '34', 'tip'],
    ['0220', '000000', '00', '32', 'adjustment'],
    ['0200', '700000', '00', '60', 'qr_passive'],
    ['0200', '710000', '00', '60', 'qr_active'],
    ['0200', '720000', '00', '60', 'qr_void'],
    ['0200', '730000', '00', '60', 'qr_query'],
    ['0220', '740000', '00', '60', 'qr_refund'],
  ])('%s with 3 %s, 25 %s and 60.1 %s is a %s', (mti, processingCode, condition, type, kind) =>
    expect(ask(mti, processingCode, condition, type)).toEqual({ kind }),
  );
  it('of which one part does not fit is none of them', () => {
    expect(ask('0200', '200000', '00', '22')).toEqual({ notDone: '暂不支持的交易' });
    expect(ask('0220', '000000', '00', '24')).toEqual({ notDone: '暂不支持的交易' });
  });
  it('that the field knows and we do not do is refused in words', () => {
    expect(ask('0200', '000000', '08', '22')).toEqual({ notDone: '暂不支持无卡交易' });
    expect(ask('0220', '200000', '69', '27')).toEqual({ notDone: '暂不支持脱机退货' });
  });
});

it('a reversal is of class 01 where its original was a pre-authorisation or its void, else 02', () =>
  expect(['10', '11', '20', '21', '22', '23', '60'].map(classOfOriginal)).toEqual([
    '01',
    '01',
    '02',
    '02',
    '02',
    '02',
    '02',
  ]));
