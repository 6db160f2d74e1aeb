/**
 * The software inside a POS. Keys and cards go in, screens come out; between them the conversation with the host. Everything
 * that matters is stored before it is acted on, so `powerCut` at any moment loses nothing but the typing. What a key means is
 * decided by the part that the screen belongs to: `at-start`, `at-activation`, `at-payment`, `at-menus`.
 */
import { ActivationTalk } from './activation-talk.ts';
import { pressAtAdmin } from './at-admin.ts';
import { pressAtActivation, resume } from './at-activation.ts';
import { pressInMenus } from './at-menus.ts';
import { pressAtCode, tickAtCode } from './at-code.ts';
import { pressAtPayment, takeCard, takeCode, takeSignature } from './at-payment.ts';
import { pressAtStart, signOnFirst } from './at-start.ts';
import { CodeTalk } from './code-talk.ts';
import { Conversation } from './conversation.ts';
import { DownloadTalk, type OnProgress } from './download-talk.ts';
import type { Desk, Notice } from './desk.ts';
import type { Drawing } from './drawing.ts';
import { HostLink, Memory } from './host-link.ts';
import type { Key, LinePhase, NetworkKind, PresentedCard, TerminalOptions, TerminalPorts } from './ports.ts';
import { headOf, printReceipt } from './printing.ts';
import type { Screen, ScreenView } from './screen.ts';
import { SignatureTalk } from './signature-talk.ts';
import { SettlementTalk } from './settlement-talk.ts';
import type { Stored } from './stored.ts';
import { viewOf } from './view.ts';
import { say, type WordKey } from './words.ts';

/** So long the first menu stands before the device does something of its own. */
const idleMs = 5_000;
/** So long an answer is waited for then; one that comes later is asked for again. */
const idleAnswerMs = 10_000;
/** After a try in idle time that came to nothing. */
const restMs = 600_000;

export class Terminal {
  readonly #options: TerminalOptions;
  readonly #ports: TerminalPorts;
  #desk: Desk;
  #link: HostLink;
  #screen: Screen = { name: 'off' };
  #shownAtMs = 0;
  #restUntilMs = 0;
  #network: NetworkKind | undefined;
  #activationError: { code: string; text: string } | undefined;
  #running: Promise<void> = Promise.resolve();
  /** Raised at each press of the power key: what was running before must not touch the screen. */
  #session = 0;

  constructor(options: TerminalOptions, ports: TerminalPorts) {
    this.#options = options;
    this.#ports = ports;
    [this.#desk, this.#link] = this.#wake();
  }

  /** The software as it starts: everything it knows comes from the store. */
  #wake(): [Desk, HostLink] {
    const given = { options: this.#options, ports: this.#ports, memory: new Memory(this.#ports) };
    const session = this.#session;
    const onPhase = (phase: LinePhase): void => {
      if (session === this.#session && this.#screen.name === 'busy') this.#show({ ...this.#screen, phase });
    };
    const onProgress: OnProgress = (loading) => {
      if (session === this.#session && this.#screen.name === 'busy') this.#show({ ...this.#screen, loading });
    };
    const link = new HostLink({ ...given, onPhase });
    const talks = { ...given, link };
    const talk = new Conversation(talks);
    const desk: Desk = {
      ...given,
      talk,
      codes: new CodeTalk({ ...talks, talk }),
      activation: new ActivationTalk(talks),
      settlement: new SettlementTalk(talks),
      signatures: new SignatureTalk(talks),
      downloads: new DownloadTalk({ ...talks, onProgress }),
      say: (key) => say(given.memory.get().language, key),
      screen: () => this.#screen,
      show: (screen) => this.#show(screen),
      notice: (notice: Notice, next) => this.#show({ name: 'notice', ...notice, next }),
      run: (task, work, then) => this.#run(task, work, then),
      quietly: (work, then) => this.#quietly(work, then),
      within: (limitMs, work) => link.within(limitMs, work),
      stopped: (error) => {
        this.#activationError = error;
      },
    };
    return [desk, link];
  }

  /** What is on the screen now; plain JSON. */
  view(): ScreenView {
    return viewOf(this.#screen, {
      stored: this.stored(),
      network: this.#network,
      nowMs: this.#ports.nowMs(),
      timeoutMs: this.#link.timeoutMs,
      model: this.#options.model,
      paper: this.#ports.printer?.paper(),
      battery: this.#ports.battery?.(),
      signal: this.#ports.signal?.(),
      lineDown: this.#link.down,
      serialNo: this.#options.serialNo,
      mustChangePassword: this.#options.mustChangePassword === true,
      activationError: this.#activationError,
      head: headOf(this.#desk),
    });
  }

  /** The stored state, for tests and for the page of the outside world. Holds keys: never show it whole. */
  stored(): Stored {
    return this.#desk.memory.get();
  }

  /** Resolves when nothing is running: no message on the line, no network being joined. */
  async settled(): Promise<void> {
    let last: Promise<void> | undefined;
    while (last !== this.#running) {
      last = this.#running;
      await last;
    }
  }

  /** Once a second from the owner: ends booting, moves the seconds on the screen, uses the time when nobody is there. */
  tick(): void {
    if (this.#isEmpty() && this.#screen.name !== 'off') this.#power();
    if (this.#screen.name === 'booting') this.#booted();
    else if (this.#screen.name === 'busy') this.#ports.onChange();
    else if (this.#screen.name === 'code_payment') tickAtCode(this.#desk, this.#screen);
    else if (this.#screen.name === 'home' && this.#ports.nowMs() - this.#shownAtMs >= idleMs) this.#useIdleTime();
  }

  /** Nobody stands at the device: what waits for the host is sent. */
  #useIdleTime(): void {
    const { talk, signatures, downloads } = this.#desk;
    const link = this.#link;
    const { step, signInNeeded, locked } = this.stored();
    const active = step === 'device_acknowledged' || step === 'test_sale_ok';
    const asked = signatures.due() || downloads.due() || signInNeeded === true;
    if (!active || !asked || locked === true || this.#ports.nowMs() < this.#restUntilMs) return;
    const work = async (): Promise<boolean> => {
      const prepared = await talk.prepare();
      if (prepared.kind !== 'done') return false;
      return link.within(idleAnswerMs, async () => {
        if (signatures.due()) await signatures.send('due');
        return (await downloads.run()).kind === 'done' && !signatures.due();
      });
    };
    const task = downloads.due() ? 'downloading' : signatures.due() ? 'sendingSignature' : 'signIn';
    this.#run(task, work, (ended) => {
      if (!ended) this.#restUntilMs = this.#ports.nowMs() + restMs;
      this.#show({ name: 'home' });
    });
  }

  /** One key. Keys that mean nothing on the present screen are ignored. */
  press(key: Key): void {
    const screen = this.#screen;
    if (key === 'power') {
      if (this.#screen.name !== 'off' || !this.#isEmpty()) this.#power();
    } else if (screen.name === 'choose_network') {
      if (key === '1' || key === '2') this.#join(key === '1' ? '4g' : 'wifi');
    } else if (screen.name === 'notice') {
      if (key === 'confirm' || key === 'cancel') this.#leaveNotice(screen.next);
    } else {
      const parts = [pressAtAdmin, pressAtStart, pressAtActivation, pressAtCode, pressAtPayment, pressInMenus];
      parts.some((part) => part(this.#desk, screen, key));
    }
  }

  /** A card at the reader; false when no card is wanted now. */
  insertCard(card: PresentedCard): boolean {
    return takeCard(this.#desk, this.#screen, card);
  }

  /** A customer's code before the camera; false when none is wanted now, or it is none. */
  scanCode(code: string): boolean {
    return takeCode(this.#desk, this.#screen, code);
  }

  /** The signature was drawn (`readDrawing` reads one from outside); false when none is wanted. */
  sign(drawing: Drawing): boolean {
    return takeSignature(this.#desk, this.#screen, drawing);
  }

  /** Nothing left in the battery: the device goes off as in a power cut, and stays off until it is charged. */
  #isEmpty(): boolean {
    const battery = this.#ports.battery?.();
    return battery !== undefined && !battery.charging && battery.percent <= 0;
  }

  #show(screen: Screen): void {
    this.#screen = screen;
    this.#shownAtMs = this.#ports.nowMs();
    this.#ports.onChange();
  }

  /** Runs something on the line behind a busy screen; `then` decides the next screen unless the power went off. */
  #run<T>(task: WordKey, work: () => Promise<T>, then: (result: T) => void): void {
    this.#show({ name: 'busy', task, phase: 'connecting', sinceMs: this.#ports.nowMs() });
    this.#quietly(work, then);
  }

  /** The same without touching the screen. */
  #quietly<T>(work: () => Promise<T>, then: (result: T) => void): void {
    const session = this.#session;
    this.#running = work().then((result) => {
      if (session === this.#session) then(result);
    });
  }

  /** Whoever switches it on signs on again. */
  #power(): void {
    this.#session += 1;
    if (this.#options.model === 'smart_pos') this.#desk.memory.put({ operator: undefined });
    this.#desk.memory.switchOff();
    [this.#desk, this.#link] = this.#wake();
    this.#activationError = undefined;
    this.#network = undefined;
    this.#show(this.#screen.name === 'off' ? { name: 'booting' } : { name: 'off' });
  }

  #booted(): void {
    const known = this.stored().network;
    if (known === undefined) this.#show({ name: 'choose_network' });
    else this.#join(known);
  }

  #join(network: NetworkKind): void {
    const session = this.#session;
    this.#show({ name: 'joining_network', network });
    this.#running = this.#ports.transport.connect(network).then((up) => {
      if (session !== this.#session) return;
      if (!up) {
        this.#show({ name: 'network_failed' });
        return;
      }
      this.#network = network;
      const before = this.stored();
      this.#desk.memory.put({ network });
      if (before.network === undefined || before.step === undefined) this.#show({ name: 'connected', network });
      else signOnFirst(this.#desk, () => resume(this.#desk));
    });
  }

  /** A busy screen behind a notice means: go on with the stored step. */
  #leaveNotice(next: Screen): void {
    if (next.name === 'busy') resume(this.#desk);
    else if (next.name === 'receipt') printReceipt(this.#desk, next);
    else this.#show(next);
  }
}
