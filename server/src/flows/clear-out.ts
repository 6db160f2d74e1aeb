/** A number that is listed black may be a merchant's: it is cleared out in the days of the policy, and late clearing out is escalated. */
import { DAY_MS, later, type InstantMs } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { merchantOf, merchantsByHash } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  hashOf,
  listOnWatch,
  moveClearOut,
  openClearOut,
  type Watched,
  type WatchListName,
} from '../modules/risk/index.ts';
import { terminalsOf } from '../modules/terminals/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { askSuspension } from './risk-actions.ts';
import { smsTexts } from './texts.ts';

type NewEntry = Watched & {
  readonly reason: string;
  readonly source: string;
  readonly by: string;
  readonly list: WatchListName;
  readonly until: InstantMs | undefined;
};

/** Puts a number on a list; merchants whose number it is get their task in the same transaction. Returns how many. */
export async function listNumber(world: World, entry: NewEntry): Promise<number> {
  const { kind, list } = entry;
  const found =
    list === 'black' && kind !== 'phone' && kind !== 'card'
      ? await merchantsByHash(world.db, { kind, hash: hashOf(world, { ...entry, value: tidy(entry.value) }) })
      : [];
  const days = (await policyToday(world)).number('risk.clear_out_days');
  return withTx(world, async (tx) => {
    await listOnWatch(world, entry, tx);
    for (const merchantId of found) await beginClearOut(world, tx, { merchantId, entry, days });
    return found.length;
  });
}

const tidy = (value: string): string => value.replace(/[\s-]/g, '').toUpperCase();

async function beginClearOut(
  world: World,
  tx: Tx,
  of: { readonly merchantId: string; readonly entry: NewEntry; readonly days: number },
): Promise<void> {
  const { merchantId, entry, days } = of;
  const dueAt = later(world.clock.now(), days * DAY_MS);
  const clearOutId = await openClearOut(world, tx, { merchantId, reason: entry.reason, by: entry.by, dueAt });
  if (clearOutId === undefined) return;
  await scheduleDue(tx, {
    kind: 'escalate-clear-out',
    key: clearOutId,
    at: dueAt,
    data: { merchantId, clearOutId },
  });
  await askSuspension(world, tx, { merchantId, caseId: clearOutId, why: `黑名单：${entry.reason}` });
  await world.jobs.emit(tx, {
    kind: 'risk.clear_out_moved',
    audience: ['console'],
    payload: { merchantId, clearOutId, state: 'running' },
  });
}

export type Left = 'not_suspended' | 'terminals';

/** What still stands in the way of the end of a clearing out: a merchant that sells, or a terminal that could. */
export async function leftToClear(world: World, merchantId: string): Promise<Left[]> {
  const [merchant, terminals] = await Promise.all([merchantOf(world, merchantId), terminalsOf(world.db, merchantId)]);
  const works = terminals.some((one) => one.state === 'active' || one.state === 'activating');
  const stands = ['suspended', 'closing', 'closed'].includes(merchant.state);
  return [...(stands ? [] : (['not_suspended'] as const)), ...(works ? (['terminals'] as const) : [])];
}

/** Ends a clearing out: done where nothing is left, or dropped with a reason. */
export async function endClearOut(
  world: World,
  of: {
    readonly merchantId: string;
    readonly clearOutId: string;
    readonly how: 'done' | 'dropped';
    readonly by: string;
    readonly note: string;
  },
): Promise<Outcome<true, Refusal<'risk.clear_out_unknown' | 'risk.clear_out_left'>>> {
  const left = of.how === 'done' ? await leftToClear(world, of.merchantId) : [];
  if (left.length > 0) return refuse('risk.clear_out_left', { left });
  const { how, ...key } = of;
  return withTx(world, async (tx) => {
    const moved = await moveClearOut(world, tx, { ...key, event: how === 'done' ? 'finish' : 'drop' });
    if (moved.refused) return moved;
    await world.jobs.emit(tx, {
      kind: 'risk.clear_out_moved',
      audience: ['console'],
      payload: { merchantId: of.merchantId, clearOutId: of.clearOutId, state: moved.value },
    });
    return accept(true);
  });
}

/** The days are over: whoever is on duty hears of it, and the task stays to be done. */
export async function escalateClearOut(
  world: World,
  of: { readonly merchantId: string; readonly clearOutId: string },
): Promise<void> {
  const merchant = await merchantOf(world, of.merchantId);
  await withTx(world, async (tx) => {
    const moved = await moveClearOut(world, tx, { ...of, event: 'escalate', by: 'machine', note: '' });
    if (moved.refused) return; // it has been cleared out in time
    await world.jobs.emit(tx, {
      kind: 'risk.clear_out_moved',
      audience: ['console'],
      payload: { ...of, state: moved.value },
    });
    const { dutyPhone } = world.site;
    if (dutyPhone === undefined) return;
    await queueMessage(world, tx, {
      purpose: 'duty',
      phone: dutyPhone,
      text: smsTexts.clearOutLate({ merchantNo: merchant.merchantNo }),
      subject: `merchant:${of.merchantId}`,
    });
  });
}
