import type { Answer } from '@kaitong/client';
import type { LateReversalKey } from '@kaitong/client/contract';
import { must } from '../../../kernel/assert.ts';
import { isoText } from '../../../kernel/instant.ts';
import { accept } from '../../../kernel/outcome.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import { merchantOf } from '../../../modules/merchants/index.ts';
import {
  listLateReversals,
  standingOf,
  transactionKinds,
  transactionOf,
  type LateReversal,
} from '../../../modules/switching/index.ts';
import { endLate } from '../../../flows/reverse-card.ts';
import type { World } from '../../../flows/ports.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';

type Row = Answer<'GET /api/console/late-reversals'>['rows'][number];

async function rowOf(world: World, late: LateReversal): Promise<Row> {
  const [merchant, found, standing, staff] = await Promise.all([
    merchantOf(world, late.merchantId),
    transactionOf(world.db, late.merchantId, late.transactionId),
    standingOf(world.db, late),
    late.endedBy === undefined ? undefined : staffOf(world, late.endedBy),
  ]);
  const transaction = must(found, 'transaction of a late reversal');
  return {
    merchantId: late.merchantId,
    merchantName: merchant.name,
    transactionId: late.transactionId,
    kind: transaction.kind,
    of: transactionKinds[transaction.kind].batchSide === -1 ? 'void' : 'sale',
    rrn: transaction.rrn,
    terminalNo: transaction.terminalNo,
    businessDate: transaction.businessDate,
    amountFen: transaction.amount.toString(),
    refundedFen: standing.refundedFen.toString(),
    card: transaction.cardMasked,
    state: late.state,
    cameAt: isoText(late.cameAt),
    ...(late.endedBy === undefined ? {} : { endedBy: staff?.displayName ?? late.endedBy }),
    ...(late.note === undefined ? {} : { note: late.note }),
  };
}

export const lateReversalHandlers: Handlers<LateReversalKey> = {
  'GET /api/console/late-reversals': async ({ world }) => {
    const all = await listLateReversals(world.db);
    return accept({ rows: await Promise.all(all.map((one) => rowOf(world, one))) });
  },
  'POST /api/console/late-reversals/:merchantId/:transactionId/end': async ({ world, input, subjectId }) => {
    const ended = await endLate(world, { ...input.params, ...input.body, by: subjectId });
    if (ended.refused) return ended;
    const { transactionId } = input.params;
    await logAccess(world, { staffId: subjectId, what: `late_reversal_${ended.value}`, subject: transactionId });
    return accept({ state: ended.value });
  },
};
