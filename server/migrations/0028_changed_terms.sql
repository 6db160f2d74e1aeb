-- 条款变更: a reviewer would approve on other terms than those that were signed; the merchant signs them, or takes the application back.
CREATE TABLE review.changed_terms (
  applicant_id text NOT NULL, application_id text NOT NULL, revision_no int NOT NULL, settlement text CHECK (settlement IN ('t1', 't0')),
  device_model text CHECK (device_model IN ('esign_pos', 'smart_pos')), note text NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'awaiting', 'signed')), changed_by text NOT NULL, changed_at timestamptz NOT NULL,
  PRIMARY KEY (applicant_id, application_id, revision_no), CHECK (settlement IS NOT NULL OR device_model IS NOT NULL));
GRANT SELECT, INSERT, UPDATE, DELETE ON review.changed_terms TO kaitong_app;
