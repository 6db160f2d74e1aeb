-- Limits and rules as data: proposals of two people, dry runs, proof, lists with an end, clearing out. See docs/decisions/0016.

-- 1. Rules: more kinds, actions, and off --------------------------------------------------------------------------------------------
ALTER TABLE risk.rule DROP CONSTRAINT rule_kind_check;
ALTER TABLE risk.rule ADD CONSTRAINT rule_kind_check CHECK (kind IN ('own_card', 'card_repeats', 'amount_repeats', 'amount_round', 'hours', 'credit_share',
    'amount_trade', 'velocity', 'undone_share', 'inquiry_then_sale', 'new_burst', 'linked_card', 'linked_device', 'near_limit', 'declined_tries')),
  ADD COLUMN action text NOT NULL DEFAULT 'flag' CHECK (action IN ('flag', 'ask_proof', 'delay', 'limit', 'suspend')),
  ADD COLUMN enabled boolean NOT NULL DEFAULT true,
  -- who proposed and who switched it on is in the proposal; NULL: it came with the software
  ADD COLUMN proposal_id text;
-- a version that was switched on stays as it is: old cases are explained by it
GRANT INSERT ON risk.rule TO kaitong_app;
INSERT INTO risk.rule (rule, version, kind, points, enabled, parameters, effective_from, source) VALUES
  ('credit_share', 1, 'credit_share', 20, false, '{"cardKinds": ["credit"], "amountMinFen": 10000, "timesMin": 20, "withinHours": 168, "sharePercent": 98}', '2026-01-01',
   'nearly everything is paid by credit card'),
  ('amount_trade', 1, 'amount_trade', 20, false, '{"cardKinds": ["credit"], "amountMinFen": 500000, "timesMin": 1, "withinHours": 24, "mccs": ["5812", "5814", "5411", "5499", "7230"]}',
   '2026-01-01', 'large for a food stall, a small shop or a barber'),
  ('velocity', 1, 'velocity', 20, false, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 5, "withinHours": 1, "sumMinFen": 3000000}', '2026-01-01',
   'much in a short time'),
  ('undone_share', 1, 'undone_share', 20, false, '{"cardKinds": ["credit", "debit"], "amountMinFen": 10000, "timesMin": 3, "withinHours": 24, "sharePercent": 30}', '2026-01-01',
   'many voids and refunds'),
  ('inquiry_then_sale', 1, 'inquiry_then_sale', 20, false, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 1, "withinHours": 0.5, "inquiriesMin": 2}', '2026-01-01',
   'the balance is asked twice, then the card is charged'),
  ('new_burst', 1, 'new_burst', 20, false, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 5, "withinHours": 24, "sumMinFen": 5000000, "daysMax": 7}', '2026-01-01',
   'a new merchant sells a lot at once'),
  ('linked_card', 1, 'linked_card', 30, false, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 1, "withinHours": 24}', '2026-01-01',
   'a card of another merchant''s confirmed case'),
  ('linked_device', 1, 'linked_device', 20, false, '{"cardKinds": ["credit"], "amountMinFen": 100000, "timesMin": 1, "withinHours": 24}', '2026-01-01',
   'a device that stood with a merchant of a confirmed case'),
  ('near_limit', 1, 'near_limit', 10, false, '{"cardKinds": ["credit", "debit"], "amountMinFen": 100000, "timesMin": 2, "withinHours": 24, "marginPercent": 2}', '2026-01-01',
   'just below the limit of one sale'),
  ('short_then_try', 1, 'declined_tries', 10, false, '{"cardKinds": ["credit", "debit"], "amountMinFen": 100, "timesMin": 2, "withinHours": 1, "codes": ["51"], "cardsMin": 1, "thenTry": true}',
   '2026-01-01', 'two refusals for want of money, then another try'),
  ('wrong_pins', 1, 'declined_tries', 30, false, '{"cardKinds": ["credit", "debit"], "amountMinFen": 1, "timesMin": 3, "withinHours": 1, "codes": ["55"], "cardsMin": 2, "thenTry": false}',
   '2026-01-01', 'wrong PINs on several cards');

-- 2. Proposals: asked for, proposed by one person, decided by another -----------------------------------------------------------------
-- merchant_id '' : of no merchant (a rule). subject: the rule, or the case that it is about.
CREATE TABLE risk.proposal (
  merchant_id text NOT NULL, proposal_id text NOT NULL, kind text NOT NULL CHECK (kind IN ('rule', 'limits', 'exemption', 'suspension', 'resumption')),
  subject text NOT NULL, content jsonb NOT NULL, state text NOT NULL CHECK (state IN ('asked', 'proposed', 'approved', 'refused', 'withdrawn')),
  note text NOT NULL, asked_by text, proposed_by text, made_at timestamptz NOT NULL, decided_by text, decided_at timestamptz, decision_note text,
  PRIMARY KEY (merchant_id, proposal_id),
  CONSTRAINT proposal_of_a_merchant CHECK ((kind = 'rule') = (merchant_id = '')),
  CONSTRAINT proposal_proposed CHECK (state IN ('asked', 'refused') OR proposed_by IS NOT NULL),
  CONSTRAINT proposal_decided CHECK ((state IN ('asked', 'proposed')) = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT proposal_four_eyes CHECK (CASE state WHEN 'withdrawn' THEN decided_by = proposed_by WHEN 'approved' THEN decided_by <> proposed_by ELSE true END));
CREATE INDEX proposal_open ON risk.proposal (kind, made_at DESC);
GRANT SELECT, INSERT, UPDATE (state, proposed_by, decided_by, decided_at, decision_note) ON risk.proposal TO kaitong_app;

-- 3. Dry runs ---------------------------------------------------------------------------------------------------------------------
CREATE TABLE risk.dry_run (
  dry_run_id text PRIMARY KEY, state text NOT NULL CHECK (state IN ('running', 'done')), rule text NOT NULL, content jsonb NOT NULL,
  since timestamptz NOT NULL, until timestamptz NOT NULL, merchants_total int NOT NULL, merchants_done int NOT NULL,
  -- the last merchant that was looked at: a slice that comes again finds it further on
  through text NOT NULL DEFAULT '',
  started_by text NOT NULL, started_at timestamptz NOT NULL, ended_at timestamptz);
CREATE INDEX dry_run_newest ON risk.dry_run (started_at DESC);
CREATE TABLE risk.dry_run_hit (
  merchant_id text NOT NULL, dry_run_id text NOT NULL, transaction_id text NOT NULL, at timestamptz NOT NULL, amount_fen bigint NOT NULL,
  by_draft boolean NOT NULL, by_current boolean NOT NULL, in_case boolean NOT NULL, PRIMARY KEY (merchant_id, dry_run_id, transaction_id));
CREATE INDEX dry_run_hit_run ON risk.dry_run_hit (dry_run_id);
GRANT SELECT, INSERT, UPDATE ON risk.dry_run TO kaitong_app;
GRANT SELECT, INSERT ON risk.dry_run_hit TO kaitong_app;

-- 4. Proof that a case waits for, and files of a case ---------------------------------------------------------------------------------
CREATE TABLE risk.proof (
  merchant_id text NOT NULL, case_id text NOT NULL, proof_no int NOT NULL, state text NOT NULL CHECK (state IN ('asked', 'answered', 'lapsed')),
  words text NOT NULL, asked_by text NOT NULL, asked_at timestamptz NOT NULL, due_at timestamptz NOT NULL, ended_at timestamptz,
  PRIMARY KEY (merchant_id, case_id, proof_no));
CREATE UNIQUE INDEX proof_asked ON risk.proof (merchant_id, case_id) WHERE state = 'asked';
CREATE TABLE risk.case_file (
  merchant_id text NOT NULL, case_id text NOT NULL, file_id text NOT NULL, name text NOT NULL, handed_by text NOT NULL, handed_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, case_id, file_id));
GRANT SELECT, INSERT, UPDATE (state, ended_at) ON risk.proof TO kaitong_app;
GRANT SELECT, INSERT ON risk.case_file TO kaitong_app;
-- which cards a case knows, so that other merchants' sales can be compared with them
ALTER TABLE risk.case_sale ADD COLUMN card_hash text;
CREATE INDEX case_sale_card ON risk.case_sale (card_hash) WHERE card_hash IS NOT NULL;

-- 5. Lists with an end -------------------------------------------------------------------------------------------------------------
ALTER TABLE risk.watch_entry DROP CONSTRAINT watch_entry_kind_check;
ALTER TABLE risk.watch_entry ADD CONSTRAINT watch_entry_kind_check CHECK (kind IN ('id_number', 'phone', 'account', 'credit_code', 'card')),
  ADD COLUMN list text NOT NULL DEFAULT 'black' CHECK (list IN ('black', 'watch')), ADD COLUMN until timestamptz;

-- 6. A listed merchant is cleared out within seven days ---------------------------------------------------------------------------------
CREATE TABLE risk.clear_out (
  merchant_id text NOT NULL, clear_out_id text NOT NULL, state text NOT NULL CHECK (state IN ('running', 'overdue', 'done', 'dropped')),
  reason text NOT NULL, opened_at timestamptz NOT NULL, due_at timestamptz NOT NULL, opened_by text NOT NULL, closed_at timestamptz, closed_by text, note text,
  PRIMARY KEY (merchant_id, clear_out_id), CONSTRAINT clear_out_closed CHECK ((state IN ('done', 'dropped')) = (closed_at IS NOT NULL)));
CREATE UNIQUE INDEX clear_out_open ON risk.clear_out (merchant_id) WHERE state IN ('running', 'overdue');
GRANT SELECT, INSERT, UPDATE (state, closed_at, closed_by, note) ON risk.clear_out TO kaitong_app;

-- 7. Limits of one merchant, in the row that the gateway remembers; a terminal that stops with its merchant -----------------------------
ALTER TABLE merchants.merchant ADD COLUMN limits jsonb;
CREATE INDEX terminal_serial_no ON terminals.terminal (serial_no);
ALTER TABLE terminals.terminal ADD CONSTRAINT terminal_suspended_reason_check CHECK (suspended_reason IN ('place_drift', 'risk'));

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source)
SELECT 'limit.' || card || '_' || entry || '_' || span || '_fen', '2026-01-01', '0', 'fen a merchant, 0 = no limit', 'ours: off until an operator sets it'
  FROM unnest(ARRAY['credit', 'debit']) card, unnest(ARRAY['chip', 'swipe', 'contactless', 'manual']) entry, unnest(ARRAY['single', 'day', 'month']) span;
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('risk.proof_days', '2026-01-01', '3', 'days in which a merchant answers when proof is asked for', 'product rule'),
  ('risk.limited_days', '2026-01-01', '7', 'days for which a rule lowers the limits of a merchant', 'product rule'),
  ('risk.limited_single_fen', '2026-01-01', '100000', 'fen of one sale while a rule has lowered the limits', 'product rule'),
  ('risk.limited_day_fen', '2026-01-01', '500000', 'fen a day while a rule has lowered the limits', 'product rule'),
  ('risk.same_card_seconds', '2026-01-01', '0', 'seconds in which a card is not charged twice by one merchant, 0 = not asked', 'field practice: 60'),
  ('risk.clear_out_days', '2026-01-01', '7', 'days in which a merchant on the black list is cleared out', 'rule of the card organisations'),
  ('risk.report_large_fen', '2026-01-01', '50000000', 'fen of one merchant and day from which it is reported as large', 'ours: to be replaced by the reporting rules of the acquirer');

-- 8. What a merchant has taken, in one round trip under its lock ------------------------------------------------------------------------
-- By one kind of card from p_from to p_date, as switching.v_approved_sale counts, and what is on its way; of that what was read in the ways
-- of p_places (NULL: not asked); and whether the card p_card_hash (NULL: not asked) was charged since p_since. The statement after the lock
-- sees what whoever held it has committed.
CREATE FUNCTION switching.do_taken(p_merchant text, p_card text, p_from date, p_date date, p_places text[], p_card_hash text, p_since timestamptz)
RETURNS TABLE (day_fen bigint, all_fen bigint, read_day_fen bigint, read_all_fen bigint, same_card boolean) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM switching.do_lock_merchant(p_merchant);
  RETURN QUERY
    SELECT coalesce(sum(t.fen) FILTER (WHERE t.business_date = p_date), 0)::bigint, coalesce(sum(t.fen), 0)::bigint,
        coalesce(sum(t.fen) FILTER (WHERE t.business_date = p_date AND left(t.entry_mode, 2) = ANY (p_places)), 0)::bigint,
        coalesce(sum(t.fen) FILTER (WHERE left(t.entry_mode, 2) = ANY (p_places)), 0)::bigint,
        p_card_hash IS NOT NULL AND EXISTS (SELECT 1 FROM switching.card_transaction c WHERE c.merchant_id = p_merchant AND c.business_date >= p_date - 1
          AND c.card_hash = p_card_hash AND c.created_at > p_since AND c.state IN ('sent', 'unknown', 'approved')
          AND c.kind IN ('sale', 'completion', 'completion_advice', 'offline_sale'))
      FROM (SELECT c.business_date, c.entry_mode, CASE WHEN c.kind = 'adjustment' THEN -c.amount_fen ELSE c.amount_fen END AS fen
              FROM switching.card_transaction c
             WHERE c.merchant_id = p_merchant AND c.card_kind = p_card AND c.business_date BETWEEN p_from AND p_date
               AND c.kind IN ('sale', 'test_sale', 'completion', 'completion_advice', 'qr_passive', 'qr_active', 'offline_sale', 'tip', 'adjustment')
               AND (c.state IN ('sent', 'unknown') AND c.kind <> 'adjustment'
                    OR c.state = 'approved' AND NOT EXISTS (SELECT 1 FROM switching.link l JOIN switching.card_transaction v
                         ON v.merchant_id = l.merchant_id AND v.transaction_id = l.transaction_id
                        WHERE l.merchant_id = c.merchant_id AND l.original_id = c.transaction_id AND l.relation = 'void' AND v.state = 'approved'))) t;
END $$;
GRANT EXECUTE ON FUNCTION switching.do_taken(text, text, date, date, text[], text, timestamptz) TO kaitong_app;
