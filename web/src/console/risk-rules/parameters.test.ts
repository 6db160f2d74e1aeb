import { expect, it } from 'vitest';
import { parsed, typed, within, type Spec } from './parameters.ts';

const fen: Spec = { type: 'fen', min: 1, max: 100_000 };
const codes: Spec = { type: 'codes', places: 4, max: 2 };

it('amounts are typed in yuan and sent in fen', () => {
  expect([typed(fen, 12_345), parsed(fen, '123.45'), parsed(fen, 'x')]).toEqual(['123.45', 12_345, undefined]);
});
it('lists are typed with commas of either script', () => {
  expect([typed(codes, ['5812', '5814']), parsed(codes, '5812，5814, ')]).toEqual(['5812,5814', ['5812', '5814']]);
});
it('what lies outside its bounds is not sent', () => {
  expect([within(fen, '0'), within(fen, '1000'), within(fen, '1000.01'), within(fen, '')]).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect([within(codes, '5812,5814,5411'), within(codes, ''), within({ type: 'time' }, '25:00')]).toEqual([
    false,
    false,
    false,
  ]);
  expect([
    within({ type: 'whole', min: 1, max: 9 }, '1.5'),
    within({ type: 'number', min: 0.01, max: 9 }, '0.5'),
  ]).toEqual([false, true]);
});
