-- A merchant asks in the app about a month, a line of it or a sale; and tickets are answered in words. What is said is sealed.
ALTER TABLE servicing.ticket ADD COLUMN answer_sealed text, ADD COLUMN answered_at timestamptz;
-- What it asked about, with the figures as they stood then: never changed.
CREATE TABLE servicing.ticket_subject (
  merchant_id text NOT NULL, ticket_id text NOT NULL REFERENCES servicing.ticket (ticket_id), subject text NOT NULL, month text NOT NULL, line text,
  transaction_id text, figures jsonb NOT NULL, PRIMARY KEY (merchant_id, ticket_id));
GRANT SELECT, INSERT ON servicing.ticket_subject TO kaitong_app;
