import { expect, test } from 'vitest';
import {
  businesses,
  creditCodeCheckCharacter,
  idCheckCharacter,
  luhnDigit,
  organisationCheckCharacter,
  issuedCards,
  people,
  personOf,
  testCards,
} from './index.ts';

test('check characters agree with codes that public bodies print for themselves', () => {
  // Large listed firms: their codes stand in their own published reports.
  for (const code of [
    '91100000100003962T',
    '9144030071526726XG',
    '91330100799655058B',
    '914403001922038216',
    '911100001000054748',
  ]) {
    expect(creditCodeCheckCharacter(code.slice(0, 17)), code).toBe(code[17]);
    expect(organisationCheckCharacter(code.slice(8, 16)), code).toBe(code[16]);
  }
});

test('every drawn person and card carries a true check digit and stands in the table once', () => {
  for (const person of people) {
    expect(idCheckCharacter(person.idNumber.slice(0, 17))).toBe(person.idNumber[17]);
  }
  for (const column of ['key', 'idNumber', 'phone'] as const)
    expect(new Set(people.map((person) => person[column])).size).toBe(people.length);
  const pans = [...people.flatMap((person) => person.cards), ...testCards.map(({ card }) => card)].map(
    ({ pan }) => pan,
  );
  for (const pan of pans) expect(luhnDigit(pan.slice(0, -1))).toBe(pan.at(-1));
  expect(new Set(pans).size).toBe(pans.length);
  expect([...issuedCards.keys()]).toEqual(pans);
});

test('every drawn business has people of the population, a lease, and what its kind needs', () => {
  for (const one of businesses) {
    expect(creditCodeCheckCharacter(one.uscc.slice(0, 17))).toBe(one.uscc[17]);
    expect(one.uscc).toHaveLength(18);
    const owner = personOf(one.legalPersonKey);
    expect([one.name, owner.name]).toContain(one.lease.lessee);
    if (one.kind === 'company') {
      expect(personOf(one.handlerKey ?? '').key).not.toBe(owner.key);
      expect(one.account?.branchCode).toMatch(/^\d{12}$/);
      expect(one.account?.permitNo).toMatch(/^J\d{13}$/);
    } else {
      expect(owner.cards.some((card) => card.kind === 'debit' && card.accountClass === 1)).toBe(true);
    }
  }
});
