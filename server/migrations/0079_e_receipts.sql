-- E-receipts in the hands of cardholders and merchants. See docs/decisions/0022.

-- 1. A cardholder's complaint about a receipt: a ticket like any other, and beside it which sale, why, and whether its merchant has been asked.
CREATE TABLE servicing.cardholder_complaint (
  merchant_id text NOT NULL, ticket_id text NOT NULL REFERENCES servicing.ticket (ticket_id), transaction_id text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('amount_wrong', 'charged_twice', 'not_received', 'not_mine', 'other')),
  phone_hash text NOT NULL, forwarded_at timestamptz, PRIMARY KEY (merchant_id, ticket_id));
CREATE INDEX cardholder_complaint_ticket ON servicing.cardholder_complaint (ticket_id);
CREATE INDEX cardholder_complaint_phone ON servicing.cardholder_complaint (phone_hash);
GRANT SELECT, INSERT, UPDATE ON servicing.cardholder_complaint TO kaitong_app;
ALTER TABLE servicing.ticket_message DROP CONSTRAINT ticket_message_side_check,
  ADD CONSTRAINT ticket_message_side_check CHECK (side IN ('merchant', 'us', 'agent', 'machine', 'cardholder'));

-- 2. A receipt sent to a customer's phone: how often, and which request asked for it. The number is in its message alone, which forgets it.
CREATE TABLE servicing.receipt_share (
  merchant_id text NOT NULL, share_id text NOT NULL, transaction_id text NOT NULL, request_key text NOT NULL, message_id text NOT NULL,
  shared_on date NOT NULL, shared_at timestamptz NOT NULL, PRIMARY KEY (merchant_id, share_id));
CREATE UNIQUE INDEX receipt_share_request ON servicing.receipt_share (merchant_id, request_key);
CREATE INDEX receipt_share_day ON servicing.receipt_share (merchant_id, shared_on);
CREATE INDEX receipt_share_sale ON servicing.receipt_share (merchant_id, transaction_id);
GRANT SELECT, INSERT ON servicing.receipt_share TO kaitong_app;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('receipt.shares_of_sale', '2026-01-01', '5', 'messages with the receipt of one sale, at most', 'product rule'),
  ('receipt.shares_a_day', '2026-01-01', '200', 'messages with receipts of one merchant on one day, at most', 'product rule');

-- 3. A receipt is in the app for a year and in the archive for ten; out of the archive it is asked for, and then readable for some days.
CREATE TABLE servicing.archive_request (
  merchant_id text NOT NULL, request_id text NOT NULL, transaction_id text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('customer', 'dispute', 'books', 'authority', 'other')),
  state text NOT NULL CHECK (state IN ('asked', 'readable', 'ended')),
  asked_at timestamptz NOT NULL, ready_by timestamptz NOT NULL, ready_at timestamptz, readable_to date, ended_at timestamptz,
  PRIMARY KEY (merchant_id, request_id));
CREATE UNIQUE INDEX archive_request_open ON servicing.archive_request (merchant_id, transaction_id) WHERE state <> 'ended';
CREATE INDEX archive_request_day ON servicing.archive_request (merchant_id, asked_at);
GRANT SELECT, INSERT, UPDATE ON servicing.archive_request TO kaitong_app;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('receipt.kept_months', '2026-01-01', '12', 'months for which an e-receipt is in the app and at its address', 'e-receipts are kept for a year'),
  ('archive.kept_years', '2026-01-01', '10', 'years for which a transaction is in the archive', 'transactions are archived for ten years'),
  ('archive.answer_minutes', '2026-01-01', '10', 'minutes in which the archive answers', 'product rule'),
  ('archive.readable_days', '2026-01-01', '30', 'days for which a receipt out of the archive can be read', 'product rule'),
  ('archive.requests_a_day', '2026-01-01', '50', 'receipts that a merchant has fetched on one day, at most', 'product rule');
