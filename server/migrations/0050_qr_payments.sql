-- Payments by code: a customer's code that the device scans (qr_passive), a code of the device that a customer scans (qr_active), and
-- their void. Neither knows a card: card_kind is 'qr', and what is masked, hashed and sealed is the code, or nothing.
ALTER TABLE switching.card_transaction DROP CONSTRAINT card_transaction_kind_check;
ALTER TABLE switching.card_transaction ADD CONSTRAINT card_transaction_kind_check CHECK (kind IN ('sale', 'test_sale', 'deposit_freeze', 'balance',
  'sale_void', 'refund', 'pre_auth', 'pre_auth_void', 'completion', 'completion_advice', 'completion_void', 'qr_passive', 'qr_active', 'qr_void'));

-- What stands for a sale: approved, and not taken back by a void that stands.
CREATE OR REPLACE VIEW switching.v_approved_sale AS
  SELECT t.merchant_id, t.transaction_id, t.business_date, t.terminal_no, t.rrn, t.network_stan, t.transmission_time, t.amount_fen, t.fee_fen, t.kind, t.card_kind, t.created_at
  FROM switching.card_transaction t WHERE t.state = 'approved' AND t.kind IN ('sale', 'test_sale', 'completion', 'completion_advice', 'qr_passive', 'qr_active')
   AND NOT EXISTS (SELECT 1 FROM switching.link l JOIN switching.card_transaction v ON v.merchant_id = l.merchant_id AND v.transaction_id = l.transaction_id
                    WHERE l.merchant_id = t.merchant_id AND l.original_id = t.transaction_id AND l.relation = 'void' AND v.state = 'approved');

-- As before, with the payments by code: posted as a completion is, their void a mirror.
CREATE OR REPLACE FUNCTION switching.do_approve_other(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz, p_expires timestamptz,
  p_journal text, p_memo text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  t record;
  original record;
  held text;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  UPDATE switching.card_transaction c
     SET state = 'approved', auth_code = p_auth, response_code = '00', answer = p_answer, fee_fen = p_fee, answered_at = p_at
   WHERE c.merchant_id = p_merchant AND c.transaction_id = p_transaction AND c.state IN ('sent', 'unknown')
     AND NOT EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = c.merchant_id AND r.terminal_no = c.terminal_no
                        AND r.batch_no = c.batch_no AND r.stan = c.stan AND r.business_date = c.business_date AND r.transaction_id IS NULL)
   RETURNING c.kind, c.business_date, c.rrn, c.amount_fen, c.terminal_no INTO t;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM switching.do_land(p_merchant, t.terminal_no, p_transaction);
  IF t.kind IN ('pre_auth', 'completion', 'completion_advice') THEN
    INSERT INTO switching.authorisation (merchant_id, auth_code, transaction_id) VALUES (p_merchant, p_auth, p_transaction) ON CONFLICT DO NOTHING;
  END IF;
  SELECT o.transaction_id, o.kind INTO original FROM switching.link l JOIN switching.card_transaction o ON o.merchant_id = l.merchant_id AND o.transaction_id = l.original_id
   WHERE l.merchant_id = p_merchant AND l.transaction_id = p_transaction;
  IF t.kind = 'pre_auth' THEN
    PERFORM ledger.do_open_hold(p_merchant, 'hld_' || p_transaction, 'pre_auth', t.amount_fen, t.rrn, p_memo, t.business_date, p_at, p_expires);
  ELSIF t.kind = 'pre_auth_void' THEN
    PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'voided', p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind = 'sale_void' THEN
    PERFORM ledger.do_mirror_journal(p_merchant, 'sale:' || original.transaction_id, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.rrn, p_at);
  ELSIF t.kind IN ('completion_void', 'qr_void') THEN
    PERFORM ledger.do_mirror_journal(p_merchant, original.kind || ':' || original.transaction_id, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.rrn, p_at);
    IF t.kind = 'completion_void' THEN
      SELECT 'hld_' || original_id INTO held FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = original.transaction_id;
      PERFORM ledger.do_reopen_hold(p_merchant, held, p_transaction, p_memo, t.business_date, p_at);
    END IF;
  ELSIF t.kind IN ('completion', 'completion_advice', 'refund', 'qr_passive', 'qr_active') THEN
    PERFORM ledger.do_post_journal(p_merchant, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.amount_fen::text, t.rrn, NULL,
      coalesce(p_snapshot, '{}'), p_at, p_accounts, p_amounts);
    IF t.kind IN ('completion', 'completion_advice') THEN
      PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'posted', p_transaction, p_memo, t.business_date, p_at);
    END IF;
  END IF;
  RETURN true;
END $$;

CREATE OR REPLACE FUNCTION switching.do_undo(p_merchant text, p_transaction text, p_journal text, p_memo text, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  t record;
  original text;
  held text;
BEGIN
  SELECT kind, business_date, rrn INTO t FROM switching.card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  SELECT original_id INTO original FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF t.kind IN ('sale', 'test_sale') THEN
    PERFORM ledger.do_mirror_journal(p_merchant, 'sale:' || p_transaction, p_journal, t.business_date, 'sale_reversed', 'sale-reversal:' || p_transaction, t.rrn, p_at);
  ELSIF t.kind IN ('sale_void', 'completion', 'completion_advice', 'completion_void', 'qr_passive', 'qr_active', 'qr_void') THEN
    PERFORM ledger.do_mirror_journal(p_merchant, t.kind || ':' || p_transaction, p_journal, t.business_date, t.kind || '_reversed', t.kind || '-reversal:' || p_transaction, t.rrn, p_at);
  END IF;
  IF t.kind = 'pre_auth' THEN
    PERFORM ledger.do_close_hold(p_merchant, 'hld_' || p_transaction, 'voided', p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind IN ('pre_auth_void', 'completion', 'completion_advice') THEN
    PERFORM ledger.do_reopen_hold(p_merchant, 'hld_' || original, p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind = 'completion_void' THEN
    SELECT 'hld_' || original_id INTO held FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = original;
    PERFORM ledger.do_close_hold(p_merchant, held, 'posted', p_transaction, p_memo, t.business_date, p_at);
  END IF;
END $$;

-- What a merchant pays for it, by its plan, and what it costs us.
ALTER TABLE catalogue.price_plan ADD COLUMN qr_ppm bigint NOT NULL DEFAULT 3800;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('cost.issuer_qr_ppm', '2026-01-01', '2500', 'ppm', 'ours: to be replaced by the contract with the network'),
  ('limit.qr_single_fen', '2026-01-01', '0', 'fen a merchant, 0 = no limit', 'ours: off until an operator sets it'),
  ('limit.qr_day_fen', '2026-01-01', '0', 'fen a merchant, 0 = no limit', 'ours: off until an operator sets it'),
  ('limit.qr_month_fen', '2026-01-01', '0', 'fen a merchant, 0 = no limit', 'ours: off until an operator sets it'),
  ('qr.pay_seconds', '2026-01-01', '180', 'seconds', 'ours: so long a payment by code may wait for its customer; then it is closed');
