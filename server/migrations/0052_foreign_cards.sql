-- Cards of other organisations than the domestic one: whose a card is stands in the issuer table, stays with its transaction, and divides the
-- sums of a batch. CUP is domestic, whatever else is foreign.
ALTER TABLE catalogue.bin ADD COLUMN organisation text NOT NULL DEFAULT 'CUP' CHECK (organisation ~ '^[A-Z]{3}$');
ALTER TABLE switching.card_transaction ADD COLUMN organisation text NOT NULL DEFAULT 'CUP' CHECK (organisation ~ '^[A-Z]{3}$');
ALTER TABLE switching.batch_upload ADD COLUMN foreign_card boolean NOT NULL DEFAULT false;
ALTER TABLE switching.batch_break DROP CONSTRAINT batch_break_kind_check;
ALTER TABLE switching.batch_break ADD CONSTRAINT batch_break_kind_check CHECK (kind IN ('host_only', 'terminal_only', 'amount', 'card'));

-- An invented issuer: its prefix belongs to nobody we know.
INSERT INTO catalogue.bin (prefix, card_length, card_kind, bank_name, organisation) VALUES
  ('499911', 16, 'credit', 'Harbour Bank', 'VIS'), ('499922', 16, 'debit', 'Harbour Bank', 'VIS');
INSERT INTO catalogue.card_application (aid, name, objects)
SELECT 'A0000000031010', 'Visa credit or debit', objects || '{"DF01": "00", "9F08": "0096"}' FROM catalogue.card_application WHERE aid = 'A000000333010102';

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('foreign.cards_allowed', '2026-01-01', '1', '1 = merchants may', 'ours: wants a contract of the acquirer with each organisation');

-- As before, with the organisation of each card.
DROP FUNCTION switching.do_begin_many(text[], text[], date[], text[], text[], text[], text[], int[], text[], text[], text[], bigint[], text[],
  text[], text[], text[], text[], text[], text[], timestamptz[], timestamptz[]);
CREATE FUNCTION switching.do_begin_many(
  p_merchants text[], p_transactions text[], p_dates date[], p_terminals text[], p_terminal_nos text[], p_kinds text[], p_classes text[],
  p_batches int[], p_stans text[], p_times text[], p_transmissions text[], p_amounts bigint[], p_card_kinds text[], p_masked text[],
  p_hashes text[], p_sealed text[], p_banks text[], p_modes text[], p_digests text[], p_created timestamptz[], p_sent timestamptz[],
  p_organisations text[])
RETURNS TABLE (transaction_id text, reversed boolean, rrn text, network_stan text) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  mine text[]; -- whose terminal was free
  gone text[]; -- whose reversal came first
  written int;
BEGIN
  SELECT array_agg(g.transaction) INTO gone FROM unnest(p_merchants, p_terminal_nos, p_batches, p_stans, p_dates, p_transactions)
         AS g (merchant, terminal_no, batch, stan, day, transaction)
   WHERE EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = g.merchant AND r.terminal_no = g.terminal_no AND r.batch_no = g.batch
                    AND r.stan = g.stan AND r.business_date = g.day AND r.transaction_id IS NULL);
  WITH claimed AS (
    INSERT INTO switching.in_flight AS f (merchant_id, terminal_no, transaction_id, sent_wall_at)
    SELECT merchant, terminal_no, transaction, sent FROM unnest(p_merchants, p_terminal_nos, p_transactions, p_sent) AS g (merchant, terminal_no, transaction, sent)
     WHERE gone IS NULL OR transaction <> ALL (gone) ORDER BY merchant, terminal_no
    ON CONFLICT DO NOTHING RETURNING f.transaction_id)
  SELECT array_agg(claimed.transaction_id) INTO mine FROM claimed;
  RETURN QUERY
  WITH traced AS (
    SELECT g.*, lpad(nextval('switching.trace_no')::text, 6, '0') AS trace
      FROM unnest(p_merchants, p_transactions, p_dates, p_terminals, p_terminal_nos, p_kinds, p_classes, p_batches, p_stans, p_times, p_transmissions,
             p_amounts, p_card_kinds, p_masked, p_hashes, p_sealed, p_banks, p_modes, p_digests, p_created, p_sent,
             p_organisations)
        AS g (merchant, transaction, day, terminal, terminal_no, kind, class, batch, stan, time, transmission, amount, card_kind, masked, hash, sealed,
             bank, mode, digest, created, sent, organisation)
     WHERE cardinality(mine) = cardinality(p_transactions) OR transaction = ANY (mine))
  INSERT INTO switching.card_transaction AS t (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no,
      stan, rrn, network_stan, transmission_time, amount_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest,
      created_at, sent_wall_at, organisation)
  SELECT merchant, transaction, day, terminal, terminal_no, kind, 'sent', class, batch, stan, time || trace, trace, transmission, amount, card_kind, masked,
         hash, sealed, bank, mode, digest, created, sent, organisation
    FROM traced ORDER BY merchant, terminal_no, class, batch, stan, day
  ON CONFLICT DO NOTHING
  RETURNING t.transaction_id, false, t.rrn, t.network_stan;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written < cardinality(mine) THEN -- a copy of what was answered long ago is not under way
    DELETE FROM switching.in_flight f USING unnest(p_merchants, p_terminal_nos, p_transactions) AS g (merchant, terminal_no, transaction)
     WHERE f.merchant_id = g.merchant AND f.terminal_no = g.terminal_no AND f.transaction_id = g.transaction
       AND NOT EXISTS (SELECT 1 FROM switching.card_transaction t WHERE t.merchant_id = g.merchant AND t.transaction_id = g.transaction);
  END IF;
  RETURN QUERY SELECT g, true, NULL::text, NULL::text FROM unnest(gone) AS g;
END $$;
GRANT EXECUTE ON FUNCTION switching.do_begin_many(text[], text[], date[], text[], text[], text[], text[], int[], text[], text[], text[], bigint[], text[],
  text[], text[], text[], text[], text[], text[], timestamptz[], timestamptz[], text[]) TO kaitong_app;
