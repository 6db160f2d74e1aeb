import type { Merchant } from '../../../modules/merchants/index.ts';

/** Who reads notices, and whose: the owner also what was told to them as a person. `personId`: a member at work. */
export function readerOf(
  { merchantId, applicantId }: Merchant,
  personId: string | undefined,
): { reader: string; subjects: string[] } {
  return personId === undefined
    ? { reader: applicantId, subjects: [`merchant:${merchantId}`, `applicant:${applicantId}`] }
    : { reader: personId, subjects: [`merchant:${merchantId}`] };
}
