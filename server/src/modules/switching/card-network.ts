import type { Fen } from '../../kernel/fen.ts';

/** One exchange with the card network, in its own words. `stan`, `transmissionTime` and `rrn` are ours and name it for ever. */
export interface NetworkRequest {
  readonly kind:
    | 'balance'
    | 'preAuth'
    | 'preAuthVoid'
    | 'preAuthCompletion'
    | 'completionAdvice'
    | 'sale'
    | 'saleVoid'
    | 'refund'
    | 'qrPassive'
    | 'qrActive'
    | 'qrVoid'
    | 'qrRefund'
    | 'qrQuery'
    | 'offlineSale'
    | 'tip'
    | 'adjustment'
    | 'reversal';
  readonly stan: string;
  /** MMDDhhmmss in Shanghai. */
  readonly transmissionTime: string;
  readonly rrn: string;
  /** Of a payment by code the customer's code; empty where the customer scans ours. */
  readonly pan: string;
  readonly track2?: string | undefined;
  readonly expiry?: string | undefined;
  readonly amountFen: Fen;
  readonly entryMode: string;
  readonly conditionCode: string;
  /** Under the network's zone key. */
  readonly pinBlock?: Uint8Array | undefined;
  readonly cardSequence?: string | undefined;
  readonly iccData?: Uint8Array | undefined;
  readonly merchantNo: string;
  readonly terminalNo: string;
  readonly mcc: string;
  readonly merchantName: string;
  readonly authCode?: string | undefined;
  readonly original?:
    | {
        readonly mti: string;
        readonly stan: string;
        readonly transmissionTime: string;
        /** Of an original that was no sale. */
        readonly processingCode?: string;
      }
    | undefined;
  readonly reason?: string;
}

/** Silence is `unknown`, never "no"; `not_sent` only when not one byte left. */
export type NetworkAnswer =
  | {
      readonly kind: 'answered';
      readonly code: string;
      readonly authCode?: string;
      readonly settlementDate?: string;
      readonly issuer?: string;
      readonly rrn: string;
      /** Field 55: what the issuer says to the chip. */
      readonly iccData?: Uint8Array;
      /** Field 54 of an inquiry. */
      readonly balance?: string;
      /** What the device shows to the customer, of a `qrActive`. */
      readonly codeShown?: string;
    }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'not_sent'; readonly reason: string };

export interface CardNetwork {
  exchange(request: NetworkRequest): Promise<NetworkAnswer>;
  ready(): boolean;
  /** True when the peer said at sign-on that it is a simulator. */
  simulator(): boolean;
}
