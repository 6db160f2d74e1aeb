/**
 * Many idle terminals on one gateway: a client in its own process opens the lines from addresses spread over 127.0.0.0/8, with the
 * limit per address left on, holds them all and sends echo tests (0820/301) on a sample. The yardstick is the same echo test with
 * eight lines and nobody else. `KAITONG_BENCH_LINES` asks for another number than 10,000.
 */
import { spawnSync, type ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { listenForTerminals, type TerminalLine } from '../../server/src/inbound/terminal/server.ts';
import { addTerminal, openBenchWorld, type BenchTerminal } from './bench-world.ts';
import { forkBeside } from './fork-beside.ts';
import type { LinesSaid, LinesTold } from './lines-client.ts';
import type { BenchResult } from './main.ts';

const LINES = Number(process.env['KAITONG_BENCH_LINES'] ?? 10_000);
const PER_ADDRESS = 64;
/** All lines here are one terminal's. */
const PER_TERMINAL_S = 1_000_000;
const ECHOES = 2_000;
const WARM = 1_000;
const ALONE = 8;
/** Files that a process has open besides its lines. */
const OTHER_FILES = 100;
const MB = 1_048_576;

const round = (value: number): number => Math.round(value * 100) / 100;
const p99 = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;

/** Says what is missing; a benchmark of fewer lines under the same name would be a lie. */
function refuseFewFiles(): void {
  if (process.platform === 'win32') return;
  const limit = Number(spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout);
  if (Number.isNaN(limit) || limit >= LINES + OTHER_FILES) return;
  throw new Error(
    `${LINES} lines want ${LINES + OTHER_FILES} open files a process, and ulimit -n is ${limit}: raise it (ulimit -n ${LINES + OTHER_FILES}) or ask for fewer with KAITONG_BENCH_LINES`,
  );
}

function tell(client: ChildProcess, message: LinesTold): Promise<LinesSaid> {
  return new Promise((resolve, reject) => {
    client.once('message', (said) => resolve(said as LinesSaid));
    client.once('exit', (code) => reject(new Error(`the client ended with ${code}`)));
    client.send(message);
  });
}

async function hold(line: TerminalLine, terminal: BenchTerminal, lines: number) {
  const client = forkBeside('lines-client');
  const { terminalNo, merchantNo } = terminal;
  const opened = await tell(client, {
    open: { port: line.port ?? 0, lines, perAddress: PER_ADDRESS, terminalNo, merchantNo },
  });
  const warm = await tell(client, { echoes: WARM });
  const begun = performance.now();
  const echoed = await tell(client, { echoes: ECHOES });
  const seconds = (performance.now() - begun) / 1000;
  const rssMb = process.memoryUsage().rss / MB;
  client.disconnect();
  await new Promise((resolve) => client.once('exit', resolve));
  if (echoed.open !== lines || echoed.refused > 0 || (warm.wrong ?? 0) + (echoed.wrong ?? 0) > 0)
    throw new Error(
      `of ${lines} lines ${echoed.open} are open, ${echoed.refused} were closed, ${echoed.wrong} echoes failed`,
    );
  return {
    openSeconds: opened.openSeconds ?? 0,
    echoP99Ms: p99(echoed.echoMs ?? []),
    echoTps: ECHOES / seconds,
    rssMb,
  };
}

export async function run(say: (line: string) => void): Promise<BenchResult> {
  refuseFewFiles();
  const bench = await openBenchWorld({ poolMax: 8 });
  const terminal = await addTerminal(bench.opened, 0);
  const line = await listenForTerminals(bench.opened.world, {
    host: '127.0.0.1',
    port: 0,
    perAddressMax: PER_ADDRESS,
    perTerminalS: PER_TERMINAL_S,
  });
  say(`${ALONE} lines`);
  const alone = await hold(line, terminal, ALONE);
  say(`${LINES} lines from ${Math.ceil(LINES / PER_ADDRESS)} addresses`);
  const many = await hold(line, terminal, LINES);
  await line.close();
  await bench.close();
  return {
    name: 'lines',
    figures: {
      lines: LINES,
      openSeconds: round(many.openSeconds),
      echoP99Ms: round(many.echoP99Ms),
      echoTps: round(many.echoTps),
      rssMb: round(many.rssMb),
    },
    yardstick: {
      lines: ALONE,
      echoP99Ms: round(alone.echoP99Ms),
      echoTps: round(alone.echoTps),
      rssMb: round(alone.rssMb),
    },
    ratios: { echoP99: round(many.echoP99Ms / alone.echoP99Ms), echoTps: round(many.echoTps / alone.echoTps) },
  };
}
