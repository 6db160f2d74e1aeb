/** Photographs and videos that prove something; the key is what the applicant hands in. */
export const MATERIAL_KINDS = [
  'id_front',
  'id_back',
  'bank_card',
  'scene_photo',
  'scene_order',
  'scene_video',
  'interview_video',
  'business_licence',
  'account_permit',
  'lease',
  'auth_letter',
  'account_letter',
  'legal_id_front',
  'legal_id_back',
  'new_id_front',
  'new_id_back',
  'new_licence',
  'new_scene',
] as const;
export type MaterialKind = (typeof MATERIAL_KINDS)[number];
export type VideoKind = 'scene_video' | 'interview_video';
export type PhotoKind = Exclude<MaterialKind, VideoKind>;

export type DocumentKind =
  | 'id_front'
  | 'id_back'
  | 'bank_card'
  | 'scene_photo'
  | 'business_licence'
  | 'account_permit'
  | 'lease'
  | 'auth_letter'
  | 'account_letter';

/** What the reader is told to look for in a photo of each kind. */
export const DOCUMENT_OF: Readonly<Record<PhotoKind, DocumentKind>> = {
  id_front: 'id_front',
  id_back: 'id_back',
  bank_card: 'bank_card',
  scene_photo: 'scene_photo',
  scene_order: 'scene_photo',
  business_licence: 'business_licence',
  account_permit: 'account_permit',
  lease: 'lease',
  auth_letter: 'auth_letter',
  account_letter: 'account_letter',
  legal_id_front: 'id_front',
  legal_id_back: 'id_back',
  new_id_front: 'id_front',
  new_id_back: 'id_back',
  new_licence: 'business_licence',
  new_scene: 'scene_photo',
};
