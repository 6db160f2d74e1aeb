/**
 * Activation transport of our terminals: how a device that knows only its own factory key proves itself, hands over the
 * 12-digit code and receives its terminal master key. Both ends use this file; the bytes are in docs/protocol/activation.md.
 *
 * The code authorises and never keys: 12 digits are 40 bits, so every key comes from the device key (SP 800-108, AES-CMAC
 * in counter mode). Nothing here draws a random number or reads a clock: nonces, STAN and times are handed in.
 */
import { createCipheriv } from 'node:crypto';
import { bytesField, textField, type Message } from './codec.ts';
import { encodeGb18030, fitGb18030 } from './gb18030.ts';
import { aesCmac, aesKeyUnwrap, aesKeyWrap, keyCheckValue, sameBytes } from './keys.ts';
import { readError, readOk, type Read } from './read.ts';
import { decodeField60, encodeField60 } from './subfields.ts';
import { decodeTerminalInformation, encodeTerminalInformation } from './tlv.ts';

const version = 0x01;
const nonceBytes = 16;
const macBytes = 16;
const codeDigits = 12;
const merchantNameBytesMax = 163;
/** 60.3 of the request and of the acknowledgement (private use in the field, so ours). */
const requestCode = '101';
const acknowledgeCode = '102';
const stepCode = '103';

type KeyLabel = 'KT-ENC' | 'KT-MAC' | 'KT-WRAP';

/**
 * A device key, or who computes AES-CMAC under it where the key itself stays in a hardware module: all that is asked of a device key
 * is to derive the keys of one exchange.
 */
export type DeviceKey = Uint8Array | ((input: Uint8Array) => Uint8Array);

/** A terminal master key, or who wraps it (AES key wrap, RFC 3394) where it stays in a hardware module. */
export type CarriedTmk =
  | Uint8Array
  | { readonly wrapUnder: (key: Uint8Array) => Uint8Array; readonly checkValue: Uint8Array };

/**
 * SP 800-108 KDF in counter mode with AES-CMAC, one block: CMAC(key, 00000001 | label | 00 | context | 00000080).
 */
export function deriveActivationKey(
  deviceKey: DeviceKey,
  label: KeyLabel,
  ...context: readonly Uint8Array[]
): Uint8Array {
  const input = Buffer.concat([
    Buffer.from([0, 0, 0, 1]),
    Buffer.from(label, 'latin1'),
    Buffer.from([0]),
    ...context,
    Buffer.from([0, 0, 0, 0x80]),
  ]);
  return typeof deviceKey === 'function' ? deviceKey(input) : aesCmac(deviceKey, input);
}

/** Each part behind its 2-byte length, so that no two different messages make one MAC input. */
export function macOver(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const pieces = parts.flatMap((part) => {
    const bytes = typeof part === 'string' ? encodeGb18030(part) : part;
    return [Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes];
  });
  return aesCmac(key, Buffer.concat(pieces));
}

/** AES-128-CTR from a zero block; each key serves one nonce, so the zero start is never used twice. */
export function counterMode(key: Uint8Array, data: Uint8Array): Uint8Array {
  return Uint8Array.from(createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(data));
}

export function bytes(...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export function mustBe(length: number, value: Uint8Array, what: string): void {
  if (value.length !== length) throw new Error(`${what} is ${length} bytes`);
}

/** What the code of a request is: typed now, or already claimed by this device before it lost power. */
export type ActivationIntent = { readonly kind: 'code'; readonly code: string } | { readonly kind: 'resume' };

/** What names one exchange: both ends must hold the same. */
export interface ActivationExchange {
  readonly stan: string;
  readonly serialNo: string;
  readonly nonceT: Uint8Array;
}

export interface ActivationRequestInput extends ActivationExchange {
  readonly appVersion: string;
  readonly intent: ActivationIntent;
  readonly deviceKey: Uint8Array;
}

/** Request 0800/101 of the device. Throws on values of the wrong length: they are its own. */
export function buildActivationRequest(input: ActivationRequestInput): Message {
  mustBe(16, input.deviceKey, 'a device key');
  mustBe(nonceBytes, input.nonceT, 'a nonce');
  const { intent } = input;
  if (intent.kind === 'code' && !/^\d{12}$/.test(intent.code)) throw new Error('an activation code is 12 digits');
  const encryption = deriveActivationKey(input.deviceKey, 'KT-ENC', input.nonceT);
  const encryptedCode =
    intent.kind === 'code' ? counterMode(encryption, Buffer.from(intent.code, 'latin1')) : new Uint8Array(codeDigits);
  const head = bytes([version, intent.kind === 'code' ? 0 : 1], input.nonceT, encryptedCode);
  const mac = requestMac(input.deviceKey, { ...input, head });
  return {
    mti: '0800',
    fields: new Map<number, string | Uint8Array>([
      [11, input.stan],
      [59, encodeTerminalInformation({ serialNo: input.serialNo, appVersion: input.appVersion })],
      [60, encodeField60({ messageType: '00', batchNo: '000000', managementCode: requestCode })],
      [62, bytes(head, mac)],
    ]),
  };
}

function requestMac(
  deviceKey: DeviceKey,
  given: { stan: string; serialNo: string; appVersion: string; nonceT: Uint8Array; head: Uint8Array },
): Uint8Array {
  const key = deriveActivationKey(deviceKey, 'KT-MAC', given.nonceT);
  return macOver(key, '0800', requestCode, given.stan, given.serialNo, given.appVersion, given.head);
}

/** A request as it stands in the bytes: nothing of it is believed until `openActivationRequest` has checked it. */
export interface ActivationRequest extends ActivationExchange {
  readonly appVersion: string;
  readonly resume: boolean;
  readonly encryptedCode: Uint8Array;
  readonly mac: Uint8Array;
}

const requestBytes = 2 + nonceBytes + codeDigits + macBytes;

/** Which of the activation messages a 0800 is, or undefined for a sign-in and the rest. */
export function activationKind(message: Message): 'request' | 'acknowledge' | 'step' | undefined {
  const field60 = decodeField60(textField(message, 60) ?? '');
  if (message.mti !== '0800' || !field60.ok) return undefined;
  const kinds = { [requestCode]: 'request', [acknowledgeCode]: 'acknowledge', [stepCode]: 'step' } as const;
  return kinds[field60.value.managementCode as keyof typeof kinds];
}

/** Reads a 0800/101. The serial number in it says which device key to fetch for `openActivationRequest`. */
export function readActivationRequest(message: Message): Read<ActivationRequest> {
  if (activationKind(message) !== 'request') return readError(60, 0, 'management code 101 on a 0800');
  const stan = textField(message, 11);
  if (stan === undefined) return readError(11, 0, 'a STAN');
  const info = decodeTerminalInformation(textField(message, 59) ?? '');
  if (!info.ok) return info;
  const { serialNo, appVersion } = info.value;
  if (serialNo === undefined || serialNo === '') return readError(59, 0, 'a serial number in A2.02');
  const field62 = bytesField(message, 62);
  if (field62?.length !== requestBytes) return readError(62, 0, `${requestBytes} bytes`);
  if (field62[0] !== version) return readError(62, 0, 'version 01');
  const flag = field62[1] as number;
  if (flag > 1) return readError(62, 1, 'flags 00 or 01');
  return readOk({
    stan,
    serialNo,
    appVersion: appVersion ?? '',
    resume: flag === 1,
    nonceT: field62.slice(2, 18),
    encryptedCode: field62.slice(18, 30),
    mac: field62.slice(30),
  });
}

/** Verifies a request with the key of its device and opens the code. `bad_mac`: not this device, or changed on the way. */
export function openActivationRequest(
  request: ActivationRequest,
  deviceKey: DeviceKey,
):
  | { readonly ok: true; readonly value: ActivationIntent }
  | { readonly ok: false; readonly error: 'bad_mac' | 'bad_code' } {
  const head = bytes([version, request.resume ? 1 : 0], request.nonceT, request.encryptedCode);
  if (!sameBytes(requestMac(deviceKey, { ...request, head }), request.mac)) return { ok: false, error: 'bad_mac' };
  if (request.resume) return { ok: true, value: { kind: 'resume' } };
  const key = deriveActivationKey(deviceKey, 'KT-ENC', request.nonceT);
  const code = Buffer.from(counterMode(key, request.encryptedCode)).toString('latin1');
  return /^\d{12}$/.test(code) ? { ok: true, value: { kind: 'code', code } } : { ok: false, error: 'bad_code' };
}

/** What the host says in both kinds of answer. */
export interface ActivationReplyTimes {
  /** hhmmss, Asia/Shanghai. */
  readonly hostTime: string;
  /** MMDD */
  readonly hostDate: string;
}

export interface ActivationApproval extends ActivationReplyTimes {
  readonly exchange: ActivationExchange;
  readonly deviceKey: DeviceKey;
  readonly nonceH: Uint8Array;
  readonly rrn: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  /** Longer names are cut to 163 bytes of GB18030. */
  readonly merchantName: string;
  /** 16 bytes in clear; it leaves wrapped. */
  readonly tmk: CarriedTmk;
  /** 16 bytes that name this activation in the acknowledgement. */
  readonly activationRef: Uint8Array;
}

interface ReplyMacInput {
  readonly exchange: ActivationExchange;
  readonly deviceKey: DeviceKey;
  readonly nonceH: Uint8Array;
  readonly code: string;
  readonly hostTime: string;
  readonly hostDate: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly text: string;
  readonly head: Uint8Array;
}

function replyMac(input: ReplyMacInput): Uint8Array {
  const { exchange } = input;
  const key = deriveActivationKey(input.deviceKey, 'KT-MAC', exchange.nonceT, input.nonceH);
  const numbers = [input.code, input.hostTime, input.hostDate, input.terminalNo, input.merchantNo];
  return macOver(key, '0810', requestCode, exchange.stan, exchange.serialNo, ...numbers, input.text, input.head);
}

const field60Request = encodeField60({ messageType: '00', batchNo: '000000', managementCode: requestCode });
const field60Acknowledge = encodeField60({ messageType: '00', batchNo: '000000', managementCode: acknowledgeCode });

/** Approved 0810: terminal number, merchant number and the wrapped master key. */
export function buildActivationReply(input: ActivationApproval): Message {
  mustBe(nonceBytes, input.nonceH, 'a nonce');
  const { tmk } = input;
  if (tmk instanceof Uint8Array) mustBe(16, tmk, 'a terminal master key');
  mustBe(16, input.activationRef, 'an activation reference');
  const wrap = deriveActivationKey(input.deviceKey, 'KT-WRAP', input.exchange.nonceT, input.nonceH);
  const head = bytes(
    [version],
    input.nonceH,
    tmk instanceof Uint8Array ? aesKeyWrap(wrap, tmk) : tmk.wrapUnder(wrap),
    tmk instanceof Uint8Array ? keyCheckValue(tmk) : tmk.checkValue,
    input.activationRef,
  );
  const text = fitGb18030(input.merchantName, merchantNameBytesMax);
  const mac = replyMac({ ...input, code: '00', text, head });
  return {
    mti: '0810',
    fields: new Map<number, string | Uint8Array>([
      [11, input.exchange.stan],
      [12, input.hostTime],
      [13, input.hostDate],
      [37, input.rrn],
      [39, '00'],
      [41, input.terminalNo],
      [42, input.merchantNo],
      [60, field60Request],
      [62, bytes(head, mac)],
      [63, text],
    ]),
  };
}

export interface ActivationRefusal extends ActivationReplyTimes {
  readonly exchange: ActivationExchange;
  /** Left out when the serial number is not ours: then nothing can be authenticated and 62 is left out too. */
  readonly deviceKey?: DeviceKey;
  readonly nonceH: Uint8Array;
  /** Field 39, anything but 00. */
  readonly code: string;
  /** Shown on the device; cut to 163 bytes of GB18030. */
  readonly text: string;
  /** Tries that the code still has, 0 = locked. */
  readonly triesLeft: number;
}

/** Refused 0810. */
export function buildActivationRefusal(input: ActivationRefusal): Message {
  if (input.code === '00') throw new Error('00 is not a refusal');
  const text = fitGb18030(input.text, merchantNameBytesMax);
  const fields = new Map<number, string | Uint8Array>([
    [11, input.exchange.stan],
    [12, input.hostTime],
    [13, input.hostDate],
    [39, input.code],
    [60, field60Request],
  ]);
  if (input.deviceKey !== undefined) {
    const head = bytes([version], input.nonceH, [Math.min(255, Math.max(0, input.triesLeft))]);
    const mac = replyMac({ ...input, deviceKey: input.deviceKey, terminalNo: '', merchantNo: '', text, head });
    fields.set(62, bytes(head, mac));
  }
  fields.set(63, text);
  return { mti: '0810', fields };
}

export type ActivationReply =
  | {
      readonly kind: 'approved';
      readonly terminalNo: string;
      readonly merchantNo: string;
      readonly merchantName: string;
      readonly tmk: Uint8Array;
      readonly activationRef: Uint8Array;
      readonly hostTime: string;
      readonly hostDate: string;
    }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly text: string;
      /** Known only when the host could authenticate its refusal. */
      readonly triesLeft?: number;
      readonly authentic: boolean;
    };

const approvedBytes = 1 + nonceBytes + 24 + 4 + 16 + macBytes;
const refusedBytes = 1 + nonceBytes + 1 + macBytes;

function replyTexts(message: Message) {
  const text = (number: number) => textField(message, number) ?? '';
  return {
    code: text(39),
    hostTime: text(12),
    hostDate: text(13),
    terminalNo: text(41),
    merchantNo: text(42),
    text: text(63),
  };
}

/**
 * The device's reading of a 0810/101, everything verified: an approval whose MAC, wrapped key or check value is wrong is a
 * located error and must be treated as no answer. A refusal without 62 is not authentic: show it, change nothing.
 */
export function readActivationReply(
  message: Message,
  exchange: ActivationExchange,
  deviceKey: Uint8Array,
): Read<ActivationReply> {
  const texts = replyTexts(message);
  if (message.mti !== '0810') return readError(0, 0, 'MTI 0810');
  if (textField(message, 11) !== exchange.stan) return readError(11, 0, 'the STAN of the request');
  if (texts.code === '') return readError(39, 0, 'a response code');
  const field62 = bytesField(message, 62);
  if (texts.code !== '00' && field62 === undefined) {
    return readOk({ kind: 'refused', code: texts.code, text: texts.text, authentic: false });
  }
  const wanted = texts.code === '00' ? approvedBytes : refusedBytes;
  if (field62?.length !== wanted) return readError(62, 0, `${wanted} bytes`);
  if (field62[0] !== version) return readError(62, 0, 'version 01');
  const nonceH = field62.slice(1, 17);
  const head = field62.subarray(0, -macBytes);
  const mac = replyMac({ ...texts, exchange, deviceKey, nonceH, head });
  if (!sameBytes(mac, field62.subarray(-macBytes))) return readError(62, head.length, 'the CMAC of this exchange');
  if (texts.code !== '00') {
    return readOk({
      kind: 'refused',
      code: texts.code,
      text: texts.text,
      triesLeft: field62[17] as number,
      authentic: true,
    });
  }
  return openApproval(field62, texts, deriveActivationKey(deviceKey, 'KT-WRAP', exchange.nonceT, nonceH));
}

function openApproval(
  field62: Uint8Array,
  texts: ReturnType<typeof replyTexts>,
  wrapKey: Uint8Array,
): Read<ActivationReply> {
  const tmk = aesKeyUnwrap(wrapKey, field62.subarray(17, 41));
  if (tmk === undefined) return readError(62, 17, 'a key wrapped for this device');
  if (!sameBytes(keyCheckValue(tmk), field62.subarray(41, 45))) return readError(62, 41, 'the check value of the key');
  const { terminalNo, merchantNo, hostTime, hostDate } = texts;
  const activationRef = field62.slice(45, 61);
  return readOk({
    kind: 'approved',
    terminalNo,
    merchantNo,
    merchantName: texts.text,
    tmk,
    activationRef,
    hostTime,
    hostDate,
  });
}

/** The last step of an activation; the host calls it done only when this has come. */
export interface ActivationAckInput {
  readonly stan: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly deviceKey: Uint8Array;
  readonly activationRef: Uint8Array;
}

const stepAcknowledged = 0x02;
const ackBytes = 1 + 16 + 1 + macBytes;

function ackMac(
  deviceKey: DeviceKey,
  activationRef: Uint8Array,
  ...parts: readonly (string | Uint8Array)[]
): Uint8Array {
  return macOver(deriveActivationKey(deviceKey, 'KT-MAC', activationRef), ...parts);
}

/** Acknowledgement 0800/102, step device_acknowledged. May be sent again: the host answers 00 again. */
export function buildActivationAck(input: ActivationAckInput): Message {
  mustBe(16, input.activationRef, 'an activation reference');
  const head = bytes([version], input.activationRef, [stepAcknowledged]);
  const numbers = [input.stan, input.terminalNo, input.merchantNo];
  const mac = ackMac(input.deviceKey, input.activationRef, '0800', acknowledgeCode, ...numbers, head);
  return {
    mti: '0800',
    fields: new Map<number, string | Uint8Array>([
      [11, input.stan],
      [41, input.terminalNo],
      [42, input.merchantNo],
      [60, field60Acknowledge],
      [62, bytes(head, mac)],
    ]),
  };
}

export interface ActivationAck {
  readonly stan: string;
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly activationRef: Uint8Array;
  readonly step: 'device_acknowledged';
  readonly mac: Uint8Array;
}

/** Reads a 0800/102; believe it only after `verifyActivationAck`. */
export function readActivationAck(message: Message): Read<ActivationAck> {
  if (activationKind(message) !== 'acknowledge') return readError(60, 0, 'management code 102 on a 0800');
  const [stan, terminalNo, merchantNo] = [11, 41, 42].map((number) => textField(message, number));
  if (stan === undefined) return readError(11, 0, 'a STAN');
  if (terminalNo === undefined) return readError(41, 0, 'a terminal number');
  if (merchantNo === undefined) return readError(42, 0, 'a merchant number');
  const field62 = bytesField(message, 62);
  if (field62?.length !== ackBytes) return readError(62, 0, `${ackBytes} bytes`);
  if (field62[0] !== version) return readError(62, 0, 'version 01');
  if (field62[17] !== stepAcknowledged) return readError(62, 17, 'step 02');
  const activationRef = field62.slice(1, 17);
  return readOk({ stan, terminalNo, merchantNo, activationRef, step: 'device_acknowledged', mac: field62.slice(18) });
}

/** Whether the acknowledgement comes from the device of this key. */
export function verifyActivationAck(ack: ActivationAck, deviceKey: DeviceKey): boolean {
  const head = bytes([version], ack.activationRef, [stepAcknowledged]);
  const mac = ackMac(
    deviceKey,
    ack.activationRef,
    '0800',
    acknowledgeCode,
    ack.stan,
    ack.terminalNo,
    ack.merchantNo,
    head,
  );
  return sameBytes(mac, ack.mac);
}

export interface ActivationAckReplyInput extends ActivationReplyTimes {
  readonly ack: Pick<ActivationAck, 'stan' | 'terminalNo' | 'merchantNo' | 'activationRef'>;
  /** Left out when the device is not known: the answer then carries no 62 and the device changes nothing. */
  readonly deviceKey?: DeviceKey;
  readonly code: string;
  readonly text?: string;
}

/** 0810/102: field 39 under a CMAC, so that nobody on the line can call an activation done. */
export function buildActivationAckReply(input: ActivationAckReplyInput): Message {
  const { ack } = input;
  const fields = new Map<number, string | Uint8Array>([
    [11, ack.stan],
    [12, input.hostTime],
    [13, input.hostDate],
    [39, input.code],
    [41, ack.terminalNo],
    [42, ack.merchantNo],
    [60, field60Acknowledge],
  ]);
  if (input.deviceKey !== undefined) {
    const head = bytes([version], ack.activationRef);
    fields.set(62, bytes(head, ackReplyMac(input.deviceKey, ack, input.code)));
  }
  if (input.text !== undefined) fields.set(63, fitGb18030(input.text, merchantNameBytesMax));
  return { mti: '0810', fields };
}

function ackReplyMac(
  deviceKey: DeviceKey,
  ack: Pick<ActivationAck, 'stan' | 'terminalNo' | 'merchantNo' | 'activationRef'>,
  code: string,
): Uint8Array {
  return ackMac(deviceKey, ack.activationRef, '0810', acknowledgeCode, ack.stan, ack.terminalNo, ack.merchantNo, code);
}

export interface ActivationAckReply {
  readonly code: string;
  readonly text: string;
  readonly authentic: boolean;
}

/** The device's reading of a 0810/102. A reply that is not authentic is shown and changes nothing. */
export function readActivationAckReply(message: Message, sent: ActivationAckInput): Read<ActivationAckReply> {
  if (message.mti !== '0810') return readError(0, 0, 'MTI 0810');
  if (textField(message, 11) !== sent.stan) return readError(11, 0, 'the STAN of the request');
  const code = textField(message, 39);
  if (code === undefined) return readError(39, 0, 'a response code');
  const text = textField(message, 63) ?? '';
  const field62 = bytesField(message, 62);
  if (field62 === undefined) return readOk({ code, text, authentic: false });
  if (field62.length !== 1 + 16 + macBytes) return readError(62, 0, `${1 + 16 + macBytes} bytes`);
  if (!sameBytes(ackReplyMac(sent.deviceKey, sent, code), field62.subarray(17))) {
    return readError(62, 17, 'the CMAC of this exchange');
  }
  return readOk({ code, text, authentic: true });
}
