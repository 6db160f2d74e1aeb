-- Pre-authorisations of customers that nobody completed: after their days the card is free again, and the memo account with it. Returns how many.
CREATE FUNCTION ledger.do_expire_holds(p_kind text, p_date date, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  lapsed record;
  ended int := 0;
BEGIN
  FOR lapsed IN SELECT merchant_id, hold_id FROM ledger.hold WHERE kind = p_kind AND state = 'pending' AND expires_at <= p_at ORDER BY merchant_id, hold_id
  LOOP
    IF ledger.do_close_hold(lapsed.merchant_id, lapsed.hold_id, 'expired', 'lapse', 'jrn_lapse_' || lapsed.hold_id, p_date, p_at) THEN
      ended := ended + 1;
    END IF;
  END LOOP;
  RETURN ended;
END $$;
CREATE INDEX hold_open ON ledger.hold (kind, expires_at) WHERE state = 'pending';
GRANT EXECUTE ON FUNCTION ledger.do_expire_holds(text, date, timestamptz) TO kaitong_app;
