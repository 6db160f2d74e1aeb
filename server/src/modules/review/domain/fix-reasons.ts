import type { RequirementItem } from '../../applications/index.ts';

const PHOTO = ['img_blurry', 'img_glare', 'img_occluded', 'img_cut_off', 'img_copy', 'img_screen'] as const;

/** Items an applicant may be asked to do again, and the coded reasons that fit each (texts are in the word catalogue). */
export const FIX_REASONS = {
  identity_card: [
    ...PHOTO,
    'id_expired',
    'id_expiring_soon',
    'id_damaged',
    'id_number_mismatch',
    'id_name_mismatch',
    'doc_missing_side',
  ],
  face: ['face_mismatch', 'face_liveness_failed'],
  licence: [
    ...PHOTO,
    'licence_name_mismatch',
    'licence_expired',
    'licence_abnormal',
    'seal_missing',
    'seal_mismatch',
    'doc_wrong_type',
  ],
  authorisation: [...PHOTO, 'auth_letter_required', 'seal_missing', 'id_name_mismatch', 'doc_missing_side'],
  owners: ['id_number_mismatch', 'id_name_mismatch'],
  bank_card: [
    ...PHOTO,
    'card_not_class1',
    'card_is_credit',
    'card_holder_mismatch',
    'card_four_element_failed',
    'phone_not_reserved',
  ],
  account_permit: [
    ...PHOTO,
    'permit_missing',
    'card_holder_mismatch',
    'card_branch_missing',
    'seal_missing',
    'doc_wrong_type',
  ],
  premises: [...PHOTO, 'lease_invalid', 'lease_name_mismatch', 'doc_missing_page', 'doc_wrong_type'],
  scene: ['scene_insufficient', 'scene_not_match', 'scene_reused', 'scene_too_old', 'img_blurry'],
  interview: ['interview_unclear', 'interview_incomplete', 'face_mismatch'],
  business: ['mcc_mismatch', 'address_mismatch'],
} as const satisfies Partial<Record<RequirementItem, readonly string[]>>;

export type FixItem = keyof typeof FIX_REASONS;
export const FIX_ITEMS = Object.keys(FIX_REASONS) as FixItem[];
