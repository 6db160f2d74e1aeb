/**
 * What a terminal talks about with its host, and what an answer, a wrong answer or silence means. No screens here.
 * Rules: a reversal record is written before a request leaves and goes away only with an answer that can be trusted; a MAC
 * that fails makes its reason A0; a trusted answer about another transaction keeps it (98) and is a fault.
 */
import {
  buildActivationAck,
  buildActivationRequest,
  bytesField,
  decodeField60,
  decodeWorkingKeys,
  encodeField60,
  encodeField61,
  encodeTerminalInformation,
  encryptPinBlock,
  maskPan,
  readActivationAckReply,
  readActivationReply,
  textField,
  type ActivationIntent,
  type BerTlv,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { chipField, chipObjects, printedChip, reversalChipField } from './chip-data.ts';
import type { HostLink, LinkAnswer, Memory } from './host-link.ts';
import type { PresentedCard, TerminalOptions, TerminalPorts } from './ports.ts';
import {
  fieldsOfStored,
  journalRowsMax,
  storedFields,
  type JournalRow,
  type PendingReversal,
  type TransactionKind,
} from './stored.ts';
import { signInAgainCodes } from './words.ts';

export interface Job {
  readonly kind: TransactionKind;
  readonly amountFen: bigint;
  readonly original?: JournalRow;
}

/** How something ended. `text` is what the host wrote for the screen, '' when it wrote nothing. */
export type Ending<T = undefined> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'declined'; readonly code: string; readonly text: string; readonly triesLeft?: number }
  | { readonly kind: 'silence' }
  | { readonly kind: 'not_sent' }
  | { readonly kind: 'bad_answer' }
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'key_check_wrong' }
  | { readonly kind: 'reversal_open' }
  | { readonly kind: 'reversal_failed' };

/** MTI, processing code, condition code, 60.1 of each kind. */
const wire: Readonly<Record<TransactionKind, readonly [string, string, string, string]>> = {
  deposit: ['0100', '030000', '06', '10'],
  sale: ['0200', '000000', '00', '22'],
  void: ['0200', '200000', '00', '23'],
};
const entryDigits = { swipe: '02', insert: '05', tap: '07' } as const;
/** Answers to a reversal after which nothing is left to reverse. */
const reversedCodes: ReadonlySet<string> = new Set(['00', '12', '25', 'C9', 'CA']);
const reversalTriesMax = 3;
/** Answer to an acknowledgement that came before the deposit. */
const depositMissingCode = '22';

function failureOf(answer: Exclude<LinkAnswer, { kind: 'answer' }>): Ending<never> {
  return answer.kind === 'unreadable' ? { kind: 'bad_answer' } : answer;
}

/** Field 63 without the organisation code that may stand before the text. */
function hostText(message: Message): string {
  const text = textField(message, 63) ?? '';
  return /^[\u0020-\u007E]{3}/.test(text) ? text.slice(3).trim() : text;
}

export class Conversation {
  readonly #options: TerminalOptions;
  readonly #ports: TerminalPorts;
  readonly #memory: Memory;
  readonly #link: HostLink;

  constructor(given: { options: TerminalOptions; ports: TerminalPorts; memory: Memory; link: HostLink }) {
    this.#options = given.options;
    this.#ports = given.ports;
    this.#memory = given.memory;
    this.#link = given.link;
  }

  /** Hands the code over (or resumes) and stores numbers and master key. */
  async activate(intent: ActivationIntent): Promise<Ending<{ merchantName: string }>> {
    const { serialNo, deviceKey, appVersion } = this.#options;
    const exchange = { stan: this.#memory.nextStan(), serialNo, nonceT: this.#ports.randomBytes(16) };
    this.#memory.put({ codeSent: true });
    const answer = await this.#link.plain(buildActivationRequest({ ...exchange, appVersion, intent, deviceKey }));
    if (answer.kind === 'not_sent' && intent.kind === 'code') this.#memory.put({ codeSent: undefined });
    if (answer.kind !== 'answer') return failureOf(answer);
    const read = readActivationReply(answer.message, exchange, deviceKey);
    if (!read.ok) return { kind: 'bad_answer' };
    const reply = read.value;
    if (reply.kind === 'refused') {
      if (reply.authentic) this.#memory.put({ codeSent: undefined });
      const { code, text } = reply;
      return { kind: 'declined', code, text, ...(reply.triesLeft === undefined ? {} : { triesLeft: reply.triesLeft }) };
    }
    const { terminalNo, merchantNo, merchantName } = reply;
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const secrets = { tmk: hex(reply.tmk), activationRef: hex(reply.activationRef) };
    this.#memory.put({ codeSent: undefined, terminalNo, merchantNo, merchantName, ...secrets, step: 'code_accepted' });
    return { kind: 'done', value: { merchantName } };
  }

  /** Says that the device is ready; the host calls it active only now. */
  async acknowledge(): Promise<Ending> {
    const stored = this.#memory.get();
    const sent = {
      stan: this.#memory.nextStan(),
      terminalNo: stored.terminalNo ?? '',
      merchantNo: stored.merchantNo ?? '',
      deviceKey: this.#options.deviceKey,
      activationRef: Uint8Array.from(Buffer.from(stored.activationRef ?? '', 'hex')),
    };
    const answer = await this.#link.plain(buildActivationAck(sent));
    if (answer.kind !== 'answer') return failureOf(answer);
    const read = readActivationAckReply(answer.message, sent);
    if (!read.ok) return { kind: 'bad_answer' };
    const { code, text, authentic } = read.value;
    // The host knows of no deposit (it was reversed or released): freeze it again.
    const depositGone = authentic && code === depositMissingCode && stored.step === 'deposit_secured';
    if (depositGone) this.#memory.put({ step: 'keys_loaded' });
    if (code !== '00') return { kind: 'declined', code, text };
    if (!authentic) return { kind: 'bad_answer' };
    this.#memory.put({ step: 'device_acknowledged' });
    return { kind: 'done', value: undefined };
  }

  #managementFields(managementCode: string): Map<number, FieldValue> {
    const { terminalNo = '', merchantNo = '', batchNo } = this.#memory.get();
    return new Map<number, FieldValue>([
      [11, this.#memory.nextStan()],
      [41, terminalNo],
      [42, merchantNo],
      [60, encodeField60({ messageType: '00', batchNo, managementCode })],
    ]);
  }

  /** 0800/003: new working keys, the batch number and nothing else; refused when a check value is wrong. */
  async signIn(): Promise<Ending> {
    const fields = this.#managementFields('003').set(63, '01 ');
    const answer = await this.#link.plain({ mti: '0800', fields });
    if (answer.kind !== 'answer') return failureOf(answer);
    const { message } = answer;
    if (textField(message, 11) !== fields.get(11) || message.mti !== '0810') return { kind: 'bad_answer' };
    const code = textField(message, 39) ?? '';
    if (code !== '00') return { kind: 'declined', code, text: hostText(message) };
    const tmk = Uint8Array.from(Buffer.from(this.#memory.get().tmk ?? '', 'hex'));
    const keys = decodeWorkingKeys('003', tmk, bytesField(message, 62) ?? new Uint8Array());
    if (!keys.ok) return { kind: 'key_check_wrong' };
    const field60 = decodeField60(textField(message, 60) ?? '');
    const batchNo = field60.ok ? field60.value.batchNo : this.#memory.get().batchNo;
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const next = { pik: hex(keys.value.pik), mak: hex(keys.value.mak), signInNeeded: undefined };
    this.#memory.put({
      ...next,
      batchNo,
      ...(this.#memory.get().step === 'code_accepted' ? { step: 'keys_loaded' as const } : {}),
    });
    return { kind: 'done', value: undefined };
  }

  /** Line test (301) or sign-off (002, which erases the working keys). */
  async manage(what: 'echo' | 'signOff'): Promise<Ending> {
    const answer = await this.#link.plain({
      mti: '0820',
      fields: this.#managementFields(what === 'echo' ? '301' : '002'),
    });
    if (answer.kind !== 'answer') return failureOf(answer);
    const code = textField(answer.message, 39) ?? '';
    if (code !== '00') return { kind: 'declined', code, text: hostText(answer.message) };
    if (what === 'signOff') this.#memory.put({ pik: undefined, mak: undefined });
    return { kind: 'done', value: undefined };
  }

  /** What must be in order before money moves: working keys, and no open reversal. */
  async prepare(): Promise<Ending> {
    const { mak, signInNeeded } = this.#memory.get();
    if (mak === undefined || signInNeeded === true) {
      const signedIn = await this.signIn();
      if (signedIn.kind !== 'done') return signedIn;
    }
    const pending = this.#memory.get().pendingReversal;
    return pending === undefined ? { kind: 'done', value: undefined } : this.#reverse(pending);
  }

  async #reverse(pending: PendingReversal): Promise<Ending> {
    const { terminalNo = '', merchantNo = '' } = this.#memory.get();
    const fields = fieldsOfStored(pending.fields)
      .set(11, pending.stan)
      .set(39, pending.reason)
      .set(41, terminalNo)
      .set(42, merchantNo);
    const answer = await this.#link.sealed({ mti: '0400', fields });
    if (answer.kind === 'not_sent') return answer;
    if (answer.kind === 'unreadable') this.#memory.put({ signInNeeded: true });
    if (answer.kind === 'answer') {
      const code = textField(answer.message, 39) ?? '';
      const same = textField(answer.message, 11) === pending.stan && answer.message.mti === '0410';
      if (answer.sealed && same && reversedCodes.has(code)) {
        this.#memory.put({ pendingReversal: undefined });
        return { kind: 'done', value: undefined };
      }
      if (signInAgainCodes.has(code)) this.#memory.put({ signInNeeded: true });
    }
    return this.#reversalTried(pending);
  }

  #reversalTried(pending: PendingReversal): Ending {
    const tried = { ...pending, tries: pending.tries + 1 };
    if (tried.tries < reversalTriesMax) {
      this.#memory.put({ pendingReversal: tried });
      return { kind: 'reversal_open' };
    }
    const failedReversals = [...this.#memory.get().failedReversals, tried];
    this.#memory.put({ pendingReversal: undefined, failedReversals });
    return { kind: 'reversal_failed' };
  }

  /** A payment, a deposit or a void, from the request to the journal row. Call `prepare` first. */
  async transact(job: Job, card: PresentedCard, pin: string): Promise<Ending<JournalRow>> {
    const stan = this.#memory.nextStan();
    const objects = chipObjects(card, {
      amountFen: job.amountFen,
      serialNo: this.#options.serialNo,
      stan,
      date: this.#shanghai().replaceAll('-', '').slice(2, 8),
      unpredictable: this.#ports.randomBytes(4),
      withPin: pin !== '',
    });
    const fields = this.#financialFields(job, card, { stan, pin, objects });
    const reversal = { fields: storedFields(reversalFields(fields, card, objects)), stan, reason: '98', tries: 0 };
    this.#memory.put({ pendingReversal: reversal });
    const answer = await this.#link.sealed({ mti: wire[job.kind][0], fields });
    if (answer.kind === 'not_sent') this.#memory.put({ pendingReversal: undefined });
    // A MAC that fails may mean that host and terminal hold different keys, so the next request signs in first.
    if (answer.kind === 'unreadable') {
      this.#memory.put({ pendingReversal: { ...reversal, reason: 'A0' }, signInNeeded: true });
    }
    if (answer.kind !== 'answer') return failureOf(answer);
    return this.#judge(job, fields, answer, { card, pin, objects });
  }

  #judge(
    job: Job,
    sent: ReadonlyMap<number, FieldValue>,
    answer: Extract<LinkAnswer, { kind: 'answer' }>,
    of: { card: PresentedCard; pin: string; objects: readonly BerTlv[] | undefined },
  ): Ending<JournalRow> {
    const { message } = answer;
    const code = textField(message, 39) ?? '';
    if (answer.signInAsked || signInAgainCodes.has(code)) this.#memory.put({ signInNeeded: true });
    if (!answer.sealed) {
      // A refusal without a MAC may be shown but proves nothing: the reversal stays. An approval without one is no answer.
      if (code !== '00' && code !== '') return { kind: 'declined', code, text: hostText(message) };
      this.#memory.put({
        pendingReversal: { ...(this.#memory.get().pendingReversal as PendingReversal), reason: 'A0' },
      });
      return { kind: 'bad_answer' };
    }
    const differs = [3, 4, 11, 41, 42].some((n) => message.fields.has(n) && message.fields.get(n) !== sent.get(n));
    if (differs || textField(message, 11) === undefined || code === '') return { kind: 'mismatch' };
    if (code !== '00') {
      this.#memory.put({ pendingReversal: undefined });
      return { kind: 'declined', code, text: hostText(message) };
    }
    const row = this.#row(job, message, { ...of, stan: sent.get(11) as string });
    this.#record(job, row);
    return { kind: 'done', value: row };
  }

  /** Journal, step and the end of the reversal record in one write. */
  #record(job: Job, row: JournalRow): void {
    const { journal, step } = this.#memory.get();
    const marked = journal.map((one) =>
      job.original?.stan === one.stan && job.original.batchNo === one.batchNo ? { ...one, voided: true } : one,
    );
    const reached =
      job.kind === 'deposit' && step === 'keys_loaded'
        ? ({ step: 'deposit_secured' } as const)
        : job.kind === 'sale' && step === 'device_acknowledged'
          ? ({ step: 'test_sale_ok' } as const)
          : {};
    this.#memory.put({ pendingReversal: undefined, journal: [...marked, row].slice(-journalRowsMax), ...reached });
  }

  #row(
    job: Job,
    message: Message,
    of: { card: PresentedCard; pin: string; objects: readonly BerTlv[] | undefined; stan: string },
  ): JournalRow {
    const time = textField(message, 12) ?? '';
    const date = textField(message, 13) ?? '';
    const now = this.#shanghai();
    const at =
      time.length === 6 && date.length === 4
        ? `${now.slice(0, 4)}/${date.slice(0, 2)}/${date.slice(2)} ${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`
        : now.replace('T', ' ').replaceAll('-', '/');
    return {
      kind: job.kind,
      stan: of.stan,
      batchNo: this.#memory.get().batchNo,
      amountFen: String(job.amountFen),
      maskedPan: maskPan(of.card.pan),
      entry: of.card.entry,
      withPin: of.pin !== '',
      rrn: textField(message, 37) ?? '',
      authCode: textField(message, 38) ?? '',
      issuer: (textField(message, 44) ?? '').slice(0, 11).trim(),
      at,
      ...(job.original === undefined ? {} : { originalStan: job.original.stan }),
      ...(of.objects === undefined ? {} : { chip: printedChip(of.objects) }),
    };
  }

  /** YYYY-MM-DDThh:mm:ss in Asia/Shanghai. */
  #shanghai(): string {
    return new Date(this.#ports.nowMs() + 8 * 3_600_000).toISOString().slice(0, 19);
  }

  #financialFields(
    job: Job,
    card: PresentedCard,
    of: { stan: string; pin: string; objects: readonly BerTlv[] | undefined },
  ): Map<number, FieldValue> {
    const { terminalNo = '', merchantNo = '', batchNo, pik = '' } = this.#memory.get();
    const [, processingCode, conditionCode, messageType] = wire[job.kind];
    const { serialNo, appVersion, location } = this.#options;
    const withPin = of.pin !== '';
    const fields = new Map<number, FieldValue>([
      [3, processingCode],
      [4, String(job.amountFen).padStart(12, '0')],
      [11, of.stan],
      [22, `${entryDigits[card.entry]}${withPin ? '1' : '2'}`],
      [25, conditionCode],
      [35, card.track2],
      [41, terminalNo],
      [42, merchantNo],
      [49, '156'],
      [53, withPin ? '2600000000000000' : '0600000000000000'],
      [
        59,
        encodeTerminalInformation({
          deviceType: '04',
          serialNo,
          randomFactor: card.pan.slice(-6),
          appVersion,
          ...(location === undefined ? {} : { location: { ...location, system: 'GCJ02' } }),
        }),
      ],
      [60, encodeField60({ messageType, batchNo, managementCode: '000', readCapability: '6', icCondition: '0' })],
      [63, 'CUP'],
    ]);
    if (card.entry !== 'swipe')
      fields
        .set(2, card.pan)
        .set(14, card.expiry)
        .set(23, card.chip?.sequence ?? '001');
    if (withPin) fields.set(26, '12').set(52, encryptPinBlock(Buffer.from(pik, 'hex'), of.pin, card.pan));
    if (of.objects !== undefined) fields.set(55, chipField(of.objects));
    const { original } = job;
    if (original !== undefined) {
      fields.set(37, original.rrn).set(61, encodeField61({ batchNo: original.batchNo, stan: original.stan }));
      if (original.authCode !== '') fields.set(38, original.authCode);
    }
    return fields;
  }
}

/** Fields of the 0400 that undoes a request: no track, no PIN; the whole card number, which a reversal must carry. */
function reversalFields(
  sent: ReadonlyMap<number, FieldValue>,
  card: PresentedCard,
  objects: readonly BerTlv[] | undefined,
): Map<number, FieldValue> {
  const kept = [3, 4, 22, 23, 25, 38, 49, 60, 61];
  const fields = new Map([...sent].filter(([number]) => kept.includes(number)));
  fields.set(2, card.pan).set(14, card.expiry).set(53, '0600000000000000');
  if (objects !== undefined) fields.set(55, reversalChipField(objects));
  return fields;
}
