/** A host for tests: real keys, real MACs, and a script for everything that can go wrong on the way. */
import {
  activationKind,
  answerMti,
  buildActivationAckReply,
  buildActivationRefusal,
  buildActivationReply,
  buildActivationStepReply,
  bytesField,
  decodeBerTlv,
  decodeField60,
  decodeJbig,
  decodeTerminalInformation,
  encodeTerminalInformation,
  encodeWorkingKeys,
  frame,
  FrameReader,
  macHolds,
  openActivationRequest,
  openActivationStep,
  pack,
  packWithMac,
  pinOfClearBlock,
  profiles,
  sm4Decrypt,
  readActivationAck,
  readActivationRequest,
  readActivationStep,
  swapTpdu,
  terminalDialect,
  textField,
  tripleDesDecrypt,
  unpack,
  verifyActivationAck,
  type FieldValue,
  type Frame,
  type Message,
  type NextStep,
} from '@kaitong/iso8583';
import type { Drawing, LineResult, PresentedCard, Store, Stored, TerminalOptions, Transport } from '../index.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

export const deviceKey = hex('00112233445566778899AABBCCDDEEFF');
export const activationCode = '123412341234';
const tmk = hex('11111111111111112222222222222222');
const pik = hex('0123456789ABCDEFFEDCBA9876543210');
const mak = hex('0723C80DB5F4CD3D');
/** Of sixteen bytes, for SM4. */
const wholeMak = hex('A1B2C3D4E5F607181827364554637281');
const activationRef = hex('C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF');
const times = { hostTime: '203105', hostDate: '1122' };

export const creditPan = '6225758800123453';
export const debitPan = '6228480402564890018';

/** Tag 91 as the test card wants it. */
export const goodProof = 'GOODARPC00';

/** The chip signs with the last bytes of what it is given: enough to see that the right data reached it. */
export function testCard(pan: string, entry: PresentedCard['entry'] = 'insert'): PresentedCard {
  const chip = {
    sequence: '001',
    cdol: ['9F02', '9F37', '82'],
    sign: (data: Uint8Array) => data.slice(-8),
    accepts: (cryptogram: Uint8Array, proof: Uint8Array) =>
      cryptogram.length === 8 && Buffer.from(proof).toString('latin1') === goodProof,
  };
  return { entry, pan, expiry: '3012', track2: `${pan}D30122010000012345`, ...(entry === 'swipe' ? {} : { chip }) };
}

/** Ends of downloads: heard, and nothing to give. */
const endCodes = /^3[679]1|381|39[579]$/;

/** What happens to the next message: served; the request lost; the answer lost, changed, about something else, or coded. */
export type Twist =
  | 'no_line'
  | 'lost_request'
  | 'lost_answer'
  | 'bad_mac'
  | 'other_amount'
  | 'wrong_kcv'
  | { readonly code: string };

export class ScriptedHost implements Transport {
  readonly received: Message[] = [];
  /** One for each coming message; when it is empty all goes well. */
  readonly twists: (Twist | undefined)[] = [];
  readonly pins: (string | undefined)[] = [];
  readonly signatures: Message[] = [];
  /** What it names as the address of e-receipts. */
  receiptUrl: string | undefined;
  /** Management codes of the downloads that were asked for. */
  readonly downloads: string[] = [];
  /** From this many on the line is silent. */
  downloadsCut: number | undefined;
  /** Field 62 of the answer by management code; what is not here is refused with 40. */
  shelf: Readonly<Record<string, (field62: Uint8Array) => Uint8Array>> = {};
  /** Sixth digit of the header of its answers. */
  asks = '0';
  /** The address that each message was sent to; undefined: the factory's. */
  readonly called: (string | undefined)[] = [];
  /** The ciphers to which it has bound the device. */
  speech: 'cup-double' | 'sm4' = 'cup-double';
  networkUp = true;
  claimed = false;
  triesLeft = 5;
  acknowledged = false;
  depositFen = 9900n;
  depositSecured = false;
  /** End of the corporate account that is to be bound, and the code of its message. */
  account: { tail: string; code: string; bound: boolean } | undefined;
  /** What it sends back for a settlement and an upload. */
  balanced = true;
  foreignBalanced = true;
  /** 63.1 of its approvals. */
  organisation = 'CUP';
  balanceFen = 123_456n;
  /** What the customer has done by each message about a payment by code: nothing yet, paid, or a code of refusal. */
  readonly customer: ('waits' | 'pays' | { readonly code: string })[] = [];
  /** Field 55 of its answers to payments. */
  chipAnswer: Uint8Array | undefined;
  /** Resolved by hand: lets a test look at the screen in between. */
  hold: Promise<void> | undefined;

  connect(): Promise<boolean> {
    return Promise.resolve(this.networkUp);
  }

  async exchange(
    sent: Uint8Array,
    _timeoutMs: number,
    onPhase: (phase: 'connecting' | 'sending' | 'receiving') => void,
    to?: string,
  ): Promise<LineResult> {
    this.called.push(to);
    const download = this.#download(sent, onPhase);
    if (download !== undefined) return download;
    const twist = this.twists.shift();
    if (twist === 'no_line') return { kind: 'not_sent' };
    onPhase('receiving');
    await this.hold;
    const [event] = new FrameReader().push(sent);
    if (event?.kind !== 'frame') throw new Error('a terminal sends frames');
    if (twist === 'lost_request') return { kind: 'silence' };
    const answer = this.#serve(event.frame, twist);
    if (twist === 'lost_answer') return { kind: 'silence' };
    return {
      kind: 'answer',
      frame: frame({
        tpdu: swapTpdu(event.frame.tpdu),
        header: `${event.frame.header.slice(0, 5)}${this.asks}${event.frame.header.slice(6)}`,
        body: answer,
      }),
    };
  }

  /** Downloads stand apart: a script of twists counts only what a shop does. Undefined for any other message. */
  #download(sent: Uint8Array, onPhase: (phase: 'receiving') => void): LineResult | undefined {
    const [event] = new FrameReader().push(sent);
    if (event?.kind !== 'frame') return undefined;
    const read = unpack(terminalDialect, event.frame.body);
    const code = read.ok ? (textField(read.value, 60)?.slice(8, 11) ?? '') : '';
    if (!read.ok || !read.value.mti.startsWith('08') || !/^3[6-9]\d$/.test(code)) return undefined;
    this.downloads.push(code);
    if (this.downloadsCut !== undefined && this.downloads.length > this.downloadsCut) return { kind: 'silence' };
    onPhase('receiving');
    const fields = new Map<number, FieldValue>([...read.value.fields].filter(([n]) => [11, 41, 42, 60].includes(n)));
    const field62 = this.shelf[code]?.(bytesField(read.value, 62) ?? new Uint8Array());
    fields.set(39, code in this.shelf || endCodes.test(code) ? '00' : '40');
    if (field62 !== undefined) fields.set(62, field62);
    const body = pack(terminalDialect, { mti: answerMti(read.value.mti), fields });
    return { kind: 'answer', frame: frame({ tpdu: swapTpdu(event.frame.tpdu), header: event.frame.header, body }) };
  }

  #serve(received: Frame, twist: Twist | undefined): Uint8Array {
    const read = unpack(profiles[this.speech].dialect, received.body);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const message = read.value;
    this.received.push(message);
    if (message.mti === '0820' && textField(message, 60)?.startsWith('07') === true)
      return this.#keep(received.body, message, twist);
    if (message.mti.startsWith('08')) return pack(terminalDialect, this.#manage(message, twist));
    if (['0500', '0320'].includes(message.mti)) return pack(terminalDialect, this.#settle(message, twist));
    if (!macHolds(received.body, this.#mac)) throw new Error('a financial message is sealed');
    return this.#pay(message, twist);
  }

  get #mac(): { strategy: 'cup-ecb' | 'sm4-cbc'; key: Uint8Array } {
    return { strategy: profiles[this.speech].mac, key: this.speech === 'sm4' ? wholeMak : mak };
  }

  #signIn(code: string): Uint8Array | undefined {
    if (code === '003' && this.speech === 'cup-double') return encodeWorkingKeys('003', tmk, { pik, mak });
    if (code !== '005' || this.speech !== 'sm4') return undefined;
    return encodeWorkingKeys('005', tmk, { pik, mak: wholeMak, tdk: wholeMak });
  }

  #manage(message: Message, twist: Twist | undefined): Message {
    const kind = activationKind(message);
    if (kind === 'request') return this.#activate(message);
    if (kind === 'step') return this.#step(message, typeof twist === 'object' ? twist.code : undefined);
    if (kind === 'acknowledge') {
      const ack = readActivationAck(message);
      if (!ack.ok || !verifyActivationAck(ack.value, deviceKey)) throw new Error('the device acknowledges');
      const code = typeof twist === 'object' ? twist.code : '00';
      this.acknowledged = code === '00';
      if (code === '22') this.depositSecured = false;
      return buildActivationAckReply({ ack: ack.value, deviceKey, ...times, code });
    }
    const fields = new Map<number, FieldValue>([...message.fields].filter(([n]) => [11, 41, 42].includes(n)));
    fields.set(39, typeof twist === 'object' ? twist.code : '00').set(60, '00000007003');
    const field60 = decodeField60(textField(message, 60) ?? '');
    if (message.mti === '0800' && field60.ok && /^00[35]$/.test(field60.value.managementCode)) {
      const keys = this.#signIn(field60.value.managementCode);
      if (keys === undefined) return { mti: '0810', fields: fields.set(39, '40') };
      if (twist === 'wrong_kcv') keys[39] = (keys[39] as number) ^ 1;
      fields.set(62, keys);
    }
    return { mti: answerMti(message.mti), fields };
  }

  #next(): NextStep {
    if (this.acknowledged) return 'active';
    if (!this.depositSecured) return 'deposit';
    return this.account === undefined || this.account.bound ? 'acknowledge' : 'account';
  }

  #step(message: Message, twisted: string | undefined): Message {
    const request = readActivationStep(message);
    const ask = request.ok ? openActivationStep(request.value, deviceKey) : undefined;
    if (!request.ok || ask === undefined) throw new Error('the device asks for its next step');
    const right = (tail: string, code?: string) =>
      tail === this.account?.tail && (code === undefined || code === this.account.code);
    const good = ask.kind === 'status' || right(ask.accountTail, ask.kind === 'bind' ? ask.code : undefined);
    if (ask.kind === 'bind' && good && this.account !== undefined) this.account.bound = true;
    return buildActivationStepReply({
      request: request.value,
      deviceKey,
      ...times,
      code: twisted ?? (good ? '00' : '55'),
      text: ask.kind === 'send_code' && good ? '验证码已发送至138****1234' : '附言KT10000001',
      next: this.#next(),
      triesLeft: good ? 5 : 4,
      depositFen: this.depositFen,
    });
  }

  #activate(message: Message): Message {
    const request = readActivationRequest(message);
    if (!request.ok) throw new Error(JSON.stringify(request.error));
    const opened = openActivationRequest(request.value, deviceKey);
    if (!opened.ok) throw new Error(opened.error);
    const nonceH = hex('B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF');
    const common = { exchange: request.value, deviceKey, nonceH, ...times };
    const right = opened.value.kind === 'resume' ? this.claimed : opened.value.code === activationCode;
    if (!right) {
      this.triesLeft -= 1;
      return buildActivationRefusal({ ...common, code: '55', text: '激活码错误', triesLeft: this.triesLeft });
    }
    this.claimed = true;
    const numbers = { rrn: '203105000001', terminalNo: '10000001', merchantNo: '480330154110001' };
    return buildActivationReply({ ...common, ...numbers, merchantName: '林记小吃', tmk, activationRef });
  }

  /** A signature: sealed both ways, and a picture that can be read. */
  #keep(body: Uint8Array, message: Message, twist: Twist | undefined): Uint8Array {
    if (!macHolds(body, this.#mac)) throw new Error('a signature is sealed');
    const picture = decodeJbig(bytesField(message, 62) ?? new Uint8Array());
    if (!picture.ok) throw new Error(JSON.stringify(picture.error));
    const fields = new Map<number, FieldValue>([...message.fields].filter(([n]) => [11, 41, 42, 60].includes(n)));
    const again = this.signatures.some((one) => one.fields.get(37) === message.fields.get(37));
    fields.set(39, typeof twist === 'object' ? twist.code : again ? '94' : '00');
    if (fields.get(39) === '00') this.signatures.push(message);
    return packWithMac(profiles[this.speech].dialect, { mti: '0830', fields }, this.#mac);
  }

  #settle(message: Message, twist: Twist | undefined): Message {
    const fields = new Map<number, FieldValue>([...message.fields].filter(([n]) => [11, 41, 42, 60].includes(n)));
    fields.set(39, typeof twist === 'object' ? twist.code : this.balanced && this.foreignBalanced ? '00' : '95');
    if (message.mti === '0500') {
      const sent = textField(message, 48) ?? '';
      fields.set(
        48,
        `${sent.slice(0, 30)}${this.balanced ? '1' : '2'}${sent.slice(31, 61)}${this.foreignBalanced ? '1' : '2'}`,
      );
    }
    return { mti: answerMti(message.mti), fields };
  }

  #pay(message: Message, twist: Twist | undefined): Uint8Array {
    const block = bytesField(message, 52);
    const pan = textField(message, 2) ?? textField(message, 35)?.split('D')[0] ?? '';
    this.pins.push(block === undefined ? undefined : this.#pinOf(block, pan));
    const byCode = /^7[0-3]/.test(textField(message, 3) ?? '') && message.mti === '0200';
    const code = typeof twist === 'object' ? twist.code : byCode ? this.#customerSays(message) : '00';
    const fields = new Map<number, FieldValue>(
      [...message.fields].filter(([n]) => [3, 4, 11, 25, 41, 42, 49, 60].includes(n)),
    );
    fields
      .set(12, times.hostTime)
      .set(13, times.hostDate)
      .set(37, `203105${textField(message, 11)}`)
      .set(39, code);
    if (code === '00' && message.mti !== '0400')
      fields.set(38, '654321').set(44, '03080000   48020000').set(63, this.organisation);
    const freeze = message.mti === '0100' && textField(message, 60)?.startsWith('10') === true;
    if (freeze && code === '00') this.depositSecured = true;
    if (message.mti === '0400' && textField(message, 60)?.startsWith('10') === true) this.depositSecured = false;
    if (textField(message, 3) === '310000')
      fields.set(54, `1002156C${String(this.balanceFen).padStart(12, '0')}`).delete(4);
    if (code === '00' && this.receiptUrl !== undefined)
      fields.set(59, encodeTerminalInformation({ receiptUrl: this.receiptUrl }));
    if (byCode) this.#codeFields(message, fields);
    if (this.chipAnswer !== undefined && message.mti !== '0400') fields.set(55, this.chipAnswer);
    if (code === '57') fields.set(63, 'CUP请使用信用卡');
    if (twist === 'other_amount') fields.set(4, '000000000999');
    const bytes = packWithMac(profiles[this.speech].dialect, { mti: answerMti(message.mti), fields }, this.#mac);
    if (twist === 'bad_mac') bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    return bytes;
  }

  /** Of a block of 16 bytes: the PIN's half, and the card number's beside it. */
  #pinOf(block: Uint8Array, pan: string): string | undefined {
    if (this.speech !== 'sm4') return pinOfClearBlock(tripleDesDecrypt(pik, block), pan);
    const clear = sm4Decrypt(pik, block);
    const digits = Buffer.from(clear.subarray(0, 8)).toString('hex').slice(1);
    return digits.slice(1, 1 + Number.parseInt(digits[0] ?? '', 16));
  }

  #customerSays(message: Message): string {
    const said = textField(message, 3) === '720000' ? 'pays' : (this.customer.shift() ?? 'waits');
    if (typeof said === 'object') return said.code;
    // our own code is given out whatever the customer does
    return said === 'pays' || textField(message, 3) === '710000' ? '00' : '09';
  }

  /** 59 of an answer: voucher, and of a code that is given out what to scan. A query names the payment it is about. */
  #codeFields(message: Message, fields: Map<number, FieldValue>): void {
    const info = decodeTerminalInformation(textField(message, 59) ?? '');
    const asked = info.ok ? info.value.qrOriginal : undefined;
    const voucher = asked ?? `20261122203105${textField(message, 11)}`;
    const shows = textField(message, 3) === '710000' ? { qrPayload: `https://qr.example/${voucher}` } : {};
    fields.set(37, voucher.slice(8)).set(59, encodeTerminalInformation({ qrOriginal: voucher, ...shows }));
  }

  chipTags(message: Message): string[] {
    const read = decodeBerTlv(bytesField(message, 55) ?? new Uint8Array());
    return read.ok ? read.value.map(({ tag }) => tag) : [];
  }
}

/** A disk that keeps only what was saved. */
export class MemoryStore implements Store {
  saved: string | undefined;
  load(): Stored | undefined {
    return this.saved === undefined ? undefined : (JSON.parse(this.saved) as Stored);
  }
  save(state: Stored): void {
    this.saved = JSON.stringify(state);
  }
}

export const options: TerminalOptions = {
  model: 'esign_pos',
  serialNo: 'KT20260001',
  deviceKey,
  appVersion: '00010000',
  cardKinds: new Map([
    [creditPan.slice(0, 6), 'credit'],
    [debitPan.slice(0, 6), 'debit'],
  ]),
  location: { longitude: '+120.15507', latitude: '+30.274085' },
};

/** A name of two strokes. */
export const drawing: Drawing = {
  width: 320,
  height: 120,
  strokes: [
    [[20, 60], [90, 20], [150, 90]],
    [[170, 30], [300, 100]],
  ], // prettier-ignore
};
