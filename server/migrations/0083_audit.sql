-- What people of the console, the counter and the agents' app do: see docs/decisions/0026.
CREATE SCHEMA audit;
GRANT USAGE ON SCHEMA audit TO kaitong_app;

-- One row a call that changes something. `at` is business time, wall_at the wall. `within` is what the object stands in, where the call names
-- both. Whoever tried a door without being known has no id.
CREATE TABLE audit.entry (
  entry_id text PRIMARY KEY, at timestamptz NOT NULL, wall_at timestamptz NOT NULL,
  app text NOT NULL CHECK (app IN ('console', 'counter', 'agent')), staff_id text, role text,
  address text NOT NULL, device text NOT NULL, action text NOT NULL, object_kind text, object_key text, within text, reason text,
  outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')), code text,
  CHECK ((outcome = 'done') = (code IS NULL)));
CREATE INDEX entry_at ON audit.entry (at, entry_id);
CREATE INDEX entry_staff ON audit.entry (staff_id, at, entry_id);
CREATE INDEX entry_action ON audit.entry (action text_pattern_ops, at, entry_id);
CREATE INDEX entry_object ON audit.entry (object_key, at, entry_id);
CREATE INDEX entry_within ON audit.entry (within, at, entry_id) WHERE within IS NOT NULL;
CREATE INDEX entry_not_done ON audit.entry (at, entry_id) WHERE outcome <> 'done';
CREATE INDEX entry_wall ON audit.entry (wall_at);

-- The chain beside the rows: one link a row, in the order in which rows were sealed, each digest follows the one before it.
CREATE TABLE audit.link (seq bigint PRIMARY KEY, entry_id text NOT NULL UNIQUE, sealed_at timestamptz NOT NULL, digest text NOT NULL);
GRANT SELECT, INSERT ON audit.entry TO kaitong_app;
GRANT SELECT ON audit.link TO kaitong_app;

-- One row as text that is the same everywhere and can be read in one way only.
CREATE FUNCTION audit.entry_digest(e audit.entry) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(json_build_array(e.entry_id, (extract(epoch FROM e.at) * 1000000)::bigint, (extract(epoch FROM e.wall_at) * 1000000)::bigint,
    e.app, e.staff_id, e.role, e.address, e.device, e.action, e.object_kind, e.object_key, e.within, e.reason, e.outcome, e.code)::text, 'UTF8'))
$$;
CREATE FUNCTION audit.follow(p_before text, p_entry bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(p_before, 'UTF8') || p_entry), 'hex')
$$;

-- Seals up to p_most rows that have no link yet, oldest first; one caller at a time, whoever comes meanwhile gets 0 and goes on. Rows older by
-- more than a day than the newest that is sealed are not taken in: they were written by nobody of ours, and the check names them.
CREATE FUNCTION audit.do_seal(p_at timestamptz, p_most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  last_seq bigint;
  last_digest text;
  since timestamptz;
  act audit.entry;
  made int := 0;
BEGIN
  IF NOT pg_try_advisory_xact_lock(5018126) THEN RETURN 0; END IF;
  SELECT seq, digest INTO last_seq, last_digest FROM audit.link ORDER BY seq DESC LIMIT 1;
  SELECT max(e.wall_at) - interval '1 day' INTO since FROM audit.entry e JOIN audit.link l USING (entry_id) WHERE l.seq > coalesce(last_seq, 0) - 100;
  last_seq := coalesce(last_seq, 0);
  last_digest := coalesce(last_digest, '');
  FOR act IN SELECT e.* FROM audit.entry e
    WHERE e.wall_at > coalesce(since, '-infinity') AND NOT EXISTS (SELECT 1 FROM audit.link l WHERE l.entry_id = e.entry_id)
    ORDER BY e.wall_at, e.entry_id LIMIT p_most
  LOOP
    last_seq := last_seq + 1;
    last_digest := audit.follow(last_digest, audit.entry_digest(act));
    INSERT INTO audit.link (seq, entry_id, sealed_at, digest) VALUES (last_seq, act.entry_id, p_at, last_digest);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION audit.do_seal(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.do_seal(timestamptz, int), audit.entry_digest(audit.entry), audit.follow(text, bytea) TO kaitong_app;

-- Looks at pictures and numbers are read page by page, too.
CREATE INDEX access_log_at ON platform.access_log (at, access_id);

-- Who reads all of this and changes nothing.
ALTER TABLE identity.staff DROP CONSTRAINT staff_role_check;
ALTER TABLE identity.staff ADD CONSTRAINT staff_role_check CHECK (role IN ('reviewer', 'operator', 'accountant', 'admin', 'auditor', 'hotline',
  'teller', 'supervisor', 'agent_rep'));
