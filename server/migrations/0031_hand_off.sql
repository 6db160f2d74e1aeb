-- From the desktop to the phone: a code on the screen, opened once, within minutes, by a phone that then has a session of its own.
CREATE TABLE identity.hand_off (
  applicant_id text NOT NULL, hand_off_id text NOT NULL, token_hash text NOT NULL,
  step text NOT NULL CHECK (step IN ('identity', 'face', 'licence', 'authorisation', 'card', 'account', 'premises', 'scene', 'interview')),
  state text NOT NULL CHECK (state IN ('waiting', 'opened', 'ended', 'withdrawn')),
  made_in text NOT NULL, made_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
  opened_at timestamptz, session_hash text, device text, ended_at timestamptz,
  PRIMARY KEY (applicant_id, hand_off_id));
CREATE INDEX hand_off_token ON identity.hand_off (token_hash);
CREATE UNIQUE INDEX hand_off_waiting ON identity.hand_off (applicant_id) WHERE state = 'waiting';
GRANT SELECT, INSERT, UPDATE ON identity.hand_off TO kaitong_app;
