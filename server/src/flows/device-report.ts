import { must } from '../kernel/assert.ts';
import { accept, refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { issueActivationCode, revokeCodes, startCodeLife } from '../modules/activation/index.ts';
import { merchantOf } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import {
  createShipment,
  endReport,
  openReport,
  reportOf,
  swapDevice,
  takeArrived,
  terminalOf,
  terminalsOf,
  type DeviceReport,
  type ReportKind,
  type ReportRefusal,
  type Terminal,
} from '../modules/terminals/index.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';

/** Another device came, or it is gone: the code of the expected one dies at once, whatever is found out later. */
export async function reportDevice(
  world: World,
  input: {
    readonly merchantId: string;
    readonly serialNo: string;
    readonly kind: ReportKind;
    readonly arrivedSerial: string | undefined;
    readonly by: string;
  },
): Promise<Outcome<string, ReportRefusal | Refusal<'terminals.unknown'>>> {
  const terminals = await terminalsOf(world.db, input.merchantId);
  const terminal = terminals.find((one) => one.serialNo === input.serialNo && one.state !== 'closed');
  if (terminal === undefined) return refuse('terminals.unknown');
  return withTx(world, async (tx) => {
    const opened = await openReport(world, tx, { ...input, terminal });
    if (!opened.refused) await revokeCodes(tx, terminal);
    return opened;
  });
}

export type ResolveRefusal = Refusal<
  | 'terminals.report_unknown'
  | 'terminals.report_elsewhere'
  | 'terminals.arrived_not_free'
  | 'terminals.out_of_stock'
  | 'terminals.report_too_late'
>;

interface Resolving {
  readonly report: DeviceReport;
  readonly terminal: Terminal;
  readonly phone: string;
  readonly by: string;
}

/** Carries a refusal out of a transaction that must not be kept. */
class Refused extends Error {
  readonly refusal: ResolveRefusal;
  constructor(refusal: ResolveRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/**
 * An operator has looked. `swap`: the device that came becomes this terminal's, with a code of its own and a new version at the
 * network. `send_another`: another goes out under the same terminal number. `dismiss`: nothing was wrong; a lost device stays lost.
 */
export async function resolveReport(
  world: World,
  input: { readonly reportId: string; readonly how: 'swap' | 'send_another' | 'dismiss'; readonly by: string },
): Promise<Outcome<true, ResolveRefusal>> {
  const report = await reportOf(world.db, input.reportId);
  if (report === undefined) return refuse('terminals.report_unknown');
  const ofWrongSerial = report.kind === 'wrong_serial';
  if (report.state !== 'open' || (input.how !== 'send_another' && !ofWrongSerial))
    return refuse('terminals.report_elsewhere', { state: report.state });
  const terminal = must(await terminalOf(world.db, report.merchantId, report.terminalId), 'terminal of a report');
  const { phone } = await merchantOf(world, report.merchantId);
  const resolving = { report, terminal, phone, by: input.by };
  const days = (await policyToday(world)).number('activation.code_days');
  try {
    await withTx(world, async (tx) => {
      if (input.how === 'swap') await swapForArrived(world, tx, { ...resolving, days });
      else if (input.how === 'send_another') await sendAnother(world, tx, resolving);
      else await dismiss(world, tx, resolving);
    });
    return accept(true);
  } catch (error) {
    if (error instanceof Refused) return { refused: true, refusal: error.refusal };
    throw error;
  }
}

/** It was the right device after all: its code is dead, so the merchant is told how to get another. */
async function dismiss(world: World, tx: Tx, input: Resolving): Promise<void> {
  await end(world, tx, input, 'dismissed');
  await queueMessage(world, tx, {
    purpose: 'application_result',
    phone: input.phone,
    subject: `merchant:${input.report.merchantId}`,
    text: smsTexts.reportDismissed({ serialTail: input.report.expectedSerial.slice(-4) }),
  });
}

async function end(world: World, tx: Tx, { report, by }: Resolving, state: 'swapped' | 'resent' | 'dismissed') {
  if (!(await endReport(world, tx, report, { state, by }))) throw new Refused({ code: 'terminals.report_elsewhere' });
}

async function swapForArrived(world: World, tx: Tx, input: Resolving & { readonly days: number }): Promise<void> {
  const { merchantId, terminalId } = input.terminal;
  const serialNo = must(input.report.arrivedSerial, 'serial number of a report');
  await end(world, tx, input, 'swapped');
  const taken = await takeArrived(world, tx, { terminal: input.terminal, arrivedSerial: serialNo });
  if (taken.refused) throw new Refused(taken.refusal);
  await issueActivationCode(world, tx, {
    merchantId,
    terminalId,
    serialNo,
    send: (code) =>
      queueMessage(world, tx, {
        purpose: 'activation_code',
        phone: input.phone,
        subject: `merchant:${merchantId}`,
        text: smsTexts.handedOver({ code, serialTail: serialNo.slice(-4), days: input.days }),
      }),
  });
  await startCodeLife(world, tx, { merchantId, terminalId, days: input.days });
}

/** The parcel goes the way of a first one: the code is made when the courier has taken it. */
async function sendAnother(world: World, tx: Tx, input: Resolving): Promise<void> {
  const { merchantId, terminalId, model } = input.terminal;
  await end(world, tx, input, 'resent');
  await revokeCodes(tx, { merchantId, terminalId });
  const swapped = await swapDevice(world, tx, { merchantId, terminalId, model });
  if (swapped.refused) {
    const stock = swapped.refusal.code === 'terminals.out_of_stock';
    throw new Refused({ code: stock ? 'terminals.out_of_stock' : 'terminals.report_too_late' });
  }
  const shipmentId = await createShipment(world, tx, { merchantId, terminalId, serialNo: swapped.value.serialNo });
  await world.jobs.enqueue(tx, 'order-courier', { merchantId, shipmentId });
}
