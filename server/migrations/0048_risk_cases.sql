-- Risk after the sale: rules that look at what was sold, cases of what they found, and money that waits until somebody has looked.

-- Rules are data: of each the newest version in force applies, and what hit a sale names rule and version. Kinds are known to the code,
-- parameters to their kind. A sale is worth the points of the rules that hit it.
CREATE TABLE risk.rule (
  rule text NOT NULL, version int NOT NULL, kind text NOT NULL CHECK (kind IN ('own_card', 'card_repeats', 'amount_repeats', 'amount_round', 'hours')),
  points int NOT NULL CHECK (points BETWEEN 0 AND 100), parameters jsonb NOT NULL, effective_from date NOT NULL, source text NOT NULL,
  PRIMARY KEY (rule, version));
INSERT INTO risk.rule (rule, version, kind, points, parameters, effective_from, source) VALUES
  ('own_card', 1, 'own_card', 50, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 1, "withinHours": 24, "askFrom": 3}', '2026-01-01',
   'the principal''s own credit card in the own terminal'),
  ('own_card_again', 1, 'own_card', 30, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 2, "withinHours": 24, "askFrom": 3}', '2026-01-01',
   'the same, more than once a day'),
  ('card_repeats', 1, 'card_repeats', 20, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 3, "withinHours": 24}', '2026-01-01',
   'one card several times a day'),
  ('amount_repeats', 1, 'amount_repeats', 20, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 3, "withinHours": 24}', '2026-01-01',
   'one amount several times a day'),
  ('amount_round', 1, 'amount_round', 10, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 3, "withinHours": 24, "unitFen": 100000, "marginFen": 200}',
   '2026-01-01', 'at or just below or above whole thousands'),
  ('night', 1, 'hours', 20, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 1, "withinHours": 24, "from": "23:00", "to": "06:00"}', '2026-01-01',
   'large amounts at night');
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('risk.case_points', '2026-01-01', '50', 'points of a sale at which it is put before a person', 'product rule'),
  ('risk.delay_points', '2026-01-01', '80', 'points of a sale at which its settlement is delayed, 0 = never', 'product rule'),
  ('risk.people_release', '2026-01-01', '1', 'people who release delayed money', 'product rule; four eyes: 2'),
  ('risk.people_confirm', '2026-01-01', '2', 'people who confirm a case against a merchant', 'four eyes');

-- A case of a merchant: one open at a time. What was decided stays in risk.case_decision.
CREATE TABLE risk.case (
  merchant_id text NOT NULL, case_id text NOT NULL, state text NOT NULL CHECK (state IN ('open', 'pending_release', 'pending_confirm', 'released', 'confirmed',
    'pending_appeal')),
  opened_at timestamptz NOT NULL, moved_at timestamptz NOT NULL, PRIMARY KEY (merchant_id, case_id));
CREATE UNIQUE INDEX case_open ON risk.case (merchant_id) WHERE state IN ('open', 'pending_release', 'pending_confirm');
CREATE INDEX case_by_state ON risk.case (state, opened_at);
-- A sale is judged in one case, once. `delay`: none (not worth it), delayed, or missed (its money was on its way to the bank).
CREATE TABLE risk.case_sale (
  merchant_id text NOT NULL, transaction_id text NOT NULL, case_id text NOT NULL, points int NOT NULL, delay text NOT NULL CHECK (delay IN ('none', 'delayed', 'missed')),
  added_at timestamptz NOT NULL, PRIMARY KEY (merchant_id, transaction_id));
CREATE INDEX case_sale_case ON risk.case_sale (merchant_id, case_id);
CREATE TABLE risk.hit (
  merchant_id text NOT NULL, transaction_id text NOT NULL, rule text NOT NULL, version int NOT NULL, points int NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, transaction_id, rule, version));
CREATE TABLE risk.case_decision (
  merchant_id text NOT NULL, case_id text NOT NULL, decision_no int NOT NULL,
  decision text NOT NULL CHECK (decision IN ('keep', 'propose_release', 'propose_confirm', 'release', 'confirm')), reason text NOT NULL,
  decided_by text NOT NULL, decided_at timestamptz NOT NULL, PRIMARY KEY (merchant_id, case_id, decision_no));
-- What the merchant says to it.
CREATE TABLE risk.case_statement (
  merchant_id text NOT NULL, case_id text NOT NULL, statement_id text NOT NULL, words_sealed text NOT NULL, said_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, case_id, statement_id));
-- Whose card it is, as the register said once: it is not asked again for each sale.
CREATE TABLE risk.card_holder (
  merchant_id text NOT NULL, card_hash text NOT NULL, holder text NOT NULL CHECK (holder IN ('own', 'other', 'unknown')), asked_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, card_hash));
-- How far the approved sales have been looked at.
CREATE TABLE risk.screening (name text PRIMARY KEY, through timestamptz NOT NULL);
INSERT INTO risk.screening (name, through) VALUES ('sales', '2026-01-01T00:00:00+08:00');
GRANT SELECT ON risk.rule TO kaitong_app;
GRANT SELECT, INSERT, UPDATE ON risk.case, risk.case_sale, risk.card_holder TO kaitong_app;
GRANT SELECT, UPDATE ON risk.screening TO kaitong_app;
GRANT SELECT, INSERT ON risk.hit, risk.case_decision, risk.case_statement TO kaitong_app;
-- What is confirmed does not count as turnover of the merchant: a deposit's target leaves it out.
CREATE VIEW risk.v_confirmed_sale AS
  SELECT s.merchant_id, s.transaction_id FROM risk.case_sale s JOIN risk.case c USING (merchant_id, case_id) WHERE c.state IN ('confirmed', 'pending_appeal');
GRANT SELECT ON risk.v_confirmed_sale TO kaitong_app;

-- Sales of the last minutes are found without reading their day; one index still, and no row of it a sale.
DROP INDEX switching.card_transaction_day;
CREATE INDEX card_transaction_day ON switching.card_transaction USING brin (business_date, created_at) WITH (pages_per_range = 32, autosummarize = on);

-- ledger: money of one journal that its merchant cannot have yet ---------------------------------------------------------------
-- p_key is the idempotency key of the journal that gave the money; thawed_at is null while it is frozen.
CREATE TABLE ledger.frozen (
  merchant_id text NOT NULL, key text NOT NULL, reference text NOT NULL, amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  taken_from text NOT NULL CHECK (taken_from IN ('m:pending', 'm:avail')), times int NOT NULL, frozen_at timestamptz NOT NULL, thawed_at timestamptz,
  PRIMARY KEY (merchant_id, key));
CREATE VIEW ledger.v_frozen AS SELECT merchant_id, key, reference, amount_fen, taken_from, frozen_at FROM ledger.frozen WHERE thawed_at IS NULL;
GRANT SELECT ON ledger.frozen, ledger.v_frozen TO kaitong_app;

-- Freezes what the journal p_key gave the merchant. False where the account holds less, or no such money was given.
CREATE FUNCTION ledger.do_freeze(p_merchant text, p_key text, p_from text, p_reference text, p_date date, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before record;
  amount bigint;
  n int;
BEGIN
  SELECT times, thawed_at INTO before FROM ledger.frozen WHERE merchant_id = p_merchant AND key = p_key FOR UPDATE;
  IF FOUND AND before.thawed_at IS NULL THEN RETURN true; END IF;
  SELECT -sum(p.amount_fen) INTO amount FROM ledger.journal j JOIN ledger.posting p USING (merchant_id, journal_id)
   WHERE j.merchant_id = p_merchant AND j.idempotency_key = p_key AND p.account = 'm:pending';
  IF coalesce(amount, 0) <= 0 THEN RETURN false; END IF;
  n := coalesce(before.times, 0) + 1;
  BEGIN
    PERFORM ledger.do_post_journal(p_merchant, 'jrn_frz_' || n || '_' || p_key, p_date, 'frozen', 'freeze:' || n || ':' || p_key, amount::text, p_reference,
      NULL, '{}', p_at, ARRAY[p_from, 'm:frozen'], ARRAY[amount, -amount]);
  EXCEPTION WHEN SQLSTATE 'KT003' THEN RETURN false;
  END;
  INSERT INTO ledger.frozen (merchant_id, key, reference, amount_fen, taken_from, times, frozen_at) VALUES (p_merchant, p_key, p_reference, amount, p_from, n, p_at)
  ON CONFLICT (merchant_id, key) DO UPDATE SET reference = excluded.reference, taken_from = excluded.taken_from, times = excluded.times,
    frozen_at = excluded.frozen_at, thawed_at = NULL;
  RETURN true;
END $$;

-- Gives it back, to p_to or (NULL) to where it was taken. Returns the fen that moved; 0 where nothing was frozen.
CREATE FUNCTION ledger.do_thaw(p_merchant text, p_key text, p_to text, p_date date, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  f record;
BEGIN
  UPDATE ledger.frozen SET thawed_at = p_at WHERE merchant_id = p_merchant AND key = p_key AND thawed_at IS NULL
  RETURNING reference, amount_fen, taken_from, times INTO f;
  IF NOT FOUND THEN RETURN 0; END IF;
  PERFORM ledger.do_post_journal(p_merchant, 'jrn_thw_' || f.times || '_' || p_key, p_date, 'thawed', 'thaw:' || f.times || ':' || p_key, f.amount_fen::text,
    f.reference, NULL, '{}', p_at, ARRAY['m:frozen', coalesce(p_to, f.taken_from)], ARRAY[f.amount_fen, -f.amount_fen]);
  RETURN f.amount_fen;
END $$;

-- A void or a reversal takes the money from where its journal put it: what is frozen of it thaws first.
CREATE OR REPLACE FUNCTION ledger.do_mirror_journal(
  p_merchant text, p_reversed_key text, p_journal text, p_date date, p_event text, p_key text, p_reference text, p_at timestamptz)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  reversed record;
BEGIN
  PERFORM ledger.do_thaw(p_merchant, p_reversed_key, NULL, p_date, p_at);
  SELECT j.journal_id, j.accounts, ledger.mirrored(j.amounts) AS amounts INTO reversed
    FROM ledger.journal j WHERE j.merchant_id = p_merchant AND j.idempotency_key = p_reversed_key;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no journal % of % to mirror', p_reversed_key, p_merchant USING ERRCODE = 'KT001';
  END IF;
  RETURN ledger.do_post_journal(p_merchant, p_journal, p_date, p_event, p_key, reversed.journal_id, p_reference, reversed.journal_id, '{}', p_at,
    reversed.accounts, reversed.amounts);
END $$;

-- settlement: what is frozen is left out of its day; what thaws after its day was paid goes with the next ----------------------
-- `part`: '' the day's own sales, 'resumed' sales of earlier days whose delay has ended.
ALTER TABLE settlement.batch ADD COLUMN part text NOT NULL DEFAULT '' CHECK (part IN ('', 'resumed'));
ALTER TABLE settlement.batch DROP CONSTRAINT batch_merchant_id_business_date_key;
CREATE UNIQUE INDEX batch_day ON settlement.batch (merchant_id, business_date, part);
CREATE TABLE settlement.resumed_sale (
  merchant_id text NOT NULL, transaction_id text NOT NULL, amount_fen bigint NOT NULL, fee_fen bigint NOT NULL, net_fen bigint NOT NULL,
  resumed_at timestamptz NOT NULL, batch_id text, PRIMARY KEY (merchant_id, transaction_id));
CREATE INDEX resumed_sale_waiting ON settlement.resumed_sale (merchant_id) WHERE batch_id IS NULL;
GRANT SELECT, INSERT, UPDATE ON settlement.resumed_sale TO kaitong_app;

-- Sales that may be paid out, by T+1 or T+0.
CREATE VIEW settlement.v_payable_sale AS
  SELECT s.merchant_id, s.transaction_id, s.business_date, s.amount_fen, s.fee_fen FROM switching.v_approved_sale s
   WHERE NOT EXISTS (SELECT 1 FROM ledger.v_frozen f WHERE f.merchant_id = s.merchant_id
                        AND f.key = (CASE WHEN s.kind = 'test_sale' THEN 'sale' ELSE s.kind END) || ':' || s.transaction_id);
GRANT SELECT ON settlement.v_payable_sale TO kaitong_app;

-- Whether the day that a sale is settled with has been settled; its row stays as it is until the caller has committed.
CREATE FUNCTION settlement.do_see_settled(p_merchant text, p_transaction text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  seen text;
BEGIN
  SELECT d.state INTO seen FROM settlement.cleared_sale c JOIN settlement.day d USING (business_date)
   WHERE c.merchant_id = p_merchant AND c.transaction_id = p_transaction FOR SHARE OF d;
  RETURN coalesce(seen = 'settled', false);
END $$;

-- Delays one sale. 'delayed'; 'gone': it does not stand any more; 'missed': it has been paid out.
CREATE FUNCTION settlement.do_delay_sale(p_merchant text, p_transaction text, p_reference text, p_date date, p_at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  sale record;
  settled boolean;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT kind INTO sale FROM switching.v_approved_sale WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  settled := settlement.do_see_settled(p_merchant, p_transaction);
  IF settled AND EXISTS (SELECT 1 FROM settlement.cleared_sale c JOIN settlement.batch b USING (merchant_id, business_date)
                           JOIN settlement.payout p USING (merchant_id, batch_id)
                          WHERE c.merchant_id = p_merchant AND c.transaction_id = p_transaction AND b.part = '') THEN
    RETURN 'missed';
  END IF;
  RETURN CASE WHEN ledger.do_freeze(p_merchant, (CASE WHEN sale.kind = 'test_sale' THEN 'sale' ELSE sale.kind END) || ':' || p_transaction,
                     CASE WHEN settled THEN 'm:avail' ELSE 'm:pending' END, p_reference, p_date, p_at)
              THEN 'delayed' ELSE 'missed' END;
END $$;

-- Ends the delay of one sale. Returns its fen; what its day did not pay any more goes with the next one.
CREATE FUNCTION settlement.do_resume_sale(p_merchant text, p_transaction text, p_date date, p_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  sale record;
  was text;
  late boolean;
  net bigint;
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  SELECT kind, amount_fen, fee_fen, (CASE WHEN kind = 'test_sale' THEN 'sale' ELSE kind END) || ':' || transaction_id AS key INTO sale
    FROM switching.v_approved_sale WHERE merchant_id = p_merchant AND transaction_id = p_transaction;
  IF NOT FOUND THEN RETURN 0; END IF;
  SELECT taken_from INTO was FROM ledger.v_frozen WHERE merchant_id = p_merchant AND key = sale.key;
  late := settlement.do_see_settled(p_merchant, p_transaction) AND was = 'm:pending';
  net := ledger.do_thaw(p_merchant, sale.key, CASE WHEN late THEN 'm:avail' END, p_date, p_at);
  IF late AND net > 0 THEN
    INSERT INTO settlement.resumed_sale (merchant_id, transaction_id, amount_fen, fee_fen, net_fen, resumed_at)
    VALUES (p_merchant, p_transaction, sale.amount_fen, sale.fee_fen, net, p_at) ON CONFLICT DO NOTHING;
  END IF;
  RETURN net;
END $$;

CREATE OR REPLACE FUNCTION settlement.do_settle_day(p_date date, p_pay_date date, p_estimated boolean, p_at timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  made int;
  batch record;
  payable bigint;
  tag text := to_char(p_date, 'YYYYMMDD');
BEGIN
  -- whoever delays or resumes a sale of this day now waits until it is settled, or is waited for
  PERFORM 1 FROM settlement.day WHERE business_date = p_date FOR UPDATE;
  INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, net_fen, created_at)
  SELECT s.merchant_id, 'bat_' || tag || '_' || s.merchant_id, p_date, p_pay_date, p_estimated, count(*)::int, sum(s.amount_fen), sum(s.fee_fen),
         sum(s.amount_fen - s.fee_fen), p_at
    FROM settlement.cleared_sale c JOIN settlement.v_payable_sale s USING (merchant_id, transaction_id)
   WHERE c.business_date = p_date
   GROUP BY s.merchant_id HAVING sum(s.amount_fen - s.fee_fen) > 0
  ON CONFLICT (merchant_id, business_date, part) DO NOTHING;
  GET DIAGNOSTICS made = ROW_COUNT;
  UPDATE settlement.resumed_sale r SET batch_id = 'bat_' || tag || '_r_' || r.merchant_id
   WHERE r.batch_id IS NULL AND NOT EXISTS (SELECT 1 FROM settlement.batch b WHERE b.merchant_id = r.merchant_id AND b.business_date = p_date AND b.part = 'resumed');
  INSERT INTO settlement.batch (merchant_id, batch_id, business_date, pay_date, estimated, sale_count, gross_fen, fee_fen, net_fen, created_at, part)
  SELECT r.merchant_id, r.batch_id, p_date, p_pay_date, p_estimated, count(*)::int, sum(r.amount_fen), sum(r.fee_fen), sum(r.net_fen), p_at, 'resumed'
    FROM settlement.resumed_sale r WHERE r.batch_id = 'bat_' || tag || '_r_' || r.merchant_id
   GROUP BY r.merchant_id, r.batch_id
  ON CONFLICT (merchant_id, business_date, part) DO NOTHING;
  FOR batch IN SELECT b.merchant_id, b.batch_id, b.part, b.net_fen, a.account_id, a.state AS account_state
      FROM settlement.batch b JOIN merchants.v_payout_account a USING (merchant_id)
     WHERE b.business_date = p_date AND NOT EXISTS (SELECT 1 FROM settlement.payout p WHERE p.merchant_id = b.merchant_id AND p.batch_id = b.batch_id)
     ORDER BY b.merchant_id, b.batch_id
  LOOP
    IF batch.part = '' THEN -- a resumed sale is in m:avail since it was
      PERFORM ledger.do_post_journal(batch.merchant_id, 'jrn_rel_' || batch.batch_id, p_date, 't1_release', 'release:' || batch.batch_id, batch.net_fen::text,
        batch.batch_id, NULL, '{}', p_at, ARRAY['m:pending', 'm:avail'], ARRAY[batch.net_fen, -batch.net_fen]);
    END IF;
    payable := batch.net_fen - ledger.do_collect_debt(batch.merchant_id, batch.batch_id, batch.net_fen, p_date, p_at);
    CONTINUE WHEN batch.account_state <> 'active'; -- the money waits in m:avail until the account is fixed
    CONTINUE WHEN payable = 0; -- all of it was owed to us
    PERFORM ledger.do_post_journal(batch.merchant_id, 'jrn_pay_' || batch.batch_id, p_date, 't1_payout', 'payout:' || batch.batch_id, payable::text,
      batch.batch_id, NULL, '{}', p_at, ARRAY['m:avail', 'm:payout'], ARRAY[payable, -payable]);
    INSERT INTO settlement.payout (merchant_id, payout_id, batch_id, account_id, amount_fen, state, created_at)
    VALUES (batch.merchant_id, 'pay_' || batch.batch_id, batch.batch_id, batch.account_id, payable, 'prepared', p_at);
  END LOOP;
  RETURN made;
END $$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger, settlement TO kaitong_app;

-- What counts as a merchant's turnover, for the target of a deposit: sales and completions that stand, less what was refunded; not the
-- test sale, and not what a risk case was confirmed against.
CREATE VIEW switching.v_counted_sale AS
  SELECT s.merchant_id, s.transaction_id, s.terminal_no, s.business_date, s.created_at, s.card_kind,
         s.amount_fen - switching.do_claimed(s.merchant_id, s.transaction_id, 'refund') AS amount_fen
    FROM switching.v_approved_sale s WHERE s.kind <> 'test_sale'
     AND NOT EXISTS (SELECT 1 FROM risk.v_confirmed_sale r WHERE r.merchant_id = s.merchant_id AND r.transaction_id = s.transaction_id);
GRANT SELECT ON switching.v_counted_sale TO kaitong_app;
