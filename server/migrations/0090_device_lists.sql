-- Lists of devices, terminals and parcels, page by page by key, at any size; found by the beginning or the end of a number.
CREATE INDEX terminal_newest ON terminals.terminal (created_at, terminal_id);
CREATE INDEX terminal_by_state ON terminals.terminal (state, created_at, terminal_id);
CREATE INDEX terminal_by_model ON terminals.terminal (model, created_at, terminal_id);
CREATE INDEX terminal_number ON terminals.terminal (terminal_no COLLATE "C");
CREATE INDEX terminal_serial ON terminals.terminal (serial_no COLLATE "C");
CREATE INDEX terminal_serial_end ON terminals.terminal (reverse(serial_no) COLLATE "C");
CREATE INDEX device_serial ON terminals.device (serial_no COLLATE "C");
CREATE INDEX device_serial_end ON terminals.device (reverse(serial_no) COLLATE "C");
CREATE INDEX device_by_state ON terminals.device (state, serial_no);
CREATE INDEX device_by_place ON terminals.device (place_id, serial_no);

-- Since when a parcel stands where it does.
ALTER TABLE terminals.shipment ADD COLUMN moved_at timestamptz;
CREATE INDEX shipment_newest ON terminals.shipment (created_at, shipment_id);
CREATE INDEX shipment_by_state ON terminals.shipment (state, created_at, shipment_id);
CREATE INDEX shipment_waybill ON terminals.shipment (waybill_no COLLATE "C");
CREATE INDEX shipment_serial ON terminals.shipment (serial_no COLLATE "C");
CREATE INDEX shipment_serial_end ON terminals.shipment (reverse(serial_no) COLLATE "C");
