-- The open platform: which applications a partner's system has opened.
CREATE SCHEMA openplatform;
GRANT USAGE ON SCHEMA openplatform TO kaitong_app;
CREATE TABLE openplatform.partner_application (
  applicant_id text NOT NULL, application_id text NOT NULL, partner text NOT NULL, key_id text NOT NULL, created_at timestamptz NOT NULL,
  PRIMARY KEY (applicant_id, application_id));
CREATE INDEX partner_application_partner ON openplatform.partner_application (partner, application_id);
GRANT SELECT, INSERT ON openplatform.partner_application TO kaitong_app;
