import type { BooksKey } from '@kaitong/client/contract';
import { policyToday } from '../../../flows/facts.ts';
import type { World } from '../../../flows/ports.ts';
import { businessDate, isoText } from '../../../kernel/instant.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { staffOf } from '../../../modules/identity/index.ts';
import {
  adjustableAccounts,
  listAdjustments,
  moveAdjustment,
  proposeAdjustment,
  type Adjustment,
} from '../../../modules/ledger/index.ts';
import { merchantByNo, merchantNumbers } from '../../../modules/merchants/index.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';

/** Names of whoever proposed or decided; each is asked for once. */
async function namesOf(world: World, all: readonly Adjustment[]): Promise<Map<string, string>> {
  const ids = new Set(all.flatMap((one) => [one.proposedBy, one.decidedBy ?? '']).filter((id) => id !== ''));
  const names = new Map<string, string>();
  for (const id of ids) names.set(id, (await staffOf(world, id))?.displayName ?? id);
  return names;
}

export const adjustmentHandlers: Pick<
  Handlers<BooksKey>,
  | 'GET /api/console/adjustments'
  | 'POST /api/console/adjustments'
  | 'POST /api/console/adjustments/:merchantId/:adjustmentId/decision'
> = {
  'GET /api/console/adjustments': async ({ world, subjectId }) => {
    const all = await listAdjustments(world.db);
    const names = await namesOf(world, all);
    const numbers = await merchantNumbers(world.db, [...new Set(all.map((one) => one.merchantId))]);
    return accept({
      rows: all.map((one) => ({
        merchantId: one.merchantId,
        ...(numbers.has(one.merchantId) ? { merchantNo: numbers.get(one.merchantId) as string } : {}),
        adjustmentId: one.adjustmentId,
        state: one.state,
        lines: one.lines.map((line) => ({ account: line.account, amountFen: line.amount.toString() })),
        reason: one.reason,
        attachment: one.attachment,
        proposedBy: names.get(one.proposedBy) ?? one.proposedBy,
        proposedAt: isoText(one.proposedAt),
        own: one.proposedBy === subjectId,
        ...(one.decidedBy === undefined ? {} : { decidedBy: names.get(one.decidedBy) ?? one.decidedBy }),
        ...(one.decidedAt === undefined ? {} : { decidedAt: isoText(one.decidedAt) }),
        ...(one.decisionReason === undefined ? {} : { decisionReason: one.decisionReason }),
        ...(one.journalId === undefined ? {} : { journalId: one.journalId }),
      })),
      accounts: await adjustableAccounts(world.db),
    });
  },
  'POST /api/console/adjustments': async ({ world, input, subjectId }) => {
    const { merchantNo, lines, reason, attachment } = input.body;
    const merchantId = merchantNo === undefined ? '-' : await merchantByNo(world.db, merchantNo);
    if (merchantId === undefined) return refuse('ledger.merchant_unknown');
    const proposed = await proposeAdjustment(world, {
      merchantId,
      lines: lines.map((line) => ({ account: line.account, amount: BigInt(line.amountFen) })),
      reason,
      attachment,
      by: subjectId,
    });
    if (proposed.refused) return proposed;
    await logAccess(world, { staffId: subjectId, what: 'adjustment_proposed', subject: proposed.value });
    return accept({ adjustmentId: proposed.value });
  },
  'POST /api/console/adjustments/:merchantId/:adjustmentId/decision': async ({ world, input, subjectId }) => {
    const policy = await policyToday(world);
    const date = businessDate(world.clock.now(), policy.text('settlement.cut_off'));
    const { event, reason } = input.body;
    const moved = await moveAdjustment(world, { ...input.params, event, reason, by: subjectId, date });
    const { adjustmentId } = input.params;
    await logAccess(world, {
      staffId: subjectId,
      what: `adjustment_${event}`,
      subject: moved.refused ? `${adjustmentId}: ${moved.refusal.code}` : adjustmentId,
    });
    if (moved.refused) return moved;
    const { state, journalId } = moved.value;
    return accept({ state, ...(journalId === undefined ? {} : { journalId }) });
  },
};
