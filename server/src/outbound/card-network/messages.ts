/** Requests and answers of the network leg as the rest of the server speaks of them, and their ISO 8583 form. */
import { answerMti, bytesField, fitGb18030, textField, type FieldValue, type Message } from '@kaitong/iso8583';

export type NetworkRequestKind =
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

export interface NetworkRequest {
  readonly kind: NetworkRequestKind;
  /** Six digits, the network's own; a reversal carries the STAN and the transmission time of what it reverses. */
  readonly stan: string;
  /** MMDDhhmmss, Asia/Shanghai. */
  readonly transmissionTime: string;
  /** Twelve places, given by the acquirer. */
  readonly rrn: string;
  /** Of a payment by code the customer's code, which travels in 48; empty where there is none. */
  readonly pan: string;
  readonly track2?: string | undefined;
  /** YYMM */
  readonly expiry?: string | undefined;
  readonly amountFen: bigint;
  /** Field 22, three digits. */
  readonly entryMode: string;
  /** Field 25: 00 normal, 06 pre-authorisation family. */
  readonly conditionCode: string;
  /** 8 bytes under the network's PIN key. */
  readonly pinBlock?: Uint8Array | undefined;
  readonly cardSequence?: string | undefined;
  readonly iccData?: Uint8Array | undefined;
  readonly merchantNo: string;
  readonly terminalNo: string;
  readonly mcc: string;
  /** Cut to 40 bytes of GB18030. */
  readonly merchantName: string;
  readonly authCode?: string | undefined;
  /** What is voided, completed, refunded or reversed; `processingCode` only for a reversal whose original was no sale. */
  readonly original?:
    | {
        readonly mti: string;
        readonly stan: string;
        readonly transmissionTime: string;
        readonly processingCode?: string;
      }
    | undefined;
  /** Reason of a reversal, 4351 (no answer in time) when left out. */
  readonly reason?: string;
}

export type NetworkAnswer =
  | {
      readonly kind: 'answered';
      /** Field 39. */
      readonly code: string;
      readonly authCode?: string;
      /** MMDD; the network's day turns at 23:00. */
      readonly settlementDate?: string;
      /** Institution that answered (field 100). */
      readonly issuer?: string;
      readonly rrn: string;
      readonly iccData?: Uint8Array;
      /** Field 54 of an inquiry. */
      readonly balance?: string;
      /** 48 after `QR`, of a `qrActive`: what the customer has to scan. */
      readonly codeShown?: string;
    }
  /** The request may have been acted on: never a "no". */
  | { readonly kind: 'unknown'; readonly reason: 'timeout' | 'disconnected' | 'bad_mac' | 'mismatch' }
  /** Not one byte left. */
  | { readonly kind: 'not_sent'; readonly reason: 'not_connected' | 'resting' };

/** MTI, processing code per kind; CUPS leg. */
const wire: Readonly<Record<NetworkRequestKind, readonly [mti: string, processingCode: string]>> = {
  balance: ['0200', '310000'],
  preAuth: ['0100', '030000'],
  preAuthVoid: ['0100', '200000'],
  preAuthCompletion: ['0200', '000000'],
  completionAdvice: ['0220', '000000'],
  sale: ['0200', '000000'],
  saleVoid: ['0200', '200000'],
  refund: ['0220', '200000'],
  qrPassive: ['0200', '700000'],
  qrActive: ['0200', '710000'],
  qrVoid: ['0200', '720000'],
  qrRefund: ['0220', '740000'],
  qrQuery: ['0200', '730000'],
  offlineSale: ['0220', '000000'],
  tip: ['0220', '020000'],
  adjustment: ['0220', '220000'],
  reversal: ['0420', '000000'],
};

/** MTI that a request of this kind travels under; what field 90 of a later request must name. */
export function networkMti(kind: NetworkRequestKind): string {
  return wire[kind][0];
}

/** Field 90: MTI 4, STAN 6, transmission time 10, acquirer 11, forwarder 11. */
function originalData(original: NonNullable<NetworkRequest['original']>, acquirerId: string): string {
  const institution = acquirerId.padStart(11, '0');
  return original.mti + original.stan + original.transmissionTime + institution + institution;
}

function put(fields: Map<number, FieldValue>, number: number, value: FieldValue | undefined): void {
  if (value !== undefined) fields.set(number, value);
}

/** 48 carries a code behind these two letters (the choice of the field is ours). */
const CODE_IN_48 = 'QR';

const reversesCode = ({ original }: NetworkRequest): boolean => /^7[0-2]/.test(original?.processingCode ?? '');

/** The message of a request, MAC left to the line. */
export function networkMessage(request: NetworkRequest, acquirerId: string): Message {
  const [mti, processingCode] = wire[request.kind];
  const fields = new Map<number, FieldValue>([
    [2, request.pan],
    [3, request.original?.processingCode ?? processingCode],
    [4, String(request.amountFen).padStart(12, '0')],
    [7, request.transmissionTime],
    [11, request.stan],
    [12, request.transmissionTime.slice(4)],
    [13, request.transmissionTime.slice(0, 4)],
    [18, request.mcc],
    [22, request.entryMode],
    [25, request.conditionCode],
    [32, acquirerId],
    [33, acquirerId],
    [37, request.rrn],
    [41, request.terminalNo],
    [42, request.merchantNo],
    [43, fitGb18030(request.merchantName, 40)],
    [49, '156'],
  ]);
  if (request.kind === 'balance') fields.delete(4);
  if (request.kind.startsWith('qr') || reversesCode(request)) fields.delete(2);
  if (request.kind === 'qrPassive') fields.set(48, `${CODE_IN_48}${request.pan}`);
  put(fields, 14, request.expiry);
  put(fields, 23, request.cardSequence);
  put(fields, 35, request.track2);
  put(fields, 38, request.authCode);
  put(fields, 52, request.pinBlock);
  put(fields, 26, request.pinBlock === undefined ? undefined : '12');
  put(fields, 53, request.pinBlock === undefined ? undefined : '2600000000000000');
  put(fields, 55, request.iccData);
  put(fields, 60, request.kind === 'reversal' ? (request.reason ?? '4351') : undefined);
  put(fields, 90, request.original === undefined ? undefined : originalData(request.original, acquirerId));
  return { mti, fields };
}

/** What an answer is found again by: answer MTI, transmission time, STAN, acquirer. */
export function answerKey(message: Message): string {
  return [message.mti, textField(message, 7), textField(message, 11), textField(message, 32)].join('/');
}

export function expectedAnswerKey(request: Message): string {
  return answerKey({ mti: answerMti(request.mti), fields: request.fields });
}

/** The answer in a message; undefined where it lacks a response code. */
export function networkAnswer(message: Message): Extract<NetworkAnswer, { kind: 'answered' }> | undefined {
  const code = textField(message, 39);
  if (code === undefined) return undefined;
  const authCode = textField(message, 38);
  const settlementDate = textField(message, 15);
  const issuer = textField(message, 100);
  const iccData = bytesField(message, 55);
  const balance = textField(message, 54);
  const private48 = textField(message, 48);
  return {
    kind: 'answered',
    code,
    rrn: textField(message, 37) ?? '',
    ...(authCode === undefined ? {} : { authCode }),
    ...(settlementDate === undefined ? {} : { settlementDate }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(iccData === undefined ? {} : { iccData }),
    ...(balance === undefined ? {} : { balance }),
    ...(private48?.startsWith(CODE_IN_48) === true ? { codeShown: private48.slice(CODE_IN_48.length) } : {}),
  };
}

/** Amount and RRN: with the fields of the key (7, 11, 32) what names the money of an exchange. */
const AGREED = [4, 37] as const;

/**
 * What an answer is worth to whoever sent `asked`. A "yes" to another amount or number is a yes to something we did not ask for: what
 * the network has moved is not known then, and it is taken back. A "no" is one whatever else it says.
 */
export function answerTo(
  asked: Message,
  answer: Message,
): Extract<NetworkAnswer, { kind: 'answered' | 'unknown' }> | undefined {
  const read = networkAnswer(answer);
  if (read?.code !== '00') return read;
  const differs = AGREED.some((number) => {
    const [said, mine] = [textField(answer, number), textField(asked, number)];
    return said !== undefined && mine !== undefined && said !== mine;
  });
  return differs ? { kind: 'unknown', reason: 'mismatch' } : read;
}
