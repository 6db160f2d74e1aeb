-- Lists that people work through, page by page by key, at any size.
CREATE INDEX deposit_newest ON deposits.deposit (quoted_at, deposit_id);
CREATE INDEX deposit_by_state ON deposits.deposit (state, quoted_at, deposit_id);
CREATE INDEX deposit_by_target ON deposits.deposit (target_state, quoted_at, deposit_id);
CREATE INDEX deposit_days_left ON deposits.deposit (target_last) WHERE target_state = 'counting';
CREATE INDEX refund_waiting ON deposits.refund (merchant_id, deposit_id) WHERE state IN ('held', 'account_wanted', 'unknown');

DROP INDEX servicing.ticket_open;
CREATE INDEX ticket_standing ON servicing.ticket (due_at, ticket_id) WHERE state NOT IN ('resolved', 'closed');
CREATE INDEX ticket_ended ON servicing.ticket (due_at, ticket_id) WHERE state IN ('resolved', 'closed');

CREATE INDEX break_ended ON reconciliation.break (found_at, break_id) WHERE state = 'resolved';
CREATE INDEX dispute_ended ON reconciliation.dispute (moved_at, dispute_id) WHERE state NOT IN ('waiting_merchant', 'waiting_us', 'proposed', 'sent');
