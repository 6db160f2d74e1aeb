-- A device goes back: replaced, after deregistration, or given back early; by a label of the courier or handed in at an agent or an outlet.
CREATE TABLE terminals.device_return (
  merchant_id text NOT NULL, return_id text NOT NULL, terminal_id text NOT NULL, serial_no text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('replaced', 'deregistered', 'returned_early')),
  state text NOT NULL CHECK (state IN ('ordered', 'collected', 'in_transit', 'arrived', 'lost', 'cancelled')),
  waybill_no text, courier text, ordered_by text NOT NULL, ordered_at timestamptz NOT NULL, moved_at timestamptz NOT NULL,
  -- where it stands after it arrived, and who took it in over a counter; NULL: the courier brought it to the warehouse
  place_id text REFERENCES terminals.stock_place (place_id), taken_by text,
  PRIMARY KEY (merchant_id, return_id));
CREATE UNIQUE INDEX device_return_open ON terminals.device_return (merchant_id, serial_no) WHERE state IN ('ordered', 'collected', 'in_transit');
CREATE INDEX device_return_id ON terminals.device_return (return_id);
CREATE INDEX device_return_serial_no ON terminals.device_return (serial_no);
GRANT SELECT, INSERT, UPDATE ON terminals.device_return TO kaitong_app;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('return.receiver', '2026-01-01', '"开通总仓 退机组"', 'who takes in what goes back', 'ours: to be replaced by the acquirer''s warehouse'),
  ('return.phone', '2026-01-01', '"400-000-0000"', 'telephone of the warehouse', 'ours: to be replaced by the acquirer''s warehouse'),
  ('return.address', '2026-01-01', '"浙江省杭州市余杭区仓前街道1号库"', 'address of the warehouse', 'ours: to be replaced by the acquirer''s warehouse');
