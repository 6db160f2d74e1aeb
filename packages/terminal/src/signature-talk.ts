/**
 * Signatures on their way to the host. Each is stored with its transaction before it is sent and leaves the store only with an answer
 * that can be trusted; a power cut or a dead line delays it and nothing more. A signature never stops a sale.
 */
import {
  decodeBerTlv,
  encodeField60,
  encodeSignedSlip,
  textField,
  watermarkOf,
  type FieldValue,
} from '@kaitong/iso8583';
import { signatureImage, type Drawing } from './drawing.ts';
import type { HostLink, Memory } from './host-link.ts';
import { kindTexts } from './receipt.ts';
import type { JournalRow, PendingSignature } from './stored.ts';
import { signInAgainCodes } from './words.ts';

/** Answers after which it is the host's: taken, or taken before. */
const keptCodes: ReadonlySet<string> = new Set(['00', '94']);
/** Answers that say nothing about this signature: the host is busy, or the keys are old. */
const laterCodes: ReadonlySet<string> = new Set(['96', '98', ...signInAgainCodes]);
/** Sent by itself so often; then only with a settlement or by hand. */
export const signatureTriesMax = 3;
/** About 100 KB of memory. A shop whose line is dead for longer signs on paper. */
export const signaturesMax = 50;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** MMDD that the watermark goes by: the settlement date of the answer, or the day on its slip. */
export function signatureDate(row: JournalRow): string {
  return row.settlementDate ?? row.at.slice(5, 10).replace('/', '');
}

/** What is shown under the signature. */
export const signatureMark = (row: JournalRow): string => watermarkOf(signatureDate(row), row.rrn) ?? '';

const sameRow = (one: JournalRow, of: { stan: string; batchNo: string; rrn: string }): boolean =>
  one.stan === of.stan && one.batchNo === of.batchNo && one.rrn === of.rrn;

/** `kept`, `refused`: its place is free again. `later`: the next one may be tried. `stop`: the line is dead. */
type Outcome = 'kept' | 'refused' | 'later' | 'stop';

export class SignatureTalk {
  readonly #memory: Memory;
  readonly #link: HostLink;

  constructor(given: { readonly memory: Memory; readonly link: HostLink }) {
    this.#memory = given.memory;
    this.#link = given.link;
  }

  /** Whether another one finds room. */
  hasRoom(): boolean {
    return this.#memory.get().signatures.length < signaturesMax;
  }

  /** Stores the drawing with its transaction, in one write. */
  keep(row: JournalRow, drawing: Drawing): void {
    const { merchantName = '', signatures, journal } = this.#memory.get();
    const chip = decodeBerTlv(bytesOf(row.iccData ?? ''));
    const slip = encodeSignedSlip({
      merchantName,
      kind: kindTexts[row.kind],
      operator: row.operator ?? '01',
      acquirer: '',
      issuer: row.issuer,
      at: row.at.replace(/\D/g, ''),
      authCode: row.authCode,
      chip: chip.ok ? chip.value : [],
    });
    const pending: PendingSignature = {
      stan: row.stan,
      batchNo: row.batchNo,
      rrn: row.rrn,
      amountFen: row.amountFen,
      pan: row.pan ?? '',
      date: signatureDate(row),
      image: hex(signatureImage(drawing)),
      slip: hex(slip),
      tries: 0,
    };
    this.#memory.put({
      signatures: [...signatures, pending],
      journal: journal.map((one) => (sameRow(one, row) ? { ...one, signed: true, signature: 'waiting' } : one)),
    });
  }

  /** The row as the journal has it now, for the slip. */
  rowOf(row: JournalRow): JournalRow {
    return this.#memory.get().journal.find((one) => sameRow(one, row)) ?? row;
  }

  /** Those that are sent without being asked for. */
  due(): boolean {
    return this.#memory.get().signatures.some((one) => one.tries < signatureTriesMax);
  }

  /** Sends what waits, oldest first; `all` also what was given up. True when nothing is left. */
  async send(which: 'due' | 'all'): Promise<boolean> {
    const waiting = this.#memory.get().signatures.filter((one) => which === 'all' || one.tries < signatureTriesMax);
    for (const one of waiting) {
      if (this.#memory.get().mak === undefined) break;
      const outcome = await this.#sendOne(one);
      if (outcome === 'kept' || outcome === 'refused') this.#done(one, outcome);
      if (outcome === 'stop') break;
    }
    return this.#memory.get().signatures.length === 0;
  }

  async #sendOne(one: PendingSignature): Promise<Outcome> {
    const { terminalNo = '', merchantNo = '' } = this.#memory.get();
    const fields = new Map<number, FieldValue>([
      [2, one.pan],
      [4, one.amountFen.padStart(12, '0')],
      [11, one.stan],
      [15, one.date],
      [37, one.rrn],
      [41, terminalNo],
      [42, merchantNo],
      [55, bytesOf(one.slip)],
      [60, encodeField60({ messageType: '07', batchNo: one.batchNo, managementCode: '800' })],
      [62, bytesOf(one.image)],
    ]);
    const answer = await this.#link.sealed({ mti: '0820', fields });
    if (answer.kind === 'not_sent') return 'stop';
    this.#tried(one);
    if (answer.kind === 'unreadable') this.#memory.put({ signInNeeded: true });
    if (answer.kind !== 'answer') return 'stop';
    const code = textField(answer.message, 39) ?? '';
    if (signInAgainCodes.has(code)) this.#memory.put({ signInNeeded: true });
    const same = answer.message.mti === '0830' && textField(answer.message, 11) === one.stan;
    if (!answer.sealed || !same || laterCodes.has(code)) return 'later';
    return keptCodes.has(code) ? 'kept' : 'refused';
  }

  #change(of: PendingSignature, to: PendingSignature | undefined): readonly PendingSignature[] {
    const same = (one: PendingSignature): boolean => one.rrn === of.rrn && one.stan === of.stan;
    return this.#memory.get().signatures.flatMap((one) => (same(one) ? (to === undefined ? [] : [to]) : [one]));
  }

  #tried(one: PendingSignature): void {
    this.#memory.put({ signatures: this.#change(one, { ...one, tries: one.tries + 1 }) });
  }

  #done(of: PendingSignature, outcome: 'kept' | 'refused'): void {
    const signature = outcome === 'kept' ? 'sent' : 'refused';
    this.#memory.put({
      signatures: this.#change(of, undefined),
      journal: this.#memory.get().journal.map((one) => (sameRow(one, of) ? { ...one, signature } : one)),
    });
  }
}
