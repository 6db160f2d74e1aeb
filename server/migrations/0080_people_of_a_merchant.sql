-- People who work for a merchant, and what they changed (decision 0024). The owner is whoever applied, and no member.
CREATE TABLE merchants.member (
  merchant_id text NOT NULL, member_id text NOT NULL, role text NOT NULL CHECK (role IN ('manager', 'cashier')), name text NOT NULL,
  phone_sealed text NOT NULL, phone_hash text NOT NULL, phone_masked text NOT NULL, applicant_id text,
  state text NOT NULL CHECK (state IN ('invited', 'active', 'declined', 'ended')),
  invited_at timestamptz NOT NULL, invited_until timestamptz NOT NULL, answered_at timestamptz, ended_at timestamptz, ended_by text,
  PRIMARY KEY (merchant_id, member_id));
CREATE UNIQUE INDEX member_open ON merchants.member (merchant_id, phone_hash) WHERE state IN ('invited', 'active');
CREATE INDEX member_invited ON merchants.member (phone_hash) WHERE state = 'invited';
CREATE INDEX member_serves ON merchants.member (applicant_id) WHERE state = 'active';
GRANT SELECT, INSERT, UPDATE ON merchants.member TO kaitong_app;
CREATE TABLE merchants.member_act (
  merchant_id text NOT NULL, act_id text NOT NULL, member_id text NOT NULL, at timestamptz NOT NULL, what text NOT NULL,
  PRIMARY KEY (merchant_id, act_id));
CREATE INDEX member_act_newest ON merchants.member_act (merchant_id, at DESC);
GRANT SELECT, INSERT ON merchants.member_act TO kaitong_app;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('members.max', '2026-01-01', '50', 'people invited or active at one merchant', 'product rule'),
  ('members.invitation_days', '2026-01-01', '7', 'days in which an invitation can be answered', 'product rule');

-- Where a person is signed in can be listed and ended; what happened at the door is kept.
ALTER TABLE identity.session ADD COLUMN session_id text, ADD COLUMN seen_at timestamptz, ADD COLUMN address text NOT NULL DEFAULT '';
CREATE TABLE identity.sign_in_log (
  applicant_id text NOT NULL, entry_id text NOT NULL, at timestamptz NOT NULL,
  what text NOT NULL CHECK (what IN ('signed_in', 'wrong_code', 'locked', 'signed_out', 'ended', 'recovered')),
  device text NOT NULL, address text NOT NULL, PRIMARY KEY (applicant_id, entry_id));
CREATE INDEX sign_in_log_newest ON identity.sign_in_log (applicant_id, at DESC);
CREATE INDEX sign_in_log_age ON identity.sign_in_log (at);
GRANT SELECT, INSERT, DELETE ON identity.sign_in_log TO kaitong_app;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('identity.sign_in_log_days', '2026-01-01', '180', 'days for which sign-ins are kept', 'cybersecurity law: logs for at least six months');

-- What of the outside world cannot be reached, as a worker saw it last; merchants read it as a banner.
CREATE TABLE platform.outside (
  name text PRIMARY KEY CHECK (name IN ('sms', 'network', 'bank')), down_since timestamptz, seen_at timestamptz NOT NULL);
GRANT SELECT, INSERT, UPDATE ON platform.outside TO kaitong_app;

-- What a merchant or an applicant was told, to be read again in the app; nothing with a code in it.
CREATE TABLE notifications.notice (
  subject text NOT NULL, notice_id text NOT NULL, at timestamptz NOT NULL, purpose text NOT NULL, text_sealed text NOT NULL,
  PRIMARY KEY (subject, notice_id));
CREATE TABLE notifications.notice_seen (reader text NOT NULL, subject text NOT NULL, notice_id text NOT NULL, PRIMARY KEY (reader, subject));
GRANT SELECT, INSERT ON notifications.notice TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON notifications.notice_seen TO kaitong_app;
