-- 电子协议: the price-truth sheet as it was signed, with the hash of its terms and of its PDF. Written once.
CREATE TABLE applications.agreement (
  applicant_id text NOT NULL, application_id text NOT NULL, agreement_id text NOT NULL, sheet jsonb NOT NULL, sheet_hash text NOT NULL,
  pdf_file_id text NOT NULL, pdf_sha256 text NOT NULL, signed_at timestamptz NOT NULL, signed_with text NOT NULL,
  PRIMARY KEY (applicant_id, application_id, agreement_id));
GRANT SELECT, INSERT ON applications.agreement TO kaitong_app;

INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('sim.fee_fen', '2026-01-01', '4800', 'fen a year', 'product rule: 45 to 60 yuan a year from the second year'),
  ('sim.free_years', '2026-01-01', '1', 'years', 'product rule'),
  ('sim.notice_days', '2026-01-01', '30', 'days', 'product rule'),
  ('deposit.capture_day', '2026-01-01', '25', 'day after the freeze', 'a pre-authorisation lives about 30 days'),
  ('deposit.refund_working_days', '2026-01-01', '3', 'working days', 'published promise'),
  ('micro.credit_month_fen', '2026-01-01', '0', 'fen a month per person, 0 = no limit', 'strict pack: 1,000,000 (10,000 yuan)'),
  ('t0.earliest_minutes', '2026-01-01', '15', 'minutes', 'product rule'),
  ('t0.from', '2026-01-01', '"09:00"', 'time in Asia/Shanghai', 'product rule'),
  ('t0.to', '2026-01-01', '"22:00"', 'time in Asia/Shanghai', 'product rule'),
  ('t0.single_max_fen', '2026-01-01', '5000000', 'fen', 'product rule: 50,000 yuan'),
  ('t0.daily_max_fen', '2026-01-01', '50000000', 'fen', 'product rule: 500,000 yuan'),
  ('price.notice_days', '2026-01-01', '30', 'days', 'a rise takes effect 30 days after notice');
