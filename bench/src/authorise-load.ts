/**
 * The terminals of `npm run bench -- authorise`, in a process of their own: a line each, one request in flight, every answer's MAC
 * checked. Closed loop: the next sale follows the answer. Open loop: sales are due at chance moments of a given rate, whoever is free
 * takes one, and its time runs from when it was due.
 */
import { createConnection, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import {
  encodeField60,
  encodeTerminalInformation,
  frame,
  FrameReader,
  macHolds,
  packWithMac,
  terminalDialect,
  textField,
  unpack,
} from '@kaitong/iso8583';
import { chanceOf } from '../../server/testing/chance.ts';
import { people } from '../../simulators/src/population/index.ts';

export interface LoadTerminal {
  readonly terminalNo: string;
  readonly merchantNo: string;
  readonly serialNo: string;
  /** Hex, 8 bytes. */
  readonly mak: string;
}

export interface LoadTold {
  readonly port: number;
  readonly terminals: readonly LoadTerminal[];
  readonly warmMs: number;
  readonly measureMs: number;
  /** Sales a second; left out: closed loop. */
  readonly rate?: number;
  /** Where the open loop's chance begins. */
  readonly seed: number;
}

export interface LoadSaid {
  /** Approved within the measured time. */
  readonly approved: number;
  /** Approved in all, the warming counted in: what the books must show. */
  readonly approvedInAll: number;
  readonly otherCodes: Readonly<Record<string, number>>;
  readonly macWrong: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of this process within the measured time. */
  readonly cpuUs: number;
  /** Sales that were due and had not been sent when time was up. */
  readonly unsent: number;
}

/** Below the gateway's limit of lines from one address, which stays on. */
const PER_ADDRESS = 32;
const CREDIT = people.flatMap((person) => person.cards).filter((card) => card.kind === 'credit');

/** STANs go on from one phase to the next. */
const stans = new Map<string, number>();

function saleFrame(terminal: LoadTerminal, stan: number): Uint8Array {
  const card = CREDIT[stan % CREDIT.length];
  const body = packWithMac(
    terminalDialect,
    {
      mti: '0200',
      fields: {
        3: '000000',
        4: '000000000001',
        11: String(stan).padStart(6, '0'),
        22: '022',
        25: '00',
        35: `${card?.pan}D${card?.expiry}2010000000000`,
        41: terminal.terminalNo,
        42: terminal.merchantNo,
        49: '156',
        53: '0600000000000000',
        59: encodeTerminalInformation({ serialNo: terminal.serialNo }),
        60: encodeField60({
          messageType: '22',
          batchNo: '000001',
          managementCode: '000',
          readCapability: '6',
          icCondition: '0',
        }),
        63: 'CUP',
      },
    },
    { strategy: 'cup-ecb', key: Buffer.from(terminal.mak, 'hex') },
  );
  return frame({ tpdu: '6000030000', header: '603200320000', body });
}

interface Line {
  readonly terminal: LoadTerminal;
  exchange(bytes: Uint8Array): Promise<{ code: string; macHolds: boolean }>;
  close(): void;
}

async function openLine(port: number, terminal: LoadTerminal, index: number): Promise<Line> {
  const host = Math.floor(index / PER_ADDRESS) + 2;
  const socket: Socket = createConnection({ host: '127.0.0.1', port, localAddress: `127.0.1.${host}` });
  socket.setNoDelay(true);
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const reader = new FrameReader();
  const key = Buffer.from(terminal.mak, 'hex');
  let hear: ((answer: { code: string; macHolds: boolean }) => void) | undefined;
  let lost: ((error: Error) => void) | undefined;
  socket.on('close', () => lost?.(new Error('the gateway closed a line')));
  socket.on('data', (chunk) => {
    for (const event of reader.push(chunk)) {
      if (event.kind !== 'frame') continue;
      const read = unpack(terminalDialect, event.frame.body);
      const code = read.ok ? (textField(read.value, 39) ?? '') : 'unreadable';
      hear?.({ code, macHolds: macHolds(event.frame.body, { strategy: 'cup-ecb', key }) });
    }
  });
  return {
    terminal,
    exchange: (bytes) =>
      new Promise((resolve, reject) => {
        hear = resolve;
        lost = reject;
        socket.write(bytes);
      }),
    close: () => socket.destroy(),
  };
}

class Tally {
  readonly times: number[] = [];
  readonly otherCodes: Record<string, number> = {};
  approvedInAll = 0;
  macWrong = 0;
  cpuUs = 0;
  readonly #from: number;
  readonly #until: number;
  #cpuAt: NodeJS.CpuUsage | undefined;

  constructor(from: number, until: number) {
    this.#from = from;
    this.#until = until;
  }

  /** One sale on a line, timed from `dueMs`. */
  async sell(line: Line, dueMs: number): Promise<void> {
    const stan = (stans.get(line.terminal.terminalNo) ?? 0) + 1;
    stans.set(line.terminal.terminalNo, stan);
    const { code, macHolds: holds } = await line.exchange(saleFrame(line.terminal, stan));
    const now = performance.now();
    if (!holds) this.macWrong += 1;
    if (code === '00') this.approvedInAll += 1;
    else this.otherCodes[code] = (this.otherCodes[code] ?? 0) + 1;
    if (now < this.#from || now > this.#until) return;
    this.#cpuAt ??= process.cpuUsage();
    const { user, system } = process.cpuUsage(this.#cpuAt);
    this.cpuUs = user + system;
    if (code === '00') this.times.push(now - dueMs);
  }
}

async function closedLoop(lines: readonly Line[], tally: Tally, untilMs: number): Promise<void> {
  await Promise.all(
    lines.map(async (line) => {
      while (performance.now() < untilMs) await tally.sell(line, performance.now());
    }),
  );
}

/** Returns how many sales that were due found no free terminal until time was up. */
async function openLoop(
  lines: readonly Line[],
  tally: Tally,
  { untilMs, rate, seed }: { untilMs: number; rate: number; seed: number },
): Promise<number> {
  const chance = chanceOf(seed);
  const free = [...lines];
  const due: number[] = [];
  const running = new Set<Promise<void>>();
  const send = (): void => {
    while (due.length > 0 && free.length > 0) {
      const line = free.shift() as Line;
      const sale = tally.sell(line, due.shift() as number).finally(() => {
        running.delete(sale);
        free.push(line);
        send();
      });
      running.add(sale);
    }
  };
  let next = performance.now();
  while (performance.now() < untilMs) {
    while (next <= performance.now()) {
      due.push(next);
      next += (-Math.log(1 - chance()) * 1_000) / rate;
    }
    send();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const unsent = due.splice(0).length;
  await Promise.all(running);
  return unsent;
}

async function told(message: LoadTold): Promise<LoadSaid> {
  const lines = await Promise.all(message.terminals.map((one, index) => openLine(message.port, one, index)));
  const begun = performance.now();
  const untilMs = begun + message.warmMs + message.measureMs;
  const tally = new Tally(begun + message.warmMs, untilMs);
  const { rate, seed } = message;
  const unsent =
    rate === undefined
      ? await closedLoop(lines, tally, untilMs).then(() => 0)
      : await openLoop(lines, tally, { untilMs, rate, seed });
  for (const line of lines) line.close();
  const times = tally.times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  const { approvedInAll, otherCodes, macWrong, cpuUs } = tally;
  return {
    approved: times.length,
    approvedInAll,
    otherCodes,
    macWrong,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuUs,
    unsent,
  };
}

process.on('message', (message: LoadTold) => void told(message).then((said) => process.send?.(said)));
process.on('disconnect', () => process.exit(0));
