/**
 * The acquirer's end of the network leg: long-lived lines to one or several processors, many requests in flight, answers found by
 * MTI, fields 7, 11 and 32. Silence is never "no": a request whose bytes may have left ends as `unknown`, and only a request that
 * found no line that is up is `not_sent`. A late answer is told and posts nothing: whoever waited has begun to take it back.
 */
import {
  chance as platformChance,
  timers as platformTimers,
  wallClock,
  type Chance,
  type Timers,
  type WallClock,
} from '../../platform/env.ts';
import { Exchanges } from './exchanges.ts';
import { LINE_RULES, NetworkLine, type LateAnswer, type LineRules, type NetworkLog } from './line.ts';
import type { KeyExchange } from './line-keys.ts';
import type { LineState } from './line-states.ts';
import { expectedAnswerKey, networkMessage, type NetworkAnswer, type NetworkRequest } from './messages.ts';

export { networkMti, type NetworkAnswer, type NetworkRequest, type NetworkRequestKind } from './messages.ts';
export type { LateAnswer, NetworkLog } from './line.ts';

export interface CardNetworkOptions {
  /** Processors that are asked in turn; any of them knows every transaction. */
  readonly processors: readonly { readonly host: string; readonly port: number }[];
  /** 16 bytes; CBC triple DES. Agreed by hand; where keys are exchanged, of the lines' own messages only. */
  readonly networkMak: Uint8Array;
  /** Undefined: no keys are exchanged over the lines. */
  readonly keys?: KeyExchange | undefined;
  /** Up to 11 digits, fields 32 and 33. */
  readonly acquirerId: string;
  readonly timeoutMs: number;
  readonly log: NetworkLog;
  /** False in production: a line whose peer calls itself a simulator is closed for good. */
  readonly allowSimulator?: boolean;
  readonly timers?: Timers;
  readonly wall?: WallClock;
  readonly chance?: Chance;
  readonly rules?: Partial<LineRules>;
  readonly onLate?: (late: LateAnswer) => void;
  /** An answer to nothing that was asked, or one more to what was answered already; it changes nothing. */
  readonly onStray?: (key: string) => void;
  readonly onState?: (processor: string, state: LineState) => void;
}

export interface CardNetwork {
  exchange(request: NetworkRequest): Promise<NetworkAnswer>;
  /** Signed on and able to send, over one line at least. */
  ready(): boolean;
  /** A peer has called itself a simulator in its sign-on answer. */
  simulator(): boolean;
  /** Resolves once a line is signed on, or false after `ms`. */
  whenReady(ms: number): Promise<boolean>;
  /** Of each processor, in their order. */
  states(): LineState[];
  close(): void;
}

/** Requests in flight; at 200 a second and 30 s of silence 6,000 would wait, so 10,000 is a fault and not a load. */
const inFlightMax = 10_000;

const rests = ({ state }: NetworkLine): boolean => state === 'resting' || state === 'probing';

/** Opens the lines and keeps them open until `close`; returns at once, `ready` tells when it can send. */
export function createCardNetwork(options: CardNetworkOptions): CardNetwork {
  const timers = options.timers ?? platformTimers;
  const exchanges = new Exchanges({ timers, timeoutMs: options.timeoutMs });
  const readyWaiters = new Set<() => void>();
  const lines = options.processors.map(
    ({ host, port }) =>
      new NetworkLine({
        host,
        port,
        networkMak: options.networkMak,
        keys: options.keys,
        acquirerId: options.acquirerId,
        allowSimulator: options.allowSimulator ?? true,
        log: options.log,
        timers,
        wall: options.wall ?? wallClock,
        chance: options.chance ?? platformChance,
        exchanges,
        rules: { ...LINE_RULES, ...options.rules },
        onLate: (late) => options.onLate?.(late),
        onStray: (key) => options.onStray?.(key),
        onState(state) {
          options.onState?.(`${host}:${port}`, state);
          if (state === 'up') for (const done of readyWaiters) done();
        },
      }),
  );
  const simulator = (): boolean => lines.some((line) => line.simulator);
  const trusted = options.allowSimulator ?? true;
  const ready = (): boolean => lines.some((line) => line.canSend()) && (trusted || !simulator());
  const next = inTurn(lines);
  return {
    ready,
    simulator,
    states: () => lines.map((line) => line.state),
    async whenReady(ms) {
      if (ready()) return true;
      const stop = new AbortController();
      const done = (): void => stop.abort();
      readyWaiters.add(done);
      await timers.wait(ms, stop.signal);
      readyWaiters.delete(done);
      return ready();
    },
    async exchange(request) {
      const message = networkMessage(request, options.acquirerId);
      const key = expectedAnswerKey(message);
      const waiting = exchanges.waiting(key);
      if (waiting !== undefined) return waiting.promise;
      const line = ready() && exchanges.size < inFlightMax ? next() : undefined;
      if (line === undefined) return { kind: 'not_sent', reason: lines.some(rests) ? 'resting' : 'not_connected' };
      const bytes = line.sealed(message);
      const waiter = exchanges.wait(key, line, message);
      line.send(bytes);
      const answer = await waiter.promise;
      line.ended(answer);
      return answer;
    },
    close() {
      for (const line of lines) line.close();
    },
  };
}

/** The next line in turn that is up. */
function inTurn(lines: readonly NetworkLine[]): () => NetworkLine | undefined {
  let turn = 0;
  return () => {
    for (let tried = 0; tried < lines.length; tried += 1) {
      const line = lines[turn % lines.length];
      turn += 1;
      if (line?.canSend() === true) return line;
    }
    return undefined;
  };
}
