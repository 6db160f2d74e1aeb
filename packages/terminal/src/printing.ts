/** Slips: on paper where there is a printer, on the screen where there is none. */
import type { Desk } from './desk.ts';
import type { Screen } from './screen.ts';
import { slipText } from './shanghai.ts';
import { receiptLines, type ReceiptHead } from './receipt.ts';

export function headOf(desk: Desk): ReceiptHead {
  const stored = desk.memory.get();
  return {
    merchantName: stored.merchantName ?? '',
    merchantNo: stored.merchantNo ?? '',
    terminalNo: stored.terminalNo ?? '',
    model: desk.options.model === 'esign_pos' ? 'KT-E1' : 'KT-S1',
    appVersion: desk.options.appVersion,
  };
}

/** The head of the printer takes more than a nearly empty battery gives; a device that dies in a settlement leaves it half. */
const percentMin = 10;

/** Too little for a printer or a settlement. */
export function isPowerLow(desk: Desk): boolean {
  const battery = desk.ports.battery?.();
  return battery !== undefined && !battery.charging && battery.percent < percentMin;
}

/** Puts the lines on paper and goes on; without paper or power it waits and prints then. */
export function print(desk: Desk, lines: readonly string[], next: Screen, code?: string): void {
  const { printer } = desk.ports;
  const waiting = (why: 'paper' | 'power'): Screen => ({
    name: 'out_of_paper',
    why,
    lines,
    next,
    ...(code === undefined ? {} : { code }),
  });
  if (printer !== undefined && isPowerLow(desk)) desk.show(waiting('power'));
  else if (printer !== undefined && printer.print(lines, code) === 'no_paper') desk.show(waiting('paper'));
  else desk.show(next);
}

/** A copy of a receipt; the customer's carries the address of the e-receipt as a code. */
export function printReceipt(desk: Desk, screen: Extract<Screen, { name: 'receipt' }>): void {
  const { row, copy, again } = screen;
  const code = copy === 'cardholder' ? row.receiptUrl : undefined;
  print(desk, receiptLines(row, headOf(desk), { copy, again: again === true }), screen, code);
}

/** When a slip is made that has no time of its own. */
export const slipTime = (desk: Desk): string => slipText(desk.ports.nowMs());
