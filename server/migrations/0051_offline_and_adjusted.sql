-- Sales made while the line was down, with a code that the issuer gave by phone; and what changes a sale of the open batch: a tip adds
-- to it, an adjustment takes off it. Each is a row and a journal of its own, and a claim on its sale.
ALTER TABLE switching.card_transaction DROP CONSTRAINT card_transaction_kind_check;
ALTER TABLE switching.card_transaction ADD CONSTRAINT card_transaction_kind_check CHECK (kind IN ('sale', 'test_sale', 'deposit_freeze', 'balance',
  'sale_void', 'refund', 'pre_auth', 'pre_auth_void', 'completion', 'completion_advice', 'completion_void', 'qr_passive', 'qr_active', 'qr_void',
  'offline_sale', 'tip', 'adjustment'));
ALTER TABLE switching.link DROP CONSTRAINT link_relation_check;
ALTER TABLE switching.link ADD CONSTRAINT link_relation_check CHECK (relation IN ('void', 'refund', 'completion', 'tip', 'adjustment'));

-- Claims an approved original: for a void or a completion once and with nothing else besides; for a tip or an adjustment once, before any
-- refund; for a refund a part of what an adjustment has left. False: not to be had.
CREATE OR REPLACE FUNCTION switching.do_claim(p_merchant text, p_transaction text, p_original text, p_relation text, p_amount bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  original record;
  refunded bigint;
  added bigint;
  lowered bigint;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT state, amount_fen INTO original FROM switching.card_transaction WHERE merchant_id = p_merchant AND transaction_id = p_original;
  IF NOT FOUND OR original.state <> 'approved' THEN RETURN false; END IF;
  refunded := switching.do_claimed(p_merchant, p_original, 'refund');
  added := switching.do_claimed(p_merchant, p_original, 'tip');
  lowered := switching.do_claimed(p_merchant, p_original, 'adjustment');
  IF switching.do_claimed(p_merchant, p_original, 'void') + switching.do_claimed(p_merchant, p_original, 'completion') > 0
     OR (p_relation = 'refund' AND refunded + lowered + p_amount > original.amount_fen)
     OR (p_relation <> 'refund' AND refunded + added + lowered > 0)
     OR (p_relation = 'adjustment' AND p_amount >= original.amount_fen) THEN
    RETURN false;
  END IF;
  INSERT INTO switching.link (merchant_id, transaction_id, original_id, relation, amount_fen)
  VALUES (p_merchant, p_transaction, p_original, p_relation, p_amount);
  RETURN true;
END $$;

-- What stands for a sale; an adjustment is one with its sign turned round.
CREATE OR REPLACE VIEW switching.v_approved_sale AS
  SELECT t.merchant_id, t.transaction_id, t.business_date, t.terminal_no, t.rrn, t.network_stan, t.transmission_time,
    CASE WHEN t.kind = 'adjustment' THEN -t.amount_fen ELSE t.amount_fen END AS amount_fen,
    CASE WHEN t.kind = 'adjustment' THEN -t.fee_fen ELSE t.fee_fen END AS fee_fen, t.kind, t.card_kind, t.created_at
  FROM switching.card_transaction t WHERE t.state = 'approved'
   AND t.kind IN ('sale', 'test_sale', 'completion', 'completion_advice', 'qr_passive', 'qr_active', 'offline_sale', 'tip', 'adjustment')
   AND NOT EXISTS (SELECT 1 FROM switching.link l JOIN switching.card_transaction v ON v.merchant_id = l.merchant_id AND v.transaction_id = l.transaction_id
                    WHERE l.merchant_id = t.merchant_id AND l.original_id = t.transaction_id AND l.relation = 'void' AND v.state = 'approved');

-- As before, with what is new here posted as a completion is, and an offline sale voided by the mirror of its own journal.
CREATE OR REPLACE FUNCTION switching.do_approve_other(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz, p_expires timestamptz,
  p_journal text, p_memo text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  t record;
  original record;
  held text;
  mirrored text;
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
  ELSIF t.kind IN ('sale_void', 'completion_void', 'qr_void') THEN
    mirrored := CASE WHEN original.kind IN ('sale', 'test_sale') THEN 'sale' ELSE original.kind END;
    PERFORM ledger.do_mirror_journal(p_merchant, mirrored || ':' || original.transaction_id, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.rrn, p_at);
    IF t.kind = 'completion_void' THEN
      SELECT 'hld_' || original_id INTO held FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = original.transaction_id;
      PERFORM ledger.do_reopen_hold(p_merchant, held, p_transaction, p_memo, t.business_date, p_at);
    END IF;
  ELSIF t.kind IN ('completion', 'completion_advice', 'refund', 'qr_passive', 'qr_active', 'offline_sale', 'tip', 'adjustment') THEN
    PERFORM ledger.do_post_journal(p_merchant, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.amount_fen::text, t.rrn, NULL,
      coalesce(p_snapshot, '{}'), p_at, p_accounts, p_amounts);
    IF t.kind IN ('completion', 'completion_advice') THEN
      PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'posted', p_transaction, p_memo, t.business_date, p_at);
    END IF;
  END IF;
  RETURN true;
END $$;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('offline.sale_allowed', '2026-01-01', '0', '1 = merchants may', 'ours: off, because nobody has asked the card'),
  ('tip.percent_max', '2026-01-01', '20', 'percent of the sale', 'ours: usual in the field; 0 = no tips');
