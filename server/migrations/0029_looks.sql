ALTER TABLE materials.material DROP CONSTRAINT material_kind_check;
ALTER TABLE materials.material ADD CONSTRAINT material_kind_check CHECK (kind IN ('id_front', 'id_back', 'bank_card', 'scene_photo',
  'scene_order', 'scene_video', 'interview_video', 'business_licence', 'account_permit', 'lease', 'auth_letter', 'account_letter',
  'legal_id_front', 'legal_id_back'));
-- What a photo of a scene looks like, coarsely: the same picture saved anew, made smaller or mirrored is found again by it. 32 bytes a
-- photo in an index of their own: a million of them are compared in about a quarter of a second.
ALTER TABLE materials.material ADD COLUMN look bit(256);
CREATE INDEX material_look ON materials.material (look, applicant_id) WHERE look IS NOT NULL;
