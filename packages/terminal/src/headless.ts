/** A terminal without screen or keys: the same memory, line and conversation. For fleets and for simulations of bad days. */
import { Conversation, type Approved } from './conversation.ts';
import { CodeTalk } from './code-talk.ts';
import type { Ending, WaitingPayment } from './ending.ts';
import { HostLink, Memory } from './host-link.ts';
import type { PresentedCard, TerminalOptions, TerminalPorts } from './ports.ts';
import { SettlementTalk } from './settlement-talk.ts';
import type { Settlement, Stored } from './stored.ts';
import type { Job } from './wire.ts';

export class HeadlessTerminal {
  readonly #memory: Memory;
  readonly #conversation: Conversation;
  readonly #settlement: SettlementTalk;
  readonly #codes: CodeTalk;

  constructor(options: TerminalOptions, ports: TerminalPorts) {
    this.#memory = new Memory(ports);
    const link = new HostLink({ options, ports, memory: this.#memory, onPhase: () => undefined });
    this.#conversation = new Conversation({ options, ports, memory: this.#memory, link });
    this.#codes = new CodeTalk({ options, memory: this.#memory, link, talk: this.#conversation });
    this.#settlement = new SettlementTalk({ ports, memory: this.#memory, link });
  }

  /** What it remembers. */
  get stored(): Stored {
    return this.#memory.get();
  }

  /** Before money moves: working keys, and what may have happened is reversed. */
  prepare(): Promise<Ending> {
    return this.#conversation.prepare();
  }

  /** `prepare`, and then one transaction. */
  async transact(job: Job, card: PresentedCard, pin = ''): Promise<Ending<Approved>> {
    const prepared = await this.prepare();
    return prepared.kind === 'done' ? this.#conversation.transact(job, card, pin) : prepared;
  }

  /** How a payment by code stands that waits for its customer. */
  ask(payment: WaitingPayment): Promise<Ending<Approved>> {
    return this.#codes.ask(payment);
  }

  /** `prepare`, and then the batch is compared, uploaded and closed; begun before and not ended, it goes on where it stopped. */
  async settle(): Promise<Ending<Settlement>> {
    const prepared = await this.prepare();
    return prepared.kind === 'done' ? this.#settlement.settle() : prepared;
  }

  manage(what: 'echo' | 'signOff'): Promise<Ending> {
    return this.#conversation.manage(what);
  }
}
