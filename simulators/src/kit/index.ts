/**
 * What every simulator of the outside world is made of: it is a process of its own, tells its parent its ports when it
 * serves, ends when its parent's channel closes, keeps its state in an append-only file, has a table of faults that can be
 * switched on, and says in each answer that it is a simulator.
 */
import { appendFileSync, closeSync, existsSync, fsync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';

/** Handed over by the parent in the environment variable KAITONG_SIMULATOR, as JSON. */
export interface SimulatorConfig {
  /** Folder of this simulator alone. */
  readonly dataDir: string;
  /** 0 asks for a free port. */
  readonly port: number;
  readonly adminPort: number;
  readonly clockOffsetMs: number;
  /** Addresses of peers, e.g. { gateway: '127.0.0.1:5000' }; `PUT /peers` replaces entries later. */
  readonly peers: Readonly<Record<string, string>>;
  /** Plain settings of one simulator, e.g. shared demo keys. */
  readonly settings: Readonly<Record<string, string>>;
}

export function simulatorConfig(): SimulatorConfig {
  const given = JSON.parse(process.env['KAITONG_SIMULATOR'] ?? '{}') as Partial<SimulatorConfig>;
  if (given.dataDir === undefined) throw new Error('KAITONG_SIMULATOR must name a dataDir');
  return {
    dataDir: given.dataDir,
    port: given.port ?? 0,
    adminPort: given.adminPort ?? 0,
    clockOffsetMs: given.clockOffsetMs ?? 0,
    peers: given.peers ?? {},
    settings: given.settings ?? {},
  };
}

/** The demo clock as the outside world sees it: real time plus the offset that the product hands over. */
export class SimulatorClock {
  offsetMs: number;
  constructor(offsetMs: number) {
    this.offsetMs = offsetMs;
  }
  nowMs(): number {
    return Date.now() + this.offsetMs;
  }
  /** Civil date and time in Asia/Shanghai (UTC+8, no summer time since 1991). */
  shanghai(atMs: number = this.nowMs()): { date: string; time: string; mmdd: string; hhmmss: string; yymmdd: string } {
    const iso = new Date(atMs + 8 * 3_600_000).toISOString();
    const date = iso.slice(0, 10);
    const time = iso.slice(11, 19);
    return {
      date,
      time,
      mmdd: date.slice(5).replace('-', ''),
      hhmmss: time.replaceAll(':', ''),
      yymmdd: date.slice(2).replaceAll('-', ''),
    };
  }
}

/**
 * Append-only JSON lines. `append` returns when the line is on the disk; `write` takes a line that is on the disk once `settled`
 * resolves, so that requests of one moment share one write. Who answers after either loses nothing to a kill -9.
 */
export class JournalFile<T> {
  readonly path: string;
  #fd: number | undefined;
  #lines = '';
  #settled: Promise<void> = Promise.resolve();
  #gathering = false;
  constructor(path: string) {
    this.path = path;
  }
  /** Every whole line; a torn last line (power cut) is left out. */
  read(): T[] {
    if (!existsSync(this.path)) return [];
    const text = readFileSync(this.path, 'utf8');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  }
  append(entry: T): void {
    this.#lines += `${JSON.stringify(entry)}\n`;
    const fd = this.#take();
    fsyncSync(fd);
  }
  write(entry: T): void {
    this.#lines += `${JSON.stringify(entry)}\n`;
    if (this.#gathering) return;
    this.#gathering = true;
    const before = this.#settled;
    this.#settled = before.then(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      this.#gathering = false;
      const fd = this.#take();
      await new Promise<void>((resolve, reject) => fsync(fd, (error) => (error ? reject(error) : resolve())));
    });
  }
  /** Everything written so far is on the disk. */
  settled(): Promise<void> {
    return this.#settled;
  }
  #take(): number {
    if (this.#fd === undefined) {
      mkdirSync(dirname(this.path), { recursive: true });
      this.#fd = openSync(this.path, 'a');
    }
    appendFileSync(this.#fd, this.#lines);
    this.#lines = '';
    return this.#fd;
  }
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

export type FaultValue = number | string | boolean;

/** One switch: its value at rest, what it may be where that is a list, and the meaning that the page shows. */
export interface FaultRow {
  readonly rest: FaultValue;
  readonly values?: readonly string[];
  /** What a text must look like. */
  readonly pattern?: string;
  readonly zh: string;
  readonly en: string;
}

/** Switches of a simulator, by name. */
export type FaultTable = Readonly<Record<string, FaultRow>>;

export class Faults<T extends FaultTable> {
  readonly table: T;
  #values: Record<string, FaultValue> = {};
  constructor(table: T) {
    this.table = table;
    for (const [name, row] of Object.entries(table)) this.#values[name] = row.rest;
  }
  get(name: keyof T & string): FaultValue {
    return this.#values[name] as FaultValue;
  }
  on(name: keyof T & string): boolean {
    return this.#values[name] !== this.table[name]?.rest;
  }
  /** Whether there is a switch of that name and it may take this value. */
  takes(name: string, value: FaultValue): boolean {
    const row = this.table[name];
    if (row === undefined || typeof value !== typeof row.rest) return false;
    if (typeof value === 'number') return Number.isFinite(value) && value >= 0;
    if (row.pattern !== undefined && !new RegExp(row.pattern).test(String(value))) return false;
    return row.values?.includes(String(value)) ?? true;
  }
  set(name: string, value: FaultValue): boolean {
    if (!this.takes(name, value)) return false;
    this.#values[name] = value;
    return true;
  }
  /** Back to its value at rest. */
  calm(name: keyof T & string): void {
    this.#values[name] = (this.table[name] as FaultRow).rest;
  }
  list(): (FaultRow & { name: string; value: FaultValue })[] {
    return Object.entries(this.table).map(([name, row]) => ({ name, value: this.#values[name] as FaultValue, ...row }));
  }
}

/** What came to a simulator, what it said, and why that was not what a healthy one would have said. */
export interface LogEntry {
  /** Business time, milliseconds. */
  readonly at: number;
  /** Card numbers are masked by whoever writes this. */
  readonly came: string;
  /** Empty where nothing was answered. */
  readonly answered: string;
  /** Names of the faults that met it, or of what was wrong with it. */
  readonly reasons: readonly string[];
}

/** A morning of hand-made traffic; under load the last seconds. */
const LOG_MAX = 500;

/** The newest entries of a simulator, in memory only: it is for the eyes of whoever switches faults. */
export class SimulatorLog {
  readonly #clock: SimulatorClock;
  readonly #entries: LogEntry[] = [];
  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }
  note(entry: Omit<LogEntry, 'at'>): void {
    this.#entries.push({ at: this.#clock.nowMs(), ...entry });
    if (this.#entries.length > LOG_MAX) this.#entries.shift();
  }
  /** Newest first. */
  latest(limit: number): LogEntry[] {
    return limit > 0 ? this.#entries.slice(-limit).reverse() : [];
  }
}

export interface AdminRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
  readonly rawBody: string;
}
export type AdminAnswer = { status?: number; json?: unknown; text?: string; bytes?: Uint8Array; contentType?: string };
export type AdminRoute = (request: AdminRequest) => AdminAnswer | Promise<AdminAnswer>;

const BODY_BYTES_MAX = 4 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new Error('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `GET /path/:name` patterns; the first match wins. */
function matchRoute(routes: Readonly<Record<string, AdminRoute>>, method: string, path: string) {
  const parts = path.split('/');
  for (const [key, route] of Object.entries(routes)) {
    const [routeMethod, pattern = ''] = key.split(' ');
    const want = pattern.split('/');
    if (routeMethod !== method || want.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const same = want.every((piece, i) => {
      if (!piece.startsWith(':')) return piece === parts[i];
      params[piece.slice(1)] = decodeURIComponent(parts[i] ?? '');
      return true;
    });
    if (same) return { route, params };
  }
  return undefined;
}

async function serveOne(
  name: string,
  routes: Readonly<Record<string, AdminRoute>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const found = matchRoute(routes, request.method ?? 'GET', url.pathname);
  let answer: AdminAnswer;
  if (found === undefined) {
    answer = { status: 404, json: { error: 'no such route' } };
  } else {
    const rawBody = await readBody(request);
    const isJson = (request.headers['content-type'] ?? '').includes('json') && rawBody !== '';
    try {
      const body: unknown = isJson ? JSON.parse(rawBody) : undefined;
      answer = await found.route({
        params: found.params,
        query: url.searchParams,
        body,
        headers: request.headers,
        rawBody,
      });
    } catch (error) {
      answer = { status: 400, json: { error: String(error) } };
    }
  }
  const payload =
    answer.bytes ??
    answer.text ??
    JSON.stringify(answer.json ?? {}, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  response.writeHead(answer.status ?? 200, {
    'content-type': answer.contentType ?? 'application/json; charset=utf-8',
    'x-kaitong-simulator': name,
  });
  response.end(payload);
}

/** One HTTP server that says `x-kaitong-simulator: <name>` in each answer. Resolves with the port once it listens. */
export function serveHttp(
  name: string,
  port: number,
  routes: Readonly<Record<string, AdminRoute>>,
): Promise<{ port: number; close: () => void }> {
  const server = createServer((request, response) => {
    serveOne(name, routes, request, response).catch(() => response.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() });
    });
  });
}

export interface Simulator<T extends FaultTable> {
  readonly name: string;
  readonly config: SimulatorConfig;
  readonly clock: SimulatorClock;
  readonly faults: Faults<T>;
  readonly log: SimulatorLog;
  readonly peers: Map<string, string>;
}

/** The parts that every simulator starts with; call `announce` when all of its ports listen. */
export function openSimulator<T extends FaultTable>(name: string, faults: T): Simulator<T> {
  const config = simulatorConfig();
  mkdirSync(config.dataDir, { recursive: true });
  if (process.channel !== undefined) process.on('disconnect', () => process.exit(0));
  process.on('SIGINT', () => undefined); // a terminal's Ctrl-C reaches the whole group; the parent decides when we end
  process.on('SIGTERM', () => process.exit(0));
  const clock = new SimulatorClock(config.clockOffsetMs);
  return {
    name,
    config,
    clock,
    faults: new Faults(faults),
    log: new SimulatorLog(clock),
    peers: new Map(Object.entries(config.peers)),
  };
}

/**
 * Routes that every simulator has: GET /state, GET /log?limit=, PUT /clock {offsetMs}, PUT /faults {name: value}, PUT /peers
 * {name: address}. Faults are switched all together or, where one is refused, not at all.
 */
export function commonRoutes<T extends FaultTable>(
  simulator: Simulator<T>,
  state: () => unknown,
): Record<string, AdminRoute> {
  return {
    'GET /state': () => ({ json: { simulator: simulator.name, faults: simulator.faults.list(), state: state() } }),
    'PUT /clock': ({ body }) => {
      simulator.clock.offsetMs = (body as { offsetMs: number }).offsetMs;
      return { json: { ok: true } };
    },
    'GET /log': ({ query }) => ({ json: simulator.log.latest(Number(query.get('limit') ?? 100)) }),
    'PUT /faults': ({ body }) => {
      const wanted = Object.entries(body as Record<string, FaultValue>);
      const refused = wanted.filter(([k, v]) => !simulator.faults.takes(k, v)).map(([k]) => k);
      if (refused.length > 0) return { status: 422, json: { refused } };
      for (const [k, v] of wanted) simulator.faults.set(k, v);
      const came = wanted.map(([k, v]) => `${k}=${String(v)}`).join(' ');
      simulator.log.note({ came, answered: '', reasons: ['switched'] });
      return { json: simulator.faults.list() };
    },
    'PUT /peers': ({ body }) => {
      for (const [k, v] of Object.entries(body as Record<string, string>)) simulator.peers.set(k, v);
      return { json: { ok: true } };
    },
  };
}

/** Tells the parent (or, started by hand, the screen) which ports are open. */
export function announce(simulator: { name: string }, ports: Readonly<Record<string, number>>): void {
  if (process.send !== undefined) process.send({ type: 'ready', simulator: simulator.name, ports });
  else process.stdout.write(`${simulator.name} ${JSON.stringify(ports)}\n`);
}
