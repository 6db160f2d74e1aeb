import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answerMti, type FieldValue, type Message } from '@kaitong/iso8583';
import { NetworkLine as Processor, type Served } from '../../../../simulators/src/card-network/line.ts';
import { settableClock } from '../../../testing/database.ts';
import { handTimers, type HandTimers } from '../../../testing/hand-timers.ts';
import { machineFaults } from '../../kernel/machine.ts';
import { createCardNetwork, type CardNetwork, type CardNetworkOptions, type NetworkRequest } from './index.ts';
import { LINE_RULES } from './line.ts';
import { lineMachine, type LineState } from './line-states.ts';

const networkMak = Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex');
const quiet = { info: () => undefined, warn: () => undefined };
const { restMs, managementMsMax, echoIdleMs, silencesMax } = LINE_RULES;
const timeoutMs = 25_000;
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A processor that answers sign-on and echo by itself, and requests while it is not silent. */
class Peer {
  silent = false;
  readonly requests: Message[] = [];
  readonly line = new Processor({
    macKey: networkMak,
    serve: (request) => this.#serve(request),
    settled: () => Promise.resolve(),
  });
  port = 0;

  static async open(): Promise<Peer> {
    const peer = new Peer();
    peer.port = await peer.line.listen(0);
    undo.push(() => peer.line.stop());
    return peer;
  }

  #serve(request: Message): Served | undefined {
    this.requests.push(request);
    if (this.silent) return undefined;
    const fields = new Map<number, FieldValue>([...request.fields].filter(([n]) => [7, 11, 32, 37].includes(n)));
    return { answer: { mti: answerMti(request.mti), fields: fields.set(39, '00') }, when: { kind: 'now' } };
  }
}

interface Connector {
  readonly network: CardNetwork;
  readonly timers: HandTimers;
  readonly seen: LineState[];
  /** The states of all lines, once they are these. */
  become(...states: LineState[]): Promise<void>;
  pass(ms: number): void;
}

function connector(ports: readonly number[], some: Partial<CardNetworkOptions> = {}): Connector {
  const [timers, wall, seen] = [handTimers(), settableClock('2026-11-23T10:00:00+08:00'), [] as LineState[]];
  const network = createCardNetwork({
    processors: ports.map((port) => ({ host: '127.0.0.1', port })),
    networkMak,
    acquirerId: '48020000',
    timeoutMs,
    log: quiet,
    timers,
    wall,
    chance: { bytes: (length) => new Uint8Array(length), digits: () => '999' },
    onState: (_processor, state) => void seen.push(state),
    ...some,
  });
  undo.push(() => network.close());
  return {
    network,
    timers,
    seen,
    become: (...states) => expect.poll(() => network.states(), { timeout: 5_000, interval: 5 }).toEqual(states),
    pass(ms) {
      wall.pass(ms);
      timers.pass(ms);
    },
  };
}

let stan = 0;
function sale(): NetworkRequest {
  stan += 1;
  const six = String(stan).padStart(6, '0');
  return {
    kind: 'sale',
    stan: six,
    transmissionTime: '1122203105',
    rrn: `203105${six}`,
    pan: '6225750212345678',
    amountFen: 100n,
    entryMode: '052',
    conditionCode: '00',
    merchantNo: '480330154110001',
    terminalNo: '10000001',
    mcc: '5411',
    merchantName: '林记小吃',
  };
}

/** So many requests that the peer never answers. */
async function silences(at: Connector, peer: Peer, count: number): Promise<void> {
  const before = peer.requests.length;
  const answers = Array.from({ length: count }, () => at.network.exchange(sale()));
  await expect.poll(() => peer.requests.length).toBe(before + count);
  at.pass(timeoutMs);
  for (const answer of answers) expect(await answer).toEqual({ kind: 'unknown', reason: 'timeout' });
}

it('the states of a line are a sound table', () => expect(machineFaults(lineMachine)).toEqual([]));

describe('a line that falls silent', () => {
  it('rests: requests are not sent at once instead of waiting, until an echo is answered', async () => {
    const peer = await Peer.open();
    const at = connector([peer.port]);
    await at.become('up');
    peer.silent = true;
    await silences(at, peer, silencesMax);
    await at.become('resting');
    expect(await at.network.exchange(sale())).toEqual({ kind: 'not_sent', reason: 'resting' });
    expect(peer.requests).toHaveLength(silencesMax);
    peer.silent = false;
    at.pass(restMs);
    await at.become('up');
    expect(at.seen.slice(-3)).toEqual(['resting', 'probing', 'up']);
    expect(await at.network.exchange(sale())).toMatchObject({ kind: 'answered', code: '00' });
  });

  it('does not rest while anything is answered in between, nor for silences that lie far apart', async () => {
    const peer = await Peer.open();
    const at = connector([peer.port]);
    await at.become('up');
    peer.silent = true;
    await silences(at, peer, silencesMax - 1);
    peer.silent = false;
    expect(await at.network.exchange(sale())).toMatchObject({ code: '00' });
    peer.silent = true;
    await silences(at, peer, silencesMax - 1);
    at.pass(LINE_RULES.silenceWindowMs);
    await silences(at, peer, 1);
    expect(at.network.states()).toEqual(['up']);
    expect(at.seen).not.toContain('resting');
  });

  it('is dialled anew when its echo test is not answered', async () => {
    // swallows everything after the sign-on
    const peer = await Peer.open();
    let deaf = false;
    const middle = createServer((socket) => {
      const upstream = connect(peer.port, '127.0.0.1');
      socket.on('data', (chunk) => void (deaf ? undefined : upstream.write(chunk)));
      upstream.on('data', (chunk) => void socket.write(chunk));
      for (const end of [socket, upstream]) end.on('error', () => undefined);
      socket.on('close', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => middle.listen(0, '127.0.0.1', resolve));
    undo.push(() => middle.close());
    const at = connector([(middle.address() as AddressInfo).port]);
    await at.become('up');
    deaf = true;
    at.pass(echoIdleMs);
    await expect.poll(() => at.timers.asked(managementMsMax)).toBe(2);
    at.pass(managementMsMax);
    await at.become('down');
    deaf = false;
    await expect.poll(() => at.timers.waiting(200)).toBe(1);
    at.pass(200);
    await at.become('up');
  });
});

describe('a processor that does not answer the sign-on', () => {
  it('is tried again after waits that double and end at the longest', async () => {
    const mute = createServer((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    undo.push(() => mute.close());
    const at = connector([(mute.address() as AddressInfo).port]);
    for (const ms of [200, 400, 800, 1_600, 3_200, 5_000, 5_000]) {
      await expect.poll(() => at.timers.waiting(managementMsMax)).toBe(1);
      at.pass(managementMsMax);
      await expect.poll(() => at.timers.waiting(ms)).toBe(1);
      at.pass(ms);
    }
  });
});

describe('several processors', () => {
  it('are asked in turn', async () => {
    const [one, two] = [await Peer.open(), await Peer.open()];
    const at = connector([one.port, two.port]);
    await at.become('up', 'up');
    for (let i = 0; i < 6; i += 1) await at.network.exchange(sale());
    expect([one.requests.length, two.requests.length]).toEqual([3, 3]);
  });

  it('do without one that is dead or rests, and a reversal goes over any', async () => {
    const [one, two] = [await Peer.open(), await Peer.open()];
    const at = connector([one.port, two.port]);
    await at.become('up', 'up');
    await one.line.stop();
    await at.become('down', 'up');
    for (let i = 0; i < 4; i += 1) expect(await at.network.exchange(sale())).toMatchObject({ code: '00' });
    const original = { mti: '0200', stan: '000001', transmissionTime: '1122203105' };
    expect(await at.network.exchange({ ...sale(), kind: 'reversal', original })).toMatchObject({ code: '00' });
    expect([one.requests.length, two.requests.length]).toEqual([0, 5]);
    expect(at.network.ready()).toBe(true);
  });

  it('lose only what went over the line that was cut', async () => {
    const [one, two] = [await Peer.open(), await Peer.open()];
    const at = connector([one.port, two.port]);
    await at.become('up', 'up');
    one.silent = true;
    two.silent = true;
    const [first, second] = [at.network.exchange(sale()), at.network.exchange(sale())];
    await expect.poll(() => [one.requests.length, two.requests.length]).toEqual([1, 1]);
    await one.line.stop();
    expect(await first).toEqual({ kind: 'unknown', reason: 'disconnected' });
    at.pass(timeoutMs);
    expect(await second).toEqual({ kind: 'unknown', reason: 'timeout' });
  });
});

describe('in production', () => {
  it('a line whose peer calls itself a simulator is closed for good, and nothing is sent', async () => {
    const peer = await Peer.open();
    const at = connector([peer.port], { allowSimulator: false });
    await at.become('closed');
    expect([at.network.ready(), at.network.simulator()]).toEqual([false, true]);
    expect(await at.network.exchange(sale())).toEqual({ kind: 'not_sent', reason: 'not_connected' });
    expect(peer.requests).toEqual([]);
  });
});
