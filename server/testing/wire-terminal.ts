/**
 * A terminal that is nothing but its messages: it keeps keys, batch and numbers, packs with MAC and talks to the gateway over TCP.
 * Tests say what goes onto the wire, also what no terminal of ours would send.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  buildActivationAck,
  buildActivationRequest,
  bytesField,
  decodeWorkingKeys,
  encodeField60,
  encodeSettlementTotals,
  encodeTerminalInformation,
  encodeUploadCount,
  encodeUploadedRows,
  frame,
  FrameReader,
  macHolds,
  pack,
  packWithMac,
  readActivationReply,
  terminalDialect,
  textField,
  unpack,
  type BatchTotals,
  type FieldValue,
  type Message,
  type TerminalInformation,
  type UploadedRow,
  type WorkingKeys,
} from '@kaitong/iso8583';

export interface WireCard {
  readonly pan: string;
  /** YYMM */
  readonly expiry: string;
}

/** What a test looks at first. */
export interface WireAnswer {
  readonly code: string;
  readonly text: string;
  readonly rrn: string;
  readonly authCode: string;
  readonly stan: string;
  /** MMDD, field 13. */
  readonly date: string;
  readonly message: Message;
  /** From the MTI on, as it came. */
  readonly body: Uint8Array;
}

export interface Asked {
  readonly processingCode?: string;
  readonly conditionCode?: string;
  /** 60.1 */
  readonly type: string;
  /** 60.3; 000 on financial messages. */
  readonly management?: string;
  readonly card?: WireCard;
  readonly amountFen?: number;
  readonly stan?: string;
  readonly batchNo?: string;
  /** On top of what is sent anyway; undefined leaves a field out. */
  readonly fields?: Readonly<Record<number, FieldValue | undefined>>;
  /** Without a MAC: management, settlement, upload. */
  readonly plain?: boolean;
}

const TPDU = '6000030000';
const HEADER = '603210320072';
const ANSWER_MS = 40_000;

export class WireTerminal {
  readonly #port: number;
  readonly serialNo: string;
  readonly #deviceKey: Uint8Array;
  #tmk: Uint8Array = new Uint8Array();
  #keys: WorkingKeys | undefined;
  #stan = 0;
  terminalNo = '';
  merchantNo = '';
  batchNo = '000001';
  /** Where it says it stands, in field 59. */
  place = { longitude: '+120.12850', latitude: '+30.27640' };

  constructor(options: { port: number; serialNo: string; deviceKey: Uint8Array }) {
    this.#port = options.port;
    this.serialNo = options.serialNo;
    this.#deviceKey = options.deviceKey;
  }

  /** The device of that serial number in the drawn world of a system; what the factory burnt into it lies in its folder. */
  static ofSystem(dataDir: string, serialNo: string): WireTerminal {
    const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(dataDir, ...path), 'utf8'));
    const { ports } = read('run.json') as { ports: { gateway: number } };
    const factory = read('simulators', 'terminal-host', serialNo, 'factory.json') as { deviceKeyHex: string };
    return new WireTerminal({ port: ports.gateway, serialNo, deviceKey: Buffer.from(factory.deviceKeyHex, 'hex') });
  }

  /** One frame there and one back, each over a connection of its own. Undefined: the host closed the line. */
  exchange(body: Uint8Array): Promise<Uint8Array | undefined> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, '127.0.0.1');
      const reader = new FrameReader();
      socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer in time')));
      socket.on('connect', () => socket.write(frame({ tpdu: TPDU, header: HEADER, body })));
      socket.on('error', reject);
      socket.on('close', () => resolve(undefined));
      socket.on('data', (chunk) => {
        for (const event of reader.push(chunk)) {
          if (event.kind === 'fault') reject(new Error(JSON.stringify(event.error)));
          else resolve(event.frame.body);
          socket.destroy();
        }
      });
    });
  }

  nextStan(): string {
    this.#stan += 1;
    return String(this.#stan).padStart(6, '0');
  }

  async #plain(message: Message): Promise<Message> {
    const body = await this.exchange(pack(terminalDialect, message));
    const read = body === undefined ? undefined : unpack(terminalDialect, body);
    if (read?.ok !== true) throw new Error(`no answer to ${message.mti}`);
    return read.value;
  }

  /** 0800/101: numbers and master key for the code; then working keys. The deposit and 0800/102 are the test's to send. */
  async claim(code: string): Promise<{ acknowledge: () => Promise<string> }> {
    const exchange = { stan: this.nextStan(), serialNo: this.serialNo, nonceT: Uint8Array.from(randomBytes(16)) };
    const request = {
      ...exchange,
      appVersion: '00010000',
      intent: { kind: 'code', code },
      deviceKey: this.#deviceKey,
    } as const;
    const read = readActivationReply(await this.#plain(buildActivationRequest(request)), exchange, this.#deviceKey);
    if (!read.ok || read.value.kind === 'refused') throw new Error(`not activated: ${JSON.stringify(read)}`);
    const { terminalNo, merchantNo, tmk, activationRef } = read.value;
    Object.assign(this, { terminalNo, merchantNo });
    this.#tmk = tmk;
    await this.signIn();
    const ack = { terminalNo, merchantNo, deviceKey: this.#deviceKey, activationRef };
    return {
      acknowledge: async () =>
        textField(await this.#plain(buildActivationAck({ ...ack, stan: this.nextStan() })), 39) ?? '',
    };
  }

  /** 0800/003: fresh keys, and the batch that the host has open. */
  async signIn(): Promise<string> {
    const answer = await this.ask('0800', { type: '00', management: '003', plain: true, fields: { 63: '01 ' } });
    const keys = decodeWorkingKeys('003', this.#tmk, bytesField(answer.message, 62) ?? new Uint8Array());
    if (keys.ok) this.#keys = keys.value;
    const field60 = textField(answer.message, 60) ?? '';
    if (answer.code === '00') this.batchNo = field60.slice(2, 8);
    return answer.code;
  }

  #fields(mti: string, asked: Asked): Map<number, FieldValue> {
    const { card } = asked;
    const financial = !['08', '05', '03'].includes(mti.slice(0, 2));
    const known: Record<number, FieldValue | undefined> = {
      2: card?.pan,
      3: asked.processingCode,
      4: asked.amountFen === undefined ? undefined : String(asked.amountFen).padStart(12, '0'),
      11: asked.stan ?? this.nextStan(),
      14: card?.expiry,
      22: card === undefined ? undefined : '052',
      25: financial ? (asked.conditionCode ?? '00') : undefined,
      41: this.terminalNo,
      42: this.merchantNo,
      49: financial ? '156' : undefined,
      59: financial ? this.#information() : undefined,
      60: encodeField60({
        messageType: asked.type,
        batchNo: asked.batchNo ?? this.batchNo,
        managementCode: asked.management ?? '000',
        ...(financial ? { readCapability: '6', icCondition: '0' } : {}),
      }),
      63: financial ? 'CUP' : undefined,
      ...asked.fields,
    };
    return new Map(
      Object.entries(known).flatMap(([number, value]) =>
        value === undefined ? [] : [[Number(number), value] as const],
      ),
    );
  }

  /** The bytes of a message as this terminal sends it now. */
  packed(mti: string, asked: Asked): Uint8Array {
    const message = { mti, fields: this.#fields(mti, asked) };
    if (asked.plain === true) return pack(terminalDialect, message);
    if (this.#keys === undefined) throw new Error('not signed in');
    return packWithMac(terminalDialect, message, { strategy: 'cup-ecb', key: this.#keys.mak });
  }

  async send(bytes: Uint8Array): Promise<WireAnswer> {
    const body = await this.exchange(bytes);
    const read = body === undefined ? undefined : unpack(terminalDialect, body);
    if (body === undefined || read?.ok !== true) throw new Error('no readable answer');
    const message = read.value;
    const key = this.#keys?.mak;
    if (message.fields.has(64) && (key === undefined || !macHolds(body, { strategy: 'cup-ecb', key })))
      throw new Error('the answer is not by the host');
    const text = (number: number): string => textField(message, number) ?? '';
    return {
      code: text(39),
      text: text(63).slice(3),
      rrn: text(37),
      authCode: text(38),
      stan: text(11),
      date: text(13),
      message,
      body,
    };
  }

  ask(mti: string, asked: Asked): Promise<WireAnswer> {
    return this.send(this.packed(mti, asked));
  }

  // the transactions of the dialect, as a terminal of ours asks for them ------------------------------------------------------

  sale(card: WireCard, amountFen: number): Promise<WireAnswer> {
    return this.ask('0200', { type: '22', processingCode: '000000', card, amountFen });
  }
  balance(card: WireCard): Promise<WireAnswer> {
    return this.ask('0200', { type: '01', processingCode: '310000', card });
  }
  voidSale(of: WireAnswer, card: WireCard, amountFen: number): Promise<WireAnswer> {
    const fields = { 37: of.rrn, 38: of.authCode, 61: this.batchNo + of.stan };
    return this.ask('0200', { type: '23', processingCode: '200000', card, amountFen, fields });
  }
  refund(of: WireAnswer, card: WireCard, amountFen: number): Promise<WireAnswer> {
    const fields = { 37: of.rrn, 61: `000000000000${of.date}`, 63: '000' };
    return this.ask('0220', { type: '25', processingCode: '200000', card, amountFen, fields });
  }
  preAuth(card: WireCard, amountFen: number): Promise<WireAnswer> {
    return this.ask('0100', { type: '10', processingCode: '030000', conditionCode: '06', card, amountFen });
  }
  voidPreAuth(of: WireAnswer, card: WireCard, amountFen: number): Promise<WireAnswer> {
    const fields = { 38: of.authCode, 61: `000000000000${of.date}` };
    return this.ask('0100', { type: '11', processingCode: '200000', conditionCode: '06', card, amountFen, fields });
  }
  complete(
    of: WireAnswer,
    card: WireCard,
    amountFen: number,
    form: 'request' | 'advice' = 'request',
  ): Promise<WireAnswer> {
    const fields = { 38: of.authCode, 61: `000000${of.stan}${of.date}` };
    const [mti, type] = form === 'request' ? ['0200', '20'] : ['0220', '24'];
    return this.ask(mti, { type, processingCode: '000000', conditionCode: '06', card, amountFen, fields });
  }
  voidCompletion(of: WireAnswer, card: WireCard, amountFen: number): Promise<WireAnswer> {
    const fields = { 37: of.rrn, 38: of.authCode, 61: `000000${of.stan}${of.date}` };
    return this.ask('0200', { type: '21', processingCode: '200000', conditionCode: '06', card, amountFen, fields });
  }
  /** 0220: a sale whose code came by phone; what is added to a sale of this batch, or taken off it. */
  sellOffline(card: WireCard, amountFen: number, phoneCode: string): Promise<WireAnswer> {
    return this.ask('0220', { type: '36', processingCode: '000000', card, amountFen, fields: { 38: phoneCode } });
  }
  change(of: WireAnswer, card: WireCard, by: { tipFen: number } | { lessFen: number }): Promise<WireAnswer> {
    const [type, amountFen] = 'tipFen' in by ? ['34', by.tipFen] : ['32', by.lessFen];
    const fields = { 37: of.rrn, 61: this.batchNo + of.stan };
    return this.ask('0220', { type, processingCode: '000000', card, amountFen, fields });
  }
  /** 70: the code that a customer shows; 71: a code for a customer, 59 A3 of the answer; 73 and 72 name the payment by 59 A4. */
  payByCode(code: string, amountFen: number): Promise<WireAnswer> {
    return this.#byCode('700000', amountFen, { qrPayload: code });
  }
  showCode(amountFen: number): Promise<WireAnswer> {
    return this.#byCode('710000', amountFen, {});
  }
  voidCode(voucher: string, amountFen: number): Promise<WireAnswer> {
    return this.#byCode('720000', amountFen, { qrOriginal: voucher });
  }
  /** 0220: a part of a payment or the whole, on any day. */
  refundCode(voucher: string, amountFen: number): Promise<WireAnswer> {
    return this.#byCode('740000', amountFen, { qrOriginal: voucher }, '0220');
  }
  askCode(voucher: string, amountFen: number): Promise<WireAnswer> {
    return this.#byCode('730000', amountFen, { qrOriginal: voucher });
  }
  #byCode(processingCode: string, amountFen: number, code: TerminalInformation, mti = '0200'): Promise<WireAnswer> {
    return this.ask(mti, {
      type: '60',
      processingCode,
      amountFen,
      fields: { 22: '032', 59: this.#information(code) },
    });
  }
  #information(more: TerminalInformation = {}): string {
    return encodeTerminalInformation({
      deviceType: '04',
      serialNo: this.serialNo,
      appVersion: '00010000',
      location: { ...this.place, system: 'GCJ02' },
      ...more,
    });
  }
  /** 0500: this terminal's sums of domestic cards, and of foreign ones; debit sales and completions, credit voids and refunds. */
  settle(sums: BatchTotals, foreign?: BatchTotals): Promise<WireAnswer> {
    const none = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };
    const field48 = encodeSettlementTotals({
      domestic: { ...sums, result: '0' },
      foreign: { ...(foreign ?? none), result: '0' },
    });
    return this.ask('0500', {
      type: '00',
      management: '201',
      plain: true,
      fields: { 48: field48, 49: '156', 63: '01 ' },
    });
  }
  upload(rows: readonly UploadedRow[], batchNo = this.batchNo): Promise<WireAnswer> {
    const fields = { 48: encodeUploadedRows(rows) };
    return this.ask('0320', { type: '00', management: '201', plain: true, batchNo, fields });
  }
  endBatch(as: 'balanced' | 'unbalanced', count: number, batchNo = this.batchNo): Promise<WireAnswer> {
    const management = as === 'balanced' ? '207' : '202';
    return this.ask('0320', { type: '00', management, plain: true, batchNo, fields: { 48: encodeUploadCount(count) } });
  }
  /** 0820, 60.1 = 07: the drawing under its transaction's number and reference. */
  sign(of: WireAnswer, card: WireCard, amountFen: number, image: Uint8Array): Promise<WireAnswer> {
    const fields = {
      14: undefined,
      15: of.date,
      22: undefined,
      37: of.rrn,
      55: Buffer.from('FF0102', 'hex'),
      62: image,
    };
    return this.ask('0820', { type: '07', management: '800', card, amountFen, stan: of.stan, fields });
  }
  /** 0400 of whatever was asked: the same fields, 39 = 98, the original's number. */
  reverse(of: WireAnswer, asked: Omit<Asked, 'stan'>): Promise<WireAnswer> {
    return this.ask('0400', { ...asked, stan: of.stan, fields: { ...asked.fields, 39: '98' } });
  }
}
