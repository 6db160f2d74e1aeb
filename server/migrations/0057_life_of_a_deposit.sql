-- The life of a deposit after its freeze: captured before the card lets go, counted day by day, refunded, released or applied.
ALTER TABLE deposits.deposit
  ADD COLUMN target_state text NOT NULL DEFAULT 'counting' CHECK (target_state IN ('counting', 'qualified', 'missed', 'appealed', 'applied')),
  ADD COLUMN target_from date, ADD COLUMN target_last date, ADD COLUMN target_decided_at timestamptz,
  ADD COLUMN capture_id text, ADD COLUMN host_tries int NOT NULL DEFAULT 0, ADD COLUMN host_transaction text, ADD COLUMN host_code text;

-- What counted on a day, by the time of the transaction in Shanghai.
CREATE TABLE deposits.progress (
  merchant_id text NOT NULL, deposit_id text NOT NULL, day date NOT NULL, counted_fen bigint NOT NULL, PRIMARY KEY (merchant_id, deposit_id, day));

-- One a deposit.
CREATE TABLE deposits.refund (
  merchant_id text NOT NULL, deposit_id text NOT NULL, refund_id text NOT NULL, amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  state text NOT NULL CHECK (state IN ('held', 'ready', 'sending', 'unknown', 'accepted', 'account_wanted', 'paid')),
  way text NOT NULL CHECK (way IN ('card', 'account')), asked_by text NOT NULL CHECK (asked_by IN ('merchant', 'machine')),
  asked_at timestamptz NOT NULL, due_on date NOT NULL, reason text, account_id text, bank_reference text, tries int NOT NULL DEFAULT 0,
  rounds int NOT NULL DEFAULT 0, settled_at timestamptz, PRIMARY KEY (merchant_id, deposit_id));

CREATE TABLE deposits.appeal (
  merchant_id text NOT NULL, deposit_id text NOT NULL, words text NOT NULL, at timestamptz NOT NULL,
  decision text CHECK (decision IN ('granted', 'refused')), decided_by text, reason text, decided_at timestamptz, PRIMARY KEY (merchant_id, deposit_id));
GRANT SELECT, INSERT, UPDATE ON deposits.progress, deposits.refund, deposits.appeal TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('deposit.refund_automatic', '2026-01-01', '0', '0 the merchant asks, 1 without asking', 'ours'),
  ('deposit.appeal_days', '2026-01-01', '30', 'days after a missed target', 'ours: as long as an appeal against a rejection');

ALTER TABLE switching.card_transaction DROP CONSTRAINT card_transaction_kind_check;
ALTER TABLE switching.card_transaction ADD CONSTRAINT card_transaction_kind_check CHECK (kind IN ('sale', 'test_sale', 'deposit_freeze', 'balance',
  'sale_void', 'refund', 'pre_auth', 'pre_auth_void', 'completion', 'completion_advice', 'completion_void', 'qr_passive', 'qr_active', 'qr_void',
  'offline_sale', 'tip', 'adjustment', 'deposit_capture', 'deposit_release', 'deposit_refund'));

-- As before, with the host's own transactions about a deposit.
CREATE OR REPLACE FUNCTION switching.do_approve_other(
  p_merchant text, p_transaction text, p_auth text, p_answer bytea, p_fee bigint, p_snapshot jsonb, p_at timestamptz, p_expires timestamptz,
  p_journal text, p_memo text, p_accounts text[], p_amounts bigint[]) RETURNS boolean LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
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
     AND NOT coalesce((SELECT true FROM switching.reversal r WHERE r.merchant_id = c.merchant_id AND r.terminal_no = c.terminal_no
                        AND r.batch_no = c.batch_no AND r.stan = c.stan AND r.business_date = c.business_date AND r.transaction_id IS NULL), false)
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
  ELSIF t.kind IN ('pre_auth_void', 'deposit_release') THEN
    PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'voided', p_transaction, p_memo, t.business_date, p_at);
  ELSIF t.kind IN ('sale_void', 'completion_void', 'qr_void') THEN
    mirrored := CASE WHEN original.kind IN ('sale', 'test_sale') THEN 'sale' ELSE original.kind END;
    PERFORM ledger.do_mirror_journal(p_merchant, mirrored || ':' || original.transaction_id, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.rrn, p_at);
    IF t.kind = 'completion_void' THEN
      SELECT 'hld_' || original_id INTO held FROM switching.link WHERE merchant_id = p_merchant AND transaction_id = original.transaction_id;
      PERFORM ledger.do_reopen_hold(p_merchant, held, p_transaction, p_memo, t.business_date, p_at);
    END IF;
  ELSIF t.kind IN ('completion', 'completion_advice', 'refund', 'qr_passive', 'qr_active', 'offline_sale', 'tip', 'adjustment', 'deposit_capture',
                   'deposit_refund') THEN
    PERFORM ledger.do_post_journal(p_merchant, p_journal, t.business_date, t.kind, t.kind || ':' || p_transaction, t.amount_fen::text, t.rrn, NULL,
      coalesce(p_snapshot, '{}'), p_at, p_accounts, p_amounts);
    IF t.kind IN ('completion', 'completion_advice', 'deposit_capture') THEN
      PERFORM ledger.do_close_hold(p_merchant, 'hld_' || original.transaction_id, 'posted', p_transaction, p_memo, t.business_date, p_at);
    END IF;
  END IF;
  RETURN true;
END $$;
