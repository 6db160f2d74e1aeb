-- A device that a bank or an agent hands out waits for that instead of a courier; parcels get lost and are refused.
ALTER TABLE terminals.shipment DROP CONSTRAINT shipment_state_check;
ALTER TABLE terminals.shipment ADD CONSTRAINT shipment_state_check CHECK (state IN ('ordered', 'awaiting_handover', 'collected', 'in_transit',
  'delivered', 'lost', 'refused', 'cancelled'));
