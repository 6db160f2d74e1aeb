-- What the overview counts is few among many: found by what is open, not by reading all there ever was.
CREATE INDEX settlement_account_blocked ON merchants.settlement_account (merchant_id, account_id) WHERE state = 'blocked';
