/** What can be on the screen, and its description for a face to draw. */
import type { WaitingPayment } from './ending.ts';
import type { MenuName } from './menus.ts';
import type { Battery, Language, LinePhase, NetworkKind, TerminalModel } from './ports.ts';
import type { Draft, QuestionName } from './questions.ts';
import type { Copy, ReceiptHead } from './receipt.ts';
import type { OverrideName } from './settings.ts';
import type { ActivationStep, DownloadName, JournalRow, Stored } from './stored.ts';
import type { WordKey } from './words.ts';

export type Screen =
  | { readonly name: 'off' }
  | { readonly name: 'booting' }
  | { readonly name: 'choose_network' }
  | { readonly name: 'joining_network'; readonly network: NetworkKind }
  | { readonly name: 'network_failed' }
  | { readonly name: 'connected'; readonly network: NetworkKind }
  | { readonly name: 'operator_number'; readonly digits: string; readonly wrong?: WordKey }
  | { readonly name: 'operator_password'; readonly operator: string; readonly digits: string; readonly wrong?: WordKey }
  /** `first` is what was typed the first time. */
  | {
      readonly name: 'new_password';
      readonly operator: string;
      readonly digits: string;
      readonly first?: string;
      readonly wrong?: WordKey;
    }
  | { readonly name: 'unactivated' }
  | { readonly name: 'enter_code'; readonly digits: string }
  | {
      readonly name: 'busy';
      readonly task: WordKey;
      readonly phase: LinePhase;
      readonly sinceMs: number;
      /** The entry of a download that is under way. */
      readonly loading?: { readonly what: DownloadName; readonly at: number; readonly of: number };
    }
  | { readonly name: 'confirm_merchant' }
  | { readonly name: 'deposit_card' }
  | { readonly name: 'card_not_credit'; readonly maskedPan: string }
  | { readonly name: 'account_tail'; readonly digits: string }
  | { readonly name: 'account_code'; readonly digits: string; readonly tail: string; readonly told: string }
  /** A result or a message; confirm goes on to `next`. */
  | {
      readonly name: 'notice';
      readonly tone: 'good' | 'bad' | 'plain';
      readonly title: string;
      readonly lines: readonly string[];
      readonly next: Screen;
    }
  | { readonly name: 'home' }
  | {
      readonly name: 'question';
      readonly ask: QuestionName;
      readonly draft: Draft;
      readonly digits: string;
      readonly wrong?: WordKey;
    }
  /** A payment by code waits for its customer. `silent`: the last question was not answered; `leaving`: it is given up after this one. */
  | {
      readonly name: 'code_payment';
      readonly payment: WaitingPayment;
      readonly sinceMs: number;
      readonly askedMs: number;
      readonly asking?: boolean;
      readonly silent?: boolean;
      readonly leaving?: 'cancelled' | 'over';
    }
  | { readonly name: 'signature'; readonly row: JournalRow }
  /** `again`: printed from the journal, marked as a duplicate. */
  | {
      readonly name: 'receipt';
      readonly row: JournalRow;
      readonly copy: Copy;
      readonly again?: boolean;
    }
  /** A slip that is no receipt: details, totals, a settlement. */
  | { readonly name: 'slip'; readonly title: WordKey; readonly lines: readonly string[] }
  /** The printer cannot now: no roll, or too little power (`why`). */
  | {
      readonly name: 'out_of_paper';
      readonly why: 'paper' | 'power';
      readonly lines: readonly string[];
      readonly next: Screen;
      readonly code?: string;
    }
  | { readonly name: 'journal'; readonly index: number }
  | { readonly name: 'menu'; readonly menu: MenuName }
  | { readonly name: 'settle_totals' }
  | {
      readonly name: 'operator_form';
      readonly mode: 'add' | 'remove';
      readonly digits: string;
      readonly wrong?: WordKey;
    }
  /** A parameter that the administrator sets; nothing typed is the host's value again. */
  | { readonly name: 'setting_form'; readonly setting: OverrideName; readonly digits: string; readonly wrong?: WordKey }
  | {
      readonly name: 'secret_form';
      readonly who: 'supervisor' | 'admin';
      readonly digits: string;
      readonly first?: string;
      readonly wrong?: WordKey;
    }
  /** Supervisor or administrator before something that is not a transaction. */
  | {
      readonly name: 'password';
      readonly who: 'supervisor' | 'admin';
      readonly digits: string;
      readonly wrong?: WordKey;
      readonly next: Screen;
    };

/** Questions are screens of their own for whoever looks at the device. */
export type ScreenName = Exclude<Screen['name'], 'question'> | QuestionName;

export interface ScreenView {
  readonly screen: ScreenName;
  readonly title: string;
  readonly lines: readonly string[];
  readonly tone: 'good' | 'bad' | 'plain';
  readonly softkeys: readonly { readonly key: string; readonly label: string }[];
  readonly icons: readonly { readonly key: string; readonly label: string; readonly icon: string }[];
  /** What has been typed, masked where it must be. */
  readonly input?: {
    readonly kind: 'code' | 'amount' | 'pin' | 'digits' | 'password';
    readonly shown: string;
    readonly length: number;
  };
  readonly progress?: {
    readonly phase: LinePhase;
    readonly text: string;
    readonly seconds: number;
    readonly secondsMax: number;
  };
  readonly cardWanted: boolean;
  /** A customer's code may be held before the camera. */
  readonly codeWanted: boolean;
  /** To be drawn as a code, for the customer to scan. */
  readonly codeShown?: string;
  readonly receipt?: {
    readonly lines: readonly string[];
    readonly copy: Copy;
    readonly rrn: string;
    /** Address of the e-receipt, to be shown as a code. */
    readonly url?: string;
  };
  readonly signatureWanted: boolean;
  /** Drawn under the signature that is wanted. */
  readonly watermark?: string;
  readonly status: {
    readonly powered: boolean;
    readonly network?: NetworkKind;
    readonly time: string;
    readonly merchantName: string;
    readonly reversalPending: boolean;
    readonly failedReversals: number;
    readonly signaturesWaiting: number;
    /** Offline sales, tips and adjustments that the host has not answered. */
    readonly advicesWaiting: number;
    /** Only models that print have paper. */
    readonly paper?: 'ready' | 'none';
    readonly battery?: Battery;
    /** Bars of the mobile or wireless network, 0 to 4. */
    readonly signal?: number;
    /** The last message could not leave. */
    readonly lineDown: boolean;
    readonly operator?: string;
  };
  readonly activation: {
    /** The steps of this device, in order: the account only where one is to be bound. */
    readonly names: readonly ActivationStep[];
    readonly step?: ActivationStep;
    readonly stepNo: number;
    readonly steps: number;
    readonly error?: { readonly code: string; readonly text: string };
  };
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly language: Language;
}

export interface ViewFacts {
  readonly stored: Stored;
  readonly network: NetworkKind | undefined;
  readonly nowMs: number;
  readonly timeoutMs: number;
  readonly model: TerminalModel;
  readonly paper: 'ready' | 'none' | undefined;
  readonly battery: Battery | undefined;
  readonly signal: number | undefined;
  readonly lineDown: boolean;
  readonly serialNo: string;
  readonly head: ReceiptHead;
  readonly mustChangePassword: boolean;
  readonly activationError: { readonly code: string; readonly text: string } | undefined;
}
