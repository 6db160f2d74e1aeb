-- Documents of a merchant with their end, and requests to change what stands of it (decision 0023).
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('documents.notice_days', '2026-01-01', '"90,30,7"', 'days before the last valid day', 'product rule'),
  ('documents.grace_days', '2026-01-01', '0', 'days after the last valid day', 'product rule'),
  ('documents.read_min', '2026-01-01', '0.9', 'confidence of a field', 'ours: below it the applicant is asked to check it, too');

-- A document in force a kind; those before it stay.
CREATE TABLE merchants.document (
  merchant_id text NOT NULL, kind text NOT NULL CHECK (kind IN ('id_card', 'licence')), document_no int NOT NULL CHECK (document_no > 0),
  state text NOT NULL CHECK (state IN ('in_force', 'replaced')),
  -- of a card its person, of a licence the name of the business; person: the licence's legal person or owner
  holder_sealed text NOT NULL, number_sealed text NOT NULL, number_hash text NOT NULL, person_sealed text,
  -- the last valid day; none: 长期
  valid_to date,
  -- photos, the front before the back
  materials text[] NOT NULL, source text NOT NULL, since timestamptz NOT NULL, ended_at timestamptz,
  -- days before the end at which the merchant was told last, and the day on which it heard of it first
  told_days int, heard_on date,
  PRIMARY KEY (merchant_id, kind, document_no));
CREATE UNIQUE INDEX document_in_force ON merchants.document (merchant_id, kind) WHERE state = 'in_force';
GRANT SELECT, INSERT, UPDATE (state, ended_at, told_days, heard_on) ON merchants.document TO kaitong_app;

ALTER TABLE merchants.restriction DROP CONSTRAINT restriction_reason_check;
ALTER TABLE merchants.restriction ADD CONSTRAINT restriction_reason_check CHECK (reason IN ('deposit_unpaid', 'people', 'id_expired', 'licence_expired'));

-- What stands in sealed revisions is opened by a job, merchant by merchant.
INSERT INTO platform.due (kind, key, at, data, state)
  SELECT 'take-documents', merchant_id, '2026-01-01T00:00:00+08:00', jsonb_build_object('merchantId', merchant_id), 'waiting'
    FROM merchants.merchant WHERE state <> 'closed';

-- Photos for a change stand beside those of the application.
ALTER TABLE materials.material DROP CONSTRAINT material_kind_check;
ALTER TABLE materials.material ADD CONSTRAINT material_kind_check CHECK (kind IN ('id_front', 'id_back', 'bank_card', 'scene_photo',
  'scene_order', 'scene_video', 'interview_video', 'business_licence', 'account_permit', 'lease', 'auth_letter', 'account_letter',
  'legal_id_front', 'legal_id_back', 'new_id_front', 'new_id_back', 'new_licence', 'new_scene'));

CREATE TABLE servicing.change_request (
  merchant_id text NOT NULL, change_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('id_card', 'licence', 'profile', 'legal_person')),
  state text NOT NULL CHECK (state IN ('draft', 'submitted', 'in_review', 'second_review', 'needs_fix', 'approved', 'rejected', 'withdrawn')),
  revision_no int NOT NULL DEFAULT 0,
  -- why a person looks at the newest revision
  doubts text[] NOT NULL DEFAULT '{}',
  -- who approved it first, where two are needed
  first_by text,
  opened_at timestamptz NOT NULL, moved_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, change_id));
CREATE UNIQUE INDEX change_request_open ON servicing.change_request (merchant_id, kind) WHERE state NOT IN ('approved', 'rejected', 'withdrawn');
CREATE INDEX change_request_waiting ON servicing.change_request (moved_at, merchant_id, change_id) WHERE state IN ('in_review', 'second_review');
CREATE INDEX change_request_by_time ON servicing.change_request (moved_at, merchant_id, change_id) WHERE state <> 'draft';

CREATE TABLE servicing.change_revision (
  merchant_id text NOT NULL, change_id text NOT NULL, revision_no int NOT NULL CHECK (revision_no > 0),
  content_sealed text NOT NULL, content_hash text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, change_id, revision_no));
-- Whatever happened to a request: who moved it, why, and what followed.
CREATE TABLE servicing.change_step (
  merchant_id text NOT NULL, change_id text NOT NULL, step_no int NOT NULL CHECK (step_no > 0), event text NOT NULL,
  by_whom text NOT NULL, at timestamptz NOT NULL, revision_no int NOT NULL, reasons text[] NOT NULL, note text NOT NULL,
  PRIMARY KEY (merchant_id, change_id, step_no));
GRANT SELECT, INSERT, UPDATE ON servicing.change_request TO kaitong_app;
GRANT SELECT, INSERT ON servicing.change_revision, servicing.change_step TO kaitong_app;
