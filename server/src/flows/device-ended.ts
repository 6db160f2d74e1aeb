/** A device leaves its merchant for good: given back, with or without deregistration, or lost. Its terminal ends, and its deposit is decided by the signed terms. */
import { must } from '../kernel/assert.ts';
import { yuanText } from '../kernel/fen.ts';
import { addDays, dateInShanghai, type CivilDate } from '../kernel/instant.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import {
  countedSince,
  decideGiveBack,
  depositOfTerminal,
  moveDeposit,
  moveTarget,
  nextLook,
  openForfeit,
  type Deposit,
} from '../modules/deposits/index.ts';
import { checkCode, type CodeCheckRefusal } from '../modules/identity/index.ts';
import type { Merchant } from '../modules/merchants/index.ts';
import { deregistrationOf, isOpen } from '../modules/servicing/index.ts';
import { openBatchRows } from '../modules/switching/index.ts';
import {
  cancelReturn,
  endDevice,
  endOf,
  endTerminal,
  openReturnOf,
  orderReturn,
  returnOf,
  terminalOf,
  terminalsOf,
  type ReturnRefusal,
  type Terminal,
} from '../modules/terminals/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { tell } from './deposit-outcome.ts';
import { isLive } from './deregistration-facts.ts';
import { lookSoon } from './deregister.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

const liveTerminal = async (
  world: World,
  of: { merchantId: string; serialNo: string },
): Promise<Terminal | undefined> =>
  (await terminalsOf(world.db, of.merchantId)).find((one) => one.serialNo === of.serialNo && isLive(one));

type Unknown = Refusal<'terminals.device_unknown'>;

/** Orders the label. A batch that is open at the device is settled first: nobody could do so once it is away. */
export async function giveDeviceBack(
  world: World,
  input: { readonly merchant: Merchant; readonly serialNo: string },
): Promise<Outcome<{ returnId: string }, ReturnRefusal | Refusal<'terminals.batch_open'>>> {
  const { merchantId } = input.merchant;
  const terminal = await liveTerminal(world, { merchantId, serialNo: input.serialNo });
  if (terminal === undefined) return refuse('terminals.device_unknown');
  const rows = await openBatchRows(world.db, terminal);
  if (rows > 0) return refuse('terminals.batch_open', { rows });
  const leaving = await deregistrationOf(world.db, merchantId);
  const reason = leaving !== undefined && isOpen(leaving) ? 'deregistered' : 'returned_early';
  return withTx(world, (tx) => orderReturn(world, tx, { ...terminal, reason, by: 'merchant' }));
}

/** The merchant keeps the device after all. Refused once it is out of its hands. */
export async function keepDevice(
  world: World,
  input: { readonly merchant: Merchant; readonly serialNo: string },
): Promise<Outcome<true, Refusal<'terminals.return_unknown' | 'terminals.return_elsewhere'>>> {
  const open = await openReturnOf(world.db, input.serialNo);
  if (open?.merchantId !== input.merchant.merchantId || open.reason === 'replaced')
    return refuse('terminals.return_unknown');
  const kept = await withTx(world, (tx) => cancelReturn(world, tx, open.returnId));
  return kept ? accept(true) : refuse('terminals.return_elsewhere', { state: open.state });
}

/** The merchant says that a device is lost: whoever has it can do nothing with it from now on, and the terms decide its deposit. */
export async function declareLost(
  world: World,
  input: { readonly merchant: Merchant; readonly serialNo: string; readonly code: string },
): Promise<Outcome<true, CodeCheckRefusal | Unknown>> {
  const { merchantId, phone } = input.merchant;
  const terminal = await liveTerminal(world, { merchantId, serialNo: input.serialNo });
  if (terminal === undefined) return refuse('terminals.device_unknown');
  const checked = await checkCode(world, { phone, purpose: 'deregister', code: input.code });
  if (checked.refused) return checked;
  const back = await openReturnOf(world.db, terminal.serialNo);
  await withTx(world, async (tx) => {
    if (back !== undefined) await cancelReturn(world, tx, back.returnId);
    await endTerminal(world, tx, { terminal, reason: 'lost_stolen' });
    await endDevice(world, tx, { serialNo: terminal.serialNo, to: 'lost' });
  });
  await decideDeposit(world, terminal, { device: 'lost', endedOn: dateInShanghai(world.clock.now()) });
  await lookSoon(world, merchantId);
  return accept(true);
}

/**
 * A job: a return has moved. In the hands of the courier the device speaks for nobody any more; arrived, or lost on its way, which is not
 * the merchant's fault, its deposit is decided by the day on which it was given out of hand.
 */
export async function endByReturn(world: World, returnId: string): Promise<void> {
  const back = must(await returnOf(world.db, returnId), 'return');
  if (back.reason === 'replaced' || back.state === 'ordered' || back.state === 'cancelled') return;
  const terminal = must(await terminalOf(world.db, back.merchantId, back.terminalId), 'terminal of a return');
  await withTx(world, (tx) => endTerminal(world, tx, { terminal, reason: 'returned' }));
  if (back.state === 'arrived' || back.state === 'lost') {
    const endedAt = must(await endOf(world.db, terminal), 'end of a terminal');
    await decideDeposit(world, terminal, { device: 'returned', endedOn: dateInShanghai(endedAt) });
  }
  await lookSoon(world, back.merchantId);
}

async function decideDeposit(
  world: World,
  terminal: Terminal,
  end: { readonly device: 'returned' | 'lost'; readonly endedOn: CivilDate },
): Promise<void> {
  const { merchantId, terminalNo } = terminal;
  const deposit = await depositOfTerminal(world.db, merchantId, terminal.terminalId);
  if (deposit === undefined) return;
  const from = deposit.targetFrom;
  const countedFen = from === undefined ? 0n : await countedSince(world.db, { merchantId, terminalNo, from });
  const decision = decideGiveBack({
    state: deposit.state,
    target: deposit.targetState,
    giveBackDays: deposit.terms.giveBackDays,
    activatedOn: from,
    countedFen,
    ...end,
  });
  await withTx(world, async (tx) => {
    if (decision === 'close') await moveDeposit(world, tx, deposit, { from: deposit.state, to: 'released' });
    if (decision === 'give_back') await giveDepositBack(world, tx, deposit);
    if (decision === 'ask_people') {
      const ground = end.device === 'lost' ? 'device_lost' : 'early_return';
      await openForfeit(world, tx, { ...deposit, ground, endedOn: end.endedOn });
    }
  });
}

/** As if the target had been reached: the next look, which is now, releases the freeze or refunds what was captured. */
export async function giveDepositBack(world: World, tx: Tx, deposit: Deposit): Promise<void> {
  const counting = deposit.targetState === 'counting';
  if (counting && (await moveTarget(world, tx, deposit, { from: 'counting', to: 'qualified' }))) {
    const text = smsTexts.depositGivenBack(yuanText(deposit.amount));
    await tell(world, tx, deposit.merchantId, text);
  }
  await nextLook(tx, deposit, addDays(dateInShanghai(world.clock.now()), -1));
}
