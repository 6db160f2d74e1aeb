-- 1. A sale's frame that is told again on a later business date is the sale it was, as what a device keeps is already: the unique index
-- holds the date and lets it through. It is looked for when the terminal is this intent's own: whoever was before it has committed then.
CREATE OR REPLACE FUNCTION switching.do_begin_many(
  p_merchants text[], p_transactions text[], p_dates date[], p_terminals text[], p_terminal_nos text[], p_kinds text[], p_classes text[],
  p_batches int[], p_stans text[], p_times text[], p_transmissions text[], p_amounts bigint[], p_card_kinds text[], p_masked text[],
  p_hashes text[], p_sealed text[], p_banks text[], p_modes text[], p_digests text[], p_created timestamptz[], p_sent timestamptz[],
  p_organisations text[], p_rows text[])
RETURNS TABLE (transaction_id text, fate text, rrn text, network_stan text) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off SET enable_sort = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  mine text[]; -- whose terminal was free
  gone text[]; -- whose reversal came first
  changed text[]; -- whose terminal is no longer what the gateway remembers of it
  out text[];
  written int;
BEGIN
  SELECT array_agg(transaction) FILTER (WHERE stale), array_agg(transaction) FILTER (WHERE reversed AND NOT stale) INTO changed, gone FROM (
    SELECT g.transaction,
           g.written_by <> '' AND NOT EXISTS (SELECT 1 FROM terminals.v_row t WHERE t.merchant_id = g.merchant AND t.terminal_id = g.terminal
                                          AND t.written_by = g.written_by::xid) AS stale,
           EXISTS (SELECT 1 FROM switching.reversal r WHERE r.merchant_id = g.merchant AND r.terminal_no = g.terminal_no AND r.batch_no = g.batch
                      AND r.stan = g.stan AND r.business_date = g.day AND r.transaction_id IS NULL) AS reversed
      FROM unnest(p_merchants, p_terminals, p_terminal_nos, p_batches, p_stans, p_dates, p_transactions, p_rows)
        AS g (merchant, terminal, terminal_no, batch, stan, day, transaction, written_by)) looked;
  out := changed || gone;
  WITH claimed AS (
    INSERT INTO switching.in_flight AS f (merchant_id, terminal_no, transaction_id, sent_wall_at)
    SELECT merchant, terminal_no, transaction, sent FROM unnest(p_merchants, p_terminal_nos, p_transactions, p_sent) AS g (merchant, terminal_no, transaction, sent)
     WHERE out IS NULL OR transaction <> ALL (out) ORDER BY merchant, terminal_no
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
     WHERE (cardinality(mine) = cardinality(p_transactions) OR transaction = ANY (mine))
       AND NOT coalesce((SELECT true FROM switching.card_transaction e WHERE e.merchant_id = g.merchant AND e.terminal_no = g.terminal_no
                            AND e.batch_no = g.batch AND e.stan = g.stan AND e.message_class >= g.class AND e.message_class <= g.class
                            AND e.business_date BETWEEN g.day - 30 AND g.day - 1 AND e.request_digest = g.digest
                          ORDER BY e.message_class, e.business_date LIMIT 1), false)) -- COPY_DAYS; the order is that of the one index that may be read
  INSERT INTO switching.card_transaction AS t (merchant_id, transaction_id, business_date, terminal_id, terminal_no, kind, state, message_class, batch_no,
      stan, rrn, network_stan, transmission_time, amount_fen, card_kind, card_masked, card_hash, card_sealed, bank_name, entry_mode, request_digest,
      created_at, sent_wall_at, organisation)
  SELECT merchant, transaction, day, terminal, terminal_no, kind, 'sent', class, batch, stan, time || trace, trace, transmission, amount, card_kind, masked,
         hash, sealed, bank, mode, digest, created, sent, organisation
    FROM traced ORDER BY merchant, terminal_no, class, batch, stan, day
  ON CONFLICT DO NOTHING
  RETURNING t.transaction_id, 'begun', t.rrn, t.network_stan;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written < cardinality(mine) THEN -- a copy of what was answered long ago is not under way
    DELETE FROM switching.in_flight f USING unnest(p_merchants, p_terminal_nos, p_transactions) AS g (merchant, terminal_no, transaction)
     WHERE f.merchant_id = g.merchant AND f.terminal_no = g.terminal_no AND f.transaction_id = g.transaction
       AND NOT EXISTS (SELECT 1 FROM switching.card_transaction t WHERE t.merchant_id = g.merchant AND t.transaction_id = g.transaction);
  END IF;
  RETURN QUERY SELECT g, CASE WHEN g = ANY (gone) THEN 'reversed' ELSE 'changed' END, NULL::text, NULL::text FROM unnest(out) AS g;
END $$;

-- 2. A reversal that comes after its sale was settled cannot take the money back by the mirror of a journal: it is taken from the device, and
-- people see that the customer gets the money back in another way. One a transaction, however often the device asks.
CREATE TABLE switching.late_reversal (
  merchant_id text NOT NULL, transaction_id text NOT NULL, state text NOT NULL CHECK (state IN ('open', 'refunded', 'dismissed')),
  reason text NOT NULL, came_at timestamptz NOT NULL, ended_by text, note text, ended_at timestamptz, PRIMARY KEY (merchant_id, transaction_id));
CREATE INDEX late_reversal_came ON switching.late_reversal (came_at);
GRANT SELECT, INSERT, UPDATE ON switching.late_reversal TO kaitong_app;

-- What a reversal of an earlier day takes from the money of the day whose file it stands in.
ALTER TABLE reconciliation.clearing_line DROP CONSTRAINT clearing_line_outcome_check;
ALTER TABLE reconciliation.clearing_line ADD CONSTRAINT clearing_line_outcome_check
  CHECK (outcome IN ('matched', 'non_settling', 'taken_back', 'net_only', 'amount_diff', 'unreadable'));
