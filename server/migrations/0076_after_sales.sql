-- After-sales: replacement of a device that serves, tickets with talk and rating, agents sent to mend, and relocation. See docs/decisions/0018.

-- 1. Replacement: a device from stock waits for the terminal of another; both numbers stay, for the history of the terminal.
CREATE TABLE terminals.replacement (
  merchant_id text NOT NULL, replacement_id text NOT NULL, terminal_id text NOT NULL, ticket_id text, old_serial text NOT NULL, new_serial text NOT NULL,
  way text NOT NULL CHECK (way IN ('courier', 'agent')), fault text NOT NULL CHECK (fault IN ('works', 'broken', 'lost')),
  state text NOT NULL CHECK (state IN ('reserved', 'taken_over', 'done', 'failed', 'cancelled')),
  ordered_by text NOT NULL, ordered_at timestamptz NOT NULL, taken_over_at timestamptz, ended_at timestamptz, PRIMARY KEY (merchant_id, replacement_id));
CREATE UNIQUE INDEX replacement_open ON terminals.replacement (merchant_id, terminal_id) WHERE state IN ('reserved', 'taken_over');
CREATE INDEX replacement_old_serial ON terminals.replacement (old_serial);
GRANT SELECT, INSERT, UPDATE ON terminals.replacement TO kaitong_app;

-- 2. Relocation: an address of its own, told to the network with the other elements; without one a terminal stands where its merchant does.
ALTER TABLE terminals.terminal ADD COLUMN address_sealed text, ADD COLUMN region text;
CREATE TABLE terminals.relocation (
  merchant_id text NOT NULL, relocation_id text NOT NULL, terminal_id text NOT NULL, region text NOT NULL, address_sealed text NOT NULL,
  state text NOT NULL CHECK (state IN ('in_review', 'registering', 'done', 'refused', 'cancelled')), reason text,
  asked_by text NOT NULL, asked_at timestamptz NOT NULL, decided_by text, decided_at timestamptz, PRIMARY KEY (merchant_id, relocation_id));
CREATE UNIQUE INDEX relocation_open ON terminals.relocation (merchant_id, terminal_id) WHERE state IN ('in_review', 'registering');
GRANT SELECT, INSERT, UPDATE ON terminals.relocation TO kaitong_app;

-- 3. Tickets: what kind of ticket, who works on it, what was said, and what the merchant thought of it.
ALTER TABLE servicing.ticket ADD COLUMN kind text NOT NULL DEFAULT 'question' CHECK (kind IN ('question', 'complaint', 'repair')),
  ADD COLUMN taken_by text, ADD COLUMN resolved_at timestamptz, ADD COLUMN rating smallint CHECK (rating BETWEEN 1 AND 5), ADD COLUMN rating_sealed text,
  ADD COLUMN rated_at timestamptz, ADD COLUMN escalated_at timestamptz;
UPDATE servicing.ticket SET kind = 'complaint' WHERE about = 'complaint';
ALTER TABLE servicing.ticket_subject ALTER COLUMN month DROP NOT NULL, ADD COLUMN terminal_id text, ADD COLUMN serial_no text,
  ADD COLUMN fault text CHECK (fault IN ('works', 'broken', 'lost'));
CREATE TABLE servicing.ticket_message (
  ticket_id text NOT NULL REFERENCES servicing.ticket (ticket_id), message_id text NOT NULL, side text NOT NULL CHECK (side IN ('merchant', 'us', 'agent', 'machine')),
  author text NOT NULL, words_sealed text NOT NULL, file_id text, at timestamptz NOT NULL, PRIMARY KEY (ticket_id, message_id));
GRANT SELECT, INSERT ON servicing.ticket_message TO kaitong_app;
-- An agent is sent: one at a time.
CREATE TABLE servicing.dispatch (
  ticket_id text NOT NULL REFERENCES servicing.ticket (ticket_id), dispatch_id text NOT NULL, agent_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('offered', 'accepted', 'on_site', 'done', 'declined', 'withdrawn')),
  sent_by text NOT NULL, sent_at timestamptz NOT NULL, moved_by text, moved_at timestamptz NOT NULL, PRIMARY KEY (ticket_id, dispatch_id));
CREATE UNIQUE INDEX dispatch_open ON servicing.dispatch (ticket_id) WHERE state IN ('offered', 'accepted', 'on_site');
CREATE INDEX dispatch_agent ON servicing.dispatch (agent_id, dispatch_id);
GRANT SELECT, INSERT, UPDATE ON servicing.dispatch TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('place.again_days', '2026-01-01', '30', 'days after a move in which a terminal stopped for drift is not moved again without a person', 'product rule'),
  ('servicing.repair_days', '2026-01-01', '5', 'days in which a repair is finished', 'product rule'),
  ('servicing.reopen_days', '2026-01-01', '7', 'days in which a merchant may take up a resolved ticket again', 'product rule');
