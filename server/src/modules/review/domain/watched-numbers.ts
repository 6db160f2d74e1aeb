import type { Revision } from '../../applications/index.ts';

/** A number that may be on a watch list. */
export interface WatchedNumber {
  readonly kind: 'id_number' | 'phone' | 'account' | 'credit_code';
  readonly value: string;
}

/** Pure: every number of an application that lists are asked about: the person, who acts and who owns, the phone, the account, the company. */
export function watchedNumbers({ person, draft }: Pick<Revision, 'person' | 'draft'>): WatchedNumber[] {
  const people = [
    person.idNumber,
    ...(draft.acting?.as === 'handler' ? [draft.acting.legalPersonIdNumber] : []),
    ...(draft.owners ?? []).map((one) => one.idNumber),
  ];
  const account = draft.corporateAccount?.accountNumber ?? draft.card?.number;
  return [
    ...people.map((value) => ({ kind: 'id_number' as const, value })),
    { kind: 'phone', value: person.phone },
    ...(account === undefined ? [] : [{ kind: 'account' as const, value: account }]),
    ...(draft.licence === undefined ? [] : [{ kind: 'credit_code' as const, value: draft.licence.uscc }]),
  ];
}
