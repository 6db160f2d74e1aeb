/**
 * A sale through the whole path: TCP frame, MAC, intent committed, card network (the simulator in its own process), outcome and ledger
 * committed, answer with MAC. Gateway here, terminals in a process of their own, with 8, 64 and 256 of them in a closed loop, then an
 * open loop at 70 % of what 256 reached. A run whose books, MACs or commits do not hold fails.
 */
import { Pool } from 'pg';
import { listenForTerminals } from '../../server/src/inbound/terminal/server.ts';
import { balanceDifferences, trialBalance } from '../../server/src/modules/ledger/index.ts';
import type { LoadSaid, LoadTold } from './authorise-load.ts';
import { bareFunction, openSkeleton, tpcB } from './authorise-yardsticks.ts';
import { addTerminal, openBenchWorld, type BenchTerminal, type BenchWorld } from './bench-world.ts';
import { cpuUsBelow } from './cpu.ts';
import { forkBeside } from './fork-beside.ts';
import type { BenchResult } from './main.ts';

const TERMINALS = [8, 64, 256] as const;
const MOST = 256;
const WARM_MS = 3_000;
const MEASURE_MS = 10_000;
const POOL = 16;
/** Beyond what one terminal can do here: its bucket is looked at and never empty. */
const PER_TERMINAL_S = 100_000;
const OPEN_SHARE = 0.7;
const SEED = 20_261_128;

const round = (value: number): number => Math.round(value * 100) / 100;

interface Phase extends LoadSaid {
  readonly tps: number;
  /** Microseconds of CPU a sale; 0 where the system does not tell. */
  readonly cpu: {
    readonly gateway: number;
    readonly database: number;
    readonly simulator: number;
    readonly load: number;
  };
}

export async function run(say: (line: string) => void): Promise<BenchResult> {
  const bench = await openBenchWorld({ poolMax: POOL });
  const { opened, url } = bench;
  await commitsAreReal(url);
  const line = await listenForTerminals(opened.world, { host: '127.0.0.1', port: 0, perTerminalS: PER_TERMINAL_S });
  const terminals = await Promise.all(Array.from({ length: MOST }, (_one, index) => addTerminal(opened, index)));
  await until(() => opened.world.cardNetwork.ready());
  await macsAreLookedAt(line.port ?? 0, terminals);
  const load = openLoad();
  const phase = (port: number, count: number, rate?: number): Promise<Phase> =>
    measured(bench, load, { port, terminals: terminals.slice(0, count), ...(rate === undefined ? {} : { rate }) });
  const phases = new Map<number, Phase>();
  for (const count of TERMINALS) {
    say(`${count} terminals, closed loop, ${MEASURE_MS / 1000} s`);
    phases.set(count, await phase(line.port ?? 0, count));
  }
  const most = phases.get(MOST) as Phase;
  say(`${MOST} terminals, open loop at ${round(most.tps * OPEN_SHARE)} sales a second`);
  const open = await phase(line.port ?? 0, MOST, most.tps * OPEN_SHARE);
  const approved = [...phases.values(), open].reduce((sum, one) => sum + one.approvedInAll, 0);
  await booksAgree(bench, approved);
  say('skeleton: the same hops, MACs and commits, no rules');
  const skeleton = await openSkeleton(opened, { url, terminals });
  const bones = await phase(skeleton.port, MOST);
  say(`skeleton, open loop at the same ${round(most.tps * OPEN_SHARE)} a second`);
  const openBones = await phase(skeleton.port, MOST, most.tps * OPEN_SHARE);
  await skeleton.close();
  say('the bare functions, no network');
  const bare = await bareFunction(opened, terminals);
  say('TPC-B-like, 8 clients');
  const tpcb = await tpcB(url);
  load.close();
  await line.close();
  await bench.close();
  return {
    name: 'authorise',
    figures: {
      ...figuresOf(most, ''),
      ...figuresOf(phases.get(64) as Phase, '64'),
      ...figuresOf(phases.get(8) as Phase, '8'),
      ...openFigures(open),
    },
    yardstick: {
      bareFunctionTps: round(bare),
      skeletonTps: round(bones.tps),
      tpcbTps: round(tpcb),
      openP50MsSkeleton: round(openBones.p50Ms),
      openP99MsSkeleton: round(openBones.p99Ms),
      ...cpuFigures(bones, 'Skeleton'),
    },
    ratios: {
      bareFunction: round(most.tps / bare),
      skeleton: round(most.tps / bones.tps),
      tpcb: round(most.tps / tpcb),
      openP99: round(open.p99Ms / openBones.p99Ms),
    },
  };
}

function figuresOf(phase: Phase, suffix: string): Record<string, number> {
  return {
    [`tps${suffix}`]: round(phase.tps),
    [`p50Ms${suffix}`]: round(phase.p50Ms),
    [`p99Ms${suffix}`]: round(phase.p99Ms),
    ...cpuFigures(phase, suffix),
  };
}

const cpuFigures = ({ cpu }: Phase, suffix: string): Record<string, number> => ({
  [`gatewayCpuUs${suffix}`]: Math.round(cpu.gateway),
  [`databaseCpuUs${suffix}`]: Math.round(cpu.database),
  [`simulatorCpuUs${suffix}`]: Math.round(cpu.simulator),
  [`loadCpuUs${suffix}`]: Math.round(cpu.load),
});

const openFigures = (open: Phase): Record<string, number> => ({
  openTps: round(open.tps),
  openP50Ms: round(open.p50Ms),
  openP99Ms: round(open.p99Ms),
  openUnsent: open.unsent,
});

async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 20));
}

interface Load {
  ask(told: LoadTold): Promise<LoadSaid>;
  close(): void;
}

function openLoad(): Load {
  const child = forkBeside('authorise-load');
  return {
    ask: (told) =>
      new Promise((resolve, reject) => {
        child.once('message', (said) => resolve(said as LoadSaid));
        child.once('exit', (code) => reject(new Error(`the load ended with ${code}`)));
        child.send(told);
      }),
    close: () => child.disconnect(),
  };
}

/** One phase, its CPU taken from start to end and shared among all sales of it, the warming's too. */
async function measured(
  bench: BenchWorld,
  load: Load,
  what: { readonly port: number; readonly terminals: readonly BenchTerminal[]; readonly rate?: number },
): Promise<Phase> {
  const before = {
    own: process.cpuUsage(),
    database: cpuUsBelow(bench.databasePid),
    network: cpuUsBelow(bench.networkPid),
  };
  const said = await load.ask({
    ...what,
    terminals: what.terminals.map((one) => ({ ...one, mak: Buffer.from(one.mak).toString('hex') })),
    warmMs: WARM_MS,
    measureMs: MEASURE_MS,
    seed: SEED,
  });
  if (said.macWrong > 0) throw new Error(`${said.macWrong} answers with a MAC that does not hold`);
  if (Object.keys(said.otherCodes).length > 0) throw new Error(`not approved: ${JSON.stringify(said.otherCodes)}`);
  const own = process.cpuUsage(before.own);
  const since = (pid: number, from: number | undefined): number =>
    from === undefined ? 0 : ((cpuUsBelow(pid) ?? from) - from) / said.approvedInAll;
  return {
    ...said,
    tps: said.approved / (MEASURE_MS / 1000),
    cpu: {
      gateway: (own.user + own.system) / said.approvedInAll,
      database: since(bench.databasePid, before.database),
      simulator: since(bench.networkPid, before.network),
      load: said.cpuUs / Math.max(1, said.approved),
    },
  };
}

/** Fails unless what is committed is on the disk. */
async function commitsAreReal(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings WHERE name IN ('synchronous_commit', 'fsync', 'full_page_writes')`,
  );
  await pool.end();
  for (const { name, setting } of rows)
    if (setting !== 'on') throw new Error(`${name} is ${setting}: no commit is real`);
}

/** Fails unless a sale under another key is refused. */
async function macsAreLookedAt(port: number, terminals: readonly BenchTerminal[]): Promise<void> {
  const [one] = terminals;
  if (one === undefined) return;
  const load = openLoad();
  const said = await load.ask({
    port,
    terminals: [{ ...one, mak: '0102030405060708' }],
    warmMs: 0,
    measureMs: 100,
    seed: SEED,
  });
  load.close();
  const codes = Object.keys(said.otherCodes);
  if (said.approvedInAll > 0 || codes.length !== 1 || codes[0] !== 'A0')
    throw new Error(`a wrong MAC was answered with ${codes.join(', ')}`);
}

/** Terminals, switch, network and ledger tell of the same sales. */
async function booksAgree(bench: BenchWorld, approved: number): Promise<void> {
  const { world } = bench.opened;
  const rows = await world.db.query<{ sales: number; journals: number }>(
    `SELECT (SELECT count(*)::int FROM switching.v_approved_sale) AS sales, (SELECT count(*)::int FROM ledger.journal WHERE event = 'sale') AS journals`,
  );
  const network = (await bench.networkState()).transactions;
  const facts = { approved, sales: rows[0]?.sales, journals: rows[0]?.journals, network };
  if (new Set(Object.values(facts)).size !== 1) throw new Error(`they disagree: ${JSON.stringify(facts)}`);
  const sum = (await trialBalance(world.db)).accounts.reduce((total, one) => total + one.balanceFen, 0n);
  const differences = await balanceDifferences(world.db);
  if (sum !== 0n || differences.length > 0)
    throw new Error(`the ledger does not balance: ${sum}, ${differences.length} accounts differ`);
}
