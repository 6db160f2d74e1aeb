import type { PlanTerms } from '../../modules/catalogue/index.ts';

/** A plan's figures as they travel: whole ppm and fen as text. */
export const termsView = (terms: PlanTerms) => ({
  creditPpm: terms.creditPpm.toString(),
  debitPpm: terms.debitPpm.toString(),
  debitCapFen: terms.debitCapFen.toString(),
  qrPpm: terms.qrPpm.toString(),
  t0Ppm: terms.t0Ppm.toString(),
});
