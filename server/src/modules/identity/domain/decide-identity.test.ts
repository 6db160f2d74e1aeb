import { describe, expect, it } from 'vitest';
import { idCheckCharacter } from '../../../kernel/id-number.ts';
import { addDays, civilDate } from '../../../kernel/instant.ts';
import { decideIdentity, type IdentityFacts } from './decide-identity.ts';

const numbered = (birth: string): string => `330106${birth}046${idCheckCharacter(`330106${birth}046`)}`;
const today = civilDate('2026-11-23');
const facts: IdentityFacts = {
  name: '林小满',
  idNumber: numbered('19900307'),
  validTo: '2036-01-01',
  today,
  validityMonthsMin: 3,
  ageMin: 18,
};

describe('an identity card', () => {
  it('with everything in order is accepted, its name and number normalised', () => {
    expect(decideIdentity({ ...facts, name: ' 买买提•阿 ', idNumber: ` ${numbered('19900307')} ` })).toEqual({
      refused: false,
      value: { name: '买买提·阿', idNumber: numbered('19900307'), validTo: '2036-01-01' },
    });
  });

  it('S01: with 62 days left is refused, with its last day and the day that is needed', () => {
    expect(decideIdentity({ ...facts, validTo: addDays(today, 62) })).toEqual({
      refused: true,
      refusal: { code: 'identity.id_expiring_soon', facts: { validTo: '2027-01-24', needed: '2027-02-23' } },
    });
  });

  it('S01: that is valid to the very day of the three months is accepted; a day less is refused', () => {
    expect(decideIdentity({ ...facts, validTo: '2027-02-23' }).refused).toBe(false);
    expect(decideIdentity({ ...facts, validTo: '2027-02-22' })).toMatchObject({
      refusal: { code: 'identity.id_expiring_soon' },
    });
    // three months from 30 November end with February
    expect(decideIdentity({ ...facts, today: civilDate('2026-11-30'), validTo: '2027-02-28' }).refused).toBe(false);
  });

  it('that ends today has run into the three months; one that ended yesterday has expired', () => {
    expect(decideIdentity({ ...facts, validTo: '2026-11-23' })).toMatchObject({
      refusal: { code: 'identity.id_expiring_soon' },
    });
    expect(decideIdentity({ ...facts, validTo: '2026-11-22' })).toMatchObject({
      refusal: { code: 'identity.id_expired' },
    });
  });

  it('S02: of 长期 has no end', () =>
    expect(decideIdentity({ ...facts, validTo: '长期' })).toMatchObject({
      refused: false,
      value: { validTo: '长期' },
    }));

  it('S03: with a wrong check character is refused, and nothing is put right for the applicant', () => {
    const wrong = `${facts.idNumber.slice(0, 17)}${facts.idNumber.endsWith('1') ? '2' : '1'}`;
    expect(decideIdentity({ ...facts, idNumber: wrong })).toMatchObject({
      refusal: { code: 'identity.id_number_invalid', facts: { fault: 'checksum' } },
    });
  });

  it('S05: of somebody of fourteen is refused; eighteen is counted to the day', () => {
    expect(decideIdentity({ ...facts, idNumber: numbered('20120307') })).toMatchObject({
      refusal: { code: 'identity.too_young', facts: { age: 14, ageMin: 18 } },
    });
    expect(decideIdentity({ ...facts, idNumber: numbered('20081123') }).refused).toBe(false);
    expect(decideIdentity({ ...facts, idNumber: numbered('20081124') })).toMatchObject({
      refusal: { code: 'identity.too_young', facts: { age: 17 } },
    });
  });

  it('without a name, or with a last day that is none, is refused', () => {
    expect(decideIdentity({ ...facts, name: ' ' })).toMatchObject({ refusal: { code: 'identity.name_missing' } });
    expect(decideIdentity({ ...facts, name: '林' })).toMatchObject({ refusal: { code: 'identity.name_missing' } });
    expect(decideIdentity({ ...facts, validTo: '2027-02-30' })).toMatchObject({
      refusal: { code: 'identity.valid_to_invalid' },
    });
  });
});
