-- 售后工单: what somebody asked the hotline for, until it is done. What they said is theirs: sealed.
CREATE SCHEMA servicing;
CREATE TABLE servicing.ticket (
  ticket_id text PRIMARY KEY, about text NOT NULL CHECK (about IN ('application', 'device', 'money', 'agent', 'complaint', 'other')),
  state text NOT NULL CHECK (state IN ('open', 'waiting_merchant', 'dispatched', 'in_progress', 'resolved', 'closed')),
  region text, phone_sealed text NOT NULL, phone_masked text NOT NULL, words_sealed text NOT NULL, opened_by text NOT NULL,
  opened_at timestamptz NOT NULL, due_at timestamptz NOT NULL, moved_by text, moved_at timestamptz);
CREATE INDEX ticket_open ON servicing.ticket (due_at) WHERE state NOT IN ('resolved', 'closed');
GRANT USAGE ON SCHEMA servicing TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON servicing.ticket TO kaitong_app;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('servicing.complaint_days', '2026-01-01', '15', 'days', 'complaints are answered within 15 days'),
  ('servicing.ticket_days', '2026-01-01', '3', 'days', 'product rule');
