/** Deposits that come by transfer: the bank's list is read, each credit kept once, and what pays a deposit secures it. */
import { yuanText } from '../kernel/fen.ts';
import { addDays, dateInShanghai } from '../kernel/instant.ts';
import {
  depositOfTerminal,
  knownPayIns,
  newestPayIn,
  takePayIn,
  terminalNoInRemark,
  transferReference,
  type BankPayIn,
  type PayInTarget,
} from '../modules/deposits/index.ts';
import { accountNumberOf, merchantOf, settlementAccountOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { terminalByNo, type Terminal } from '../modules/terminals/index.ts';
import { withTx } from '../platform/postgres/database.ts';
import { securePaidDeposit } from './activation-steps.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** Before anything came in: as long as the oldest quote may be. */
const FIRST_LOOK_DAYS = 60;

/** Reads what is new at the bank. Returns how many credits were kept; throws when the bank has no list to give. */
export async function takePayIns(world: World): Promise<number> {
  if (world.acquirer.depositAccount === undefined) return 0;
  const newest = await newestPayIn(world.db);
  const from =
    newest === undefined
      ? addDays(dateInShanghai(world.clock.now()), -FIRST_LOOK_DAYS)
      : addDays(dateInShanghai(newest), -1);
  const listed = await world.bank.payIns(from);
  const known = await knownPayIns(
    world.db,
    listed.map((entry) => entry.entryId),
  );
  const fresh = listed.filter((entry) => !known.has(entry.entryId));
  for (const entry of fresh) await takeOne(world, entry);
  return fresh.length;
}

async function takeOne(world: World, entry: BankPayIn): Promise<void> {
  const terminalNo = terminalNoInRemark(entry.remark);
  const terminal = terminalNo === undefined ? undefined : await terminalByNo(world.db, terminalNo);
  const target = terminal === undefined ? undefined : await targetOf(world, terminal);
  const cutOff = (await policyToday(world)).text('settlement.cut_off');
  await withTx(world, async (tx) => {
    const result = await takePayIn(world, tx, { entry, target, cutOff });
    if (result === 'known' || terminal === undefined || target === undefined) return;
    const merchant = await merchantOf(world, terminal.merchantId);
    const amount = yuanText(entry.amount);
    await queueMessage(world, tx, {
      purpose: 'deposit',
      phone: merchant.phone,
      text:
        result === 'matched'
          ? smsTexts.depositReceived({ amount, serialTail: terminal.serialNo.slice(-4) })
          : smsTexts.depositUnclear({ amount, reference: transferReference(terminal.terminalNo) }),
      subject: `merchant:${merchant.merchantId}`,
    });
  });
  if (terminal !== undefined) await securePaidDeposit(world, terminal);
}

/** The deposit of a terminal and who may pay it. */
async function targetOf(world: World, terminal: Terminal): Promise<PayInTarget | undefined> {
  const deposit = await depositOfTerminal(world.db, terminal.merchantId, terminal.terminalId);
  if (deposit === undefined) return undefined;
  const merchant = await merchantOf(world, terminal.merchantId);
  const account = await settlementAccountOf(world.db, terminal.merchantId);
  const holder =
    account === undefined ? [] : [(await accountNumberOf(world, terminal.merchantId, account.accountId)).holder];
  return {
    merchantId: terminal.merchantId,
    depositId: deposit.depositId,
    state: deposit.state,
    amount: deposit.amount,
    payers: [merchant.name, merchant.principalName, ...holder],
  };
}
