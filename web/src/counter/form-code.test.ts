import { expect, it } from 'vitest';
import { formCodeIn } from './form-code.ts';

it.each([
  ['7KQ2M9XB', '7KQ2M9XB'],
  ['7kq2 m9xb', '7KQ2M9XB'],
  ['7KQ2-M9XB\n', '7KQ2M9XB'],
  ['https://kaitong.example/merchant/?form=7KQ2M9XB', '7KQ2M9XB'],
  ['http://localhost:8080/merchant/?lang=en&form=7KQ2M9XB', '7KQ2M9XB'],
])('%s is the form %s', (text, code) => expect(formCodeIn(text)).toBe(code));

it.each([
  '',
  '7KQ2M9X',
  '7KQ2M9XBC',
  'https://kaitong.example/merchant/hand-off#7KQ2M9XB',
  'https://evil.example/?form=',
])('%s is no form', (text) => expect(formCodeIn(text)).toBeUndefined());
