-- 补件 may have more than one reason: a licence that is blurred and lacks its seal is photographed once, for both.
ALTER TABLE review.fix_request ADD COLUMN reasons text[] NOT NULL DEFAULT '{}';
UPDATE review.fix_request SET reasons = ARRAY[reason];
ALTER TABLE review.fix_request ALTER COLUMN reasons DROP DEFAULT, ADD CONSTRAINT fix_request_reasons CHECK (cardinality(reasons) BETWEEN 1 AND 10);
DROP VIEW review.v_fix;
ALTER TABLE review.fix_request DROP COLUMN reason;
CREATE VIEW review.v_fix AS
  SELECT applicant_id, application_id, revision_no, item, unnest(reasons) AS reason, asked_at FROM review.fix_request;
GRANT SELECT ON review.v_fix TO kaitong_app;
