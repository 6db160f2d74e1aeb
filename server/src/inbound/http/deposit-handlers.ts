import type { Answer } from '@kaitong/client';
import type { DepositKey } from '@kaitong/client/contract';
import { appeal, askForRefund, decideDepositAppeal } from '../../flows/deposit-life.ts';
import { policyToday } from '../../flows/facts.ts';
import type { World } from '../../flows/ports.ts';
import { addDays, dateInShanghai, parseIso } from '../../kernel/instant.ts';
import { accept, refuse } from '../../kernel/outcome.ts';
import type { Policy } from '../../modules/catalogue/index.ts';
import {
  appealOf,
  depositsOf,
  forfeitOf,
  listDeposits,
  progressOf,
  projectTarget,
  refundOf,
  type Deposit,
  type DepositRefund,
  type Forfeit,
  type TargetAppeal,
} from '../../modules/deposits/index.ts';
import { merchantByApplicant, merchantOf } from '../../modules/merchants/index.ts';
import { terminalOf } from '../../modules/terminals/index.ts';
import { logAccess } from './console/access-log.ts';
import type { Handlers } from './context.ts';

type View = Answer<'GET /api/merchant/deposits'>['rows'][number];

/** Without what is not there. */
const given = <T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;

async function viewOf(world: World, deposit: Deposit): Promise<View> {
  const policy = await policyToday(world);
  const [terminal, progress, refund, said, forfeit] = await Promise.all([
    terminalOf(world.db, deposit.merchantId, deposit.terminalId),
    progressOf(world.db, deposit),
    refundOf(world.db, deposit),
    appealOf(world.db, deposit),
    forfeitOf(world.db, deposit),
  ]);
  const countedFen = progress.reduce((sum, one) => sum + one.counted, 0n);
  return given({
    depositId: deposit.depositId,
    terminalNo: terminal?.terminalNo ?? '',
    serialNo: terminal?.serialNo ?? '',
    amountFen: deposit.amount.toString(),
    state: deposit.state,
    card: deposit.cardMasked,
    paidBy: deposit.paidBy,
    frozenAt: deposit.frozenAt,
    captureOn: captureOn(deposit, policy),
    capturedAt: deposit.capturedAt,
    refusedCode: deposit.state === 'frozen' ? deposit.hostCode : undefined,
    target: targetOf(world, deposit, { countedFen, policy }),
    days: progress.map(({ day, counted }) => ({ day, countedFen: counted.toString() })),
    refund: refund === undefined ? undefined : refundView(world, refund),
    forfeit: forfeit === undefined ? undefined : forfeitView(forfeit),
    appeal: said === undefined ? undefined : appealView(said),
  });
}

function captureOn({ state, frozenAt, targetState }: Deposit, policy: Policy): string | undefined {
  if (state !== 'frozen' || frozenAt === undefined || targetState === 'qualified') return undefined;
  return addDays(dateInShanghai(parseIso(frozenAt)), policy.number('deposit.capture_day'));
}

function targetOf(world: World, deposit: Deposit, of: { countedFen: bigint; policy: Policy }): View['target'] {
  const { targetFrom: from, targetLast: lastDay, targetState, targetDecidedAt, terms } = deposit;
  const targetFen = BigInt(terms.target);
  const today = dateInShanghai(world.clock.now());
  const { countedFen, policy } = of;
  const clock =
    from === undefined || lastDay === undefined
      ? undefined
      : { from, last: lastDay, ...projectTarget({ from, lastDay, today, countedFen, targetFen }) };
  const missedOn = targetState === 'missed' && targetDecidedAt ? dateInShanghai(parseIso(targetDecidedAt)) : undefined;
  return given({
    state: targetState,
    targetFen: terms.target,
    targetDays: terms.targetDays,
    giveBackDays: terms.giveBackDays,
    signedAt: terms.signedAt,
    clock:
      clock === undefined
        ? undefined
        : {
            from: clock.from,
            last: clock.last,
            daysLeft: clock.daysLeft,
            countedFen: countedFen.toString(),
            projectedFen: clock.projectedFen.toString(),
            neededPerDayFen: clock.neededPerDayFen.toString(),
            pace: clock.pace,
          },
    appealUntil: missedOn === undefined ? undefined : addDays(missedOn, policy.number('deposit.appeal_days')),
  });
}

const refundView = (world: World, refund: DepositRefund): NonNullable<View['refund']> =>
  given({
    state: refund.state,
    way: refund.way,
    askedAt: refund.askedAt,
    dueOn: refund.dueOn,
    late: refund.state !== 'paid' && dateInShanghai(world.clock.now()) > refund.dueOn,
    reason: refund.reason,
    settledAt: refund.settledAt,
  });

/** A reason that nobody has confirmed is no reason yet. */
const forfeitView = ({ state, ground, reason }: Forfeit): NonNullable<View['forfeit']> =>
  given({ state, ground, reason: state === 'kept' || state === 'given_back' ? reason : undefined });

const appealView = ({ words, at, decision, reason }: TargetAppeal): NonNullable<View['appeal']> =>
  given({ words, at, decision, reason });

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
  'GET /api/console/deposits': async ({ world }) => {
    const all = await listDeposits(world.db);
    const rows = all.map(async (one) => {
      const { merchantNo, name } = await merchantOf(world, one.merchantId);
      return { ...(await viewOf(world, one)), merchantId: one.merchantId, merchantNo, merchantName: name };
    });
    return accept({ rows: await Promise.all(rows) });
  },
  'POST /api/console/deposits/:merchantId/:depositId/appeal-decision': async ({ world, subjectId, input }) => {
    const { granted, reason } = input.body;
    const decided = await decideDepositAppeal(world, input.params, { granted, reason, by: subjectId });
    if (decided.refused) return decided;
    const what = granted ? 'deposit_appeal_granted' : 'deposit_appeal_refused';
    await logAccess(world, { staffId: subjectId, what, subject: input.params.depositId });
    return done;
  },
};
