/** Items an applicant may be asked to do again, and the coded reasons that fit each (texts are in the word catalogue). */
export const FIX_REASONS = {
  identity_card: [
    'img_blurry',
    'img_glare',
    'img_occluded',
    'img_cut_off',
    'img_copy',
    'img_screen',
    'id_expired',
    'id_expiring_soon',
    'id_damaged',
    'id_number_mismatch',
    'id_name_mismatch',
  ],
  face: ['face_mismatch', 'face_liveness_failed'],
  bank_card: [
    'img_blurry',
    'card_not_class1',
    'card_is_credit',
    'card_holder_mismatch',
    'card_four_element_failed',
    'phone_not_reserved',
  ],
  scene: ['img_blurry', 'scene_insufficient', 'scene_not_match', 'scene_reused', 'scene_too_old'],
  business: ['mcc_mismatch', 'address_mismatch'],
} as const;

export type FixItem = keyof typeof FIX_REASONS;
