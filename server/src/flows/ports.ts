/** Everything a flow may need of the outside world: each port is declared by the module that uses it. */
import type { PayInBank } from '../modules/deposits/index.ts';
import type { FaceEngine } from '../modules/identity/index.ts';
import type { DocumentReader, VideoJudge } from '../modules/materials/index.ts';
import type { SmsCentre } from '../modules/notifications/index.ts';
import type { WebhookSender } from '../modules/openplatform/index.ts';
import type { ClearingInbox, DisputeOutbox } from '../modules/reconciliation/index.ts';
import type { MicroTransfer, Registry } from '../modules/review/index.ts';
import type { SimCarrier } from '../modules/servicing/index.ts';
import type { PayoutBank, PayoutFiles } from '../modules/settlement/index.ts';
import type { CardNetwork } from '../modules/switching/index.ts';
import type { Courier, KeyVault, TerminalRegister } from '../modules/terminals/index.ts';
import type { Env } from '../platform/env.ts';

export interface Ports {
  readonly sms: SmsCentre;
  readonly documents: DocumentReader;
  readonly videos: VideoJudge;
  readonly face: FaceEngine;
  readonly registry: Registry & TerminalRegister;
  readonly courier: Courier;
  readonly vault: KeyVault;
  readonly cardNetwork: CardNetwork;
  readonly bank: PayoutBank & MicroTransfer & PayInBank;
  /** Where payouts go by file; undefined where they go one by one over the bank's interface. */
  readonly payoutFiles: PayoutFiles | undefined;
  readonly clearing: ClearingInbox;
  readonly disputes: DisputeOutbox;
  readonly webhooks: WebhookSender;
  /** Undefined where nobody switches data of SIM cards. */
  readonly simCarrier: SimCarrier | undefined;
}

export interface Acquirer {
  /** First three places of every merchant number. */
  readonly code: string;
  /** Field 32, up to 11 digits. */
  readonly institution: string;
  readonly name: string;
  /** Where deposits may be paid in by transfer; undefined where the acquirer takes none that way. */
  readonly depositAccount: { readonly holder: string; readonly number: string; readonly bank: string } | undefined;
}

/** Where the pages are for people outside; unknown until they are served or where no setting says so. */
export interface Site {
  publicUrl: string | undefined;
  /** Who is told when a promise is broken. */
  dutyPhone?: string | undefined;
}

/** Lines of this process to the outside: are they up? Of what it has no line to, it says nothing. */
export interface Lines {
  readonly sms?: () => boolean;
  readonly network?: () => boolean;
}

/** What flows are handed. */
export type World = Env & Ports & { readonly acquirer: Acquirer; readonly site: Site; readonly lines?: Lines };
