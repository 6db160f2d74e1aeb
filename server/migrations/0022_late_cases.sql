-- A case whose application was taken back is closed without a decision; one that is late is put before somebody who answers for it.
ALTER TABLE review.review_case DROP CONSTRAINT review_case_state_check;
ALTER TABLE review.review_case ADD CONSTRAINT review_case_state_check CHECK (state IN ('queued', 'claimed', 'decided', 'closed'));
ALTER TABLE review.review_case ADD COLUMN escalated_at timestamptz;
DROP INDEX review.review_case_open;
CREATE INDEX review_case_open ON review.review_case (due_at) WHERE state IN ('queued', 'claimed');
