-- Where a terminal was when it sold outside its city: one row a sale, evidence and count at once. A registration that is answered anew
-- begins a new count.
CREATE TABLE terminals.place_drift (
  merchant_id text NOT NULL, terminal_id text NOT NULL, batch_no int NOT NULL, stan text NOT NULL, longitude text NOT NULL, latitude text NOT NULL,
  distance_km int NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (merchant_id, terminal_id, batch_no, stan));
GRANT SELECT, INSERT ON terminals.place_drift TO kaitong_app;
ALTER TABLE terminals.terminal ADD COLUMN suspended_reason text;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('place.city_radius_km', '2026-01-01', '100', 'km from the centre of the registered city', 'ours: the largest of the listed cities but Chongqing reach so far'),
  ('place.drifts_max', '2026-01-01', '3', 'sales outside the city, the last of which suspends', 'product rule: two alerts, then suspension until registered again');
