-- Lists of the console are read newest first, page by page by key, at any size.
CREATE INDEX merchant_newest ON merchants.merchant (created_at, merchant_id);
CREATE INDEX merchant_by_state ON merchants.merchant (state, created_at, merchant_id);
CREATE INDEX message_newest ON notifications.message (created_at, message_id);
CREATE INDEX message_by_purpose ON notifications.message (purpose, created_at, message_id);
-- most are delivered in the end, and nobody lists those by their state without a day
CREATE INDEX message_by_state ON notifications.message (state, created_at, message_id) WHERE state <> 'delivered';
-- a day writes a payout a merchant in one statement: an index of blocks costs it nothing that can be measured
CREATE INDEX payout_newest ON settlement.payout USING brin (created_at) WITH (pages_per_range = 32, autosummarize = on);

-- What a person of staff has set up for himself.
CREATE TABLE identity.saved_view (
  staff_id text NOT NULL, list text NOT NULL, name text NOT NULL, query text NOT NULL, columns text[] NOT NULL, saved_at timestamptz NOT NULL,
  PRIMARY KEY (staff_id, list, name));
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.saved_view TO kaitong_app;
