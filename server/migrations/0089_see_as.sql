-- Staff see a merchant's app as the merchant does, to read only (decision 0031).
-- One open look a member of staff: another one takes its place. It lives no longer than the staff session that it was opened from (door_hash).
CREATE TABLE identity.look_session (
  staff_id text PRIMARY KEY, look_id text NOT NULL, token_hash text NOT NULL, door_hash text NOT NULL, subject_id text NOT NULL,
  until timestamptz NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.look_session TO kaitong_app;
CREATE UNIQUE INDEX look_session_token ON identity.look_session (token_hash);
-- What the merchant reads of it, for good.
CREATE TABLE identity.look (
  applicant_id text NOT NULL, look_id text NOT NULL, at timestamptz NOT NULL, until timestamptz NOT NULL, staff_id text NOT NULL, reason text NOT NULL,
  PRIMARY KEY (applicant_id, look_id));
CREATE INDEX look_newest ON identity.look (applicant_id, at DESC);
GRANT SELECT, INSERT ON identity.look TO kaitong_app;
