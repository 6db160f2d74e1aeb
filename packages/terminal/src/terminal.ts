/**
 * The software inside a POS. Keys and cards go in, screens come out; between them the conversation with the host. Everything
 * that matters is stored before it is acted on, so `powerCut` at any moment loses nothing but the typing.
 */
import { maskPan } from '@kaitong/iso8583';
import { Conversation, type Ending, type Job } from './conversation.ts';
import { HostLink, Memory } from './host-link.ts';
import type { Key, LinePhase, NetworkKind, PresentedCard, TerminalOptions, TerminalPorts } from './ports.ts';
import { yuan } from './receipt.ts';
import { viewOf, type Screen, type ScreenView } from './screen.ts';
import type { JournalRow, Stored } from './stored.ts';
import { responseText, say, type WordKey } from './words.ts';

const testSaleFen = 100n;
const amountDigitsMax = 9;
/** Contactless up to 1,000 yuan needs neither PIN nor signature. */
const freeTapFenMax = 100_000n;
const supervisorPassword = '123456';
const pinDigits = 6;

function isDigit(key: Key): boolean {
  return key.length === 1;
}

/** One more digit, or one less for `clear`. */
function typed(digits: string, key: Key, max: number): string {
  if (key === 'clear') return digits.slice(0, -1);
  return isDigit(key) && digits.length < max ? digits + key : digits;
}

export class Terminal {
  readonly #options: TerminalOptions;
  readonly #ports: TerminalPorts;
  #awake: { readonly memory: Memory; readonly link: HostLink; readonly talk: Conversation };
  #screen: Screen = { name: 'off' };
  #network: NetworkKind | undefined;
  #activationError: { code: string; text: string } | undefined;
  #running: Promise<void> = Promise.resolve();
  /** Raised at each press of the power key: what was running before must not touch the screen. */
  #session = 0;

  constructor(options: TerminalOptions, ports: TerminalPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#awake = this.#wake();
  }

  /** The software as it starts: everything it knows comes from the store. */
  #wake() {
    const given = { options: this.#options, ports: this.#ports, memory: new Memory(this.#ports) };
    const session = this.#session;
    const onPhase = (phase: LinePhase): void => {
      if (session === this.#session && this.#screen.name === 'busy') this.#show({ ...this.#screen, phase });
    };
    const link = new HostLink({ ...given, onPhase });
    return { memory: given.memory, link, talk: new Conversation({ ...given, link }) };
  }

  get #memory(): Memory {
    return this.#awake.memory;
  }

  get #talk(): Conversation {
    return this.#awake.talk;
  }

  /** What is on the screen now; plain JSON. */
  view(): ScreenView {
    const stored = this.#memory.get();
    return viewOf(this.#screen, {
      stored,
      network: this.#network,
      nowMs: this.#ports.nowMs(),
      timeoutMs: this.#awake.link.timeoutMs,
      depositFen: this.#options.depositFen,
      serialNo: this.#options.serialNo,
      activationError: this.#activationError,
      head: {
        merchantName: stored.merchantName ?? '',
        merchantNo: stored.merchantNo ?? '',
        terminalNo: stored.terminalNo ?? '',
        model: this.#options.model === 'esign_pos' ? 'KT-E1' : 'KT-S1',
        appVersion: this.#options.appVersion,
      },
    });
  }

  /** The stored state, for tests and for the page of the outside world. Holds keys: never show it whole. */
  stored(): Stored {
    return this.#memory.get();
  }

  /** Resolves when nothing is running: no message on the line, no network being joined. */
  async settled(): Promise<void> {
    let last: Promise<void> | undefined;
    while (last !== this.#running) {
      last = this.#running;
      await last;
    }
  }

  /** Once a second from the owner: ends booting and moves the seconds on the screen. */
  tick(): void {
    if (this.#screen.name === 'booting') this.#booted();
    else if (this.#screen.name === 'busy') this.#ports.onChange();
  }

  /** One key. Keys that mean nothing on the present screen are ignored. */
  press(key: Key): void {
    if (key === 'power') {
      this.#power();
      return;
    }
    if (!this.#pressAtStart(key)) this.#pressInUse(key);
  }

  /** A card at the reader; false when no card is wanted now. */
  insertCard(card: PresentedCard): boolean {
    const screen = this.#screen;
    if (screen.name === 'deposit_card') {
      this.#depositCard(card);
      return true;
    }
    if (screen.name !== 'present_card') return false;
    const free = card.entry === 'tap' && screen.job.amountFen <= freeTapFenMax;
    if (free) this.#transact(screen.job, card, '');
    else this.#show({ name: 'enter_pin', job: screen.job, card, digits: '' });
    return true;
  }

  /** The signature was drawn; false when none is wanted. */
  sign(): boolean {
    if (this.#screen.name !== 'signature') return false;
    const row = { ...this.#screen.row, signed: true };
    this.#memory.put({
      journal: this.#memory.get().journal.map((one) => (one.rrn === row.rrn && one.stan === row.stan ? row : one)),
    });
    this.#show({ name: 'receipt', row, copy: 'merchant' });
    return true;
  }

  #say(key: WordKey): string {
    return say(this.#memory.get().language, key);
  }

  #show(screen: Screen): void {
    this.#screen = screen;
    this.#ports.onChange();
  }

  #notice(tone: 'good' | 'bad' | 'plain', title: string, lines: readonly string[], next: Screen): void {
    this.#show({ name: 'notice', tone, title, lines, next });
  }

  /** Runs something on the line behind a busy screen; `then` decides the next screen unless the power went off. */
  #run<T>(task: WordKey, work: () => Promise<T>, then: (result: T) => void): void {
    const session = this.#session;
    this.#show({ name: 'busy', task, phase: 'connecting', sinceMs: this.#ports.nowMs() });
    this.#running = work().then((result) => {
      if (session === this.#session) then(result);
    });
  }

  #power(): void {
    this.#session += 1;
    this.#memory.switchOff();
    this.#awake = this.#wake();
    this.#activationError = undefined;
    this.#network = undefined;
    this.#show(this.#screen.name === 'off' ? { name: 'booting' } : { name: 'off' });
  }

  #booted(): void {
    const known = this.#memory.get().network;
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
      const before = this.#memory.get().network;
      this.#memory.put({ network });
      if (before === undefined || this.#memory.get().step === undefined) this.#show({ name: 'connected', network });
      else this.#resume();
    });
  }

  /** The screen that the stored step of the activation asks for. */
  #resume(): void {
    switch (this.#memory.get().step) {
      case undefined:
      case 'connected':
        this.#show({ name: 'unactivated' });
        break;
      case 'code_accepted':
        this.#show({ name: 'confirm_merchant' });
        break;
      case 'keys_loaded':
        this.#show({ name: 'deposit_card' });
        break;
      case 'deposit_secured':
        this.#acknowledge();
        break;
      default:
        this.#show({ name: 'home' });
    }
  }

  #pressAtStart(key: Key): boolean {
    const screen = this.#screen;
    const ok = key === 'confirm';
    switch (screen.name) {
      case 'choose_network':
        if (key === '1' || key === '2') this.#join(key === '1' ? '4g' : 'wifi');
        return true;
      case 'network_failed':
        if (ok) this.#show({ name: 'choose_network' });
        return true;
      case 'connected':
        if (ok) this.#resume();
        return true;
      case 'unactivated':
        if (ok && this.#memory.get().codeSent === true) this.#sendCode({ kind: 'resume' });
        else if (ok || key === 'menu') this.#show({ name: 'enter_code', digits: '' });
        return true;
      case 'enter_code':
        if (key === 'cancel') this.#show({ name: 'unactivated' });
        else if (ok && screen.digits.length === 12) this.#sendCode({ kind: 'code', code: screen.digits });
        else this.#show({ ...screen, digits: typed(screen.digits, key, 12) });
        return true;
      case 'confirm_merchant':
        if (ok) this.#loadKeys();
        return true;
      case 'deposit_card':
        if (key === 'menu') this.#acknowledge();
        return true;
      case 'card_not_credit':
        if (ok || key === 'cancel') this.#show({ name: 'deposit_card' });
        return true;
      case 'notice':
        if (ok || key === 'cancel') this.#leaveNotice(screen.next);
        return true;
      default:
        return false;
    }
  }

  /** A busy screen behind a notice means: go on with the stored step. */
  #leaveNotice(next: Screen): void {
    if (next.name === 'busy') this.#resume();
    else this.#show(next);
  }

  #sendCode(intent: { kind: 'code'; code: string } | { kind: 'resume' }): void {
    this.#activationError = undefined;
    this.#run(
      'sendingCode',
      () => this.#talk.activate(intent),
      (ending) => {
        if (ending.kind === 'done') {
          this.#show({ name: 'confirm_merchant' });
          return;
        }
        const tries =
          ending.kind === 'declined' && ending.triesLeft !== undefined
            ? [`${this.#say('triesLeft')} ${ending.triesLeft}`]
            : [];
        const next: Screen = ending.kind === 'declined' ? { name: 'enter_code', digits: '' } : { name: 'unactivated' };
        this.#activationFailed('codeRefused', ending, { extra: tries, next });
      },
    );
  }

  #loadKeys(): void {
    this.#activationError = undefined;
    this.#run(
      'loadingKeys',
      () => this.#talk.signIn(),
      (ending) => {
        if (ending.kind === 'done') this.#resume();
        else this.#activationFailed('codeRefused', ending, { extra: [], next: { name: 'confirm_merchant' } });
      },
    );
  }

  #depositCard(card: PresentedCard): void {
    this.#activationError = undefined;
    // Refused here, before any message leaves: no money may move on a debit card.
    if (this.#options.cardKinds.get(card.pan.slice(0, 6)) === 'debit') {
      this.#activationError = { code: '57', text: this.#say('useCredit') };
      this.#show({ name: 'card_not_credit', maskedPan: maskPan(card.pan) });
      return;
    }
    const job: Job = { kind: 'deposit', amountFen: this.#options.depositFen };
    this.#show({ name: 'enter_pin', job, card, digits: '' });
  }

  #acknowledge(): void {
    this.#activationError = undefined;
    this.#run(
      'acknowledging',
      () => this.#talk.acknowledge(),
      (ending) => {
        if (ending.kind === 'done') {
          this.#notice('good', this.#say('activated'), [this.#say('doTestSale')], { name: 'home' });
          return;
        }
        const again: Screen = { name: 'busy', task: 'acknowledging', phase: 'connecting', sinceMs: 0 };
        this.#activationFailed('codeRefused', ending, { extra: [this.#say('pressRetry')], next: again });
      },
    );
  }

  #activationFailed(title: WordKey, ending: Ending<unknown>, then: { extra: readonly string[]; next: Screen }): void {
    const lines = this.#linesOf(ending);
    const code = ending.kind === 'declined' ? ending.code : ending.kind;
    this.#activationError = { code, text: lines.join(' ') };
    this.#notice('bad', this.#say(title), [...lines, ...then.extra], then.next);
  }

  /** What an ending that is not `done` says on the screen. */
  #linesOf(ending: Ending<unknown>): string[] {
    const { language } = this.#memory.get();
    switch (ending.kind) {
      case 'declined': {
        const text = `${ending.code}-${responseText(language, ending.code)}`;
        return ending.text === '' ? [text] : [text, ending.text];
      }
      case 'silence':
        return [this.#say('noAnswer')];
      case 'not_sent':
        return [this.#say('notSent')];
      case 'bad_answer':
        return [this.#say('badMac')];
      case 'mismatch':
        return [this.#say('mismatch')];
      case 'key_check_wrong':
        return [this.#say('keyCheckWrong')];
      case 'reversal_open':
        return [this.#say('reversalPending')];
      case 'reversal_failed':
        return [this.#say('reversalFailed')];
      default:
        return [];
    }
  }

  #transact(job: Job, card: PresentedCard, pin: string): void {
    this.#activationError = undefined;
    const work = async (): Promise<Ending<JournalRow>> => {
      const prepared = await this.#talk.prepare();
      if (prepared.kind !== 'done') return prepared;
      return this.#talk.transact(job, card, pin);
    };
    this.#run(job.kind === 'deposit' ? 'depositBusy' : job.kind, work, (ending) => this.#transacted(job, ending));
  }

  #transacted(job: Job, ending: Ending<JournalRow>): void {
    const home: Screen = job.kind === 'deposit' ? { name: 'deposit_card' } : { name: 'home' };
    if (ending.kind !== 'done') {
      const pending = this.#memory.get().pendingReversal !== undefined ? [this.#say('willReverse')] : [];
      if (job.kind === 'deposit') this.#activationFailed('failed', ending, { extra: pending, next: home });
      else this.#notice('bad', this.#say('failed'), [...this.#linesOf(ending), ...pending], home);
      return;
    }
    if (job.kind === 'deposit') {
      const go: Screen = { name: 'busy', task: 'acknowledging', phase: 'connecting', sinceMs: 0 };
      this.#notice('good', this.#say('depositDone'), [`RMB ${yuan(job.amountFen)}`], go);
      return;
    }
    const row = ending.value;
    const free = row.entry === 'tap' && !row.withPin;
    const after: Screen = free ? { name: 'receipt', row, copy: 'merchant' } : { name: 'signature', row };
    this.#notice('good', this.#say('approved'), [`RMB ${yuan(job.amountFen)}`], after);
  }

  #pressInUse(key: Key): void {
    const screen = this.#screen;
    const ok = key === 'confirm';
    const home: Screen = { name: 'home' };
    if (
      key === 'cancel' &&
      !['off', 'booting', 'busy', 'joining_network', 'enter_pin', 'signature'].includes(screen.name)
    ) {
      this.#show(home);
      return;
    }
    switch (screen.name) {
      case 'home':
        this.#open(key);
        break;
      case 'enter_amount':
        this.#typeAmount(screen, key);
        break;
      case 'enter_pin':
        this.#typePin(screen, key);
        break;
      case 'signature':
        if (ok) this.#show({ name: 'receipt', row: screen.row, copy: 'merchant' });
        break;
      case 'receipt':
        if (ok) this.#show(screen.copy === 'merchant' ? { ...screen, copy: 'cardholder' } : home);
        break;
      case 'supervisor':
        if (!ok) this.#show({ ...screen, wrong: false, digits: typed(screen.digits, key, 6) });
        else if (screen.digits === supervisorPassword)
          this.#show({ name: 'enter_voucher', digits: '', missing: false });
        else this.#show({ name: 'supervisor', digits: '', wrong: true });
        break;
      case 'enter_voucher':
        if (ok) this.#openVoid(screen.digits);
        else this.#show({ ...screen, missing: false, digits: typed(screen.digits, key, 6) });
        break;
      default:
        this.#pressInLists(screen, key);
    }
  }

  #pressInLists(screen: Screen, key: Key): void {
    const { journal, language } = this.#memory.get();
    if (screen.name === 'journal') {
      const step = key === 'up' ? 1 : key === 'down' ? -1 : 0;
      const index = Math.min(journal.length - 1, Math.max(0, screen.index + step));
      const row = journal[screen.index];
      if (key === 'confirm' && row !== undefined) this.#show({ name: 'receipt', row, copy: 'cardholder' });
      else this.#show({ name: 'journal', index });
    }
    if (screen.name === 'management') this.#manage(key);
    if (screen.name === 'settings' && key === '1') {
      this.#memory.put({ language: language === 'zh' ? 'en' : 'zh' });
      this.#show(screen);
    }
    if (screen.name === 'settings' && key === '2') this.#show({ name: 'choose_network' });
  }

  #open(key: Key): void {
    const { journal, step } = this.#memory.get();
    const test = step === 'device_acknowledged';
    const home: Screen = { name: 'home' };
    const screens: Readonly<Record<string, Screen>> = {
      '1': { name: 'enter_amount', digits: test ? String(testSaleFen) : '', fixed: test },
      '2': { name: 'notice', tone: 'plain', title: this.#say('scan'), lines: [this.#say('scanLater')], next: home },
      '3': { name: 'supervisor', digits: '', wrong: false },
      '4': { name: 'journal', index: Math.max(0, journal.length - 1) },
      '5': { name: 'management' },
      '6': { name: 'settings' },
    };
    const opened = screens[key];
    if (opened !== undefined) this.#show(opened);
  }

  #typeAmount(screen: Extract<Screen, { name: 'enter_amount' }>, key: Key): void {
    const digits = screen.fixed ? screen.digits : typed(screen.digits, key, amountDigitsMax).replace(/^0+/, '');
    if (key === 'confirm' && digits !== '')
      this.#show({ name: 'present_card', job: { kind: 'sale', amountFen: BigInt(digits) } });
    else this.#show({ ...screen, digits });
  }

  #typePin(screen: Extract<Screen, { name: 'enter_pin' }>, key: Key): void {
    const back: Screen = screen.job.kind === 'deposit' ? { name: 'deposit_card' } : { name: 'home' };
    if (key === 'cancel') this.#show(back);
    else if (key !== 'confirm') this.#show({ ...screen, digits: typed(screen.digits, key, pinDigits) });
    else if (screen.digits === '' || screen.digits.length === pinDigits)
      this.#transact(screen.job, screen.card, screen.digits);
  }

  #openVoid(digits: string): void {
    const stan = digits.padStart(6, '0');
    const { journal, batchNo } = this.#memory.get();
    const original = journal.find(
      (row) => row.stan === stan && row.kind === 'sale' && row.batchNo === batchNo && row.voided !== true,
    );
    if (original === undefined) this.#show({ name: 'enter_voucher', digits: '', missing: true });
    else this.#show({ name: 'present_card', job: { kind: 'void', amountFen: BigInt(original.amountFen), original } });
  }

  #manage(key: Key): void {
    const back: Screen = { name: 'management' };
    const tell = (title: WordKey) => (ending: Ending) => {
      const good = ending.kind === 'done';
      this.#notice(good ? 'good' : 'bad', this.#say(title), good ? [this.#say('done')] : this.#linesOf(ending), back);
    };
    if (key === '1') this.#run('signIn', () => this.#talk.signIn(), tell('signIn'));
    if (key === '2') this.#run('signOff', () => this.#talk.manage('signOff'), tell('signOff'));
    if (key === '3') this.#run('echo', () => this.#talk.manage('echo'), tell('echo'));
    if (key === '4')
      this.#notice('plain', this.#say('version'), [this.#options.appVersion, this.#options.serialNo], back);
  }
}
