-- Keys of partners who file over the open platform. The secret is 256 bits by chance: its hash is all that is kept.
CREATE TABLE identity.api_key (
  key_id text PRIMARY KEY, partner text NOT NULL, secret_hash text NOT NULL, scopes text[] NOT NULL, ip_list text[] NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'revoked')), created_by text NOT NULL, created_at timestamptz NOT NULL,
  last_used_at timestamptz, revoked_by text, revoked_at timestamptz);
GRANT SELECT, INSERT, UPDATE ON identity.api_key TO kaitong_app;
