-- Where devices stand, which vendor's file they came with, moves between places and counts. A device on a transfer is nobody's to allocate.
CREATE TABLE terminals.stock_place (
  place_id text PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('warehouse', 'outlet', 'agent')), owner_id text, name text NOT NULL,
  created_at timestamptz NOT NULL);
CREATE UNIQUE INDEX stock_place_owner ON terminals.stock_place (kind, owner_id) WHERE owner_id IS NOT NULL;
INSERT INTO terminals.stock_place (place_id, kind, name, created_at) VALUES ('plc_main', 'warehouse', '总仓', '2026-01-01T00:00:00+08:00');
CREATE TABLE terminals.stock_batch (
  batch_id text PRIMARY KEY, vendor text NOT NULL, file_name text NOT NULL, content_hash text NOT NULL UNIQUE, place_id text NOT NULL,
  device_count int NOT NULL, imported_by text NOT NULL, imported_at timestamptz NOT NULL);
ALTER TABLE terminals.device ADD COLUMN place_id text NOT NULL DEFAULT 'plc_main', ADD COLUMN batch_id text, ADD COLUMN transfer_id text;
CREATE INDEX device_stock ON terminals.device (model, place_id, serial_no) WHERE state = 'in_stock' AND transfer_id IS NULL;
CREATE TABLE terminals.stock_transfer (
  transfer_id text PRIMARY KEY, from_place text NOT NULL, to_place text NOT NULL,
  state text NOT NULL CHECK (state IN ('sent', 'received', 'differs', 'settled', 'cancelled')), note text NOT NULL,
  sent_by text NOT NULL, sent_at timestamptz NOT NULL, received_by text, received_at timestamptz, settled_by text);
CREATE TABLE terminals.stock_transfer_line (
  transfer_id text NOT NULL, serial_no text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('on_way', 'arrived', 'missing', 'unexpected', 'back', 'lost')), PRIMARY KEY (transfer_id, serial_no));
CREATE TABLE terminals.stock_count (
  count_id text PRIMARY KEY, place_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'agreed', 'differs', 'confirmed', 'cancelled')),
  opened_by text NOT NULL, opened_at timestamptz NOT NULL, closed_by text, closed_at timestamptz, confirmed_by text);
CREATE UNIQUE INDEX stock_count_open ON terminals.stock_count (place_id) WHERE state IN ('open', 'differs');
CREATE TABLE terminals.stock_count_line (
  count_id text NOT NULL, serial_no text NOT NULL, finding text NOT NULL CHECK (finding IN ('present', 'missing', 'unexpected')),
  outcome text CHECK (outcome IN ('lost', 'moved_here', 'refused')), PRIMARY KEY (count_id, serial_no));
GRANT SELECT, INSERT, UPDATE ON terminals.stock_place, terminals.stock_batch, terminals.stock_transfer, terminals.stock_transfer_line,
  terminals.stock_count TO kaitong_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON terminals.stock_count_line TO kaitong_app;

-- What merchants and operators say of a device before it is activated: another one came, or it is gone. An operator resolves it.
CREATE TABLE terminals.device_report (
  merchant_id text NOT NULL, report_id text NOT NULL, terminal_id text NOT NULL, kind text NOT NULL CHECK (kind IN ('wrong_serial', 'lost')),
  expected_serial text NOT NULL, arrived_serial text, state text NOT NULL CHECK (state IN ('open', 'swapped', 'resent', 'dismissed')),
  reported_by text NOT NULL, reported_at timestamptz NOT NULL, resolved_by text, resolved_at timestamptz, PRIMARY KEY (merchant_id, report_id));
CREATE UNIQUE INDEX device_report_open ON terminals.device_report (merchant_id, terminal_id) WHERE state = 'open';
GRANT SELECT, INSERT, UPDATE ON terminals.device_report TO kaitong_app;
