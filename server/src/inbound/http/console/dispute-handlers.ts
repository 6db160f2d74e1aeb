import type { Answer } from '@kaitong/client';
import type { DisputeDeskKey } from '@kaitong/client/contract';
import { isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import { merchantNames, merchantOf } from '../../../modules/merchants/index.ts';
import {
  actsOf,
  disputeAges,
  disputeOf,
  listDisputes,
  placeOfDispute,
  proofsOf,
  resolutionsOf,
  stepsOf,
  type Dispute,
} from '../../../modules/reconciliation/index.ts';
import { transactionOf } from '../../../modules/switching/index.ts';
import { act, decideForDispute, proposeCreditAdjustment } from '../../../flows/disputes.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';
import { keepProof, sendProof } from '../dispute-proofs.ts';
import { receiptOf } from '../receipt-view.ts';
import { logAccess } from './access-log.ts';
import { pageOf, placeOf, sizeOf } from './list-page.ts';

type Row = Answer<'GET /api/console/disputes'>['rows'][number];
type Detail = Answer<'GET /api/console/disputes/:merchantId/:disputeId'>;
type StepName = Detail['steps'][number]['event'];

/** Whoever acted is named; a file has its own name, a merchant its own. */
async function named(world: World, by: string): Promise<string> {
  return by.startsWith('stf_') ? ((await staffOf(world, by))?.displayName ?? by) : by;
}

function rowOf(of: Dispute, merchant: { readonly merchantNo: string; readonly name: string } | undefined): Row {
  return {
    merchantId: of.merchantId,
    disputeId: of.disputeId,
    kind: of.kind,
    state: of.state,
    amountFen: of.amountFen.toString(),
    chargedFen: of.chargedFen.toString(),
    rrn: of.rrn,
    reason: of.reason,
    openedAt: isoText(of.openedAt),
    movedAt: isoText(of.movedAt),
    ...(of.dueAt === null ? {} : { dueAt: isoText(of.dueAt) }),
    ...(of.merchantDueAt === null ? {} : { merchantDueAt: isoText(of.merchantDueAt) }),
    ...(merchant === undefined ? {} : { merchantNo: merchant.merchantNo, merchantName: merchant.name }),
    ...(of.transactionId === null ? {} : { transactionId: of.transactionId }),
  };
}

async function slipOf(world: World, of: Dispute): Promise<Detail['slip']> {
  if (of.transactionId === null || of.merchantId === '-') return undefined;
  const sale = await transactionOf(world.db, of.merchantId, of.transactionId);
  return sale === undefined ? undefined : receiptOf(sale, await merchantOf(world, of.merchantId));
}

async function detailOf(world: World, of: Dispute, staffId: string): Promise<Detail> {
  const [slip, proofs, steps, proposals] = await Promise.all([
    slipOf(world, of),
    proofsOf(world.db, of),
    stepsOf(world.db, of),
    resolutionsOf(world.db, { merchantId: of.merchantId, breakId: of.disputeId }),
  ]);
  const proposal = proposals.find((one) => one.outcome === null);
  return {
    ...rowOf(of, (await merchantNames(world.db, [of.merchantId])).get(of.merchantId)),
    originalDate: of.originalDate,
    fileName: of.fileName,
    ...(of.breakId === null ? {} : { breakId: of.breakId }),
    ...(slip === undefined ? {} : { slip }),
    proofs: proofs.map(({ proofId, contentType, byteCount, by, at }) => ({
      proofId,
      contentType,
      byteCount,
      by: by === 'merchant' ? ('merchant' as const) : ('staff' as const),
      at: isoText(at),
    })),
    steps: await Promise.all(
      steps.map(async (one) => ({
        event: one.event as StepName,
        by: await named(world, one.by),
        note: one.note,
        at: isoText(one.at),
      })),
    ),
    acts: actsOf(of).filter((one) => one === 'concede' || one === 'propose' || one === 'reply'),
    ...(proposal === undefined
      ? {}
      : {
          proposal: {
            by: await named(world, proposal.proposedBy),
            own: proposal.proposedBy === staffId,
            reason: proposal.reason,
            at: isoText(proposal.proposedAt),
          },
        }),
  };
}

export const disputeHandlers: Handlers<DisputeDeskKey> = {
  'GET /api/console/disputes': async ({ world, input }) => {
    const place = placeOf(input.query);
    if (place.refused) return place;
    const size = sizeOf(input.query);
    const filter = { standing: input.query.standing !== 'no', kind: input.query.kind };
    const [found, ages] = await Promise.all([
      listDisputes(world.db, { filter, from: place.value, most: size + 1 }),
      disputeAges(world.db, world.clock.now()),
    ]);
    const page = pageOf(found, size, (one) => placeOfDispute(one, filter));
    const names = await merchantNames(
      world.db,
      page.rows.map((one) => one.merchantId),
    );
    return accept({
      ...page,
      rows: page.rows.map((one) => rowOf(one, names.get(one.merchantId))),
      ages: ages.map((one) => ({ ...one, amountFen: one.amountFen.toString() })),
    });
  },
  'GET /api/console/disputes/:merchantId/:disputeId': async ({ world, input, subjectId }) => {
    const found = await disputeOf(world.db, input.params);
    return found === undefined
      ? refuse('reconciliation.dispute_unknown')
      : accept(await detailOf(world, found, subjectId));
  },
  'GET /api/console/disputes/:merchantId/:disputeId/proofs/:proofId': async ({ world, input, subjectId, reply }) => {
    const sent = await sendProof(world, input.params, reply);
    if (sent === 'sent')
      await logAccess(world, { staffId: subjectId, what: 'dispute_proof', subject: input.params.disputeId });
    return sent;
  },
  'POST /api/console/disputes/:merchantId/:disputeId/proofs': async ({ world, input, files, subjectId }) =>
    keepProof(world, { ...input.params, file: files[0], by: subjectId }),
  'POST /api/console/disputes/:merchantId/:disputeId/acts': async ({ world, input, subjectId }) => {
    const done = await act(world, { ...input.params, ...input.body, by: subjectId });
    if (done.refused) return done;
    await logAccess(world, {
      staffId: subjectId,
      what: `dispute_${input.body.act}`,
      subject: input.params.disputeId,
    });
    return accept({ state: done.value });
  },
  'POST /api/console/disputes/:merchantId/:disputeId/decision': async ({ world, input, subjectId }) => {
    const { decision, note } = input.body;
    const decided = await decideForDispute(world, { ...input.params, decision, note: note ?? '', by: subjectId });
    if (decided.refused) return decided;
    await logAccess(world, { staffId: subjectId, what: `dispute_${decision}`, subject: input.params.disputeId });
    return accept({ state: decided.value });
  },
  'POST /api/console/sales/:merchantId/:transactionId/credit-adjustment': async ({ world, input, subjectId }) => {
    const { amountFen, reason } = input.body;
    const asked = { ...input.params, amountFen: BigInt(amountFen), reason, by: subjectId };
    const proposed = await proposeCreditAdjustment(world, asked);
    if (proposed.refused) return proposed;
    await logAccess(world, { staffId: subjectId, what: 'credit_adjustment', subject: input.params.transactionId });
    return accept({ disputeId: proposed.value });
  },
};
