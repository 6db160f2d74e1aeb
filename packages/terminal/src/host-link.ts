/** One request and its answer: frames, MAC, numbers. What the answers mean is decided in `conversation.ts`. */
import {
  frame,
  FrameReader,
  macHolds,
  pack,
  packWithMac,
  swapTpdu,
  unpack,
  type FieldValue,
  type Message,
} from '@kaitong/iso8583';
import type { LinePhase, TerminalOptions, TerminalPorts } from './ports.ts';
import { spokenBy } from './speech.ts';
import { hostAddress, numberOf, settingOf } from './settings.ts';
import { freshStored, type DownloadName, type Stored } from './stored.ts';

/** The state and its disk: every change is saved before anything else happens. */
export class Memory {
  #state: Stored;
  #off = false;
  readonly #ports: TerminalPorts;
  constructor(ports: TerminalPorts) {
    this.#ports = ports;
    // what an older version has saved knows less
    this.#state = { ...freshStored, ...ports.store.load() };
  }
  get(): Stored {
    return this.#state;
  }
  /** Changes and saves; `undefined` removes an entry. */
  put(change: { readonly [K in keyof Stored]?: Stored[K] | undefined }): void {
    if (this.#off) return;
    const next = { ...this.#state, ...change } as Record<string, unknown>;
    for (const [name, value] of Object.entries(next)) if (value === undefined) delete next[name];
    this.#state = next as unknown as Stored;
    this.#ports.store.save(this.#state);
  }
  /** The power went: whatever was still running can write nothing any more. */
  switchOff(): void {
    this.#off = true;
  }
  nextStan(): string {
    const lastStan = (this.#state.lastStan % 999_999) + 1;
    this.put({ lastStan });
    return String(lastStan).padStart(6, '0');
  }
}

export type LinkAnswer =
  /** `sealed`: its MAC was present and right. */
  | { readonly kind: 'answer'; readonly message: Message; readonly sealed: boolean; readonly signInAsked: boolean }
  /** Something came that cannot be trusted or read. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'not_sent' };

const header = '603200320000';
/** Nobody stands before a device for longer. */
const timeoutMsMax = 120_000;
/** Sixth digit of the header of a host answer: what it asks the terminal to do after the transaction. */
const askSignIn = '3';
const askedDownloads: Readonly<Record<string, readonly DownloadName[]>> = {
  '1': ['parameters'],
  '4': ['capks'],
  '5': ['applications', 'contactless', 'noPinAdditions', 'noPinBlack'],
};

export class HostLink {
  readonly #options: TerminalOptions;
  readonly #ports: TerminalPorts;
  readonly #memory: Memory;
  readonly #onPhase: (phase: LinePhase) => void;
  #down = false;
  #limitMs = timeoutMsMax;

  constructor(given: {
    options: TerminalOptions;
    ports: TerminalPorts;
    memory: Memory;
    onPhase: (phase: LinePhase) => void;
  }) {
    this.#options = given.options;
    this.#ports = given.ports;
    this.#memory = given.memory;
    this.#onPhase = given.onPhase;
  }

  /** The last message could not leave. */
  get down(): boolean {
    return this.#down;
  }

  get timeoutMs(): number {
    const parameter = numberOf(this.#memory.get(), 'timeoutSeconds') * 1000;
    return Math.min(this.#options.timeoutMs ?? timeoutMsMax, parameter, this.#limitMs);
  }

  /** Waits at most so long for each answer while the work runs: what nobody asked for must not keep a cashier waiting. */
  async within<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
    this.#limitMs = limitMs;
    try {
      return await work();
    } finally {
      this.#limitMs = timeoutMsMax;
    }
  }

  /** Remembers what the host asks for; it is done when nobody stands at the device. */
  #note(digit: string): void {
    const { wanted } = this.#memory.get();
    const more = (askedDownloads[digit] ?? []).filter((one) => !wanted.includes(one));
    if (more.length > 0) this.#memory.put({ wanted: [...wanted, ...more] });
    if (digit === askSignIn) this.#memory.put({ signInNeeded: true });
  }

  /** A management message: no MAC either way. */
  plain(message: Message): Promise<LinkAnswer> {
    return this.#exchange(pack(spokenBy(this.#memory.get()).profile.dialect, message));
  }

  /** A financial message, sealed with the MAK; `unreadable` when the answer's MAC is present and wrong. */
  async sealed(message: { mti: string; fields: ReadonlyMap<number, FieldValue> }): Promise<LinkAnswer> {
    const mak = this.#memory.get().mak;
    if (mak === undefined) throw new Error('a financial message before the sign-in');
    const key = Buffer.from(mak, 'hex');
    const { dialect, mac } = spokenBy(this.#memory.get()).profile;
    return this.#exchange(packWithMac(dialect, message, { strategy: mac, key }), key);
  }

  async #exchange(body: Uint8Array, key?: Uint8Array): Promise<LinkAnswer> {
    const tpdu = this.#options.tpdu ?? `60${settingOf(this.#memory.get(), 'nii')}0000`;
    const sent = frame({ tpdu, header, body });
    const to = hostAddress(this.#memory.get());
    const result = await this.#ports.transport.exchange(sent, this.timeoutMs, this.#onPhase, to);
    this.#down = result.kind === 'not_sent';
    if (result.kind !== 'answer') return result;
    const [event] = new FrameReader().push(result.frame);
    if (event?.kind !== 'frame' || event.frame.tpdu !== swapTpdu(tpdu)) return { kind: 'unreadable' };
    const { dialect, mac } = spokenBy(this.#memory.get()).profile;
    const read = unpack(dialect, event.frame.body);
    if (!read.ok) return { kind: 'unreadable' };
    const sealed = key !== undefined && read.value.fields.has(64);
    if (sealed && !macHolds(event.frame.body, { strategy: mac, key })) return { kind: 'unreadable' };
    this.#note(event.frame.header[5] ?? '');
    return { kind: 'answer', message: read.value, sealed, signInAsked: event.frame.header[5] === askSignIn };
  }
}
