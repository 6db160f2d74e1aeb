-- Another settlement account: verified, waited for, and what could not be paid before is paid once.
ALTER TABLE merchants.settlement_account DROP CONSTRAINT settlement_account_state_check;
ALTER TABLE merchants.settlement_account ADD CONSTRAINT settlement_account_state_check CHECK (state IN ('active', 'blocked', 'replaced', 'coming', 'stopped'));
-- cooling: verified, and not yet paid to; whoever holds the phone may stop it until then.
CREATE TABLE merchants.account_change (
  merchant_id text NOT NULL, change_id text NOT NULL, old_account_id text NOT NULL, new_account_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('cooling', 'done', 'stopped')), asked_at timestamptz NOT NULL, effective_at timestamptz NOT NULL, ended_at timestamptz,
  PRIMARY KEY (merchant_id, change_id));
CREATE UNIQUE INDEX account_change_one ON merchants.account_change (merchant_id) WHERE state = 'cooling';
GRANT SELECT, INSERT, UPDATE ON merchants.account_change TO kaitong_app;

-- What a merchant has available and no batch has: returned, or left by days that its blocked account could not be paid. It goes with the next
-- batch; what waits for that already is not counted twice. Returns its fen.
CREATE FUNCTION settlement.do_pay_waiting(p_merchant text, p_reference text, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  waiting bigint;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT coalesce((SELECT b.credit_fen FROM ledger.v_balance b WHERE b.merchant_id = p_merchant AND b.account = 'm:avail'), 0)
         - coalesce((SELECT sum(r.net_fen) FROM settlement.resumed_sale r WHERE r.merchant_id = p_merchant AND r.batch_id IS NULL), 0) INTO waiting;
  IF waiting <= 0 THEN RETURN 0; END IF;
  PERFORM settlement.do_pay_with_next(p_merchant, p_reference, waiting, 0, p_at);
  RETURN waiting;
END $$;
GRANT EXECUTE ON FUNCTION settlement.do_pay_waiting(text, text, timestamptz) TO kaitong_app;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('merchants.account_cooling_hours', '2026-01-01', '24', 'hours', 'ours: who has lost the phone has a day to say so');
