import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { request as httpsRequest } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { frame, FrameReader } from '@kaitong/iso8583';
import { pino } from 'pino';
import { handTimers, type HandTimers } from '../../../testing/hand-timers.ts';
import { selfSigned } from '../../../testing/self-signed.ts';
import { makeMetrics, type Metrics } from '../../platform/metrics.ts';
import { LINE_LIMITS, TerminalLines, type AnswerFrame, type LineLimits } from './lines.ts';
import { listen } from './server.ts';

/** Something that a test lets happen. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

interface Gateway {
  readonly port: number;
  readonly tlsPort: number;
  readonly httpsPort: number;
  readonly lines: TerminalLines;
  readonly metrics: Metrics;
  readonly timers: HandTimers;
  close(): Promise<void>;
}

const identity = selfSigned();
const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const request = (text: string): Uint8Array =>
  frame({ tpdu: '6000030000', header: '603210320072', body: Buffer.from(text) });
const echo: AnswerFrame = ({ body }) => Promise.resolve({ body });

async function gateway(answer: AnswerFrame = echo, limits: Partial<LineLimits> = {}): Promise<Gateway> {
  const [metrics, timers] = [makeMetrics(), handTimers()];
  const env = { metrics, timers, log: pino({ level: 'silent' }) };
  const lines = new TerminalLines({ env, limits: { ...LINE_LIMITS, ...limits }, answer });
  const listening = await listen(lines, { host: '127.0.0.1', port: 0, tls: { port: 0, httpsPort: 0, ...identity } });
  let draining: Promise<void> | undefined;
  const close = (): Promise<void> => {
    listening.stop();
    draining ??= lines.drain();
    return draining;
  };
  undo.push(async () => {
    const closed = close();
    timers.pass(1_000);
    await closed;
  });
  return {
    port: listening.port ?? 0,
    tlsPort: listening.tlsPort ?? 0,
    httpsPort: listening.httpsPort ?? 0,
    lines,
    metrics,
    timers,
    close,
  };
}

/** A terminal: what it has heard, and when the line was closed. */
class Terminal {
  readonly heard: string[] = [];
  readonly closed: Promise<unknown>;
  readonly socket: Socket;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    const reader = new FrameReader();
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const event of reader.push(chunk))
        if (event.kind === 'frame') this.heard.push(Buffer.from(event.frame.body).toString());
      this.#wake();
    });
    undo.push(() => socket.destroy());
  }

  static async at(port: number, localAddress = '127.0.0.1'): Promise<Terminal> {
    const terminal = new Terminal(connect({ host: '127.0.0.1', port, localAddress }));
    await once(terminal.socket, 'connect');
    return terminal;
  }

  async hears(count: number): Promise<string[]> {
    while (this.heard.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.heard;
  }
}

const refused = async ({ metrics }: Gateway): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await metrics.terminalRefused.get()).values.map(({ labels, value }) => [String(labels.reason), value]),
  );

describe('the terminal line', () => {
  it('serves the frames of a long connection in their order, and a short one beside it', async () => {
    const first = gate();
    const at = await gateway(async ({ body }) => {
      if (Buffer.from(body).toString() === 'one') await first.opened;
      return { body };
    });
    const long = await Terminal.at(at.port);
    long.socket.write(Buffer.concat([request('one'), request('two')]));
    const short = await Terminal.at(at.port);
    short.socket.write(request('three'));
    expect(await short.hears(1)).toEqual(['three']);
    expect(long.heard).toEqual([]);
    first.open();
    expect(await long.hears(2)).toEqual(['one', 'two']);
  });

  it('speaks TLS on a port of its own, and an unfinished handshake takes a place', async () => {
    const at = await gateway(echo, { perAddressMax: 2 });
    const socket = connectTls({ host: '127.0.0.1', port: at.tlsPort, ca: identity.cert });
    const secure = new Terminal(socket);
    await once(socket, 'secureConnect');
    expect(socket.getProtocol()).toBe('TLSv1.3');
    socket.write(request('sealed'));
    expect(await secure.hears(1)).toEqual(['sealed']);
    await Terminal.at(at.tlsPort);
    await expect.poll(() => at.lines.size).toBe(2);
    await (
      await Terminal.at(at.port)
    ).closed;
    expect(await refused(at)).toEqual({ address_full: 1 });
  });

  it('closes one line too many of an address at once and counts it; another address is served', async () => {
    const at = await gateway(echo, { perAddressMax: 2 });
    const [first] = [await Terminal.at(at.port), await Terminal.at(at.port)];
    await (
      await Terminal.at(at.port)
    ).closed;
    const other = await Terminal.at(at.port, '127.0.0.2');
    other.socket.write(request('here'));
    expect(await other.hears(1)).toEqual(['here']);
    expect(await refused(at)).toEqual({ address_full: 1 });
    first.socket.destroy();
    await expect.poll(() => at.lines.size).toBe(2);
    const again = await Terminal.at(at.port);
    again.socket.write(request('again'));
    expect(await again.hears(1)).toEqual(['again']);
  });

  it('holds no more lines than it may, from wherever they come', async () => {
    const at = await gateway(echo, { connectionsMax: 1 });
    await Terminal.at(at.port, '127.0.0.3');
    await (
      await Terminal.at(at.port, '127.0.0.4')
    ).closed;
    expect(await refused(at)).toEqual({ all_full: 1 });
  });

  it('gives a partial frame its time from the first byte on, however its bytes drip in', async () => {
    const at = await gateway();
    const slow = await Terminal.at(at.port);
    const bytes = request('slow');
    slow.socket.write(bytes.subarray(0, 3));
    await expect.poll(() => at.timers.waiting(30_000)).toBe(1);
    const other = await Terminal.at(at.port);
    for (let i = 3; i < 6; i += 1) {
      slow.socket.write(bytes.subarray(i, i + 1));
      other.socket.write(request('meanwhile'));
      await other.hears(i - 2);
    }
    expect(at.timers.asked(30_000)).toBe(1);
    at.timers.pass(30_000);
    await slow.closed;
    expect(await refused(at)).toEqual({ partial_frame: 1 });
  });

  it('forgets the time of a partial frame once it is whole', async () => {
    const at = await gateway();
    const terminal = await Terminal.at(at.port);
    const bytes = request('whole');
    terminal.socket.write(bytes.subarray(0, 3));
    await expect.poll(() => at.timers.waiting(30_000)).toBe(1);
    terminal.socket.write(bytes.subarray(3));
    expect(await terminal.hears(1)).toEqual(['whole']);
    expect(at.timers.waiting(30_000)).toBe(0);
  });

  it('says of a frame whether its line is plain, and opens no plain line where none is wanted', async () => {
    const plain: unknown[] = [];
    const at = await gateway((frame, on) => {
      plain.push(on.plain);
      return echo(frame, on);
    });
    const open = await Terminal.at(at.port);
    open.socket.write(request('open'));
    await open.hears(1);
    const socket = connectTls({ host: '127.0.0.1', port: at.tlsPort, ca: identity.cert });
    const secure = new Terminal(socket);
    socket.write(request('secure'));
    await secure.hears(1);
    expect(plain).toEqual([true, undefined]);
    const closed = await listen(at.lines, { host: '127.0.0.1', port: undefined, tls: { port: 0, ...identity } });
    expect([closed.port, closed.tlsPort === undefined]).toEqual([undefined, false]);
    closed.stop();
  });

  it('ignores LEN 0000 and counts it', async () => {
    const at = await gateway();
    const terminal = await Terminal.at(at.port);
    terminal.socket.write(Buffer.concat([Buffer.alloc(4), request('after')]));
    expect(await terminal.hears(1)).toEqual(['after']);
    expect((await at.metrics.terminalEmptyFrames.get()).values[0]?.value).toBe(2);
  });

  it('closes a line whose frames wait in a queue that is full', async () => {
    const never = gate();
    const at = await gateway(({ body }) => never.opened.then(() => ({ body })), { waitingFramesMax: 2 });
    const terminal = await Terminal.at(at.port);
    terminal.socket.write(Buffer.concat([request('one'), request('two'), request('three')]));
    await terminal.closed;
    expect(await refused(at)).toEqual({ queue_full: 1 });
    never.open();
  });

  it.each([
    ['what is no frame', Buffer.from([0, 20, ...Array<number>(20).fill(0x41)]), 'not_a_frame'],
    [
      'another network id',
      frame({ tpdu: '6000990000', header: '603210320072', body: Buffer.from('x') }),
      'wrong_network_id',
    ],
    ['a message that nobody can be answered for', request('x'), 'not_a_message'],
  ])('closes the line at %s', async (_what, bytes, reason) => {
    const at = await gateway(() => Promise.resolve(undefined));
    const terminal = await Terminal.at(at.port);
    terminal.socket.write(bytes);
    await terminal.closed;
    expect(await refused(at)).toEqual({ [reason]: 1 });
  });

  it('at its end accepts nothing, closes idle lines at once and lets a running conversation finish', async () => {
    const [begun, finish] = [gate(), gate()];
    const at = await gateway(async ({ body }) => {
      begun.open();
      await finish.opened;
      return { body };
    });
    const [idle, busy] = [await Terminal.at(at.port), await Terminal.at(at.port)];
    busy.socket.write(request('last'));
    await begun.opened;
    const closed = at.close();
    await idle.closed;
    const late = new Terminal(connect({ host: '127.0.0.1', port: at.port }));
    await late.closed;
    expect(busy.socket.destroyed).toBe(false);
    finish.open();
    expect(await busy.hears(1)).toEqual(['last']);
    await Promise.all([busy.closed, closed]);
  });
});

describe('the HTTPS form', () => {
  const post = (at: Gateway, body: Uint8Array, headers: Record<string, string> = {}, method = 'POST') =>
    new Promise<{ status: number; type: string; body: Buffer }>((resolve, reject) => {
      const asked = httpsRequest(
        {
          host: '127.0.0.1',
          port: at.httpsPort,
          method,
          ca: identity.cert,
          agent: false,
          headers: { 'content-type': 'x-ISO-TPDU/x-auth', ...headers },
        },
        (answer) => {
          const chunks: Uint8Array[] = [];
          answer.on('data', (chunk: Uint8Array) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              type: answer.headers['content-type'] ?? '',
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });

  it('answers a posted frame with a frame, and waits for it at the end', async () => {
    const [begun, finish] = [gate(), gate()];
    const at = await gateway(async ({ body }) => {
      begun.open();
      await finish.opened;
      return { body };
    });
    const answer = post(at, request('posted'));
    await begun.opened;
    const closed = at.close();
    await new Terminal(connect({ host: '127.0.0.1', port: at.port })).closed;
    expect(at.timers.asked(1_000)).toBe(0);
    finish.open();
    const { status, type, body } = await answer;
    expect([status, type]).toEqual([200, 'x-ISO-TPDU/x-auth']);
    const [event] = new FrameReader().push(body);
    expect(event?.kind === 'frame' && [event.frame.tpdu, Buffer.from(event.frame.body).toString()]).toEqual([
      '6000000003',
      'posted',
    ]);
    at.timers.pass(1_000);
    await closed;
  });

  it('refuses what is no frame, more than one, too long, another type or another method', async () => {
    const at = await gateway();
    const two = Buffer.concat([request('one'), request('two')]);
    for (const body of [Buffer.from('hello'), two, request('half').subarray(0, 9), Buffer.alloc(5_000)])
      expect((await post(at, body)).status).toBe(400);
    expect((await post(at, request('x'), { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(at, new Uint8Array(), {}, 'GET')).status).toBe(405);
  });
});
