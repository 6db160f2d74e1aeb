import type { Answer } from '@kaitong/client';
import type { MerchantKey } from '@kaitong/client/contract';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { merchantByApplicant } from '../../../modules/merchants/index.ts';
import { leftOfDay, t0RipeAt, type T0Plan } from '../../../modules/settlement/index.ts';
import { agreeToT0, askT0, setAutomaticT0, t0OverviewOf } from '../../../flows/t0.ts';
import type { Handlers } from '../context.ts';

type Overview = Answer<'GET /api/merchant/t0'>;
type Seen = Awaited<ReturnType<typeof t0OverviewOf>>;

const planView = ({ lines, grossFen, feeFen, surchargeFen, payFen }: T0Plan): NonNullable<Overview['now']> => ({
  saleCount: lines.length,
  grossFen: grossFen.toString(),
  feeFen: feeFen.toString(),
  surchargeFen: surchargeFen.toString(),
  payFen: payFen.toString(),
});

/** Sales that are not old enough yet, and when the first of them is. */
function waitingView({ facts }: Seen): Overview['waiting'] {
  const { now, terms, sales } = facts;
  const waiting = sales.filter((sale) => t0RipeAt(sale.approvedAt, terms) > now);
  const [first] = waiting;
  if (first === undefined) return undefined;
  return {
    saleCount: waiting.length,
    grossFen: waiting.reduce((sum, sale) => sum + sale.amountFen, 0n).toString(),
    at: isoText(t0RipeAt(first.approvedAt, terms)),
  };
}

function overviewOf(seen: Seen): Overview {
  const { terms, usedFen } = seen.facts;
  const waiting = waitingView(seen);
  return {
    automatic: seen.automatic,
    ...(seen.automaticAt === undefined ? {} : { automaticAt: isoText(seen.automaticAt) }),
    ratePpm: terms.ratePpm.toString(),
    agreed: seen.agreed,
    window: { from: terms.from, to: terms.to },
    earliestMinutes: terms.earliestMinutes,
    minFen: terms.minFen.toString(),
    singleMaxFen: terms.singleMaxFen.toString(),
    dailyMaxFen: terms.dailyMaxFen.toString(),
    usedFen: usedFen.toString(),
    leftFen: leftOfDay(terms, usedFen).toString(),
    ...(seen.decision.refused ? { why: whyView(seen.decision.why) } : { now: planView(seen.decision.plan) }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

function whyView({
  refusal,
  again,
}: Extract<Seen['decision'], { refused: true }>['why']): NonNullable<Overview['why']> {
  const facts = Object.entries(refusal.facts ?? {}).map(([name, value]) => [name, String(value)]);
  return {
    code: refusal.code,
    facts: Object.fromEntries(facts) as Record<string, string>,
    ...(again === undefined ? {} : { at: isoText(again) }),
  };
}

export const t0Handlers: Pick<
  Handlers<MerchantKey>,
  | 'GET /api/merchant/t0'
  | 'POST /api/merchant/t0'
  | 'POST /api/merchant/t0/agreement'
  | 'PUT /api/merchant/t0/automatic'
> = {
  'GET /api/merchant/t0': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    return merchant === undefined
      ? refuse('merchants.none')
      : accept(overviewOf(await t0OverviewOf(world, merchant.merchantId)));
  },
  'POST /api/merchant/t0': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { surchargeFen, payFen } = input.body;
    const { merchantId } = merchant;
    const done = await askT0(world, { merchantId, surchargeFen: BigInt(surchargeFen), payFen: BigInt(payFen) });
    if (done.refused) return done;
    const { payoutId, plan } = done.value;
    return accept({ payoutId, payFen: plan.payFen.toString(), surchargeFen: plan.surchargeFen.toString() });
  },
  'POST /api/merchant/t0/agreement': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const { merchantId } = merchant;
    const done = await agreeToT0(world, { merchantId, ratePpm: BigInt(input.body.ratePpm) });
    return done.refused ? done : accept({ ok: true as const });
  },
  'PUT /api/merchant/t0/automatic': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const done = await setAutomaticT0(world, { merchantId: merchant.merchantId, automatic: input.body.on });
    return done.refused ? done : accept({ ok: true as const });
  },
};
