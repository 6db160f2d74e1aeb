/**
 * The clearing institution's register of terminals: one serial number, one merchant. Asked again under the same reference it answers
 * the same; a terminal that comes with another device lets go of its earlier one, and one whose acquirer withdraws it lets go of its last.
 */
import { JournalFile } from '../kit/index.ts';

export interface BindingQuestion {
  readonly reference: string;
  readonly terminalNo: string;
  readonly serialNo: string;
  readonly acquirerCode: string;
  readonly merchantNo: string;
  readonly subject: { readonly kind: string; readonly number: string };
  readonly account: string;
  readonly address: string;
}

export type BindingAnswer =
  | { readonly result: 'accepted'; readonly networkReference: string }
  | { readonly result: 'refused'; readonly reason: string };

/** What is kept: enough to answer again and to know whose a serial number is. No number of a person, no account. */
interface Entry {
  readonly reference: string;
  readonly serialNo: string;
  readonly merchantNo: string;
  readonly terminalNo: string;
  readonly answer: BindingAnswer;
  /** This line ended what the reference had begun. */
  readonly withdrawn?: true;
}

export interface WithdrawalQuestion {
  readonly reference: string;
  readonly terminalNo: string;
  readonly serialNo: string;
  readonly merchantNo: string;
}

export class Bindings {
  readonly #journal: JournalFile<Entry>;
  readonly #answers = new Map<string, BindingAnswer>();
  readonly #bySerial = new Map<string, Entry>();
  readonly #byTerminal = new Map<string, Entry>();

  constructor(path: string) {
    this.#journal = new JournalFile<Entry>(path);
    for (const entry of this.#journal.read()) this.#take(entry);
  }

  /** `refuseWith` is a switched-on fault: the reason this one is refused with, whatever it says. */
  bind(question: BindingQuestion, refuseWith?: string): BindingAnswer {
    const earlier = this.#answers.get(question.reference);
    if (earlier !== undefined) return earlier;
    const { reference, serialNo, merchantNo, terminalNo } = question;
    const reason = refuseWith ?? this.#fault(question);
    const answer: BindingAnswer =
      reason === undefined
        ? { result: 'accepted', networkReference: `TB${String(this.#answers.size + 1).padStart(10, '0')}` }
        : { result: 'refused', reason };
    const entry = { reference, serialNo, merchantNo, terminalNo, answer };
    this.#journal.append(entry);
    this.#take(entry);
    return answer;
  }

  /** What is bound to somebody else stays theirs, and is no fault of whoever asks twice. */
  withdraw(question: WithdrawalQuestion): { result: 'withdrawn' } {
    const bound = this.#bySerial.get(question.serialNo);
    if (bound?.merchantNo !== question.merchantNo || bound.terminalNo !== question.terminalNo)
      return { result: 'withdrawn' };
    const entry = { ...bound, withdrawn: true as const };
    this.#journal.append(entry);
    this.#take(entry);
    return { result: 'withdrawn' };
  }

  list(): { serialNo: string; merchantNo: string; terminalNo: string; networkReference: string }[] {
    return [...this.#bySerial.values()].map(({ serialNo, merchantNo, terminalNo, answer }) => ({
      serialNo,
      merchantNo,
      terminalNo,
      networkReference: answer.result === 'accepted' ? answer.networkReference : '',
    }));
  }

  #fault(question: BindingQuestion): string | undefined {
    const { subject, account, address, acquirerCode } = question;
    const whole = [question.serialNo, question.merchantNo, subject?.number, account, address, acquirerCode];
    if (whole.some((one) => typeof one !== 'string' || one === '')) return 'element_missing';
    const bound = this.#bySerial.get(question.serialNo);
    return bound !== undefined && bound.merchantNo !== question.merchantNo ? 'serial_bound_elsewhere' : undefined;
  }

  #take(entry: Entry): void {
    this.#answers.set(entry.reference, entry.answer);
    if (entry.answer.result !== 'accepted') return;
    const terminal = `${entry.merchantNo}:${entry.terminalNo}`;
    const before = this.#byTerminal.get(terminal);
    if (before !== undefined) this.#bySerial.delete(before.serialNo);
    if (entry.withdrawn === true) {
      this.#byTerminal.delete(terminal);
      return;
    }
    this.#byTerminal.set(terminal, entry);
    this.#bySerial.set(entry.serialNo, entry);
  }
}
