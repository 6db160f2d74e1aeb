-- 审核策略: which checks count, which cases people see and how many, what the machine may do by itself. A version is written once;
-- switching it on is a step of its own, by somebody else, from a day on.
CREATE TABLE review.policy (
  version int PRIMARY KEY, document jsonb NOT NULL, note text NOT NULL, made_by text NOT NULL, made_at timestamptz NOT NULL,
  effective_from date, switched_on_by text, switched_on_at timestamptz);
GRANT SELECT, INSERT, UPDATE ON review.policy TO kaitong_app;
INSERT INTO review.policy VALUES (1, '{"checks": {}, "people": {"companySmartPos": 2, "t0": 2, "override": 2, "samplePercent": 0},
  "machine": {"approves": true, "asksFix": []}}', '默认策略包 default pack', '系统 system', '2026-01-01', '2026-01-01', '系统 system', '2026-01-01');

ALTER TABLE review.evaluation ADD COLUMN policy_version int NOT NULL DEFAULT 1;
ALTER TABLE review.evaluation DROP CONSTRAINT evaluation_outcome_check;
ALTER TABLE review.evaluation ADD CONSTRAINT evaluation_outcome_check CHECK (outcome IN ('approved', 'human', 'fix', 'refused'));
DELETE FROM catalogue.policy_parameter WHERE name IN ('review.people_company_smart', 'review.people_t0', 'review.people_override');
