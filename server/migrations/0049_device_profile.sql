-- How a device speaks is known when it is made: it comes with the vendor's file, and the terminal that gets the device speaks that way.
ALTER TABLE terminals.device ADD COLUMN key_profile text NOT NULL DEFAULT 'cup-double'
  CHECK (key_profile IN ('cup-single', 'cup-double', 'cup-track', 'cup-early-check', 'private-tlv', 'sm4'));
