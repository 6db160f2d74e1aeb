/**
 * Reasons by which a material or an application is sent back, and what the applicant does about each. The two texts of a reason
 * (for the applicant, for the reviewer) are in the web's word catalogue, by code.
 */
export type Remedy = 'retake' | 'upload' | 'replace' | 'correct' | 'record_video' | 'counter_or_agent' | 'none';

const table = {
  img_blurry: 'retake',
  img_glare: 'retake',
  img_occluded: 'retake',
  img_cut_off: 'retake',
  img_copy: 'retake',
  img_screen: 'retake',
  img_too_small: 'retake',
  file_corrupt: 'retake',
  file_type: 'retake',
  doc_wrong_type: 'upload',
  doc_missing_side: 'upload',
  doc_missing_page: 'upload',
  id_expired: 'replace',
  id_expiring_soon: 'replace',
  id_damaged: 'replace',
  id_number_mismatch: 'correct',
  id_name_mismatch: 'correct',
  face_mismatch: 'retake',
  face_liveness_failed: 'counter_or_agent',
  interview_unclear: 'record_video',
  interview_incomplete: 'record_video',
  card_not_class1: 'replace',
  card_is_credit: 'replace',
  card_branch_missing: 'correct',
  card_holder_mismatch: 'replace',
  card_four_element_failed: 'correct',
  phone_not_reserved: 'correct',
  scene_insufficient: 'record_video',
  scene_not_match: 'record_video',
  scene_reused: 'record_video',
  scene_too_old: 'record_video',
  licence_expired: 'replace',
  licence_name_mismatch: 'correct',
  licence_abnormal: 'replace',
  lease_invalid: 'upload',
  lease_name_mismatch: 'upload',
  permit_missing: 'upload',
  seal_missing: 'retake',
  seal_mismatch: 'retake',
  auth_letter_required: 'upload',
  mcc_mismatch: 'correct',
  address_mismatch: 'correct',
  agent_unverified: 'counter_or_agent',
  agent_out_of_area: 'counter_or_agent',
  dup_subject: 'none',
  dup_device: 'none',
  dup_account: 'replace',
  // Final: the applicant reads a general text, so that nobody learns which list or which trace it was.
  watchlist_hit: 'none',
  doc_forged: 'none',
  doc_manipulated: 'none',
  prohibited_mcc: 'none',
} as const satisfies Record<string, Remedy>;

export type Reason = keyof typeof table;
export const REASONS: Readonly<Record<Reason, Remedy>> = table;
/** What puts more right stands before what puts less right: whoever records a video need not photograph the sign as well. */
const BY_REACH: readonly Remedy[] = [
  'none',
  'counter_or_agent',
  'record_video',
  'replace',
  'upload',
  'retake',
  'correct',
];

/** The one remedy that answers all of these reasons. */
export function remedyOf(reasons: readonly string[]): Remedy {
  const remedies = reasons.map((reason) => (reason in table ? table[reason as Reason] : 'correct'));
  return BY_REACH.find((one) => remedies.includes(one)) ?? 'correct';
}
