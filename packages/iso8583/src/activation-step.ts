/**
 * 0800/103: a device in the middle of its activation asks the host what comes next, has the text message sent that binds a
 * corporate account, and hands in its code. The bytes are in docs/protocol/activation.md.
 *
 * The host knows the deposit's terms and whether a transfer has arrived; the device only shows it. Everything is under the key of
 * the activation's reference (K_ref), and what the merchant typed is encrypted: the line may be plain TCP.
 */
import {
  bytes,
  counterMode,
  deriveActivationKey,
  macOver,
  mustBe,
  type ActivationReplyTimes,
  type DeviceKey,
} from './activation.ts';
import { bytesField, textField, type Message } from './codec.ts';
import { fitGb18030 } from './gb18030.ts';
import { sameBytes } from './keys.ts';
import { readError, readOk, type Read } from './read.ts';
import { decodeField60, encodeField60 } from './subfields.ts';

const version = 0x01;
const stepCode = '103';
const nonceBytes = 16;
const secretBytes = 10;
const macBytes = 16;
const requestBytes = 1 + 16 + 1 + nonceBytes + secretBytes + macBytes;
const replyHeadBytes = 1 + 16 + 1 + 1 + 6;
const textBytesMax = 163;
const field60Step = encodeField60({ messageType: '00', batchNo: '000000', managementCode: stepCode });

/** What the device wants: to know the next step, a text message for the account, or to hand in the code of that message. */
export type StepAsk =
  | { readonly kind: 'status' }
  /** Last four digits of the account, as the merchant typed them. */
  | { readonly kind: 'send_code'; readonly accountTail: string }
  | { readonly kind: 'bind'; readonly accountTail: string; readonly code: string };

/** What the host waits for: a deposit, the account, the acknowledgement, or nothing any more. */
/** `acknowledge_tested`: the same, and no test sale after it; said to a device that takes another's place. */
export type NextStep = 'deposit' | 'account' | 'acknowledge' | 'active' | 'acknowledge_tested';

const askBytes = { status: 0, send_code: 1, bind: 2 } as const satisfies Record<StepAsk['kind'], number>;
const nextBytes = {
  deposit: 1,
  account: 2,
  acknowledge: 3,
  active: 4,
  acknowledge_tested: 5,
} as const satisfies Record<NextStep, number>;

function nameOf<K extends string>(table: Readonly<Record<K, number>>, byte: number | undefined): K | undefined {
  return (Object.keys(table) as K[]).find((name) => table[name] === byte);
}

/** What names one exchange. */
export interface StepExchange {
  readonly stan: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly activationRef: Uint8Array;
  readonly nonceT: Uint8Array;
}

export interface ActivationStepInput extends StepExchange {
  readonly deviceKey: Uint8Array;
  readonly ask: StepAsk;
}

function secretOf(ask: StepAsk): Uint8Array {
  const secret = new Uint8Array(secretBytes).fill(0x30);
  if (ask.kind === 'status') return secret;
  if (!/^\d{4}$/.test(ask.accountTail)) throw new Error('the end of an account is 4 digits');
  secret.set(Buffer.from(ask.accountTail, 'latin1'));
  if (ask.kind === 'send_code') return secret;
  if (!/^\d{6}$/.test(ask.code)) throw new Error('a code is 6 digits');
  secret.set(Buffer.from(ask.code, 'latin1'), 4);
  return secret;
}

const secretKey = (deviceKey: DeviceKey, exchange: Pick<StepExchange, 'nonceT'>): Uint8Array =>
  deriveActivationKey(deviceKey, 'KT-ENC', exchange.nonceT);

function stepMac(deviceKey: DeviceKey, exchange: StepExchange, ...rest: readonly (string | Uint8Array)[]): Uint8Array {
  const key = deriveActivationKey(deviceKey, 'KT-MAC', exchange.activationRef);
  return macOver(key, ...rest, exchange.stan, exchange.terminalNo, exchange.merchantNo, exchange.nonceT);
}

/** Request 0800/103 of the device. Throws on values of the wrong length: they are its own. */
export function buildActivationStep(input: ActivationStepInput): Message {
  mustBe(16, input.deviceKey, 'a device key');
  mustBe(16, input.activationRef, 'an activation reference');
  mustBe(nonceBytes, input.nonceT, 'a nonce');
  const secret = counterMode(secretKey(input.deviceKey, input), secretOf(input.ask));
  const head = bytes([version], input.activationRef, [askBytes[input.ask.kind]], input.nonceT, secret);
  return {
    mti: '0800',
    fields: new Map<number, string | Uint8Array>([
      [11, input.stan],
      [41, input.terminalNo],
      [42, input.merchantNo],
      [60, field60Step],
      [62, bytes(head, stepMac(input.deviceKey, input, '0800', stepCode, head))],
    ]),
  };
}

/** A request as it stands in the bytes: believe it only after `openActivationStep`. */
export interface ActivationStepRequest extends StepExchange {
  readonly ask: StepAsk['kind'];
  readonly head: Uint8Array;
  readonly secret: Uint8Array;
  readonly mac: Uint8Array;
}

/** Reads a 0800/103. */
export function readActivationStep(message: Message): Read<ActivationStepRequest> {
  const field60 = decodeField60(textField(message, 60) ?? '');
  if (message.mti !== '0800' || !field60.ok || field60.value.managementCode !== stepCode)
    return readError(60, 0, 'management code 103 on a 0800');
  const [stan, terminalNo, merchantNo] = [11, 41, 42].map((number) => textField(message, number));
  if (stan === undefined) return readError(11, 0, 'a STAN');
  if (terminalNo === undefined) return readError(41, 0, 'a terminal number');
  if (merchantNo === undefined) return readError(42, 0, 'a merchant number');
  const field62 = bytesField(message, 62);
  if (field62?.length !== requestBytes) return readError(62, 0, `${requestBytes} bytes`);
  if (field62[0] !== version) return readError(62, 0, 'version 01');
  const ask = nameOf(askBytes, field62[17]);
  if (ask === undefined) return readError(62, 17, 'an ask of 00, 01 or 02');
  return readOk({
    stan,
    terminalNo,
    merchantNo,
    activationRef: field62.slice(1, 17),
    ask,
    nonceT: field62.slice(18, 34),
    secret: field62.slice(34, 44),
    head: field62.slice(0, 44),
    mac: field62.slice(44),
  });
}

/** What the device of this key asks; undefined when the message is not its own or what it typed are no digits. */
export function openActivationStep(request: ActivationStepRequest, deviceKey: DeviceKey): StepAsk | undefined {
  if (!sameBytes(stepMac(deviceKey, request, '0800', stepCode, request.head), request.mac)) return undefined;
  const digits = Buffer.from(counterMode(secretKey(deviceKey, request), request.secret)).toString('latin1');
  if (!/^\d{10}$/.test(digits)) return undefined;
  const accountTail = digits.slice(0, 4);
  if (request.ask === 'status') return { kind: 'status' };
  return request.ask === 'send_code'
    ? { kind: 'send_code', accountTail }
    : { kind: 'bind', accountTail, code: digits.slice(4) };
}

export interface ActivationStepReplyInput extends ActivationReplyTimes {
  readonly request: StepExchange;
  /** Left out when the device is not known: the answer then carries no 62 and the device changes nothing. */
  readonly deviceKey?: DeviceKey;
  readonly code: string;
  readonly text?: string;
  readonly next: NextStep;
  /** Of the text message's code; 0 when none is being asked for. */
  readonly triesLeft: number;
  /** What the deposit is, in fen. */
  readonly depositFen: bigint;
}

/** 0810/103. */
export function buildActivationStepReply(input: ActivationStepReplyInput): Message {
  const { request } = input;
  const text = fitGb18030(input.text ?? '', textBytesMax);
  const fields = new Map<number, string | Uint8Array>([
    [11, request.stan],
    [12, input.hostTime],
    [13, input.hostDate],
    [39, input.code],
    [41, request.terminalNo],
    [42, request.merchantNo],
    [60, field60Step],
  ]);
  if (input.deviceKey !== undefined) {
    const amount = Uint8Array.from(Buffer.from(input.depositFen.toString().padStart(12, '0'), 'hex'));
    const head = bytes([version], request.activationRef, [nextBytes[input.next], input.triesLeft & 0xff], amount);
    fields.set(62, bytes(head, stepMac(input.deviceKey, request, '0810', stepCode, input.code, text, head)));
  }
  if (text !== '') fields.set(63, text);
  return { mti: '0810', fields };
}

export interface ActivationStepReply {
  readonly code: string;
  readonly text: string;
  /** Only an authentic answer has these. */
  readonly next?: NextStep;
  readonly triesLeft?: number;
  readonly depositFen?: bigint;
}

/** The device's reading of a 0810/103; without field 62 it is shown and changes nothing. */
export function readActivationStepReply(
  message: Message,
  sent: StepExchange & { readonly deviceKey: Uint8Array },
): Read<ActivationStepReply> {
  if (message.mti !== '0810') return readError(0, 0, 'MTI 0810');
  if (textField(message, 11) !== sent.stan) return readError(11, 0, 'the STAN of the request');
  const code = textField(message, 39);
  if (code === undefined) return readError(39, 0, 'a response code');
  const text = textField(message, 63) ?? '';
  const field62 = bytesField(message, 62);
  if (field62 === undefined) return readOk({ code, text });
  if (field62.length !== replyHeadBytes + macBytes) return readError(62, 0, `${replyHeadBytes + macBytes} bytes`);
  const head = field62.slice(0, replyHeadBytes);
  if (!sameBytes(stepMac(sent.deviceKey, sent, '0810', stepCode, code, text, head), field62.subarray(replyHeadBytes)))
    return readError(62, replyHeadBytes, 'the CMAC of this exchange');
  const next = nameOf(nextBytes, head[17]);
  if (next === undefined) return readError(62, 17, 'a step of 01 to 05');
  const digits = Buffer.from(head.subarray(19)).toString('hex');
  if (!/^\d{12}$/.test(digits)) return readError(62, 19, '12 digits');
  return readOk({ code, text, next, triesLeft: head[18] ?? 0, depositFen: BigInt(digits) });
}
