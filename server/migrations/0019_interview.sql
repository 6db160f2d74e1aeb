-- 视频面签: another way than the live face check, and what a strict pack asks of those without a fixed place.
ALTER TABLE identity.applicant ADD COLUMN face_route text NOT NULL DEFAULT 'live' CHECK (face_route IN ('live', 'interview'));
ALTER TABLE identity.consent DROP CONSTRAINT consent_kind_check;
ALTER TABLE identity.consent ADD CONSTRAINT consent_kind_check
  CHECK (kind IN ('privacy', 'id_images', 'face', 'third_party_check', 'location', 'interview'));

CREATE TABLE identity.interview (
  applicant_id text NOT NULL, interview_id text NOT NULL, questions text[] NOT NULL CHECK (cardinality(questions) = 3),
  issued_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, material_id text, PRIMARY KEY (applicant_id, interview_id));
CREATE UNIQUE INDEX interview_material ON identity.interview (applicant_id, material_id) WHERE material_id IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON identity.interview TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('identity.interview_without_place', '2026-01-01', '0', '1: asked of who has no fixed place of business', 'strict pack: 1'),
  ('identity.interview_seconds_max', '2026-01-01', '60', 'seconds', 'product rule of the video interview'),
  ('identity.interview_minutes', '2026-01-01', '15', 'minutes to answer the questions', 'product rule: an answer recorded earlier is none');

ALTER TABLE materials.material DROP CONSTRAINT material_kind_check;
ALTER TABLE materials.material ADD CONSTRAINT material_kind_check CHECK (kind IN ('id_front', 'id_back', 'bank_card', 'scene_photo',
  'scene_order', 'scene_video', 'interview_video', 'business_licence', 'account_permit', 'lease', 'auth_letter', 'legal_id_front',
  'legal_id_back'));
