/** The messages of an activation: the code, the next step, the account, the acknowledgement. */
import {
  buildActivationAck,
  buildActivationRequest,
  buildActivationStep,
  readActivationAckReply,
  readActivationReply,
  readActivationStepReply,
  type ActivationIntent,
  type NextStep,
  type StepAsk,
} from '@kaitong/iso8583';
import { failureOf, type Ending } from './ending.ts';
import type { HostLink, Memory } from './host-link.ts';
import type { TerminalOptions, TerminalPorts } from './ports.ts';
import type { ActivationStep } from './stored.ts';

interface Given {
  readonly options: TerminalOptions;
  readonly ports: TerminalPorts;
  readonly memory: Memory;
  readonly link: HostLink;
}

/** Answer to an acknowledgement that came before another step. */
const stepMissingCode = '22';
/** What has been reached when the host waits for this. */
const reachedBefore: Readonly<Record<NextStep, ActivationStep>> = {
  deposit: 'keys_loaded',
  account: 'deposit_secured',
  acknowledge: 'deposit_secured',
  active: 'device_acknowledged',
  acknowledge_tested: 'deposit_secured',
};

export interface StepTold {
  readonly next: Exclude<NextStep, 'acknowledge_tested'>;
  /** What the host wrote for the screen. */
  readonly text: string;
  readonly triesLeft: number;
}

export class ActivationTalk {
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
  }

  /** Hands the code over (or resumes) and stores numbers and master key. */
  async activate(intent: ActivationIntent): Promise<Ending<{ merchantName: string }>> {
    const { options, ports, memory, link } = this.#given;
    const { serialNo, deviceKey, appVersion } = options;
    const exchange = { stan: memory.nextStan(), serialNo, nonceT: ports.randomBytes(16) };
    memory.put({ codeSent: true });
    const answer = await link.plain(buildActivationRequest({ ...exchange, appVersion, intent, deviceKey }));
    if (answer.kind === 'not_sent' && intent.kind === 'code') memory.put({ codeSent: undefined });
    if (answer.kind !== 'answer') return failureOf(answer);
    const read = readActivationReply(answer.message, exchange, deviceKey);
    if (!read.ok) return { kind: 'bad_answer' };
    const reply = read.value;
    if (reply.kind === 'refused') {
      if (reply.authentic) memory.put({ codeSent: undefined });
      const { code, text } = reply;
      return { kind: 'declined', code, text, ...(reply.triesLeft === undefined ? {} : { triesLeft: reply.triesLeft }) };
    }
    const { terminalNo, merchantNo, merchantName } = reply;
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const secrets = { tmk: hex(reply.tmk), activationRef: hex(reply.activationRef) };
    memory.put({ codeSent: undefined, terminalNo, merchantNo, merchantName, ...secrets, step: 'code_accepted' });
    return { kind: 'done', value: { merchantName } };
  }

  #named() {
    const stored = this.#given.memory.get();
    return {
      stan: this.#given.memory.nextStan(),
      terminalNo: stored.terminalNo ?? '',
      merchantNo: stored.merchantNo ?? '',
      deviceKey: this.#given.options.deviceKey,
      activationRef: Uint8Array.from(Buffer.from(stored.activationRef ?? '', 'hex')),
    };
  }

  /** 0800/103. The step that the host tells is the step from then on: the host knows more (a transfer, a reversal). */
  async step(ask: StepAsk): Promise<Ending<StepTold>> {
    const { ports, memory, link } = this.#given;
    const sent = { ...this.#named(), nonceT: ports.randomBytes(16) };
    const answer = await link.plain(buildActivationStep({ ...sent, ask }));
    if (answer.kind !== 'answer') return failureOf(answer);
    const read = readActivationStepReply(answer.message, sent);
    if (!read.ok) return { kind: 'bad_answer' };
    const { code, text, next: told, triesLeft = 0, depositFen } = read.value;
    const next = told === 'acknowledge_tested' ? 'acknowledge' : told;
    if (next === undefined) return code === '00' ? { kind: 'bad_answer' } : { kind: 'declined', code, text };
    const before = memory.get();
    const accountWanted = next === 'account' || before.accountWanted === true;
    const bound = next === 'acknowledge' && accountWanted;
    memory.put({
      step: bound ? 'account_bound' : reachedBefore[next],
      depositFen: String(depositFen ?? 0n),
      ...(accountWanted ? { accountWanted } : {}),
      ...(told === 'acknowledge_tested' ? { tested: true } : {}),
    });
    return code === '00'
      ? { kind: 'done', value: { next, text, triesLeft } }
      : { kind: 'declined', code, text, triesLeft };
  }

  /** Says that the device is ready; the host calls it active only now. */
  async acknowledge(): Promise<Ending> {
    const { memory, link } = this.#given;
    const sent = this.#named();
    const answer = await link.plain(buildActivationAck(sent));
    if (answer.kind !== 'answer') return failureOf(answer);
    const read = readActivationAckReply(answer.message, sent);
    if (!read.ok) return { kind: 'bad_answer' };
    const { code, text, authentic } = read.value;
    // The host misses a step (the deposit was reversed or released, the account is not bound): it is asked which.
    if (authentic && code === stepMissingCode) memory.put({ step: 'keys_loaded' });
    if (code !== '00') return { kind: 'declined', code, text };
    if (!authentic) return { kind: 'bad_answer' };
    memory.put({ step: memory.get().tested === true ? 'test_sale_ok' : 'device_acknowledged' });
    return { kind: 'done', value: undefined };
  }
}
