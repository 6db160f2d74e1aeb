-- Payouts by file: what a file holds, what the bank has answered, and the statement of the reserve account.

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('payout.file_minutes', '2026-01-01', '10', 'minutes between two payout files', 'ours: T+0 waits no longer than this for its file');

-- Its bytes are made of these rows, so that they are the same however often they are made; sha256 says so.
CREATE TABLE settlement.payout_file (
  file_id text PRIMARY KEY, pay_date date NOT NULL, format text NOT NULL CHECK (format IN ('iso20022', 'csv')),
  state text NOT NULL CHECK (state IN ('made', 'handed_over', 'acknowledged', 'answered', 'refused')), payout_count int NOT NULL, total_fen bigint NOT NULL,
  sha256 text NOT NULL, made_at timestamptz NOT NULL, handed_over_at timestamptz, answered_at timestamptz, reason text);
CREATE INDEX payout_file_day ON settlement.payout_file (pay_date, file_id);
CREATE TABLE settlement.payout_in_file (
  merchant_id text NOT NULL, payout_id text NOT NULL, file_id text NOT NULL, line_no int NOT NULL, PRIMARY KEY (merchant_id, payout_id));
CREATE INDEX payout_in_file_line ON settlement.payout_in_file (file_id, line_no);
-- What the bank has sent, once each; what could not be read of it is kept with its place.
CREATE TABLE settlement.bank_file (
  file_name text PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('status', 'statement', 'unreadable')), message_id text, sha256 text NOT NULL,
  line_count int NOT NULL, bad_line_count int NOT NULL, received_at timestamptz NOT NULL);
CREATE TABLE settlement.bank_file_fault (
  file_name text NOT NULL, fault_no int NOT NULL, place text NOT NULL, reason text NOT NULL, PRIMARY KEY (file_name, fault_no));
-- Lines of the reserve account. amount_fen < 0 left it. reference is the one that we gave to the payout.
CREATE TABLE settlement.statement_line (
  entry_ref text PRIMARY KEY, file_name text NOT NULL, reference text NOT NULL, kind text NOT NULL CHECK (kind IN ('payout', 'return', 'other')),
  amount_fen bigint NOT NULL CHECK (amount_fen <> 0), booked_on date NOT NULL, reason text, received_at timestamptz NOT NULL);
CREATE INDEX statement_line_reference ON settlement.statement_line (reference);
GRANT SELECT, INSERT ON settlement.payout_in_file, settlement.bank_file, settlement.bank_file_fault, settlement.statement_line TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON settlement.payout_file TO kaitong_app;
