import { expect, it } from 'vitest';
import { ownersFault, ownersOf, rowsOf, sumOf, type OwnerRow } from './owner-rows.ts';

const ann: OwnerRow = { name: '周雅琴', idNumber: '330106199104160465', share: '60' };
const ben: OwnerRow = { name: '陈平', idNumber: '11010519491231002X', share: '40' };

it('nobody with a quarter, and people who make the whole together, may be saved', () => {
  expect(ownersFault([])).toBeUndefined();
  expect(ownersFault([ann, ben])).toBeUndefined();
  expect(
    ownersFault([
      { ...ann, share: '33.34' },
      { ...ben, share: '66.66' },
    ]),
  ).toBeUndefined();
});

it.each<[string, OwnerRow[], string]>([
  ['a name is missing', [{ ...ann, name: ' ' }], 'ownersIncomplete'],
  ['a number has a place wrong', [{ ...ann, idNumber: '330106199104160466' }], 'ownersIncomplete'],
  ['a share is nothing', [{ ...ann, share: '0' }], 'ownersIncomplete'],
  ['a share is no number', [{ ...ann, share: '6.0.0' }], 'ownersIncomplete'],
  [
    'one person stands there twice',
    [
      { ...ann, share: '50' },
      { ...ann, share: '50' },
    ],
    'ownerTwice',
  ],
  ['shares make more than the whole', [ann, { ...ben, share: '40.01' }], 'sharesTooMuch'],
])('%s: it is not saved, and said why', (_what, rows, fault) => expect(ownersFault(rows)).toBe(fault));

it('shares add up to the hundredth, and rows survive being saved', () => {
  expect(
    sumOf([
      { ...ann, share: '33.3' },
      { ...ben, share: '33.4' },
    ]),
  ).toBe(66.7);
  expect(rowsOf(ownersOf([ann, ben]))).toEqual([ann, ben]);
});
