/**
 * What a terminal talks about with its host, and what an answer, a wrong answer or silence means. No screens here.
 * Rules: a reversal record is written before a request leaves and goes away only with an answer that can be trusted; a MAC
 * that fails makes its reason A0; a trusted answer about another transaction keeps it (98) and is a fault.
 */
import {
  bytesField,
  decodeField60,
  decodeTerminalInformation,
  encodeTerminalInformation,
  decodeWorkingKeys,
  encodeField60,
  maskPan,
  textField,
  type BerTlv,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import { AdviceTalk } from './advice-talk.ts';
import { chipAccepts, chipField, chipObjects, defaultAid, domestic, printedChip } from './chip-data.ts';
import { holdsKey } from './download-talk.ts';
import { done, failureOf, hostText, type Ending, type WaitingPayment } from './ending.ts';
import type { HostLink, LinkAnswer, Memory } from './host-link.ts';
import type { PresentedCard, TerminalOptions, TerminalPorts } from './ports.ts';
import { shanghaiText, slipText } from './shanghai.ts';
import {
  fieldsOfStored,
  isAdvice,
  journalRowsMax,
  storedFields,
  type JournalRow,
  type PendingAdvice,
  type PendingReversal,
} from './stored.ts';
import { numberOf } from './settings.ts';
import { financialFields, reversalFields, wire, type Job } from './wire.ts';
import { SPEECHES, signInOf, type Speech } from './speech.ts';
import { signInAgainCodes } from './words.ts';

/** Answer to a sign-in in a layout that the host has no use for. */
const noUseForIt = '40';
/** Answer to a sign-in of a terminal that the host knows no more. */
const notRegistered = '97';
/** Answers to a reversal after which nothing is left to reverse. */
const reversedCodes: ReadonlySet<string> = new Set(['00', '12', '25', 'C9', 'CA']);

/** Whether a job, approved, makes a row of the journal void. A pre-authorisation may be named by its code alone. */
function undoes({ kind, original, authCode }: Job, row: JournalRow): boolean {
  const same = original?.stan === row.stan && original.batchNo === row.batchNo;
  if (kind === 'preauth_void') return row.kind === 'preauth' && (same || row.authCode === authCode);
  return same && (kind === 'void' || kind === 'completion_void' || kind === 'qr_void');
}

/** An approval: its row, and what the card still holds where that was asked. */
export interface Approved {
  readonly row: JournalRow;
  readonly balanceFen?: bigint;
}

/** A code in place of a card; of a code that the device shows there are no digits. */
export const scannedCode = (code = ''): PresentedCard => ({ entry: 'scan', pan: code, expiry: '', track2: '' });

/** What still waits for its customer: our code given out, or the wallet asking its owner (09). */
function waitingOf(job: Job, message: Message, stan: string, batchNo: string): WaitingPayment | undefined {
  const { kind } = job;
  if (kind !== 'qr_passive' && kind !== 'qr_active') return undefined;
  const { shown, voucher = '' } = codeOf(message);
  const code = textField(message, 39);
  if (kind === 'qr_active' ? code !== '00' || shown === undefined : code !== '09') return undefined;
  return {
    kind,
    stan,
    batchNo,
    amountFen: String(job.amountFen),
    voucher,
    ...(job.code === undefined ? {} : { code: job.code }),
    ...(shown === undefined ? {} : { shown }),
  };
}

interface Shown {
  readonly card: PresentedCard;
  readonly pin: string;
  readonly objects: readonly BerTlv[] | undefined;
}

/** Available balance in fen out of field 54: type n2 n2, currency, sign, n12. */
function balanceOf(message: Message): bigint | undefined {
  const found = /^\d{4}156([CD])(\d{12})/.exec(textField(message, 54) ?? '');
  if (found?.[2] === undefined) return undefined;
  return found[1] === 'D' ? -BigInt(found[2]) : BigInt(found[2]);
}

/** Field 59 of an answer: the code to show and the voucher of a payment by code. */
export function codeOf(message: Message): { readonly shown?: string; readonly voucher?: string } {
  const read = decodeTerminalInformation(textField(message, 59) ?? '');
  const { qrPayload, qrOriginal } = read.ok ? read.value : {};
  return {
    ...(qrPayload === undefined ? {} : { shown: qrPayload }),
    ...(qrOriginal === undefined ? {} : { voucher: qrOriginal }),
  };
}

/** Field 59, B1; one that cannot be read, or is no address, is as none. */
function receiptUrlOf(message: Message): { receiptUrl?: string } {
  const read = decodeTerminalInformation(textField(message, 59) ?? '');
  const url = read.ok ? read.value.receiptUrl : undefined;
  return url !== undefined && /^https?:\/\/[!-~]{1,200}$/.test(url) ? { receiptUrl: url } : {};
}

export class Conversation {
  readonly #options: TerminalOptions;
  readonly #ports: TerminalPorts;
  readonly #memory: Memory;
  readonly #link: HostLink;
  readonly #advices: AdviceTalk;

  constructor(given: { options: TerminalOptions; ports: TerminalPorts; memory: Memory; link: HostLink }) {
    this.#options = given.options;
    this.#ports = given.ports;
    this.#memory = given.memory;
    this.#link = given.link;
    this.#advices = new AdviceTalk(given);
  }

  /** 59 names the device: these messages carry no MAC, and the host takes none of them from a device that another one has replaced. */
  #managementFields(managementCode: string): Map<number, FieldValue> {
    const { terminalNo = '', merchantNo = '', batchNo } = this.#memory.get();
    const { serialNo, appVersion } = this.#options;
    return new Map<number, FieldValue>([
      [11, this.#memory.nextStan()],
      [41, terminalNo],
      [42, merchantNo],
      [59, encodeTerminalInformation({ serialNo, appVersion })],
      [60, encodeField60({ messageType: '00', batchNo, managementCode })],
    ]);
  }

  /**
   * New working keys, the batch number and nothing else; refused when a check value is wrong. The host alone knows which ciphers it has
   * bound this device to: where it has no use for what was asked (40), the device asks for the other and keeps to what it was given.
   * Whoever answers 40 in the host's place gains nothing, because the keys come under the master key in either.
   */
  async signIn(): Promise<Ending> {
    const first = this.#memory.get().speech ?? SPEECHES[0];
    const ending = await this.#signInAs(first);
    if (ending.kind !== 'declined' || ending.code !== noUseForIt) return ending;
    for (const other of SPEECHES.filter((one) => one !== first)) {
      const again = await this.#signInAs(other);
      if (again.kind !== 'declined' || again.code !== noUseForIt) return again;
    }
    return ending;
  }

  async #signInAs(speech: Speech): Promise<Ending> {
    const layout = signInOf(speech);
    const fields = this.#managementFields(layout).set(63, `${this.#memory.get().operator ?? '01'} `);
    const answer = await this.#link.plain({ mti: '0800', fields });
    if (answer.kind !== 'answer') return failureOf(answer);
    const { message } = answer;
    if (textField(message, 11) !== fields.get(11) || message.mti !== '0810') return { kind: 'bad_answer' };
    const code = textField(message, 39) ?? '';
    if (code === notRegistered) this.#forgetKeys();
    if (code !== '00') return { kind: 'declined', code, text: hostText(message) };
    const tmk = Uint8Array.from(Buffer.from(this.#memory.get().tmk ?? '', 'hex'));
    const keys = decodeWorkingKeys(layout, tmk, bytesField(message, 62) ?? new Uint8Array());
    if (!keys.ok) return { kind: 'key_check_wrong' };
    const field60 = decodeField60(textField(message, 60) ?? '');
    const batchNo = field60.ok ? field60.value.batchNo : this.#memory.get().batchNo;
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const next = { pik: hex(keys.value.pik), mak: hex(keys.value.mak), signInNeeded: undefined, speech };
    this.#memory.put({
      ...next,
      batchNo,
      ...(this.#memory.get().step === 'code_accepted' ? { step: 'keys_loaded' as const } : {}),
    });
    return { kind: 'done', value: undefined };
  }

  /** The host knows this terminal no more: it was unbound. What it could still speak with is erased, and it begins anew with a code. */
  #forgetKeys(): void {
    const keys = { tmk: undefined, pik: undefined, mak: undefined, activationRef: undefined };
    this.#memory.put({ ...keys, signInNeeded: undefined, codeSent: undefined, step: 'connected' });
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
    const { pendingReversal, advices } = this.#memory.get();
    const reversed = pendingReversal === undefined ? done : await this.#reverse(pendingReversal);
    if (reversed.kind !== 'done' || advices.length === 0) return reversed;
    return this.#advices.resend((advice, message) => this.#recordAdvice(advice, message));
  }

  #recordAdvice(advice: PendingAdvice, message: Message): void {
    const { kind, stan, pan, entry, originalStan, originalRrn } = advice;
    const job: Job = { kind, amountFen: BigInt(advice.amountFen) };
    const card: PresentedCard = { entry, pan, expiry: '', track2: '' };
    const row = {
      ...this.#row(job, message, { card, pin: '', objects: undefined, stan }),
      ...(originalStan === undefined ? {} : { originalStan }),
      ...(originalRrn === undefined ? {} : { originalRrn }),
    };
    this.#record(job, row);
  }

  /** Stored first: what nobody answers is sent again, and its slip says so. */
  async #advise(job: Job, fields: ReadonlyMap<number, FieldValue>, of: Shown): Promise<Ending<Approved>> {
    const stan = fields.get(11) as string;
    if (!this.#advices.keep(job, of.card, fields)) return { kind: 'advices_full' };
    const answer = await this.#link.sealed({ mti: '0220', fields });
    if (answer.kind === 'unreadable') this.#memory.put({ signInNeeded: true });
    if (!this.#advices.ended(stan, answer)) {
      const empty: Message = { mti: '0230', fields: new Map() };
      return { kind: 'kept', row: this.#row(job, empty, { ...of, stan }) };
    }
    return this.#judge(job, fields, answer, of);
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
    if (tried.tries < numberOf(this.#memory.get(), 'reversalTries')) {
      this.#memory.put({ pendingReversal: tried });
      return { kind: 'reversal_open' };
    }
    const failedReversals = [...this.#memory.get().failedReversals, tried];
    this.#memory.put({ pendingReversal: undefined, failedReversals });
    return { kind: 'reversal_failed' };
  }

  /** A transaction from the request to the journal row. Call `prepare` first. */
  async transact(job: Job, card: PresentedCard, pin: string): Promise<Ending<Approved>> {
    const stan = this.#memory.nextStan();
    const today = shanghaiText(this.#ports.nowMs());
    // a chip is not asked for a cryptogram that nobody checks in time
    const objects = isAdvice(job.kind)
      ? undefined
      : chipObjects(card, {
          amountFen: job.amountFen,
          serialNo: this.#options.serialNo,
          stan,
          date: today.replaceAll('-', '').slice(2, 8),
          unpredictable: this.#ports.randomBytes(4),
          withPin: pin !== '',
          keyHeld: holdsKey(this.#memory.get(), card.chip?.aid ?? defaultAid, today.replaceAll('-', '').slice(0, 8)),
        });
    const stored = this.#memory.get();
    const fields = financialFields(job, card, { stored, options: this.#options, stan, pin, objects });
    if (isAdvice(job.kind)) return this.#advise(job, fields, { card, pin, objects });
    const { mti, reversible } = wire[job.kind];
    const reversal = {
      fields: storedFields(reversalFields(fields, card, { stored, objects })),
      stan,
      reason: '98',
      tries: 0,
    };
    if (reversible) this.#memory.put({ pendingReversal: reversal });
    const answer = await this.#link.sealed({ mti, fields });
    if (answer.kind === 'not_sent' && reversible) this.#memory.put({ pendingReversal: undefined });
    // A MAC that fails may mean that host and terminal hold different keys, so the next request signs in first.
    if (answer.kind === 'unreadable') {
      this.#memory.put({ signInNeeded: true });
      this.#distrust('A0');
    }
    if (answer.kind !== 'answer') return failureOf(answer);
    return this.#judge(job, fields, answer, { card, pin, objects });
  }

  /** The answer was not accepted: the reversal that waits says why, A0 its MAC, 06 the chip. */
  #distrust(reason: 'A0' | '06'): void {
    const { pendingReversal } = this.#memory.get();
    if (pendingReversal !== undefined) this.#memory.put({ pendingReversal: { ...pendingReversal, reason } });
  }

  #judge(
    job: Job,
    sent: ReadonlyMap<number, FieldValue>,
    answer: Extract<LinkAnswer, { kind: 'answer' }>,
    of: Shown,
  ): Ending<Approved> {
    const { message } = answer;
    const code = textField(message, 39) ?? '';
    if (answer.signInAsked || signInAgainCodes.has(code)) this.#memory.put({ signInNeeded: true });
    if (!answer.sealed) {
      // A refusal without a MAC may be shown but proves nothing: the reversal stays. An approval without one is no answer.
      if (code !== '00' && code !== '') return { kind: 'declined', code, text: hostText(message) };
      this.#distrust('A0');
      return { kind: 'bad_answer' };
    }
    const differs = [3, 4, 11, 41, 42].some((n) => message.fields.has(n) && message.fields.get(n) !== sent.get(n));
    if (differs || textField(message, 11) === undefined || code === '') return { kind: 'mismatch' };
    const payment = waitingOf(job, message, sent.get(11) as string, this.#memory.get().batchNo);
    if (payment !== undefined) return { kind: 'waiting', payment };
    if (code !== '00') {
      this.#memory.put({ pendingReversal: undefined });
      return { kind: 'declined', code, text: hostText(message) };
    }
    // only where the money can be taken back: what cannot be reversed stands, whatever the chip thinks of it
    if (wire[job.kind].reversible && !chipAccepts(of.card, of.objects, bytesField(message, 55))) {
      this.#distrust('06');
      return { kind: 'chip_refused' };
    }
    const row = this.#row(job, message, { ...of, stan: sent.get(11) as string });
    if (job.kind === 'balance') {
      const balanceFen = balanceOf(message);
      return { kind: 'done', value: { row, ...(balanceFen === undefined ? {} : { balanceFen }) } };
    }
    this.#record(job, row);
    return { kind: 'done', value: { row } };
  }

  /** A payment by code has been made: its row, under the number it had. */
  paid(payment: WaitingPayment, message: Message): Approved {
    const job: Job = { kind: payment.kind, amountFen: BigInt(payment.amountFen) };
    const row = this.#row(job, message, {
      card: scannedCode(payment.code),
      pin: '',
      objects: undefined,
      stan: payment.stan,
    });
    this.#record(job, row);
    return { row };
  }

  /** Journal, step and the end of the reversal record in one write. */
  #record(job: Job, row: JournalRow): void {
    const { journal, step } = this.#memory.get();
    const marked = journal.map((one) => (undoes(job, one) ? { ...one, voided: true } : one));
    const reached =
      job.kind === 'deposit' && step === 'keys_loaded'
        ? ({ step: 'deposit_secured' } as const)
        : job.kind === 'sale' && step === 'device_acknowledged'
          ? ({ step: 'test_sale_ok' } as const)
          : {};
    this.#memory.put({ pendingReversal: undefined, journal: [...marked, row].slice(-journalRowsMax), ...reached });
  }

  #row(job: Job, message: Message, of: Shown & { readonly stan: string }): JournalRow {
    const time = textField(message, 12) ?? '';
    const date = textField(message, 13) ?? '';
    const now = shanghaiText(this.#ports.nowMs());
    const at =
      time.length === 6 && date.length === 4
        ? `${now.slice(0, 4)}/${date.slice(0, 2)}/${date.slice(2)} ${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}`
        : slipText(this.#ports.nowMs());
    const { batchNo, operator } = this.#memory.get();
    // the voucher of a refund is that of what is given back
    const { voucher = job.kind === 'qr_refund' ? job.voucher : undefined } = codeOf(message);
    const originalRrn = job.original?.rrn ?? job.rrn;
    const settlementDate = textField(message, 15);
    const organisation = /^[A-Z]{3}/.exec(textField(message, 63) ?? '')?.[0];
    return {
      kind: job.kind,
      stan: of.stan,
      batchNo,
      amountFen: String(job.amountFen),
      maskedPan: maskPan(of.card.pan),
      entry: of.card.entry,
      withPin: of.pin !== '',
      ...(job.free === true ? { free: true } : {}),
      rrn: textField(message, 37) ?? '',
      authCode: textField(message, 38) ?? job.authCode ?? '',
      issuer: (textField(message, 44) ?? '').slice(0, 11).trim(),
      at,
      ...(settlementDate === undefined ? {} : { settlementDate }),
      ...(organisation === undefined || organisation === domestic ? {} : { organisation }),
      ...(voucher === undefined ? {} : { voucher }),
      ...receiptUrlOf(message),
      pan: of.card.pan,
      ...(operator === undefined ? {} : { operator }),
      ...(job.original === undefined ? {} : { originalStan: job.original.stan }),
      ...(originalRrn === undefined ? {} : { originalRrn }),
      ...(of.objects === undefined
        ? {}
        : {
            chip: printedChip(of.objects),
            iccData: Buffer.from(chipField(of.objects)).toString('hex'),
          }),
    };
  }
}
