-- The console lists transactions of all merchants and marks those that are signed.
CREATE INDEX signature_transaction ON switching.signature (transaction_id);
