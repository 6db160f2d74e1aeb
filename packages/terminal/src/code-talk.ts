/** Asks the host how a payment by code stands, until somebody has paid it or nobody will. */
import { encodeField60, encodeField61, encodeTerminalInformation, textField, type FieldValue } from '@kaitong/iso8583';
import type { Approved, Conversation } from './conversation.ts';
import { failureOf, hostText, type Ending, type WaitingPayment } from './ending.ts';
import type { HostLink, Memory } from './host-link.ts';
import type { TerminalOptions } from './ports.ts';
import { signInAgainCodes } from './words.ts';

const waitsCode = '09';
/** Codes that say nothing of the payment, only of the question: what may have been paid is still taken back. */
const openCodes: ReadonlySet<string> = new Set(['13', '25', '30', '96', '97', '98', ...signInAgainCodes]);

export class CodeTalk {
  readonly #options: TerminalOptions;
  readonly #memory: Memory;
  readonly #link: HostLink;
  readonly #talk: Conversation;

  constructor(given: { options: TerminalOptions; memory: Memory; link: HostLink; talk: Conversation }) {
    this.#options = given.options;
    this.#memory = given.memory;
    this.#link = given.link;
    this.#talk = given.talk;
  }

  /** `waiting` as long as nobody has paid; silence says no more than that nothing was heard. */
  async ask(payment: WaitingPayment): Promise<Ending<Approved>> {
    const fields = this.#fields(payment);
    const answer = await this.#link.sealed({ mti: '0200', fields });
    if (answer.kind !== 'answer') return failureOf(answer);
    const { message } = answer;
    const code = textField(message, 39) ?? '';
    if (answer.signInAsked || signInAgainCodes.has(code)) this.#memory.put({ signInNeeded: true });
    if (!answer.sealed) return { kind: 'bad_answer' };
    const differs = [4, 11, 41, 42].some((n) => message.fields.get(n) !== fields.get(n));
    if (differs || code === '') return { kind: 'mismatch' };
    if (code === '00') return { kind: 'done', value: this.#talk.paid(payment, message) };
    if (code === waitsCode) return { kind: 'waiting', payment };
    if (!openCodes.has(code)) this.#memory.put({ pendingReversal: undefined });
    return { kind: 'declined', code, text: hostText(message) };
  }

  #fields({ amountFen, voucher, batchNo, stan }: WaitingPayment): Map<number, FieldValue> {
    const { terminalNo = '', merchantNo = '', batchNo: open } = this.#memory.get();
    const { serialNo, appVersion } = this.#options;
    return new Map<number, FieldValue>([
      [3, '730000'],
      [4, amountFen.padStart(12, '0')],
      [11, this.#memory.nextStan()],
      [22, '032'],
      [25, '00'],
      [41, terminalNo],
      [42, merchantNo],
      [49, '156'],
      [59, encodeTerminalInformation({ deviceType: '04', serialNo, appVersion, qrOriginal: voucher })],
      [
        60,
        encodeField60({
          messageType: '60',
          batchNo: open,
          managementCode: '000',
          readCapability: '6',
          icCondition: '0',
        }),
      ],
      [61, encodeField61({ batchNo, stan })],
      [63, 'CUP'],
    ]);
  }
}
