import { expect, it } from 'vitest';
import { compared, serialsIn } from './serials.ts';

it('takes what a scanner types and what people paste, each serial number once', () => {
  expect(serialsIn('kte27010001\r\nKTE27010002，KTE27010001;\tKTS27010001、 ')).toEqual([
    'KTE27010001',
    'KTE27010002',
    'KTS27010001',
  ]);
  expect(serialsIn(' \n')).toEqual([]);
});

it('says which are there, which are missing and which nobody expected', () => {
  expect(compared(['A1', 'A2'], ['A2', 'B1'])).toEqual({ present: ['A2'], missing: ['A1'], unexpected: ['B1'] });
});
