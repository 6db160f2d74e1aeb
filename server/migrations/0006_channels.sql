-- Counters of banks and registered agents: who they are, which filings they work on, and what they did with them.

CREATE SCHEMA channels;

-- identity: staff of banks and agents, sessions of theirs, a face that two officers have seen, how a consent was given --------
ALTER TABLE identity.staff DROP CONSTRAINT staff_role_check;
ALTER TABLE identity.staff ADD CONSTRAINT staff_role_check CHECK (role IN ('reviewer', 'operator', 'accountant', 'admin', 'hotline',
  'teller', 'supervisor', 'agent_rep'));
ALTER TABLE identity.session DROP CONSTRAINT session_audience_check;
ALTER TABLE identity.session ADD CONSTRAINT session_audience_check CHECK (audience IN ('applicant', 'staff', 'channel'));
ALTER TABLE identity.applicant DROP CONSTRAINT applicant_identity_state_check;
ALTER TABLE identity.applicant ADD CONSTRAINT applicant_identity_state_check CHECK (identity_state IN ('none', 'id_confirmed', 'face_passed',
  'face_human', 'face_witnessed'));
ALTER TABLE identity.applicant ADD COLUMN face_witnessed_by text[];
-- own_phone, or the filing at whose counter the code was entered
ALTER TABLE identity.consent ADD COLUMN given_via text NOT NULL DEFAULT 'own_phone';

-- banks ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE channels.bank (bank_id text PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE channels.outlet (
  bank_id text NOT NULL, outlet_id text NOT NULL, name text NOT NULL, region text NOT NULL, address text NOT NULL, phone text NOT NULL,
  created_at timestamptz NOT NULL, PRIMARY KEY (bank_id, outlet_id));
CREATE TABLE channels.officer (
  staff_id text PRIMARY KEY, bank_id text NOT NULL, outlet_id text NOT NULL, name text NOT NULL, created_at timestamptz NOT NULL);

-- agents --------------------------------------------------------------------------------------------------------------------
CREATE TABLE channels.agent (
  agent_id text PRIMARY KEY, name text NOT NULL, phone text NOT NULL, address text NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'suspended')), state_reason text, state_by text, created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL);
CREATE TABLE channels.agent_person (
  staff_id text PRIMARY KEY, agent_id text NOT NULL, name text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE channels.certificate (
  agent_id text NOT NULL, certificate_id text NOT NULL, number text NOT NULL, cities text[] NOT NULL, valid_from date NOT NULL,
  valid_to date NOT NULL, state text NOT NULL CHECK (state IN ('valid', 'suspended', 'revoked')), issued_at timestamptz NOT NULL,
  PRIMARY KEY (agent_id, certificate_id));
CREATE UNIQUE INDEX certificate_number ON channels.certificate (number);
-- The key that signs certificates; the private half is sealed.
CREATE TABLE channels.signing_key (key_id text PRIMARY KEY, public_pem text NOT NULL, private_sealed text NOT NULL, made_at timestamptz NOT NULL);

-- filings -------------------------------------------------------------------------------------------------------------------
CREATE TABLE channels.filing (
  applicant_id text NOT NULL, filing_id text NOT NULL, application_id text, channel text NOT NULL CHECK (channel IN ('counter', 'agent')),
  bank_id text, outlet_id text, agent_id text, region text NOT NULL, opened_by text NOT NULL,
  state text NOT NULL CHECK (state IN ('awaiting_consent', 'open', 'awaiting_officer', 'awaiting_merchant', 'filed', 'stopped', 'withdrawn')),
  opened_at timestamptz NOT NULL, changed_at timestamptz NOT NULL, consented_at timestamptz, witnessed_by text, sent_by text,
  confirmed_by text, confirmed_at timestamptz, note text, PRIMARY KEY (applicant_id, filing_id),
  CHECK ((channel = 'counter') = (outlet_id IS NOT NULL)), CHECK ((channel = 'agent') = (agent_id IS NOT NULL)));
CREATE TABLE channels.filing_directory (filing_id text PRIMARY KEY, applicant_id text NOT NULL);
-- one at a time works on an application
CREATE UNIQUE INDEX filing_living ON channels.filing (applicant_id) WHERE state IN ('open', 'awaiting_officer', 'awaiting_merchant');
CREATE INDEX filing_outlet ON channels.filing (outlet_id, opened_at);
CREATE INDEX filing_agent ON channels.filing (agent_id, opened_at);
-- Everybody who wrote something on a filing, once each: none of them may be its second officer.
CREATE TABLE channels.filing_hand (
  applicant_id text NOT NULL, filing_id text NOT NULL, staff_id text NOT NULL, first_at timestamptz NOT NULL,
  PRIMARY KEY (applicant_id, filing_id, staff_id));
-- An original that was held in hands. It counts only for the photo that was there when it was ticked.
CREATE TABLE channels.original_tick (
  applicant_id text NOT NULL, filing_id text NOT NULL, item text NOT NULL, materials text[] NOT NULL, ticked_by text NOT NULL,
  ticked_at timestamptz NOT NULL, PRIMARY KEY (applicant_id, filing_id, item));
CREATE TABLE channels.reassignment (
  applicant_id text NOT NULL, reassignment_id text NOT NULL, subject_id text NOT NULL, from_agent text NOT NULL, to_agent text,
  region text NOT NULL, reason text NOT NULL, by_staff text NOT NULL, at timestamptz NOT NULL, told_at timestamptz,
  PRIMARY KEY (applicant_id, reassignment_id));
CREATE INDEX reassignment_open ON channels.reassignment (from_agent) WHERE told_at IS NULL;
-- The short code of a printed form: a keyed hash, seven days, revocable.
CREATE TABLE channels.form_code (
  code_hash text PRIMARY KEY, applicant_id text NOT NULL, bank_id text, made_by text NOT NULL, made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL, revoked_at timestamptz);
CREATE INDEX form_code_applicant ON channels.form_code (applicant_id);
-- How an approved merchant gets the device.
CREATE TABLE channels.handover (
  applicant_id text NOT NULL, filing_id text NOT NULL, way text NOT NULL CHECK (way IN ('outlet', 'installation', 'courier')),
  wanted_date date, slot text CHECK (slot IN ('morning', 'afternoon')),
  state text NOT NULL CHECK (state IN ('planned', 'done', 'cancelled')), recorded_by text NOT NULL, recorded_at timestamptz NOT NULL,
  done_at timestamptz, PRIMARY KEY (applicant_id, filing_id));

-- visits --------------------------------------------------------------------------------------------------------------------
CREATE TABLE channels.visit (
  applicant_id text NOT NULL, visit_id text NOT NULL, agent_id text NOT NULL, region text NOT NULL, address_sealed text NOT NULL,
  wanted_date date NOT NULL, slot text NOT NULL CHECK (slot IN ('morning', 'afternoon')),
  state text NOT NULL CHECK (state IN ('requested', 'accepted', 'checked_in', 'done', 'cancelled')), requested_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL, accepted_by text, latitude double precision, longitude double precision, accuracy_m double precision,
  photo_file_id text, checked_in_at timestamptz, PRIMARY KEY (applicant_id, visit_id));
CREATE TABLE channels.visit_directory (visit_id text PRIMARY KEY, applicant_id text NOT NULL);
CREATE INDEX visit_agent ON channels.visit (agent_id, wanted_date);
-- On-site activation, step by step, kept for each merchant.
CREATE TABLE channels.site_check (
  applicant_id text NOT NULL, filing_id text NOT NULL, item text NOT NULL, checked_by text NOT NULL, checked_at timestamptz NOT NULL,
  PRIMARY KEY (applicant_id, filing_id, item));

-- reports of intermediaries by anybody --------------------------------------------------------------------------------------
CREATE TABLE channels.intermediary_report (
  report_id text PRIMARY KEY, about text NOT NULL, text_sealed text NOT NULL, phone_sealed text, region text, at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('new', 'looked_at', 'closed')), looked_by text);

GRANT USAGE ON SCHEMA channels TO kaitong_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA channels TO kaitong_app;
