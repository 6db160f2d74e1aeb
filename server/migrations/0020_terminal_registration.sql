-- 五要素绑定 (银发〔2021〕259号): what the clearing institution was told of a terminal, version by version. Number of the subject, account and
-- place are sealed. While the newest answer is a no, the terminal carries its reason, so that the line reads it with the terminal itself.
CREATE TABLE terminals.registration (
  merchant_id text NOT NULL, registration_id text NOT NULL, terminal_id text NOT NULL, version int NOT NULL, serial_no text NOT NULL,
  acquirer_code text NOT NULL, merchant_no text NOT NULL, subject_kind text NOT NULL CHECK (subject_kind IN ('credit_code', 'id_number')),
  subject_sealed text NOT NULL, account_id text NOT NULL, account_sealed text NOT NULL, address_sealed text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'registered', 'refused', 'superseded')), reason text, network_reference text, tries int NOT NULL,
  created_at timestamptz NOT NULL, asked_at timestamptz, answered_at timestamptz, PRIMARY KEY (merchant_id, registration_id));
CREATE UNIQUE INDEX registration_version ON terminals.registration (merchant_id, terminal_id, version);
ALTER TABLE terminals.terminal ADD COLUMN registration_refused text;
GRANT SELECT, INSERT, UPDATE ON terminals.registration TO kaitong_app;
