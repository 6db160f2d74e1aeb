-- Watch lists by keyed hash: who may not become or stay a merchant. And what a merchant shares with others.
CREATE SCHEMA risk;
CREATE TABLE risk.watch_entry (
  kind text NOT NULL CHECK (kind IN ('id_number', 'phone', 'account', 'credit_code')), value_hash text NOT NULL, value_masked text NOT NULL,
  reason text NOT NULL, source text NOT NULL, listed_by text NOT NULL, listed_at timestamptz NOT NULL, lifted_at timestamptz, lifted_by text,
  PRIMARY KEY (kind, value_hash));
GRANT USAGE ON SCHEMA risk TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON risk.watch_entry TO kaitong_app;

ALTER TABLE merchants.merchant ADD COLUMN credit_code_hash text;
ALTER TABLE merchants.merchant ADD COLUMN state_reason text;
CREATE INDEX merchant_id_hash ON merchants.merchant (id_hash);
CREATE INDEX merchant_credit_code ON merchants.merchant (credit_code_hash) WHERE credit_code_hash IS NOT NULL;
CREATE INDEX settlement_account_hash ON merchants.settlement_account (account_hash) WHERE state <> 'replaced';
CREATE INDEX material_file ON materials.material (file_id);

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('risk.merchants_per_person_max', '2026-01-01', '1', 'merchants of one person before a reviewer looks', 'product rule; strict pack: two micro merchants'),
  ('risk.merchants_per_account_max', '2026-01-01', '1', 'merchants paid to one account before a reviewer looks', 'product rule');
