-- Batches of terminals: what both ends counted, what was uploaded, and where they differ.
CREATE TABLE switching.terminal_batch (
  merchant_id text NOT NULL, terminal_no text NOT NULL, batch_no int NOT NULL,
  state text NOT NULL CHECK (state IN ('compared', 'uploading', 'closed')), balanced boolean NOT NULL, operator text NOT NULL,
  host_debit_fen bigint NOT NULL, host_debit_count int NOT NULL, host_credit_fen bigint NOT NULL, host_credit_count int NOT NULL,
  terminal_debit_fen bigint NOT NULL, terminal_debit_count int NOT NULL, terminal_credit_fen bigint NOT NULL, terminal_credit_count int NOT NULL,
  declared_count int, compared_at timestamptz NOT NULL, closed_at timestamptz, PRIMARY KEY (merchant_id, terminal_no, batch_no));
CREATE TABLE switching.batch_upload (
  merchant_id text NOT NULL, terminal_no text NOT NULL, batch_no int NOT NULL, stan text NOT NULL, amount_fen bigint NOT NULL,
  card_masked text NOT NULL, card_hash text NOT NULL, chip_sealed bytea, at timestamptz NOT NULL, PRIMARY KEY (merchant_id, terminal_no, batch_no, stan));
CREATE TABLE switching.batch_break (
  merchant_id text NOT NULL, terminal_no text NOT NULL, batch_no int NOT NULL, stan text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('host_only', 'terminal_only', 'amount')), host_fen bigint, terminal_fen bigint, transaction_id text,
  found_at timestamptz NOT NULL, PRIMARY KEY (merchant_id, terminal_no, batch_no, stan));
GRANT SELECT, INSERT, UPDATE ON switching.terminal_batch, switching.batch_upload TO kaitong_app;
GRANT SELECT, INSERT ON switching.batch_break TO kaitong_app;
CREATE INDEX card_transaction_batch ON switching.card_transaction (merchant_id, terminal_no, batch_no);
