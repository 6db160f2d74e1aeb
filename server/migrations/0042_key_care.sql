-- Keys end where the binding ends, in the statement that ends it: no path can forget it.
UPDATE terminals.terminal SET wrapped_tmk = NULL, wrapped_pik = NULL, wrapped_mak = NULL WHERE state IN ('unbound', 'closed');
ALTER TABLE terminals.terminal
  ADD CONSTRAINT terminal_keys_end CHECK (state NOT IN ('unbound', 'closed')
    OR (wrapped_tmk IS NULL AND wrapped_pik IS NULL AND wrapped_mak IS NULL)),
  -- For audits: what the other end shows of the same key. They stay when the key is erased; keys_at says when that was.
  ADD COLUMN tmk_check text, ADD COLUMN pik_check text, ADD COLUMN mak_check text;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('terminal.working_keys_hours', '2026-01-01', '24', 'hours after which a terminal is asked to sign in again, 0 = never', 'field: a sign-in a day');
