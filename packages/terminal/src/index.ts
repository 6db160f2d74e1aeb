/** The software inside a POS, as a library without input or output of its own. */
export { Terminal } from './terminal.ts';
export type {
  Battery,
  Key,
  Language,
  LinePhase,
  LineResult,
  NetworkKind,
  PresentedCard,
  Printer,
  Store,
  TerminalModel,
  TerminalOptions,
  TerminalPorts,
  Transport,
} from './ports.ts';
export { readDrawing, type Drawing } from './drawing.ts';
export { activationSteps, type ActivationStep, type JournalRow, type PendingReversal, type Stored } from './stored.ts';
export type { Screen, ScreenName, ScreenView } from './screen.ts';
export { HeadlessTerminal } from './headless.ts';
export { scannedCode } from './conversation.ts';
export type { Ending, WaitingPayment } from './ending.ts';
export { freshStored } from './stored.ts';
export type { Job } from './wire.ts';
