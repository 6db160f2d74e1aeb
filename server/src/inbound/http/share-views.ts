import type { Answer } from '@kaitong/client';
import { isoText, type CivilDate } from '../../kernel/instant.ts';
import type { AgreedShare, ShareStatement } from '../../modules/settlement/index.ts';

type Bases = Pick<AgreedShare, 'creditPpm' | 'debitPpm' | 'debitCapFen' | 'qrPpm'>;

export const basesView = (bases: Bases) => ({
  creditPpm: bases.creditPpm.toString(),
  debitPpm: bases.debitPpm.toString(),
  debitCapFen: bases.debitCapFen.toString(),
  qrPpm: bases.qrPpm.toString(),
});
export const agreedView = (one: AgreedShare) => ({
  ...basesView(one),
  sharePpm: one.sharePpm.toString(),
  termsId: one.termsId,
  effectiveFrom: one.effectiveFrom,
});

/** Of all that was ever agreed with an agent: what applies today, and what comes. Of one day the last approved counts. */
export function standingTerms(all: readonly AgreedShare[], today: CivilDate) {
  const approved = all
    .filter((one) => one.state === 'approved')
    .sort(
      (a, b) => b.effectiveFrom.localeCompare(a.effectiveFrom) || Number(b.decidedAt ?? 0) - Number(a.decidedAt ?? 0),
    );
  const inForce = approved.find((one) => one.effectiveFrom <= today);
  const coming = approved.filter(
    (one, at) => one.effectiveFrom > today && approved[at - 1]?.effectiveFrom !== one.effectiveFrom,
  );
  return { ...(inForce === undefined ? {} : { inForce: agreedView(inForce) }), coming: coming.map(agreedView) };
}

export const statementView = (
  one: ShareStatement,
  nameOf: (staffId: string) => string,
): Answer<'GET /api/agent/shares'>['statements'][number] => ({
  month: one.month.slice(0, 7),
  state: one.state,
  shareFen: one.shareFen.toString(),
  carriedFen: one.carriedFen.toString(),
  payableFen: one.payableFen.toString(),
  madeAt: isoText(one.madeAt),
  ...(one.invoiceNo === undefined ? {} : { invoiceNo: one.invoiceNo }),
  ...(one.bankReference === undefined ? {} : { bankReference: one.bankReference }),
  words: one.words.map((word) => ({ event: word.event, by: nameOf(word.by), at: isoText(word.at), note: word.note })),
});
