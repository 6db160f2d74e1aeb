-- Every kind of applicant: more kinds of material, a settlement account of a company, checks and verdicts by item, four eyes,
-- and a log of decisions in which every row carries the hash of the one before it.

ALTER TABLE materials.material DROP CONSTRAINT material_kind_check;
ALTER TABLE materials.material ADD CONSTRAINT material_kind_check CHECK (kind IN ('id_front', 'id_back', 'bank_card', 'scene_photo',
  'scene_order', 'scene_video', 'business_licence', 'account_permit', 'lease', 'auth_letter', 'legal_id_front', 'legal_id_back'));
-- What a video said of itself (duration, when it was recorded, whether anything moves); null for pictures.
ALTER TABLE materials.material ADD COLUMN video jsonb;

ALTER TABLE applications.application ADD COLUMN channel text NOT NULL DEFAULT 'online' CHECK (channel IN ('online', 'counter', 'agent'));
ALTER TABLE applications.application ADD COLUMN fix_due_at timestamptz;

ALTER TABLE merchants.settlement_account ADD COLUMN branch_code text;
ALTER TABLE merchants.settlement_account ADD COLUMN branch_name text;

-- warn: for a person to look at; skip: could not be asked (a registry that does not answer is never a no).
ALTER TABLE review.check_item DROP CONSTRAINT check_item_verdict_check;
UPDATE review.check_item SET verdict = CASE verdict WHEN 'human' THEN 'warn' WHEN 'unverified' THEN 'skip' ELSE verdict END;
ALTER TABLE review.check_item ADD CONSTRAINT check_item_verdict_check CHECK (verdict IN ('pass', 'warn', 'fail', 'skip'));
ALTER TABLE review.check_item ADD COLUMN item text NOT NULL DEFAULT 'identity_card';
ALTER TABLE review.check_item ALTER COLUMN item DROP DEFAULT;
ALTER TABLE review.check_item ADD COLUMN version int NOT NULL DEFAULT 1;

ALTER TABLE review.review_case ADD COLUMN stage int NOT NULL DEFAULT 1 CHECK (stage IN (1, 2));
ALTER TABLE review.review_case ADD COLUMN first_by text;
ALTER TABLE review.review_case ADD COLUMN channel text NOT NULL DEFAULT 'online';
ALTER TABLE review.review_case ADD COLUMN appeal boolean NOT NULL DEFAULT false;
ALTER TABLE review.review_case ADD COLUMN appeal_words_sealed text;
CREATE INDEX review_case_open ON review.review_case (due_at) WHERE state <> 'decided';
CREATE INDEX review_case_application ON review.review_case (applicant_id, application_id);
CREATE INDEX review_case_id ON review.review_case (case_id);

-- 逐项结论: what a reviewer said of one item of one case. The applicant reads `note`; `internal_note` never leaves the house.
CREATE TABLE review.verdict (
  applicant_id text NOT NULL, case_id text NOT NULL, item text NOT NULL, verdict text NOT NULL CHECK (verdict IN ('pass', 'fix', 'reject')),
  reasons text[] NOT NULL, note text NOT NULL, internal_note text NOT NULL, judged_by text NOT NULL, judged_at timestamptz NOT NULL,
  PRIMARY KEY (applicant_id, case_id, item));

-- Append-only. `hash` covers the row and the hash before it, so a row that is changed or taken out breaks the chain.
CREATE TABLE review.decision_log (
  applicant_id text NOT NULL, application_id text NOT NULL, seq int NOT NULL, revision_no int NOT NULL, decided_at timestamptz NOT NULL,
  decided_by text NOT NULL, decision text NOT NULL, policy_date date NOT NULL, evidence_hash text NOT NULL, detail jsonb NOT NULL,
  previous_hash text NOT NULL, hash text NOT NULL, PRIMARY KEY (applicant_id, application_id, seq));

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('review.offline_target_minutes', '2026-01-01', '4320', 'minutes', 'published promise: three days at a counter or with an agent'),
  ('review.fix_days', '2026-01-01', '30', 'days', 'product rule: an unanswered request lapses'),
  ('review.appeal_days', '2026-01-01', '30', 'days', 'product rule'),
  ('review.corporate_tries_per_day', '2026-01-01', '3', 'tries', 'as for cards'),
  ('scene.video_seconds_max', '2026-01-01', '10', 'seconds', 'product rule'),
  ('scene.video_age_days_max', '2026-01-01', '7', 'days', 'product rule'),
  ('review.people_company_smart', '2026-01-01', '2', 'people', 'four eyes for a company with a smart POS'),
  ('review.people_t0', '2026-01-01', '2', 'people', 'four eyes for T+0'),
  ('review.people_override', '2026-01-01', '2', 'people', 'four eyes where a person overrides a failed check');

GRANT SELECT, INSERT, UPDATE, DELETE ON review.verdict TO kaitong_app;
GRANT SELECT, INSERT ON review.decision_log TO kaitong_app;

-- The name-consistency matrix as the machine saw it (names: sealed), and how many people had to agree.
ALTER TABLE review.evaluation ADD COLUMN matrix_sealed text;
ALTER TABLE review.evaluation ADD COLUMN people int NOT NULL DEFAULT 1 CHECK (people BETWEEN 0 AND 2);
