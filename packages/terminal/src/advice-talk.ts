/**
 * What the host is told as often as it takes: offline sales, tips, adjustments. Stored before it leaves, sent again as it was before the
 * next transaction, and a row of the journal only when the host has said yes. Nothing else waits for it.
 */
import { textField, type FieldValue, type Message } from '@kaitong/iso8583';
import { done, hostText, type Ending } from './ending.ts';
import type { HostLink, LinkAnswer, Memory } from './host-link.ts';
import type { PresentedCard } from './ports.ts';
import { advicesMax, fieldsOfStored, isAdvice, storedFields, type PendingAdvice } from './stored.ts';
import type { Job } from './wire.ts';
import { signInAgainCodes } from './words.ts';

/** Not known yet, or nothing said of it: asked again. */
const openCodes: ReadonlySet<string> = new Set(['09', '96', '98', ...signInAgainCodes]);

type Answered = Extract<LinkAnswer, { kind: 'answer' }>;

export class AdviceTalk {
  readonly #memory: Memory;
  readonly #link: HostLink;

  constructor(given: { readonly memory: Memory; readonly link: HostLink }) {
    this.#memory = given.memory;
    this.#link = given.link;
  }

  /** Stores it; false when no more can be stored, and then nothing may be sold on trust. */
  keep(job: Job, card: PresentedCard, fields: ReadonlyMap<number, FieldValue>): boolean {
    const { advices } = this.#memory.get();
    if (!isAdvice(job.kind) || advices.length >= advicesMax) return false;
    const { original } = job;
    const advice: PendingAdvice = {
      kind: job.kind,
      stan: String(fields.get(11)),
      fields: storedFields(fields),
      amountFen: String(job.amountFen),
      pan: card.pan,
      entry: card.entry,
      ...(original === undefined ? {} : { originalStan: original.stan, originalRrn: original.rrn }),
    };
    this.#memory.put({ advices: [...advices, advice] });
    return true;
  }

  /** Whether the host has said how it ends; then it is stored no more. */
  ended(stan: string, answer: LinkAnswer): answer is Answered {
    if (answer.kind !== 'answer' || !answer.sealed || textField(answer.message, 11) !== stan) return false;
    const code = textField(answer.message, 39) ?? '';
    if (signInAgainCodes.has(code)) this.#memory.put({ signInNeeded: true });
    if (code === '' || openCodes.has(code)) return false;
    this.#memory.put({ advices: this.#memory.get().advices.filter((one) => one.stan !== stan) });
    return true;
  }

  /** What is stored goes out again, oldest first, until the host does not answer. A refusal is said once. */
  async resend(record: (advice: PendingAdvice, message: Message) => void): Promise<Ending> {
    for (const advice of this.#memory.get().advices) {
      const answer = await this.#link.sealed({ mti: '0220', fields: fieldsOfStored(advice.fields) });
      if (!this.ended(advice.stan, answer)) return done;
      const { message } = answer;
      const code = textField(message, 39) ?? '';
      if (code !== '00') return { kind: 'advice_refused', code, text: hostText(message), amountFen: advice.amountFen };
      record(advice, message);
    }
    return done;
  }
}
