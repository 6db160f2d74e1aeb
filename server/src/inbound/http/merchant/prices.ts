import type { Answer } from '@kaitong/client';
import type { MerchantPriceKey } from '@kaitong/client/contract';
import { policyToday } from '../../../flows/facts.ts';
import { answerNotice } from '../../../flows/price-changes.ts';
import { businessDate, civilDate, isoText } from '../../../kernel/instant.ts';
import { must } from '../../../kernel/assert.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { planVersions, type PricePlan } from '../../../modules/catalogue/index.ts';
import { sheetOf, type SheetEntry } from '../../../modules/ledger/index.ts';
import { merchantByApplicant, priceNoticesOf, type PriceNotice } from '../../../modules/merchants/index.ts';
import { termsView } from '../price-terms.ts';
import type { Handlers } from '../context.ts';

type Prices = Answer<'GET /api/merchant/prices'>;

const lineView = (line: SheetEntry): Prices['inForce'][number] => ({
  charge: line.charge,
  from: line.from,
  ...(line.ratePpm === undefined ? {} : { ratePpm: line.ratePpm.toString() }),
  ...(line.capFen === undefined ? {} : { capFen: line.capFen.toString() }),
  ...(line.amountFen === undefined ? {} : { amountFen: line.amountFen.toString() }),
});

/** Of each charge the latest line that has begun counts; those after it come, those before it were. */
function standing(lines: readonly SheetEntry[], today: string): Pick<Prices, 'inForce' | 'coming' | 'past'> {
  const begun = lines.filter((line) => line.from <= today);
  const inForce = begun.filter((line) => begun.find((one) => one.charge === line.charge) === line);
  return {
    inForce: inForce.map(lineView),
    coming: lines.filter((line) => line.from > today).map(lineView),
    past: begun.filter((line) => !inForce.includes(line)).map(lineView),
  };
}

function noticeView(notice: PriceNotice, versions: readonly PricePlan[], today: string): Prices['notices'][number] {
  const at = versions.findIndex((one) => one.effectiveFrom === notice.effectiveFrom);
  const answered = notice.words.some(({ word }) => word === 'acknowledged' || word === 'objected');
  return {
    effectiveFrom: notice.effectiveFrom,
    appliesFrom: notice.appliesFrom,
    rise: notice.rise,
    sentAt: isoText(notice.sentAt),
    open: !answered && notice.rise && today < notice.appliesFrom,
    words: notice.words.map(({ word, at: saidAt, note }) => ({ word, at: isoText(saidAt), note })),
    before: termsView(must(versions[at + 1], 'the version before one that was announced')),
    after: termsView(must(versions[at], 'the version that was announced')),
  };
}

export const merchantPriceHandlers: Handlers<MerchantPriceKey> = {
  'GET /api/merchant/prices': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const today = businessDate(world.clock.now(), (await policyToday(world)).text('settlement.cut_off'));
    const [lines, notices, versions] = await Promise.all([
      sheetOf(world.db, merchant.merchantId),
      priceNoticesOf(world.db, merchant.merchantId),
      planVersions(world.db, merchant.planId),
    ]);
    const { priceHold } = merchant;
    return accept({
      today,
      ...standing(lines, today),
      notices: notices.map((notice) => noticeView(notice, versions, today)),
      held: priceHold !== undefined && priceHold.until === undefined,
    });
  },
  'POST /api/merchant/prices/:effectiveFrom/word': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { word, note } = input.body;
    const answered = await answerNotice(world, {
      merchantId: merchant.merchantId,
      effectiveFrom: civilDate(input.params.effectiveFrom),
      word,
      note: note ?? '',
    });
    return answered.refused ? answered : accept({ ok: true });
  },
};
