/** The data plan of a terminal's SIM card: begun with its activation, told of, renewed, let go. */
import { addDays, addMonths, shanghaiInstant, type CivilDate } from '../../../kernel/instant.ts';
import { step } from '../../../kernel/machine.ts';
import { must } from '../../../kernel/assert.ts';
import { scheduleDue } from '../../../platform/due.ts';
import type { Env } from '../../../platform/env.ts';
import { at, type Tx } from '../../../platform/postgres/database.ts';
import { accounts, postJournal } from '../../ledger/index.ts';
import type { Renewal } from '../domain/decide-renewal.ts';
import { simDataMachine, simPlanMachine, type SimDataState, type SimWish } from '../domain/sim-machines.ts';
import type { SimKey, SimPlan } from '../queries/sim-plans-of.ts';

const MONTHS_A_YEAR = 12;
/** People read messages in the morning. */
const LOOK_AT = '09:00';

/** The plan begins today and is free for `freeYears`. Again for the same terminal changes nothing. True where it began now. */
export async function beginSimPlan(
  env: Env,
  tx: Tx,
  input: SimKey & { readonly today: CivilDate; readonly freeYears: number },
): Promise<boolean> {
  const coveredTo = addDays(addMonths(input.today, input.freeYears * MONTHS_A_YEAR), -1);
  const begun = await tx.execute(
    `INSERT INTO servicing.sim_plan (merchant_id, terminal_id, state, data, begun_on, covered_to, changed_at)
     VALUES ($1, $2, 'running', 'on', $3, $4, $5) ON CONFLICT (merchant_id, terminal_id) DO NOTHING`,
    [input.merchantId, input.terminalId, input.today, coveredTo, at(env.clock.now())],
  );
  return begun === 1;
}

/** The day on which somebody looks at the plan again. */
export const lookAtSim = (tx: Tx, key: SimKey, day: CivilDate): Promise<void> =>
  scheduleDue(tx, {
    kind: 'sim-day',
    key: key.terminalId,
    at: shanghaiInstant(day, LOOK_AT),
    data: { merchantId: key.merchantId, terminalId: key.terminalId },
  });

/** The merchant has been told so many days before the end of this period. False where it had been already. */
export async function noteSimTold(env: Env, tx: Tx, plan: SimPlan, days: number): Promise<boolean> {
  const noted = await tx.execute(
    `UPDATE servicing.sim_plan SET told_days = $4, changed_at = $5
      WHERE merchant_id = $1 AND terminal_id = $2 AND covered_to = $3 AND (told_days IS NULL OR told_days > $4)`,
    [plan.merchantId, plan.terminalId, plan.coveredTo, days, at(env.clock.now())],
  );
  return noted === 1;
}

/** What the merchant wants of the next year. False where the plan has ended. */
export async function setSimWish(env: Env, tx: Tx, key: SimKey, wish: SimWish): Promise<boolean> {
  const set = await tx.execute(
    `UPDATE servicing.sim_plan SET wish = $3, changed_at = $4 WHERE merchant_id = $1 AND terminal_id = $2 AND state <> 'ended'`,
    [key.merchantId, key.terminalId, wish, at(env.clock.now())],
  );
  return set === 1;
}

/**
 * Books a year and moves the plan, in the caller's transaction. False where this period was bought already, or the plan is no longer the one
 * that was read: then nothing is posted.
 */
export async function bookRenewal(
  env: Env,
  tx: Tx,
  input: {
    readonly plan: SimPlan;
    readonly renewal: Renewal;
    readonly askedBy: 'merchant' | 'automatic';
    readonly date: CivilDate;
  },
): Promise<boolean> {
  const { plan, renewal, askedBy, date } = input;
  const { merchantId, terminalId } = plan;
  const moved = await tx.execute(
    `UPDATE servicing.sim_plan SET state = $4, covered_to = $5, told_days = NULL, wish = CASE wish WHEN 'refused' THEN 'ask' ELSE wish END, changed_at = $6
      WHERE merchant_id = $1 AND terminal_id = $2 AND covered_to = $3 AND state <> 'ended'`,
    [
      merchantId,
      terminalId,
      plan.coveredTo,
      must(
        plan.state === 'ended' ? undefined : step(simPlanMachine, plan.state, 'renew'),
        'a plan that can be renewed',
      ),
      renewal.through,
      at(env.clock.now()),
    ],
  );
  if (moved === 0) return false;
  const period = `sim:${terminalId}:${renewal.from}`;
  const journalId = await postJournal(env, tx, {
    merchantId,
    date,
    event: 'sim_fee',
    idempotencyKey: period,
    reference: period,
    lines: [
      { account: accounts.merchantOwes, amount: renewal.amountFen },
      { account: accounts.incomeSim, amount: -renewal.amountFen },
    ],
    snapshot: { from: renewal.from, through: renewal.through, askedBy },
  });
  await tx.execute(
    `INSERT INTO servicing.sim_renewal (merchant_id, terminal_id, from_day, through_day, amount_fen, asked_by, journal_id, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [merchantId, terminalId, renewal.from, renewal.through, renewal.amountFen, askedBy, journalId, at(env.clock.now())],
  );
  return true;
}

/** The time in which it could be paid is over, or its terminal has ended. False where the plan is elsewhere by now. */
export async function leaveSimPlan(env: Env, tx: Tx, plan: SimPlan, event: 'lapse' | 'end'): Promise<boolean> {
  const states = simPlanMachine.states[plan.state];
  const to = event in states ? step(simPlanMachine, plan.state, event) : undefined;
  if (to === undefined) return false;
  const moved = await tx.execute(
    `UPDATE servicing.sim_plan SET state = $4, changed_at = $6 WHERE merchant_id = $1 AND terminal_id = $2 AND covered_to = $3 AND state = $5`,
    [plan.merchantId, plan.terminalId, plan.coveredTo, to, plan.state, at(env.clock.now())],
  );
  return moved === 1;
}

/** What we want of the carrier from now on; a job asks it. False where that is so already. */
export async function wantData(env: Env, tx: Tx, key: SimKey, on: boolean): Promise<boolean> {
  const from: readonly SimDataState[] = on ? ['turning_off', 'off'] : ['turning_on', 'on'];
  const moved = await tx.execute(
    `UPDATE servicing.sim_plan SET data = $3, data_at = $4 WHERE merchant_id = $1 AND terminal_id = $2 AND data = ANY ($5)`,
    [key.merchantId, key.terminalId, on ? 'turning_on' : 'turning_off', at(env.clock.now()), from],
  );
  if (moved === 1) await env.jobs.enqueue(tx, 'turn-sim', { merchantId: key.merchantId, terminalId: key.terminalId });
  return moved === 1;
}

/** The carrier did what is no longer wanted: whichever order came to it last, it is told once more what is. */
export async function doubtData(env: Env, tx: Tx, key: SimKey): Promise<void> {
  await tx.execute(
    `UPDATE servicing.sim_plan SET data = CASE data WHEN 'on' THEN 'turning_on' ELSE 'turning_off' END, data_at = $3
      WHERE merchant_id = $1 AND terminal_id = $2 AND data IN ('on', 'off')`,
    [key.merchantId, key.terminalId, at(env.clock.now())],
  );
  await env.jobs.enqueue(tx, 'turn-sim', { merchantId: key.merchantId, terminalId: key.terminalId });
}

/** The carrier has done it. False where something else is wanted meanwhile. */
export async function noteDataTurned(
  env: Env,
  tx: Tx,
  key: SimKey,
  from: 'turning_on' | 'turning_off',
): Promise<boolean> {
  const to = must(step(simDataMachine, from, from === 'turning_on' ? 'resumed' : 'stopped'), 'a state of the data');
  const moved = await tx.execute(
    `UPDATE servicing.sim_plan SET data = $4, data_at = $5 WHERE merchant_id = $1 AND terminal_id = $2 AND data = $3`,
    [key.merchantId, key.terminalId, from, to, at(env.clock.now())],
  );
  return moved === 1;
}
