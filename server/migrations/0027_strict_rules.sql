-- Rules that the default pack leaves off and the strict pack switches on. Packs are dated rows of this table, see catalogue/domain/packs.ts.
INSERT INTO catalogue.policy_parameter (name, effective_from, value, unit, source) VALUES
  ('risk.merchants_per_person_refused', '2026-01-01', '0', 'merchants without a licence of one person at which the next is refused, 0 = never', 'strict pack: 2'),
  ('risk.acquirers_per_person_max', '2026-01-01', '0', 'acquirers that may have reported one person, 0 = not asked', 'strict pack: 5'),
  ('settlement.t0_after_days', '2026-01-01', '0', 'days from activation before T+0, 0 = at once', 'strict pack: 90'),
  ('settlement.t0_normal_days', '2026-01-01', '0', 'days of normal trading among them', 'strict pack: 30');
