/** One table from refusal codes to HTTP: RFC 9457 problems with stable codes. A code of the contract that is missing here does not compile. */
import type { Contract, RouteKey } from '@kaitong/client/contract';

type Declared = {
  [K in RouteKey]: Contract[K] extends { readonly refusals: readonly (infer C extends string)[] } ? C : never;
}[RouteKey];
export type GeneralCode =
  | 'http.bad_request'
  | 'http.not_found'
  | 'http.unsupported'
  | 'http.too_large'
  | 'http.origin'
  | 'http.rate_limit'
  | 'http.fault'
  | 'http.idempotency_conflict'
  | 'http.in_progress'
  | 'identity.sign_in_needed'
  | 'identity.not_allowed'
  | 'demo.only'
  | 'partner.signature'
  | 'terminals.shipment_unknown';
export type ProblemCode = Declared | GeneralCode;

/** Status and an English title for engineers; what people read is in the web's catalogue, by code. */
export const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  'http.bad_request': [400, 'The request does not fit the contract'],
  'http.not_found': [404, 'Nothing at this address'],
  'http.unsupported': [415, 'This kind of body is not taken here'],
  'http.too_large': [413, 'The body is too large'],
  'http.origin': [403, 'The request comes from another site'],
  'http.rate_limit': [429, 'Too many requests'],
  'http.fault': [500, 'Something broke on our side'],
  'http.idempotency_conflict': [422, 'This Idempotency-Key was used for another request'],
  'http.in_progress': [409, 'The same request is being carried out'],
  'demo.only': [404, 'Only in demo mode'],
  'demo.clock_busy': [409, 'The clock is being moved already'],
  'partner.signature': [401, 'The signature does not hold'],
  'identity.sign_in_needed': [401, 'Sign in first'],
  'identity.not_allowed': [403, 'Your role may not do this'],
  'identity.phone_invalid': [422, 'Not a mobile number of mainland China'],
  'identity.code_too_soon': [429, 'A code was sent a moment ago'],
  'identity.code_limit': [429, 'Too many codes for today'],
  'identity.code_wrong': [422, 'The code is wrong'],
  'identity.code_expired': [422, 'The code has expired'],
  'identity.code_tries_used': [429, 'Too many wrong codes; ask for a new one'],
  'identity.sign_in_wrong': [401, 'Login or password is wrong'],
  'identity.sign_in_limit': [429, 'Too many tries; wait a while'],
  'identity.consent_never_given': [409, 'This consent was not in force'],
  'identity.consent_missing': [403, 'A consent is needed first'],
  'identity.name_missing': [422, 'The name is missing'],
  'identity.id_number_invalid': [422, 'The identity number is not valid'],
  'identity.valid_to_invalid': [422, 'The expiry date is not valid'],
  'identity.id_expired': [422, 'The identity card has expired'],
  'identity.id_expiring_soon': [422, 'The identity card expires within three months'],
  'identity.too_young': [422, 'Applicants must be of age'],
  'identity.already_verified': [409, 'This identity is verified already'],
  'identity.photos_missing': [409, 'Both sides of the card are needed first'],
  'identity.not_confirmed': [409, 'Confirm the identity card first'],
  'identity.challenge_unknown': [409, 'This challenge was used or has expired'],
  'identity.face_liveness_failed': [422, 'The actions were not seen'],
  'identity.face_mismatch': [422, 'The face does not match the card'],
  'identity.face_tries_used': [422, 'Three tries are used; a person will look'],
  'materials.photo_refused': [422, 'The photo cannot be used'],
  'materials.photo_too_large': [413, 'The photo is too large'],
  'applications.none': [404, 'There is no open application'],
  'applications.draft_conflict': [409, 'The draft was changed elsewhere'],
  'applications.draft_invalid': [422, 'The draft has a field that does not fit'],
  'applications.not_editable': [409, 'The application cannot be changed now'],
  'applications.incomplete': [422, 'Something on the checklist is missing'],
  'applications.already_submitted': [409, 'Submitted already'],
  'applications.card_is_credit': [422, 'A credit card cannot receive settlements'],
  'applications.card_number_invalid': [422, 'The card number is not valid'],
  'merchants.none': [404, 'There is no merchant yet'],
  'switching.transaction_unknown': [404, 'No such transaction'],
  'terminals.unknown': [404, 'No such device of yours'],
  'terminals.shipment_unknown': [404, 'No such shipment'],
  'activation.already_active': [409, 'The terminal is active already'],
  'activation.reissue_limit': [429, 'Too many new codes for today'],
  'review.case_unknown': [404, 'No such case'],
  'review.case_taken': [409, 'Somebody else has this case'],
  'review.case_decided': [409, 'This case is decided'],
  'review.not_claimed': [409, 'Take the case first'],
  'review.stale_revision': [409, 'The applicant has handed in a newer revision'],
  'review.hard_failure': [409, 'A check failed that one reviewer cannot wave through'],
  'review.fix_reason_unknown': [422, 'A reason does not fit its item'],
  'settlement.payout_not_waiting': [409, 'This payout is not waiting for the bank'],
};

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly facts?: unknown;
  readonly detail?: string;
}

export function problemOf(code: ProblemCode, more: { facts?: unknown; detail?: string } = {}): ProblemBody {
  const [status, title] = PROBLEMS[code];
  return { type: `https://kaitong.invalid/problems/${code}`, title, status, code, ...more };
}
