-- 沿用结论: a pass given at an earlier revision stands where nothing of the item has changed since. Null: given in this very case.
ALTER TABLE review.verdict ADD COLUMN carried_from int CHECK (carried_from >= 1);
