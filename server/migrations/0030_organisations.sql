-- S29: whoever also works for a bank or an agent never sees what that bank or agent has filed. Organisations are written kind:id.
ALTER TABLE identity.staff ADD COLUMN organisations text[] NOT NULL DEFAULT '{}';
ALTER TABLE review.review_case ADD COLUMN filed_by_org text;
