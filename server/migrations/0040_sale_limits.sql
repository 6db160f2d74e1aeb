-- What a merchant may take by one kind of card in one sale, a day and a month. 0: no limit, and nothing is summed.
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source)
SELECT 'limit.' || card || '_' || span || '_fen', '2026-01-01', '0', 'fen a merchant, 0 = no limit', 'ours: off until an operator sets it'
  FROM unnest(ARRAY['credit', 'debit']) card, unnest(ARRAY['single', 'day', 'month']) span;
-- A month of one merchant is read for each sale where a limit is set.
CREATE INDEX card_transaction_charges ON switching.card_transaction (merchant_id, business_date)
  WHERE kind IN ('sale', 'test_sale', 'completion', 'completion_advice');
