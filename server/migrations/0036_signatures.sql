-- What a terminal sends after a transaction: the customer's signature, and what the card said of the issuer's script.
CREATE TABLE switching.signature (
  merchant_id text NOT NULL, transaction_id text NOT NULL, file_id text NOT NULL, watermark text NOT NULL, receipt_sealed bytea, at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, transaction_id));
CREATE TABLE switching.script_notice (
  merchant_id text NOT NULL, terminal_no text NOT NULL, batch_no int NOT NULL, stan text NOT NULL, transaction_id text, result_sealed bytea NOT NULL,
  at timestamptz NOT NULL, PRIMARY KEY (merchant_id, terminal_no, batch_no, stan));
GRANT SELECT, INSERT ON switching.signature, switching.script_notice TO kaitong_app;
