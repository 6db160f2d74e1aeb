-- Whose card a deposit was frozen on, as far as the register knows: flagged, or refused before any money moves.
ALTER TABLE deposits.deposit ADD COLUMN card_holder text CHECK (card_holder IN ('own', 'other', 'unknown'));
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('deposit.other_card_refused', '2026-01-01', '0', '0 flagged, 1 refused', 'the deposit is frozen on the applicant''s own credit card');
