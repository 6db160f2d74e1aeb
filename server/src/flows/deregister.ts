/** 注销 of a merchant: asked for with a code, looked at whenever something may have changed, and ended when nothing is left. */
import { addMonths, dateInShanghai } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { checkCode, requestCode, type CodeCheckRefusal } from '../modules/identity/index.ts';
import { beginClosing, cancelClosing, finishClosing, merchantOf, type Merchant } from '../modules/merchants/index.ts';
import { messageState, queueMessage } from '../modules/notifications/index.ts';
import {
  decideNext,
  deregistrationOf,
  isOpen,
  moveDeregistration,
  noteLook,
  openDeregistration,
  pointPassed,
  type Blocker,
  type Deregistration,
  type PointPassed,
} from '../modules/servicing/index.ts';
import {
  cancelReturn,
  endedSince,
  resumeSales,
  returnsOf,
  stopSales,
  terminalsOf,
} from '../modules/terminals/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { blockersOf } from './deregistration-facts.ts';
import { policyToday } from './facts.ts';
import { endChanges } from './change-requests.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** A code to the merchant's own number: for the end of the contract, and for a device that is lost. */
export function sendDeregistrationCode(world: World, input: { merchant: Merchant; address: string }) {
  const { merchantId, phone } = input.merchant;
  return requestCode(world, {
    phone,
    purpose: 'deregister',
    address: input.address,
    lost: async (messageId) => ['undelivered', 'failed'].includes((await messageState(world.db, messageId)) ?? ''),
    send: (tx, code) =>
      queueMessage(world, tx, {
        purpose: 'deregistration',
        phone,
        text: smsTexts.deregistrationCode(code),
        subject: `merchant:${merchantId}`,
      }),
  });
}

export type DeregisterRefusal =
  | CodeCheckRefusal
  | Refusal<'servicing.deregistration_open' | 'servicing.deregistration_closed'>;

/** The merchant asks. What stands in the way is looked at in the same breath. */
export async function askDeregistration(
  world: World,
  input: { readonly merchant: Merchant; readonly code: string },
): Promise<Outcome<{ deregistrationId: string }, DeregisterRefusal>> {
  const { merchantId, phone, state } = input.merchant;
  if (state === 'closed') return refuse('servicing.deregistration_closed');
  const there = await deregistrationOf(world.db, merchantId);
  if (there !== undefined && isOpen(there)) return refuse('servicing.deregistration_open');
  const checked = await checkCode(world, { phone, purpose: 'deregister', code: input.code });
  if (checked.refused) return checked;
  const deregistrationId = await withTx(world, (tx) => openDeregistration(world, tx, merchantId));
  if (deregistrationId === undefined) return refuse('servicing.deregistration_open');
  await lookAtDeregistration(world, merchantId);
  return accept({ deregistrationId });
}

/** From asked to closed in one look, where nothing was ever in the way, are four steps. */
const STEPS_MAX = 4;

/** Looks at what stands in the way now, and goes on as far as it leads. Nothing where no deregistration is open. */
export async function lookAtDeregistration(world: World, merchantId: string): Promise<void> {
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const found = await deregistrationOf(world.db, merchantId);
    if (found === undefined || !isOpen(found)) return;
    if (!(await lookOnce(world, found))) return;
  }
}

async function lookOnce(world: World, found: Deregistration): Promise<boolean> {
  const { merchantId, state } = found;
  const [blockers, terminals, policy] = await Promise.all([
    blockersOf(world, merchantId),
    terminalsOf(world.db, merchantId),
    policyToday(world),
  ]);
  const left = terminals.filter((one) => one.state !== 'closed').length;
  const event = decideNext({ state, blockers, left });
  return withTx(world, async (tx) => {
    const names = state === 'unbinding' ? [] : blockers.map((one) => one.name);
    const againMinutes = policy.number('deregistration.look_minutes');
    if (event !== 'finish') await noteLook(world, tx, { ...found, names, againMinutes });
    if (event === undefined) return false;
    return { settle: stop, block: stay, unbind, finish }[event](world, tx, { found, blockers, event });
  });
}

interface Move {
  readonly found: Deregistration;
  readonly blockers: readonly Blocker[];
  readonly event: 'settle' | 'block' | 'unbind' | 'finish';
}

/** No new sales from here on; what is due is paid by the normal day. */
async function stop(world: World, tx: Tx, { found, event }: Move): Promise<boolean> {
  const { merchantId } = found;
  const merchantWas = await beginClosing(tx, merchantId);
  const was = merchantWas === undefined ? {} : { merchantWas };
  if (!(await moveDeregistration(world, tx, { ...found, from: found.state, event, ...was }))) return false;
  await stopSales(tx, merchantId, 'closing');
  // blocked meanwhile and going on: it has been told before
  if (merchantWas !== undefined) await say(world, tx, { merchantId, text: smsTexts.deregistrationSettling() });
  return true;
}

/** Who waits for what is read on the page; a message for each would be noise. */
async function stay(world: World, tx: Tx, { found, event }: Move): Promise<boolean> {
  await moveDeregistration(world, tx, { ...found, from: found.state, event });
  return false;
}

/** The point of no return. Terminals have ended with their devices; what is left is the network's yes to the last of them. */
async function unbind(world: World, tx: Tx, { found, event }: Move): Promise<boolean> {
  if (!(await moveDeregistration(world, tx, { ...found, from: found.state, event }))) return false;
  await say(world, tx, { merchantId: found.merchantId, text: smsTexts.deregistrationUnbinding() });
  return true;
}

async function finish(world: World, tx: Tx, { found, event }: Move): Promise<boolean> {
  const { merchantId } = found;
  const months = (await policyToday(world)).number('deregistration.recourse_months');
  const recourseUntil = addMonths(dateInShanghai(world.clock.now()), months);
  if (!(await moveDeregistration(world, tx, { ...found, from: found.state, event, recourseUntil }))) return false;
  await finishClosing(world, tx, merchantId);
  await endChanges(world, tx, merchantId);
  await say(world, tx, { merchantId, text: smsTexts.deregistrationClosed({ until: recourseUntil }) });
  return false;
}

async function say(world: World, tx: Tx, of: { readonly merchantId: string; readonly text: string }): Promise<void> {
  const { phone } = await merchantOf(world, of.merchantId);
  const subject = `merchant:${of.merchantId}`;
  await queueMessage(world, tx, { purpose: 'deregistration', phone, text: of.text, subject });
}

/** Whether it can still be taken back, and why not. */
export async function passedOf(world: World, found: Deregistration): Promise<PointPassed | undefined> {
  const deviceEnded = await endedSince(world.db, { merchantId: found.merchantId, since: found.askedAt });
  return pointPassed({ state: found.state, merchantWas: found.merchantWas, deviceEnded });
}

/** The merchant has thought better of it: sales go on, and labels that nobody has used yet are void. */
export async function cancelDeregistration(
  world: World,
  merchant: Merchant,
): Promise<Outcome<true, Refusal<'servicing.deregistration_none' | 'servicing.deregistration_passed'>>> {
  const { merchantId } = merchant;
  const found = await deregistrationOf(world.db, merchantId);
  if (found === undefined || !isOpen(found)) return refuse('servicing.deregistration_none');
  const passed = await passedOf(world, found);
  if (passed !== undefined) return refuse('servicing.deregistration_passed', { passed });
  const returns = (await returnsOf(world.db, merchantId)).filter((one) => one.reason === 'deregistered');
  return withTx(world, async (tx) => {
    for (const one of returns) if (one.state === 'ordered') await cancelReturn(world, tx, one.returnId);
    if (!(await moveDeregistration(world, tx, { ...found, from: found.state, event: 'cancel' })))
      return refuse('servicing.deregistration_passed', { passed: 'unbinding' });
    await cancelClosing(tx, merchantId);
    await resumeSales(tx, merchantId, 'closing');
    await say(world, tx, { merchantId, text: smsTexts.deregistrationCancelled() });
    return accept(true as const);
  });
}

/** Something about a merchant has moved that may end a blocker: it is looked at soon, where a deregistration is open. */
export async function lookSoon(world: World, merchantId: string): Promise<void> {
  const found = await deregistrationOf(world.db, merchantId);
  if (found === undefined || !isOpen(found)) return;
  await withTx(world, (tx) => world.jobs.enqueue(tx, 'look-at-deregistration', { merchantId }));
}
