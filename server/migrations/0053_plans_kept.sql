-- What a sale costs PostgreSQL beyond its rows, found with a profile of its backend.

-- 1. Statements over arrays were planned anew at every call: with few rows in the batch a plan made for those rows looks cheaper than the
-- kept one, planning itself left out. These functions find everything by key, so that the kept plan is the plan.
ALTER FUNCTION switching.do_begin_many SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION switching.do_approve_sales SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION ledger.do_post_credits SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION ledger.do_post_journal SET plan_cache_mode = force_generic_plan;

-- 2. A kept plan that was made when the table was empty reads the whole table ever after: these look rows up by key too.
ALTER FUNCTION switching.do_approve_sale SET enable_seqscan = off;
ALTER FUNCTION switching.do_approve_sale SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION switching.do_approve_other SET enable_seqscan = off;
ALTER FUNCTION switching.do_approve_other SET plan_cache_mode = force_generic_plan;

-- 3. A constraint's function in SQL is parsed and put into the constraint by every statement that writes a journal; in PL/pgSQL it is
-- compiled once a connection. Lines that are no amount are refused by the constraint beside it.
CREATE OR REPLACE FUNCTION ledger.total(a bigint[]) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  amount bigint;
  total bigint := 0;
BEGIN
  FOREACH amount IN ARRAY a LOOP
    total := total + coalesce(amount, 0);
  END LOOP;
  RETURN total;
END $$;
