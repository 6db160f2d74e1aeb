import type { InstantMs } from '../../../kernel/instant.ts';

/** What demo mode adds: the outside world's switches and the sample documents. Made by the composition root, absent in production. */
export interface Demo {
  readonly signIns: readonly { readonly login: string; readonly password: string; readonly role: string }[];
  readonly people: readonly {
    readonly key: string;
    readonly name: string;
    readonly phone: string;
    readonly about: { readonly zh: string; readonly en: string };
  }[];
  readonly samples: SampleShelf;
  readonly simulators: SimulatorDesk;
  /** What the system was given to live with, and how far that is. */
  readonly living: () => LivingState;
  /** Resolves once nothing is written any more into the past that the clock would leave behind. */
  readonly pastWritten: () => Promise<void>;
  /** Merchants with something to look at, by their id. */
  readonly situations: ReadonlyMap<string, Situation>;
  /** Names this run of the system: after a reset it is another. */
  readonly run: string;
  /** Puts everything back to its first state, once this answer is out; undefined where this process is not all of the system. */
  readonly reset: (() => void) | undefined;
  /** Tells every simulator the new offset of the clock; resolves when they have taken it. */
  spreadClock(offsetMs: number): Promise<void>;
}

export type Situation = 'returned' | 'striking' | 'repair' | 'complaint' | 'expiring' | 'drifting' | 'asks' | 'deposit';

export interface LivingState {
  /** off: nothing is seeded; failed: the log says why. */
  readonly state: 'off' | 'seeding' | 'done' | 'failed';
  readonly percent: number;
}

export interface SampleShelf {
  list(): Promise<
    { name: string; personKey: string; kind: string; title: { zh: string; en: string }; expect: string }[]
  >;
  /** A picture (JPEG) or a clip (MP4, WebM); undefined for a name that is not on the list. */
  sample(name: string): Promise<{ readonly content: Uint8Array; readonly contentType: string } | undefined>;
  faceFrames(personKey: string, actions: readonly string[]): Promise<{ image: Uint8Array; atMs: number }[]>;
}

export interface SimulatorDesk {
  names(): readonly string[];
  alive(name: string): boolean;
  /** host:port of a simulator's HTTP interface, undefined while it is off. */
  address(name: string): string | undefined;
  power(name: string, on: boolean): Promise<boolean>;
}

export type Ran = { readonly kind: string; readonly key: string; readonly at: InstantMs };
