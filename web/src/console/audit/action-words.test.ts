import { contract, type Route } from '@kaitong/client/contract';
import { expect, it } from 'vitest';
import { actionWords } from './action-words.ts';

const staffRoutes = (Object.entries(contract) as [string, Route][]).filter(
  ([key, { guard, audited }]) =>
    audited === true ||
    (!key.startsWith('GET ') &&
      (guard.kind === 'staff' || guard.kind === 'channel' || (guard.kind === 'applicant' && guard.filing === true))),
);

/** What stands in a path, and the steps that a path may name. */
function wordsOf([key, { params }]: [string, Route]): string[] {
  const parts = (key.split(' ')[1] ?? '').split('/').slice(3);
  const steps = params?.shape['event'] as { options?: string[] } | undefined;
  return [...parts.filter((part) => !part.startsWith(':')), ...(steps?.options ?? [])].map((part) =>
    part.replaceAll('-', '_'),
  );
}

it('every word that an action of staff is made of can be read in both languages', () => {
  expect(staffRoutes.length).toBeGreaterThan(100);
  const lacking = staffRoutes.flatMap(wordsOf).filter((word) => !(word in actionWords));
  expect([...new Set(lacking)]).toEqual([]);
});
