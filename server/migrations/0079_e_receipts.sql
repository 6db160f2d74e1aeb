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
