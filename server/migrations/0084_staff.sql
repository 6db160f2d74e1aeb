-- Staff: where somebody stands, and what they prove themselves with besides a password. See docs/decisions/0026.
ALTER TABLE identity.staff ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('invited', 'active', 'locked', 'left')),
  ADD COLUMN signed_in_at timestamptz;

-- A link with which somebody sets their password, shown once: the first one, or a new one.
CREATE TABLE identity.staff_setup (
  token_hash text PRIMARY KEY, staff_id text NOT NULL, made_by text NOT NULL, made_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
  used_at timestamptz);
CREATE INDEX staff_setup_staff ON identity.staff_setup (staff_id);

-- What one administrator may not do to make another: a second one decides.
CREATE TABLE identity.staff_proposal (
  proposal_id text PRIMARY KEY, staff_id text NOT NULL, what text NOT NULL CHECK (what IN ('make_admin', 'reset_factor', 'new_setup')),
  reason text NOT NULL, proposed_by text NOT NULL, proposed_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')), decided_by text, decided_at timestamptz, decided_reason text,
  CHECK (state <> 'approved' OR (decided_by <> proposed_by AND decided_by <> staff_id)), CHECK ((state = 'proposed') = (decided_by IS NULL)));
CREATE UNIQUE INDEX staff_proposal_open ON identity.staff_proposal (staff_id, what) WHERE state = 'proposed';

-- One authenticator app a person. last_step: the half minute whose code was used last; none of it or before is taken again.
CREATE TABLE identity.staff_totp (
  staff_id text PRIMARY KEY, secret_sealed text NOT NULL, made_at timestamptz NOT NULL, confirmed_at timestamptz, last_step bigint NOT NULL);
CREATE TABLE identity.staff_recovery_code (
  staff_id text NOT NULL, code_hash text NOT NULL, made_at timestamptz NOT NULL, used_at timestamptz, PRIMARY KEY (staff_id, code_hash));
CREATE TABLE identity.staff_passkey (
  passkey_id text PRIMARY KEY, staff_id text NOT NULL, credential_id text NOT NULL UNIQUE, name text NOT NULL, public_key bytea NOT NULL,
  counter bigint NOT NULL, transports text[] NOT NULL, made_at timestamptz NOT NULL, used_at timestamptz);
CREATE INDEX staff_passkey_staff ON identity.staff_passkey (staff_id);
-- What an authenticator is asked to sign; spent with the first answer.
CREATE TABLE identity.staff_challenge (
  challenge text PRIMARY KEY, purpose text NOT NULL CHECK (purpose IN ('register', 'sign_in')), staff_id text, expires_at timestamptz NOT NULL);
-- Between password and second factor: no session yet.
CREATE TABLE identity.staff_ticket (
  ticket_hash text PRIMARY KEY, staff_id text NOT NULL, expires_at timestamptz NOT NULL, tries int NOT NULL);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.staff_setup, identity.staff_totp, identity.staff_recovery_code, identity.staff_passkey,
  identity.staff_challenge, identity.staff_ticket TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON identity.staff_proposal TO kaitong_app;
