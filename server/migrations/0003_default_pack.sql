-- The default pack of policy parameters: dated, with unit and source; a newer row of the same name takes over on its day.
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('identity.id_validity_months_min', '2026-01-01', '3', 'calendar months', 'product rule: at least three months left'),
  ('identity.age_min', '2026-01-01', '18', 'years', 'product rule'),
  ('identity.face_pass', '2026-01-01', '0.45', 'cosine similarity', 'measured bands of the face pack'),
  ('identity.face_human', '2026-01-01', '0.30', 'cosine similarity', 'measured bands of the face pack'),
  ('identity.face_tries_max', '2026-01-01', '3', 'tries', 'product rule: then counter or agent'),
  ('review.four_element_tries_per_day', '2026-01-01', '3', 'tries', 'product rule, then locked for 24 h'),
  ('review.online_target_minutes', '2026-01-01', '120', 'minutes', 'published promise: one to two hours'),
  ('activation.code_days', '2026-01-01', '30', 'days from delivery', 'product rule'),
  ('activation.code_tries_max', '2026-01-01', '5', 'wrong tries', 'product rule'),
  ('activation.code_lock_minutes', '2026-01-01', '30', 'minutes', 'product rule'),
  ('activation.test_sale_fen', '2026-01-01', '100', 'fen', 'published activation steps'),
  ('deposit.hold_days', '2026-01-01', '30', 'days', 'life of a card pre-authorisation'),
  ('settlement.cut_off', '2026-01-01', '"23:00"', 'time in Asia/Shanghai', 'network cut-over'),
  ('settlement.payout_time', '2026-01-01', '"09:00"', 'time in Asia/Shanghai', 'product rule'),
  ('settlement.clearing_time', '2026-01-01', '"06:00"', 'time in Asia/Shanghai', 'network delivers next morning'),
  ('cost.issuer_credit_ppm', '2026-01-01', '4500', 'ppm', 'network tariff: 0.45 %'),
  ('cost.issuer_debit_ppm', '2026-01-01', '3500', 'ppm', 'network tariff: 0.35 %'),
  ('cost.issuer_debit_cap_fen', '2026-01-01', '1300', 'fen', 'network tariff: 13 yuan'),
  ('cost.network_ppm', '2026-01-01', '325', 'ppm', 'network tariff: 0.0325 % a side'),
  ('cost.network_cap_fen', '2026-01-01', '325', 'fen', 'network tariff: 3.25 yuan'),
  ('sale.amount_max_fen', '2026-01-01', '5000000', 'fen', 'default single limit: 50,000 yuan');

INSERT INTO catalogue.price_plan (plan_id, effective_from, credit_ppm, debit_ppm, debit_cap_fen, t0_ppm) VALUES
  ('standard', '2026-01-01', 6000, 5000, 2000, 500);

INSERT INTO catalogue.device_model (model, deposit_fen, target_fen, target_days) VALUES
  ('esign_pos', 9900, 10000000, 180), ('smart_pos', 29900, 10000000, 180);

-- A small seed of issuer prefixes; operators import the full table of their network.
INSERT INTO catalogue.bin (prefix, card_length, card_kind, bank_name) VALUES
  ('622848', 19, 'debit', '中国农业银行'), ('622202', 19, 'debit', '中国工商银行'), ('621700', 19, 'debit', '中国建设银行'),
  ('621661', 19, 'debit', '中国银行'), ('622188', 19, 'debit', '中国邮政储蓄银行'), ('622262', 19, 'debit', '交通银行'),
  ('622588', 16, 'debit', '招商银行'), ('622575', 16, 'credit', '招商银行'), ('622252', 16, 'credit', '交通银行'),
  ('622230', 16, 'credit', '中国工商银行'), ('622836', 16, 'credit', '中国农业银行'), ('436742', 16, 'credit', '中国建设银行');

INSERT INTO catalogue.calendar_coverage VALUES (2026, 'State Council notice for 2026');
INSERT INTO catalogue.calendar_day (day, kind, source)
SELECT d::date, 'off', 'State Council notice for 2026' FROM unnest(ARRAY[
  '2026-01-01', '2026-01-02', '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-23', '2026-04-06', '2026-05-01',
  '2026-05-04', '2026-05-05', '2026-06-19', '2026-09-25', '2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']) d;
INSERT INTO catalogue.calendar_day (day, kind, source)
SELECT d::date, 'work', 'State Council notice for 2026' FROM unnest(ARRAY[
  '2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']) d;
