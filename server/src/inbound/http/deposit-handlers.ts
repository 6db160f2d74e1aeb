import type { DepositKey } from '@kaitong/client/contract';
import { appeal, askForRefund, decideDepositAppeal } from '../../flows/deposit-life.ts';
import { policyToday } from '../../flows/facts.ts';
import type { World } from '../../flows/ports.ts';
import { accept, refuse } from '../../kernel/outcome.ts';
import { appealOf, depositsOf, forfeitOf, progressOf, refundOf, type Deposit } from '../../modules/deposits/index.ts';
import { merchantByApplicant } from '../../modules/merchants/index.ts';
import { terminalOf } from '../../modules/terminals/index.ts';
import { logAccess } from './console/access-log.ts';
import { depositPage } from './console/deposit-list.ts';
import type { Handlers } from './context.ts';
import { commonView, forfeitView, given, type DepositView } from './deposit-views.ts';

async function viewOf(world: World, deposit: Deposit): Promise<DepositView> {
  const [policy, terminal, progress, refund, appealed, forfeit] = await Promise.all([
    policyToday(world),
    terminalOf(world.db, deposit.merchantId, deposit.terminalId),
    progressOf(world.db, deposit),
    refundOf(world.db, deposit),
    appealOf(world.db, deposit),
    forfeitOf(world.db, deposit),
  ]);
  const countedFen = progress.reduce((sum, one) => sum + one.counted, 0n);
  return given({
    ...commonView(world, deposit, { policy, terminal, countedFen, refund, appeal: appealed }),
    days: progress.map(({ day, counted }) => ({ day, countedFen: counted.toString() })),
    forfeit: forfeit === undefined ? undefined : forfeitView(forfeit),
  });
}

const done = accept({ ok: true as const });

export const depositHandlers: Handlers<DepositKey> = {
  'GET /api/merchant/deposits': async ({ world, subjectId }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const all = await depositsOf(world.db, merchant.merchantId);
    return accept({ rows: await Promise.all(all.map((one) => viewOf(world, one))) });
  },
  'POST /api/merchant/deposits/:depositId/refund': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const asked = await askForRefund(world, { merchantId: merchant.merchantId, ...input.params });
    return asked.refused ? asked : done;
  },
  'POST /api/merchant/deposits/:depositId/appeal': async ({ world, subjectId, input }) => {
    const merchant = await merchantByApplicant(world, subjectId);
    if (merchant === undefined) return refuse('merchants.none');
    const said = await appeal(world, { merchantId: merchant.merchantId, ...input.params }, input.body.words);
    return said.refused ? said : done;
  },
  'GET /api/console/deposits': ({ world, input }) => depositPage(world, input.query),
  'POST /api/console/deposits/:merchantId/:depositId/appeal-decision': async ({ world, subjectId, input }) => {
    const { granted, reason } = input.body;
    const decided = await decideDepositAppeal(world, input.params, { granted, reason, by: subjectId });
    if (decided.refused) return decided;
    const what = granted ? 'deposit_appeal_granted' : 'deposit_appeal_refused';
    await logAccess(world, { staffId: subjectId, what, subject: input.params.depositId });
    return done;
  },
};
