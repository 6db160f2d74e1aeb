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
  | 'http.idempotency_needed'
  | 'partner.key_invalid'
  | 'partner.scope_missing'
  | 'partner.ip_not_allowed'
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
  'http.idempotency_needed': [400, 'Name this request with an Idempotency-Key'],
  'partner.key_invalid': [401, 'The key is unknown, revoked or wrong'],
  'partner.scope_missing': [403, 'The key does not open this'],
  'partner.ip_not_allowed': [403, 'The key may not be used from this address'],
  'partner.ip_list_invalid': [422, 'A line is neither an address nor a network'],
  'partner.key_unknown': [404, 'No such key, or it is revoked already'],
  'partner.application_unknown': [404, 'No such application of yours'],
  'partner.application_exists': [409, 'This merchant has an application already'],
  'partner.sandbox_only': [403, 'Failures are forced in the sandbox alone; leave the header out'],
  'partner.check_unknown': [422, 'The header names a check that there is not'],
  'partner.webhook_url': [422, 'Not an https address of the open internet'],
  'partner.webhook_limit': [409, 'There are as many addresses as there may be'],
  'partner.webhook_unknown': [404, 'No such address of yours'],
  'partner.delivery_unknown': [404, 'No such delivery'],
  'partner.delivery_waiting': [409, 'This delivery is on its way'],
  'partner.request_limit': [429, 'This merchant was asked often enough today'],
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
  'materials.video_too_long': [422, 'The video is longer than it may be'],
  'materials.video_too_old': [422, 'The video was recorded too long ago'],
  'materials.video_still': [422, 'Nothing moves in the video'],
  'materials.video_from_the_future': [422, 'The video says it was recorded later than now'],
  'materials.video_unreadable': [422, 'The video cannot be read'],
  'materials.video_too_large': [413, 'The video is too large'],
  'materials.upload_unknown': [404, 'No such upload, or it has ended'],
  'materials.upload_part_wrong': [422, 'Not the length of this part'],
  'materials.upload_incomplete': [409, 'Parts are missing'],
  'materials.upload_broken': [422, 'The parts are not what was announced'],
  'materials.upload_in_judgement': [409, 'This upload is being judged'],
  'applications.none': [404, 'There is no open application'],
  'applications.draft_conflict': [409, 'The draft was changed elsewhere'],
  'applications.draft_invalid': [422, 'The draft has a field that does not fit'],
  'applications.terms_not_chosen': [409, 'Choose kind, device and settlement first'],
  'applications.not_signed': [404, 'Nothing has been signed yet'],
  'applications.sheet_changed': [409, 'The terms are not those that were read'],
  'applications.signature_empty': [422, 'The signature is empty'],
  'applications.signature_needed': [409, 'The price-truth sheet has to be signed first'],
  'applications.not_asked': [409, 'Only what was asked for may change now'],
  'applications.not_withdrawable': [409, 'The application can no longer be taken back'],
  'applications.not_editable': [409, 'The application cannot be changed now'],
  'applications.incomplete': [422, 'Something on the checklist is missing'],
  'applications.already_submitted': [409, 'Submitted already'],
  'applications.card_is_credit': [422, 'A credit card cannot receive settlements'],
  'applications.card_number_invalid': [422, 'The card number is not valid'],
  'merchants.none': [404, 'There is no merchant yet'],
  'switching.transaction_unknown': [404, 'No such transaction'],
  'terminals.unknown': [404, 'No such device of yours'],
  'terminals.place_unknown': [404, 'No such place of stock'],
  'terminals.place_owner_unknown': [404, 'No such outlet or agent, or it is suspended'],
  'terminals.stock_file_unreadable': [422, 'The file cannot be read as a stock file'],
  'terminals.stock_file_wrong': [422, 'Lines of the file are wrong; nothing was imported'],
  'terminals.device_unknown': [404, 'There is no such device'],
  'terminals.device_not_returned': [409, 'Only a device that came back is inspected'],
  'terminals.device_not_here': [409, 'A device does not stand free at this place'],
  'terminals.transfer_same_place': [422, 'From and to are the same place'],
  'terminals.transfer_unknown': [404, 'No such transfer'],
  'terminals.transfer_elsewhere': [409, 'The transfer has moved on'],
  'terminals.count_open_already': [409, 'This place is being counted already'],
  'terminals.count_unknown': [404, 'No such count'],
  'terminals.count_elsewhere': [409, 'The count has moved on'],
  'terminals.count_same_person': [403, 'Who counted may not confirm the differences'],
  'terminals.report_too_late': [409, 'Activation of this device has begun'],
  'terminals.report_open': [409, 'This device is being looked into'],
  'terminals.serial_needed': [422, 'Which serial number came?'],
  'terminals.serial_is_right': [422, 'This is the serial number that was sent'],
  'terminals.report_unknown': [404, 'No such report'],
  'terminals.report_elsewhere': [409, 'The report cannot be resolved this way now'],
  'terminals.arrived_not_free': [409, 'The device that came does not stand free in stock'],
  'terminals.out_of_stock': [409, 'No device of this model in stock'],
  'terminals.shipment_unknown': [404, 'No such shipment'],
  'activation.already_active': [409, 'The terminal is active already'],
  'activation.reissue_limit': [429, 'Too many new codes for today'],
  'review.case_unknown': [404, 'No such case'],
  'review.no_previous': [404, 'This is the first revision'],
  'review.case_taken': [409, 'Somebody else has this case'],
  'review.case_decided': [409, 'This case is decided'],
  'review.not_claimed': [409, 'Take the case first'],
  'review.stale_revision': [409, 'The applicant has handed in a newer revision'],
  'review.hard_failure': [409, 'A check failed that one reviewer cannot wave through'],
  'review.verdict_missing': [409, 'An item with a doubt has no verdict yet'],
  'review.four_eyes': [403, 'Who filed or decided it before may not decide it'],
  'review.terms_same': [422, 'These are the terms that were signed'],
  'review.terms_not_fitting': [422, 'This device does not bind a corporate account'],
  'review.item_not_asked': [422, 'This application is not asked for this item'],
  'review.not_rejected': [409, 'Only a refusal can be appealed against'],
  'review.appeal_too_late': [409, 'The time for an appeal is over'],
  'review.appeal_final': [409, 'This refusal is final'],
  'review.fix_reason_unknown': [422, 'A reason does not fit its item'],
  'channels.filing_unknown': [404, 'No such filing'],
  'channels.consent_awaited': [403, 'The merchant has not agreed yet'],
  'channels.filing_not_open': [409, 'The filing is not open for this'],
  'channels.filing_not_awaiting': [409, 'The filing does not wait for a second officer'],
  'channels.same_officer': [409, 'Whoever worked on a filing cannot confirm it'],
  'channels.originals_open': [422, 'Originals are not ticked yet'],
  'channels.original_without_photo': [409, 'There is no photo of this original yet'],
  'channels.face_not_witnessed': [409, 'The person was not compared with the card yet'],
  'channels.application_closed': [409, 'The application cannot be changed now'],
  'channels.form_code_unknown': [404, 'No such form code'],
  'channels.handover_not_now': [409, 'The application is not approved, or the device is handed over'],
  'channels.visit_date': [422, 'The date is in the past or too far ahead'],
  'channels.visits_open': [409, 'Too many open visits'],
  'channels.visit_unknown': [404, 'No such visit'],
  'channels.visit_moved': [409, 'The visit is elsewhere by now'],
  'channels.place_invalid': [422, 'The place of the check-in is not valid'],
  'channels.request_limit': [429, 'This merchant was asked often enough today'],
  'channels.agent_suspended': [403, 'The agent is suspended'],
  'channels.certificate_expired': [403, 'The agent’s certificate has expired'],
  'channels.certificate_invalid': [403, 'The agent has no valid certificate'],
  'channels.city_not_covered': [403, 'The certificate does not cover this city'],
  'channels.certificate_unknown': [404, 'No such certificate'],
  'channels.agent_unknown': [404, 'No such agent'],
  'channels.agent_not_active': [409, 'The agent is suspended already'],
  'channels.successor_invalid': [422, 'Work cannot go to this agent'],
  'channels.dates_invalid': [422, 'The dates do not fit'],
  'channels.bank_unknown': [404, 'No such bank or outlet'],
  'channels.login_taken': [409, 'This login is taken'],
  'channels.report_moved': [409, 'The report is elsewhere by now'],
  'review.proof_no_account': [409, 'Fill in the corporate account first'],
  'review.proof_limit': [429, 'No more micro transfers for today'],
  'review.proof_refused': [422, 'The bank does not know this account'],
  'review.proof_unanswered': [503, 'The bank did not answer; ask again'],
  'review.proof_not_sent': [409, 'No micro transfer has been sent to this account'],
  'review.proof_wrong': [422, 'Not the amount that was sent'],
  'review.proof_tries_used': [429, 'The tries are used up'],
  'review.policy_invalid': [422, 'The policy does not fit its schema'],
  'review.policy_unknown': [404, 'No such version'],
  'review.policy_on_already': [409, 'This version was switched on already'],
  'review.policy_four_eyes': [403, 'Whoever wrote a policy does not switch it on'],
  'review.policy_date': [422, 'The day is past or is no day'],
  'identity.recovery_no_match': [422, 'Name, number and face do not belong to one account'],
  'identity.recovery_over': [409, 'These tries are over; begin again later'],
  'identity.recovery_unknown': [404, 'No change of number is under way'],
  'identity.recovery_limit': [429, 'Too many tries to recover this account'],
  'identity.phone_taken': [409, 'Another account has this number'],
  'identity.consent_effect': [409, 'Something else would follow from taking this consent back'],
  'identity.interview_unknown': [409, 'These questions have lapsed or are answered already'],
  'identity.interview_limit': [429, 'Too many sets of questions today'],
  'materials.video_before_questions': [422, 'Recorded before the questions were asked'],
  'hotline.caller_unverified': [404, 'Phone and identity number do not belong together'],
  'servicing.ticket_unknown': [404, 'No such ticket'],
  'servicing.ticket_elsewhere': [409, 'The ticket cannot take this step now'],
  'risk.not_listed': [404, 'This number is not on the list'],
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
