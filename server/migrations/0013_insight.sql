-- What may be read across modules for figures: times and states, no names and no numbers.
CREATE VIEW identity.v_first_tap AS SELECT applicant_id, created_at FROM identity.applicant;
CREATE VIEW applications.v_application AS SELECT applicant_id, application_id, channel, state, revision_no, created_at, decided_at FROM applications.application;
CREATE VIEW applications.v_revision AS SELECT applicant_id, application_id, revision_no, submitted_at FROM applications.revision;
CREATE VIEW review.v_fix AS SELECT applicant_id, application_id, revision_no, item, reason, asked_at FROM review.fix_request;
CREATE VIEW review.v_decision AS SELECT applicant_id, application_id, seq, revision_no, decided_at, decided_by, decision FROM review.decision_log;
CREATE VIEW merchants.v_application_merchant AS SELECT applicant_id, application_id, merchant_id FROM merchants.applicant_directory;
CREATE VIEW terminals.v_delivery AS SELECT merchant_id, min(delivered_at) AS delivered_at FROM terminals.shipment GROUP BY merchant_id;
CREATE VIEW activation.v_activated AS SELECT merchant_id, min(activated_at) AS activated_at FROM activation.activation GROUP BY merchant_id;
GRANT SELECT ON identity.v_first_tap, applications.v_application, applications.v_revision, review.v_fix, review.v_decision,
  merchants.v_application_merchant, terminals.v_delivery, activation.v_activated TO kaitong_app;
