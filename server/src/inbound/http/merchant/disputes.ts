import type { Answer } from '@kaitong/client';
import type { MerchantDisputeKey } from '@kaitong/client/contract';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { merchantByApplicant, type Merchant } from '../../../modules/merchants/index.ts';
import { actsOf, disputesOf, proofsOf, stepsOf, type Dispute } from '../../../modules/reconciliation/index.ts';
import { transactionsAmong, type CardTransaction } from '../../../modules/switching/index.ts';
import { act } from '../../../flows/disputes.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';
import { keepProof, sendProof } from '../dispute-proofs.ts';
import { receiptOf } from '../receipt-view.ts';

type Row = Answer<'GET /api/merchant/disputes'>['rows'][number];
type Detail = Answer<'GET /api/merchant/disputes/:disputeId'>;

function rowOf(of: Dispute, sales: readonly CardTransaction[]): Row {
  const sale = sales.find((one) => one.transactionId === of.transactionId);
  return {
    disputeId: of.disputeId,
    kind: of.kind,
    state: of.state,
    amountFen: of.amountFen.toString(),
    chargedFen: of.chargedFen.toString(),
    reason: of.reason,
    openedAt: isoText(of.openedAt),
    ...(of.state === 'waiting_merchant' && of.merchantDueAt !== null ? { dueAt: isoText(of.merchantDueAt) } : {}),
    ...(of.transactionId === null ? {} : { transactionId: of.transactionId }),
    ...(sale === undefined ? {} : { soldAt: isoText(sale.createdAt), card: sale.cardMasked }),
  };
}

const salesOf = (world: World, merchantId: string, of: readonly Dispute[]): Promise<CardTransaction[]> =>
  transactionsAmong(
    world.db,
    merchantId,
    of.flatMap((one) => (one.transactionId === null ? [] : [one.transactionId])),
  );

async function detailOf(world: World, merchant: Merchant, of: Dispute): Promise<Detail> {
  const [sales, proofs, steps] = await Promise.all([
    salesOf(world, merchant.merchantId, [of]),
    proofsOf(world.db, of),
    stepsOf(world.db, of),
  ]);
  const [sale] = sales;
  return {
    ...rowOf(of, sales),
    ...(sale === undefined ? {} : { slip: receiptOf(sale, merchant) }),
    proofs: proofs.map(({ proofId, contentType, byteCount, by, at }) => ({
      proofId,
      contentType,
      byteCount,
      by: by === 'merchant' ? ('merchant' as const) : ('staff' as const),
      at: isoText(at),
    })),
    // what people of ours write to each other stays with them
    steps: steps.map(({ event, by, note, at }) => ({
      event: event as Detail['steps'][number]['event'],
      words: by === 'merchant' ? note : '',
      at: isoText(at),
    })),
    acts: actsOf(of).filter((one) => one === 'say' || one === 'accept'),
  };
}

/** The merchant's own, or none: what is somebody else's is answered like what does not exist. */
async function ownOf(world: World, subjectId: string, disputeId: string) {
  const merchant = await merchantByApplicant(world, subjectId);
  if (merchant === undefined) return undefined;
  const dispute = (await disputesOf(world.db, merchant.merchantId)).find((one) => one.disputeId === disputeId);
  return dispute === undefined ? undefined : { merchant, dispute };
}

export const merchantDisputeHandlers: Handlers<MerchantDisputeKey> = {
  'GET /api/merchant/disputes': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const all = await disputesOf(world.db, merchant.merchantId);
    const sales = await salesOf(world, merchant.merchantId, all);
    return accept({ rows: all.map((one) => rowOf(one, sales)) });
  },
  'GET /api/merchant/disputes/:disputeId': async ({ world, subjectId, input }) => {
    const own = await ownOf(world, subjectId, input.params.disputeId);
    return own === undefined
      ? refuse('reconciliation.dispute_unknown')
      : accept(await detailOf(world, own.merchant, own.dispute));
  },
  'GET /api/merchant/disputes/:disputeId/proofs/:proofId': async ({ world, subjectId, input, reply }) => {
    const own = await ownOf(world, subjectId, input.params.disputeId);
    return own === undefined
      ? refuse('reconciliation.dispute_unknown')
      : sendProof(world, { ...own.dispute, proofId: input.params.proofId }, reply);
  },
  'POST /api/merchant/disputes/:disputeId/proofs': async ({ world, subjectId, input, files }) => {
    const own = await ownOf(world, subjectId, input.params.disputeId);
    if (own === undefined) return refuse('reconciliation.dispute_unknown');
    const { merchantId, disputeId } = own.dispute;
    return keepProof(world, { merchantId, disputeId, file: files[0], by: 'merchant' });
  },
  'POST /api/merchant/disputes/:disputeId/answer': async ({ world, subjectId, input }) => {
    const own = await ownOf(world, subjectId, input.params.disputeId);
    if (own === undefined) return refuse('reconciliation.dispute_unknown');
    const { merchantId, disputeId } = own.dispute;
    const said = await act(world, { merchantId, disputeId, act: 'say', by: 'merchant', note: input.body.words });
    return said.refused ? said : accept({ state: said.value });
  },
  'POST /api/merchant/disputes/:disputeId/acceptance': async ({ world, subjectId, input }) => {
    const own = await ownOf(world, subjectId, input.params.disputeId);
    if (own === undefined) return refuse('reconciliation.dispute_unknown');
    const { merchantId, disputeId } = own.dispute;
    const done = await act(world, { merchantId, disputeId, act: 'accept', by: 'merchant', note: '' });
    return done.refused ? done : accept({ ok: true as const });
  },
};
