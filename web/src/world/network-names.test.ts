import { expect, it } from 'vitest';
import type { TransactionKind, TransactionStatus } from '../../../simulators/src/card-network/issuers.ts';
import { kindWords, statusWords } from './network-names.ts';
import { words } from './words.ts';

// the types are the check: a kind or a state that the network learns is missing here until it has its words
const kinds: Record<TransactionKind, keyof typeof words> = kindWords;
const statuses: Record<TransactionStatus, keyof typeof words> = statusWords;

it('every kind and every state of the network has words of its own in both languages, Chinese in one and none in the other', () => {
  const said = [...Object.values(kinds), ...Object.values(statuses)].map((word) => words[word]);
  expect(said).toHaveLength(22);
  expect(said.filter(([zh, en]) => !/\p{Script=Han}/u.test(zh) || /\p{Script=Han}/u.test(en))).toEqual([]);
  expect(new Set(Object.values(statuses).map((word) => words[word][0])).size).toBe(6);
});
