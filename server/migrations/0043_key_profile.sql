-- How a terminal speaks (MAC, PIN, tracks, layout of its keys): a row of the table of profiles. A track key ends where the others do.
ALTER TABLE terminals.terminal
  ADD COLUMN key_profile text NOT NULL DEFAULT 'cup-double'
    CHECK (key_profile IN ('cup-single', 'cup-double', 'cup-track', 'cup-early-check', 'private-tlv', 'sm4')),
  ADD COLUMN wrapped_tdk text, ADD COLUMN tdk_check text,
  DROP CONSTRAINT terminal_keys_end,
  ADD CONSTRAINT terminal_keys_end CHECK (state NOT IN ('unbound', 'closed')
    OR (wrapped_tmk IS NULL AND wrapped_pik IS NULL AND wrapped_mak IS NULL AND wrapped_tdk IS NULL));
