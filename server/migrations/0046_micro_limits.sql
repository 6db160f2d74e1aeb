-- What all merchants without a licence of one person may take by credit card a day, beside the month that was there already. A day of
-- this rule begins at midnight, not at the cut-off.
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('micro.credit_day_fen', '2026-01-01', '0', 'fen a day per person, 0 = no limit', 'strict pack: 100,000 (1,000 yuan)');

-- The merchants of one person are several, and their sums are judged one after the other.
CREATE FUNCTION switching.do_lock_person(p_person text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(5018103, hashtext(p_person))
$$;
GRANT EXECUTE ON FUNCTION switching.do_lock_person(text) TO kaitong_app;
