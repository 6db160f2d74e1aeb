/** A deposit as its merchant and the console see it. */
import type { Answer } from '@kaitong/client';
import type { World } from '../../flows/ports.ts';
import { addDays, dateInShanghai, parseIso } from '../../kernel/instant.ts';
import type { Policy } from '../../modules/catalogue/index.ts';
import {
  projectTarget,
  type Deposit,
  type DepositRefund,
  type Forfeit,
  type TargetAppeal,
} from '../../modules/deposits/index.ts';

export type DepositView = Answer<'GET /api/merchant/deposits'>['rows'][number];

/** Without what is not there. */
export const given = <T extends object>(parts: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;

function captureOn({ state, frozenAt, targetState }: Deposit, policy: Policy): string | undefined {
  if (state !== 'frozen' || frozenAt === undefined || targetState === 'qualified') return undefined;
  return addDays(dateInShanghai(parseIso(frozenAt)), policy.number('deposit.capture_day'));
}

function targetOf(world: World, deposit: Deposit, of: { countedFen: bigint; policy: Policy }): DepositView['target'] {
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

const refundView = (world: World, refund: DepositRefund): NonNullable<DepositView['refund']> =>
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
export const forfeitView = ({ state, ground, reason }: Forfeit): NonNullable<DepositView['forfeit']> =>
  given({ state, ground, reason: state === 'kept' || state === 'given_back' ? reason : undefined });

const appealView = ({ words, at, decision, reason }: TargetAppeal): NonNullable<DepositView['appeal']> =>
  given({ words, at, decision, reason });

/** What is the same wherever a deposit is shown. */
export function commonView(
  world: World,
  deposit: Deposit,
  of: {
    readonly policy: Policy;
    readonly terminal: { readonly terminalNo: string; readonly serialNo: string } | undefined;
    readonly countedFen: bigint;
    readonly refund: DepositRefund | undefined;
    readonly appeal: TargetAppeal | undefined;
  },
): Omit<DepositView, 'days' | 'forfeit'> {
  return given({
    depositId: deposit.depositId,
    terminalNo: of.terminal?.terminalNo ?? '',
    serialNo: of.terminal?.serialNo ?? '',
    amountFen: deposit.amount.toString(),
    state: deposit.state,
    card: deposit.cardMasked,
    paidBy: deposit.paidBy,
    frozenAt: deposit.frozenAt,
    captureOn: captureOn(deposit, of.policy),
    capturedAt: deposit.capturedAt,
    refusedCode: deposit.state === 'frozen' ? deposit.hostCode : undefined,
    target: targetOf(world, deposit, of),
    refund: of.refund === undefined ? undefined : refundView(world, of.refund),
    appeal: of.appeal === undefined ? undefined : appealView(of.appeal),
  });
}
