import { Terminal, type Key, type Printer, type ScreenView, type TerminalModel } from '../index.ts';
import { activationCode, creditPan, MemoryStore, options, ScriptedHost, testCard } from './scripted-host.ts';

/** 2026-11-22 20:31:05 in Shanghai. */
const now = Date.parse('2026-11-22T12:31:05Z');

/** A roll of paper: what went through, and whether its coated side met the head. */
export class TestPrinter implements Printer {
  side: 'right' | 'wrong' | 'none' = 'right';
  readonly strips: (readonly string[])[] = [];
  paper(): 'ready' | 'none' {
    return this.side === 'none' ? 'none' : 'ready';
  }
  readonly codes: (string | undefined)[] = [];
  print(lines: readonly string[], code?: string): 'printed' | 'no_paper' {
    if (this.side === 'none') return 'no_paper';
    this.codes.push(this.side === 'right' ? code : undefined);
    this.strips.push(this.side === 'right' ? lines : lines.map(() => ''));
    return 'printed';
  }
}

/** A terminal with a scripted host: keys, cards and power cuts. */
export class Bench {
  readonly printer = new TestPrinter();
  readonly #model: TerminalModel;
  constructor(model: TerminalModel = 'esign_pos') {
    this.#model = model;
    this.terminal = this.#fresh();
  }
  readonly host = new ScriptedHost();
  readonly store = new MemoryStore();
  nowMs = now;
  battery = { percent: 80, charging: false };
  views: ScreenView[] = [];
  terminal: Terminal;

  #fresh(): Terminal {
    const terminal: Terminal = new Terminal(
      { ...options, model: this.#model },
      {
        ...(this.#model === 'smart_pos' ? { printer: this.printer } : {}),
        transport: this.host,
        store: this.store,
        nowMs: () => this.nowMs,
        battery: () => this.battery,
        randomBytes: (length) => new Uint8Array(length).fill(0xa5),
        onChange: () => this.views.push(terminal.view()),
      },
    );
    return terminal;
  }
  get view(): ScreenView {
    return this.terminal.view();
  }
  /** The process dies; what was saved is all there is. */
  async powerCut(): Promise<void> {
    this.terminal = this.#fresh();
    await this.boot();
  }
  async keys(...keys: string[]): Promise<void> {
    for (const word of keys) {
      for (const key of /^\d+$/.test(word) ? word.split('') : [word]) this.terminal.press(key as Key);
      await this.terminal.settled();
    }
  }
  async boot(): Promise<void> {
    await this.keys('power');
    this.terminal.tick();
    await this.terminal.settled();
  }
  async card(...given: Parameters<typeof testCard>): Promise<boolean> {
    const taken = this.terminal.insertCard(testCard(...given));
    await this.terminal.settled();
    return taken;
  }
  /** Power on, mobile network, code, keys: up to the deposit. */
  async toDeposit(): Promise<void> {
    await this.boot();
    await this.keys('1', 'confirm', 'confirm', activationCode, 'confirm', 'confirm');
  }
  async activate(): Promise<void> {
    await this.toDeposit();
    await this.card(creditPan);
    await this.keys('123456', 'confirm', 'confirm', 'confirm');
  }
  async testSale(): Promise<void> {
    await this.keys('1', 'confirm');
    await this.card(creditPan, 'tap');
    await this.keys('confirm', 'confirm', 'confirm');
  }
  async ready(): Promise<void> {
    await this.activate();
    await this.testSale();
  }
  /** A big device: operator 01 puts the change of password off. */
  async readySmart(): Promise<void> {
    await this.boot();
    await this.keys('1', 'confirm', '01', 'confirm', '0000', 'confirm', 'cancel', 'confirm');
    await this.keys(activationCode, 'confirm', 'confirm');
    await this.card(creditPan);
    await this.keys('123456', 'confirm', 'confirm', 'confirm');
    await this.testSale();
  }
  async sale(amount: string, entry: 'swipe' | 'insert' | 'tap' = 'insert', pin = '123456'): Promise<void> {
    await this.keys('1', amount, 'confirm');
    await this.card(creditPan, entry);
    if (this.view.screen === 'enter_pin') await this.keys(...(pin === '' ? [] : [pin]), 'confirm');
  }
  mtis(): string[] {
    return this.host.received.map((message) => message.mti);
  }
}
