-- Where partners want to hear of their applications, and what was sent there.
CREATE TABLE openplatform.webhook (
  webhook_id text PRIMARY KEY, partner text NOT NULL, url text NOT NULL, secret_sealed text NOT NULL, created_at timestamptz NOT NULL,
  removed_at timestamptz);
CREATE INDEX webhook_partner ON openplatform.webhook (partner) WHERE removed_at IS NULL;
CREATE TABLE openplatform.webhook_delivery (
  delivery_id text PRIMARY KEY, webhook_id text NOT NULL, partner text NOT NULL, event_id text NOT NULL, kind text NOT NULL, body text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'given_up')), attempts int NOT NULL, last_status int, last_reason text,
  created_at timestamptz NOT NULL, delivered_at timestamptz);
CREATE UNIQUE INDEX webhook_delivery_once ON openplatform.webhook_delivery (webhook_id, event_id);
CREATE INDEX webhook_delivery_partner ON openplatform.webhook_delivery (partner, delivery_id);
GRANT SELECT, INSERT, UPDATE ON openplatform.webhook, openplatform.webhook_delivery TO kaitong_app;
