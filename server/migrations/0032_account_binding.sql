-- A corporate account is bound at the device: last four digits and a text message.
ALTER TABLE activation.activation DROP CONSTRAINT activation_state_check;
ALTER TABLE activation.activation ADD CONSTRAINT activation_state_check
  CHECK (state IN ('code_accepted', 'keys_loaded', 'deposit_secured', 'account_bound', 'active', 'test_sale_ok', 'abandoned'));
ALTER TABLE activation.activation ADD COLUMN bound_account_id text;
ALTER TABLE activation.activation ADD COLUMN bound_at timestamptz;

-- Deposits that come by transfer. Every credit of the bank's list is kept once under the bank's own number; what it is for is
-- decided by remark, amount and payer, and what cannot be told waits for people.
CREATE TABLE deposits.pay_in (
  entry_id text PRIMARY KEY, amount_fen bigint NOT NULL CHECK (amount_fen > 0), payer_name text NOT NULL, payer_account_masked text NOT NULL,
  payer_account_sealed text NOT NULL, remark text NOT NULL, booked_at timestamptz NOT NULL, seen_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('matched', 'unclear', 'returning', 'returned')),
  reason text CHECK (reason IN ('no_reference', 'unknown_reference', 'amount_differs', 'payer_differs', 'not_open')),
  merchant_id text, deposit_id text, decided_by text, decided_at timestamptz, note text);
CREATE INDEX pay_in_open ON deposits.pay_in (booked_at) WHERE state IN ('unclear', 'returning');
ALTER TABLE deposits.deposit ADD COLUMN paid_by text CHECK (paid_by IN ('card', 'transfer'));
ALTER TABLE deposits.deposit ADD COLUMN pay_in_entry text;
ALTER TABLE deposits.deposit ADD COLUMN captured_at timestamptz;
UPDATE deposits.deposit SET paid_by = 'card' WHERE transaction_id IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON deposits.pay_in TO kaitong_app;
