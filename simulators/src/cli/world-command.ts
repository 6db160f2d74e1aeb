/** The outside world from a shell: what is on, which faults are switched, what a simulator heard. Pages and tests use the same routes. */
import type { FaultRow, FaultValue, LogEntry } from '../kit/index.ts';

export interface WorldDoor {
  /** A route of the demo system; the body of its answer, or the status where it refuses. */
  call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly ok: boolean; readonly status: number; readonly json: unknown }>;
  say(line: string): void;
}

export const WORLD_USAGE = `npm run world -- [<simulator> <command>] [--data <folder> | --url <address>]

  (nothing)             the simulators, and which of them are on
  <simulator> faults    its switches; * marks those that are not at rest
  <simulator> set a=b   switches one or several
  <simulator> reset     all back to rest
  <simulator> log [n]   the last n things that came (20), what was answered and why
  <simulator> on | off  power
  failures              failures by name; * marks those that are on
  force <name>          lets the world fail in this way
  end <name>            ends it`;

interface Fault extends FaultRow {
  readonly name: string;
  readonly value: FaultValue;
}

/** Says why nothing was done; the exit code is 1. */
class Refused extends Error {}

async function answered<T>(door: WorldDoor, method: string, path: string, body?: unknown): Promise<T> {
  const { ok, status, json } = await door.call(method, path, body);
  if (ok) return json as T;
  const refused = (json as { refused?: string[] } | undefined)?.refused;
  if (refused !== undefined) throw new Refused(`refused: ${refused.join(', ')}; see faults for what each may be`);
  throw new Refused(status === 404 ? `no such simulator, or it is off (${path})` : `${path} is answered ${status}`);
}

async function faultsOf(door: WorldDoor, simulator: string): Promise<readonly Fault[]> {
  return (await answered<{ faults: Fault[] }>(door, 'GET', `/api/demo/world/${simulator}/state`)).faults;
}

const shown = (value: FaultValue): string => (value === '' ? "''" : String(value));

function sayFaults(door: WorldDoor, faults: readonly Fault[]): void {
  for (const { name, value, rest, values, pattern, zh, en } of faults) {
    const may = values?.map(shown).join('|') ?? pattern ?? typeof rest;
    door.say(`${value === rest ? ' ' : '*'} ${`${name}=${shown(value)}`.padEnd(28)} ${may}`);
    door.say(`    ${zh} · ${en}`);
  }
}

/** `a=b` as the switch of that name wants it: a number, true or false, or text. */
function valueOf(fault: Fault | undefined, text: string): FaultValue {
  if (typeof fault?.rest === 'number' && /^\d+$/.test(text)) return Number(text);
  if (typeof fault?.rest === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

async function change(door: WorldDoor, simulator: string, values: Readonly<Record<string, FaultValue>>): Promise<void> {
  sayFaults(door, await answered<Fault[]>(door, 'PUT', `/api/demo/world/${simulator}/faults`, values));
}

async function setFaults(door: WorldDoor, simulator: string, given: readonly string[]): Promise<void> {
  if (given.length === 0 || given.some((one) => !one.includes('='))) throw new Refused(WORLD_USAGE);
  const faults = await faultsOf(door, simulator);
  const values = given.map((one) => {
    const at = one.indexOf('=');
    const name = one.slice(0, at);
    const fault = faults.find((known) => known.name === name);
    return [name, valueOf(fault, one.slice(at + 1))] as const;
  });
  await change(door, simulator, Object.fromEntries(values));
}

async function resetFaults(door: WorldDoor, simulator: string): Promise<void> {
  const upset = (await faultsOf(door, simulator)).filter(({ value, rest }) => value !== rest);
  await change(door, simulator, Object.fromEntries(upset.map(({ name, rest }) => [name, rest])));
}

async function sayLog(door: WorldDoor, simulator: string, limit: string): Promise<void> {
  const entries = await answered<LogEntry[]>(door, 'GET', `/api/demo/world/${simulator}/log?limit=${Number(limit)}`);
  for (const { at, came, answered: said, reasons } of entries) {
    const time = new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    const outcome = reasons.includes('switched') ? '' : ` -> ${said === '' ? '(nothing)' : said}`;
    door.say(`${time}  ${came}${outcome}${reasons.length === 0 ? '' : `  [${reasons.join(', ')}]`}`);
  }
}

async function sayNames(door: WorldDoor): Promise<void> {
  const { simulators } = await answered<{ simulators: { name: string; alive: boolean }[] }>(
    door,
    'GET',
    '/api/demo/info',
  );
  for (const { name, alive } of simulators) door.say(`${alive ? 'on ' : 'off'}  ${name}`);
}

async function power(door: WorldDoor, simulator: string, on: boolean): Promise<void> {
  await answered(door, 'POST', `/api/demo/world/${simulator}/power`, { on });
  door.say(`${simulator} is ${on ? 'on' : 'off'}`);
}

interface Failure {
  readonly name: string;
  readonly on: boolean;
  readonly title: { readonly zh: string; readonly en: string };
  readonly sight: { readonly zh: string; readonly en: string };
}

const failures = async (door: WorldDoor): Promise<readonly Failure[]> =>
  (await answered<{ rows: Failure[] }>(door, 'GET', '/api/demo/failures')).rows;

async function sayFailures(door: WorldDoor): Promise<void> {
  for (const { name, on, title, sight } of await failures(door)) {
    door.say(`${on ? '*' : ' '} ${name.padEnd(22)} ${title.zh} · ${title.en}`);
    door.say(`    ${sight.zh} · ${sight.en}`);
  }
}

async function force(door: WorldDoor, name: string, on: boolean): Promise<void> {
  const all = await failures(door);
  const failure = all.find((one) => one.name === name);
  if (failure === undefined)
    throw new Refused(`no failure has the name ${name}; one of ${all.map((one) => one.name).join(', ')}`);
  await answered(door, 'PUT', `/api/demo/failures/${name}`, { on });
  door.say(on ? `${failure.title.en}: ${failure.sight.en}` : `${name} has ended`);
}

function commandOf(door: WorldDoor, [simulator, command, ...rest]: readonly string[]): Promise<void> {
  if (simulator === undefined) return sayNames(door);
  if (simulator === 'failures') return sayFailures(door);
  if (simulator === 'force' || simulator === 'end') return force(door, command ?? '', simulator === 'force');
  switch (command ?? 'faults') {
    case 'faults':
      return faultsOf(door, simulator).then((faults) => sayFaults(door, faults));
    case 'set':
      return setFaults(door, simulator, rest);
    case 'reset':
      return resetFaults(door, simulator);
    case 'log':
      return sayLog(door, simulator, rest[0] ?? '20');
    case 'on':
    case 'off':
      return power(door, simulator, command === 'on');
    default:
      throw new Refused(WORLD_USAGE);
  }
}

/** Carries one command out. Resolves with the exit code of the process. */
export async function worldCommand(door: WorldDoor, words: readonly string[]): Promise<number> {
  try {
    await commandOf(door, words);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    door.say(error.message);
    return 1;
  }
}
