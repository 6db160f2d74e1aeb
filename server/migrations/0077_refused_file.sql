-- A file that the bank took nothing of: an operator lets its payouts go into another one (decision 0010). A payout is in one living file at a time.
ALTER TABLE settlement.payout_file DROP CONSTRAINT payout_file_state_check;
ALTER TABLE settlement.payout_file ADD CONSTRAINT payout_file_state_check
  CHECK (state IN ('made', 'handed_over', 'acknowledged', 'answered', 'refused', 'paid_anew'));
ALTER TABLE settlement.payout_file ADD COLUMN released_by text, ADD COLUMN released_at timestamptz, ADD COLUMN release_note text;
ALTER TABLE settlement.payout_in_file DROP CONSTRAINT payout_in_file_pkey;
ALTER TABLE settlement.payout_in_file ADD PRIMARY KEY (merchant_id, payout_id, file_id);
