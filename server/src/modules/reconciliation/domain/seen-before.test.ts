import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { NAMED_MAX, SeenBefore } from './seen-before.ts';

it('names every text that comes twice', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[0-9]{1,12}$/), { maxLength: 60 }), (texts) => {
      const seen = new SeenBefore();
      for (const text of texts) seen.take(text);
      const twice = texts.filter((text, at) => texts.indexOf(text) !== at);
      expect(seen.named).toEqual(expect.arrayContaining(twice));
    }),
    { numRuns: 30 },
  );
});

it('names few that came once: of two hundred thousand references in a row, next to none', () => {
  const seen = new SeenBefore();
  for (let i = 0; i < 200_000; i += 1) seen.take(String(i).padStart(12, '0'));
  expect(seen.named?.length).toBeLessThan(20);
});

it('says when they are too many to name', () => {
  const seen = new SeenBefore();
  for (let turn = 0; turn < 2; turn += 1) for (let i = 0; i <= NAMED_MAX; i += 1) seen.take(String(i));
  expect(seen.named).toBeUndefined();
});
