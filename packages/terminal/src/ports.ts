/** What the software of a terminal is given from outside: a line, a memory that survives power cuts, time and chance. */
import type { Stored } from './stored.ts';

export type LinePhase = 'connecting' | 'sending' | 'receiving';

/** `silence`: bytes left and no answer came. `not_sent`: not one byte left. */
export type LineResult =
  | { readonly kind: 'answer'; readonly frame: Uint8Array }
  | { readonly kind: 'silence' }
  | { readonly kind: 'not_sent' };

export interface Transport {
  /** One request and its answer, both whole frames with their length in front. Never rejects. */
  exchange(
    frame: Uint8Array,
    timeoutMs: number,
    onPhase: (phase: LinePhase) => void,
    /** `ip:port` typed at the device; left out: the host that the device was made for. */
    to?: string,
  ): Promise<LineResult>;
  /** Brings the mobile or wireless network up; false when there is none. */
  connect(network: NetworkKind): Promise<boolean>;
}

export interface Store {
  load(): Stored | undefined;
  /** Returns when the state is on the disk: what was saved before a request left must be there after a power cut. */
  save(state: Stored): void;
}

/**
 * A thermal printer. Its head cannot tell which side of the paper is coated: paper loaded the wrong way round moves on and
 * stays blank, so `printed` says only that paper went through.
 */
export interface Printer {
  /** `code` is printed as a QR code below the lines. */
  print(lines: readonly string[], code?: string): 'printed' | 'no_paper';
  paper(): 'ready' | 'none';
}

export interface Battery {
  /** 0 to 100. */
  readonly percent: number;
  readonly charging: boolean;
}

export interface TerminalPorts {
  /** Left out: a device that hangs on the mains. */
  readonly battery?: () => Battery;
  /** Bars of the network, 0 to 4; left out where nobody measures. */
  readonly signal?: () => number;
  readonly transport: Transport;
  /** Only models that print have one. */
  readonly printer?: Printer;
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  /** Called after each change of what is on the screen. */
  readonly onChange: () => void;
}

export type NetworkKind = '4g' | 'wifi';
export type Language = 'zh' | 'en';
export type TerminalModel = 'esign_pos' | 'smart_pos';

export interface TerminalOptions {
  readonly model: TerminalModel;
  /** TUSN */
  readonly serialNo: string;
  /** Factory key, 16 bytes. */
  readonly deviceKey: Uint8Array;
  /** Eight characters. */
  readonly appVersion: string;
  /** First six digits -> kind. A BIN that is not listed goes to the host, which decides. */
  readonly cardKinds: ReadonlyMap<string, 'debit' | 'credit'>;
  /** Where the device says it is: signed decimal degrees, GCJ02. */
  readonly location?: { readonly longitude: string; readonly latitude: string };
  /** Ten hex digits; 60 and the two addresses. */
  readonly tpdu?: string;
  /** The factory password of an operator must be changed before anything else (a stricter pack); else it is asked for. */
  readonly mustChangePassword?: boolean;
  readonly timeoutMs?: number;
}

/** A card at the reader. Only a chip can sign; the reader never learns its key. */
export interface PresentedCard {
  /** `manual`: its number is known from before; `scan`: no card but a customer's code, whose digits stand for the number. */
  readonly entry: 'swipe' | 'insert' | 'tap' | 'scan' | 'manual';
  readonly pan: string;
  /** YYMM */
  readonly expiry: string;
  /** Digits with D as separator. */
  readonly track2: string;
  readonly chip?: {
    readonly sequence: string;
    /** Its application, hex; left out: the usual one of the organisation. */
    readonly aid?: string;
    /** Tags whose values the chip wants signed, in order. */
    readonly cdol: readonly string[];
    readonly sign: (data: Uint8Array) => Uint8Array;
    /** Whether tag 91 of the answer comes from its issuer and belongs to the cryptogram it gave; left out: it does not ask. */
    readonly accepts?: (cryptogram: Uint8Array, authentication: Uint8Array) => boolean;
  };
}

export type Key =
  | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
  | 'confirm' | 'cancel' | 'clear' | 'menu' | 'up' | 'down' | 'power'; // prettier-ignore
