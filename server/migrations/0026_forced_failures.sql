-- The sandbox: checks of machine review that a partner wants to see fail. Nothing reads it in production.
ALTER TABLE openplatform.partner_application ADD COLUMN forced_checks text[] NOT NULL DEFAULT '{}';
GRANT UPDATE (forced_checks) ON openplatform.partner_application TO kaitong_app;
