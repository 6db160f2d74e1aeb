import { addMonths, isCivilDate, yearsBetween, type CivilDate } from '../../../kernel/instant.ts';
import { birthOf, idNumberFault } from '../../../kernel/id-number.ts';
import { must } from '../../../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';
import { normaliseName } from '../../../kernel/person-name.ts';

export interface IdentityFacts {
  readonly name: string;
  readonly idNumber: string;
  /** `YYYY-MM-DD`, inclusive, or 长期. */
  readonly validTo: string;
  readonly today: CivilDate;
  readonly validityMonthsMin: number;
  readonly ageMin: number;
}

export type IdentityRefusal = Refusal<
  | 'identity.name_missing'
  | 'identity.id_number_invalid'
  | 'identity.valid_to_invalid'
  | 'identity.id_expired'
  | 'identity.id_expiring_soon'
  | 'identity.too_young'
>;

/**
 * The rules of an identity card (S01-S05): number with a true check character and a real birth date, age, and an expiry of at
 * least today + P3M (inclusive, the day clamped to the month's end); 长期 has no end.
 */
export function decideIdentity(
  facts: IdentityFacts,
): Outcome<{ name: string; idNumber: string; validTo: string }, IdentityRefusal> {
  const name = normaliseName(facts.name);
  if (Array.from(name).length < 2) return refuse('identity.name_missing');
  const idNumber = facts.idNumber.trim().toUpperCase();
  const fault = idNumberFault(idNumber, facts.today);
  if (fault !== undefined) return refuse('identity.id_number_invalid', { fault });
  const birth = must(birthOf(idNumber), 'birth date of a checked number');
  const age = yearsBetween(birth, facts.today);
  if (age < facts.ageMin) return refuse('identity.too_young', { age, ageMin: facts.ageMin });
  if (facts.validTo === '长期') return accept({ name, idNumber, validTo: facts.validTo });
  if (!isCivilDate(facts.validTo)) return refuse('identity.valid_to_invalid');
  if (facts.validTo < facts.today) return refuse('identity.id_expired', { validTo: facts.validTo });
  const needed = addMonths(facts.today, facts.validityMonthsMin);
  if (facts.validTo < needed) return refuse('identity.id_expiring_soon', { validTo: facts.validTo, needed });
  return accept({ name, idNumber, validTo: facts.validTo });
}
