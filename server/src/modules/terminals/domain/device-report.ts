import type { Machine, StateOf } from '../../../kernel/machine.ts';
import { accept, refuse, type Outcome, type Refusal } from '../../../kernel/outcome.ts';

export const deviceReportMachine = {
  name: 'device report',
  column: 'terminals.device_report.state',
  initial: 'open',
  final: ['swapped', 'resent', 'dismissed'],
  states: {
    open: { swap: 'swapped', resend: 'resent', dismiss: 'dismissed' },
    swapped: {},
    resent: {},
    dismissed: {},
  },
} as const satisfies Machine;

export type DeviceReportState = StateOf<typeof deviceReportMachine>;
export type ReportKind = 'wrong_serial' | 'lost';

export type ReportRefusal = Refusal<
  'terminals.report_too_late' | 'terminals.serial_is_right' | 'terminals.serial_needed' | 'terminals.report_open'
>;

/** Whether somebody may say this of a device: only before it is activated, and only what is not so already. */
export function decideReport(facts: {
  readonly terminalState: string;
  readonly expectedSerial: string;
  readonly kind: ReportKind;
  readonly arrivedSerial: string | undefined;
  readonly openAlready: boolean;
}): Outcome<true, ReportRefusal> {
  if (facts.terminalState !== 'pending_activation') return refuse('terminals.report_too_late');
  if (facts.openAlready) return refuse('terminals.report_open');
  if (facts.kind === 'lost') return accept(true);
  if (facts.arrivedSerial === undefined) return refuse('terminals.serial_needed');
  return facts.arrivedSerial === facts.expectedSerial ? refuse('terminals.serial_is_right') : accept(true);
}

/** What the device that came is to us. Only one that stands free may become this terminal's; nobody else's is ever taken. */
export function standingOfArrived(
  device:
    | {
        readonly state: string;
        readonly model: string;
        readonly merchantId: string | undefined;
        readonly onTransfer: boolean;
      }
    | undefined,
  model: string,
): 'unknown' | 'free' | 'other_model' | 'of_other_merchant' | 'not_free' {
  if (device === undefined) return 'unknown';
  if (device.merchantId !== undefined) return 'of_other_merchant';
  if (device.state !== 'in_stock' || device.onTransfer) return 'not_free';
  return device.model === model ? 'free' : 'other_model';
}
