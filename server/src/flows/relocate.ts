/** 移机: a terminal stands elsewhere, and the network is told the five elements with the new place. */
import { must } from '../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { merchantOf, type Merchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  decideMove,
  relocateTerminal,
  terminalOf,
  terminalsOf,
  type RelocateRefusal,
} from '../modules/terminals/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** The merchant says where a device stands from now on. */
export async function askRelocation(
  world: World,
  merchant: Merchant,
  input: { readonly serialNo: string; readonly region: string; readonly address: string },
): Promise<Outcome<'in_review' | 'registering', RelocateRefusal | Refusal<'terminals.unknown'>>> {
  const { merchantId } = merchant;
  const terminal = (await terminalsOf(world.db, merchantId)).find((one) => one.serialNo === input.serialNo);
  if (terminal === undefined) return refuse('terminals.unknown');
  const againDays = (await policyToday(world)).number('place.again_days');
  return withTx(world, async (tx) => {
    const asked = await relocateTerminal(world, tx, {
      merchantId,
      terminalId: terminal.terminalId,
      region: input.region,
      address: input.address,
      merchantRegion: merchant.region,
      againDays,
      by: `merchant:${merchantId}`,
    });
    if (asked.refused) return asked;
    return accept(asked.value.state === 'registering' ? 'registering' : 'in_review');
  });
}

/** A person has looked; the merchant hears what follows. */
export async function decideRelocationOf(
  world: World,
  input: {
    readonly relocationId: string;
    readonly decision: 'approve' | 'refuse';
    readonly reason: string;
    readonly by: string;
  },
): Promise<Outcome<true, Refusal<'terminals.relocation_unknown' | 'terminals.relocation_elsewhere'>>> {
  return withTx(world, async (tx) => {
    const decided = await decideMove(world, tx, input);
    if (decided.refused) return decided;
    const { merchantId, terminalId, address } = decided.value;
    const terminal = must(await terminalOf(tx, merchantId, terminalId), 'terminal that moves');
    const serialTail = terminal.serialNo.slice(-4);
    const text =
      input.decision === 'approve'
        ? smsTexts.relocated({ serialTail, address })
        : smsTexts.relocationRefused({ serialTail, reason: input.reason });
    await tellMerchant(world, tx, { merchantId, text });
    return accept(true);
  });
}

async function tellMerchant(
  world: World,
  tx: Tx,
  { merchantId, text }: { readonly merchantId: string; readonly text: string },
): Promise<void> {
  const { phone } = await merchantOf(world, merchantId);
  await queueMessage(world, tx, { purpose: 'repair', phone, subject: `merchant:${merchantId}`, text });
}
