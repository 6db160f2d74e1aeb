/** Who may import whom. Every rule is a function over parsed files, so that each can be shown a file that breaks it. */
import { describe, expect, it } from 'vitest';
import { BORNE_EDGES, LAYERS, MODULE_GRAPH } from './module-graph.ts';
import { isTest, lineOf, moduleOf, parse, sourcesBelow, type SourceFile } from './source.ts';

const server = sourcesBelow('server/src').filter((file) => !isTest(file.path));
const all = sourcesBelow('server', 'packages', 'simulators', 'tools', 'bench');

type Layer = (typeof LAYERS)[number];

function layerOf(path: string): Layer | undefined {
  const folder = /^server\/src\/([^/]+)\//.exec(path)?.[1];
  if (folder === 'inbound' || folder === 'outbound') return 'edge';
  return LAYERS.find((layer) => layer === folder);
}

/** direction: entry -> inbound, outbound -> flows -> modules -> platform -> kernel */
function directionFaults(file: SourceFile): string[] {
  const from = layerOf(file.path);
  return file.imports.flatMap((one) => {
    if (one.target === undefined || from === undefined || !one.target.startsWith('server/')) return [];
    const to = layerOf(one.target);
    if (to === undefined) return [`${file.path} imports ${one.target}, which is in no layer`];
    if (LAYERS.indexOf(to) < LAYERS.indexOf(from)) return [`${file.path} (${from}) imports ${one.target} (${to})`];
    const otherEdge = from === 'edge' && to === 'edge' && file.path.split('/')[2] !== one.target.split('/')[2];
    return otherEdge ? [`${file.path} imports ${one.target}: inbound and outbound never meet`] : [];
  });
}

function doorFaults(file: SourceFile): string[] {
  return file.imports.flatMap((one) => {
    const to = one.target === undefined ? undefined : moduleOf(one.target);
    if (to === undefined || to === moduleOf(file.path)) return [];
    return one.target === `server/src/modules/${to}/index.ts`
      ? []
      : [`${file.path} reaches past the door of ${to}: ${one.target}`];
  });
}

function graphFaults(file: SourceFile): string[] {
  const from = moduleOf(file.path);
  if (from === undefined) return [];
  if (!(from in MODULE_GRAPH)) return [`${from} is not in the module graph`];
  return file.imports.flatMap((one) => {
    const to = one.target === undefined ? undefined : moduleOf(one.target);
    if (
      to === undefined ||
      to === from ||
      MODULE_GRAPH[from]?.includes(to) === true ||
      `${from} -> ${to}` in BORNE_EDGES
    )
      return [];
    return [`${file.path}: ${from} may not call ${to}`];
  });
}

const WAITING = new Set(['AwaitExpression']);

/** domain/ is pure and synchronous: kernel, its own module's domain, and types; nothing that waits, nothing of the machine. */
function domainFaults(file: SourceFile): string[] {
  if (!/^server\/src\/modules\/[^/]+\/domain\//.test(file.path)) return [];
  const own = file.path.replace(/\/domain\/.*$/, '/');
  const imports = file.imports.flatMap((one) => {
    if (one.specifier.startsWith('node:')) return [`${file.path} imports ${one.specifier}`];
    if (one.target === undefined || one.target.startsWith('server/src/kernel/')) return [];
    if (one.target.startsWith(`${own}domain/`) || (one.typeOnly && one.target.startsWith(own))) return [];
    // the words of another module, through its door and along the graph, both of which have checks of their own
    if (one.typeOnly && /^server\/src\/modules\/[^/]+\/index\.ts$/.test(one.target)) return [];
    return [`${file.path} imports ${one.target}`];
  });
  const waits = file.nodes
    .filter(
      (node) =>
        WAITING.has(node.type) || node['async'] === true || (node.type === 'Identifier' && node['name'] === 'Promise'),
    )
    .map((node) => `${file.path}:${lineOf(file, node.start)} waits (${node.type})`);
  return [...imports, ...waits];
}

function kernelFaults(file: SourceFile): string[] {
  if (!file.path.startsWith('server/src/kernel/')) return [];
  return file.imports
    .filter((one) => one.target?.startsWith('server/src/kernel/') !== true)
    .map((one) => `${file.path} imports ${one.specifier}`);
}

/** Workspaces: [who, may not import]. Tests may: the other end of a line is the best witness. */
const WALLS: readonly (readonly [RegExp, RegExp])[] = [
  [/^simulators\//, /^server\/|^@kaitong\/server/],
  [/^packages\//, /^(server|simulators|tools|web|bench)\/|^@kaitong\/(server|simulators)/],
  [/^server\/src\//, /^(simulators|tools|web|bench)\/|^@kaitong\/(simulators|tools|web)/],
];

/** The demo's own entry points know the simulated people they put into the world; nothing that runs in production does. */
const KNOWS_THE_DEMO_PEOPLE: readonly string[] = [
  'server/src/entry/demo.ts',
  'server/src/entry/journey.ts',
  'server/src/entry/seed/rhythm.ts',
  'server/src/entry/seed/shops.ts',
  'server/src/entry/seed/write-sales.ts',
  'server/src/entry/seed/write-shops.ts',
];
const DEMO_PEOPLE = 'simulators/src/population/index.ts';

function wallFaults(file: SourceFile): string[] {
  return WALLS.flatMap(([who, whom]) =>
    who.test(file.path)
      ? file.imports
          .filter(
            (one) =>
              whom.test(one.target ?? one.specifier) &&
              !(one.target === DEMO_PEOPLE && KNOWS_THE_DEMO_PEOPLE.includes(file.path)),
          )
          .map((one) => `${file.path} imports ${one.specifier}`)
      : [],
  );
}

/** Files that may ask the machine for time, chance or a timer, each with its reason. */
const MAY_ASK_THE_MACHINE: Readonly<Record<string, string>> = {
  'server/src/kernel/instant.ts': 'the one file that builds a Date, from instants handed in',
  'server/src/platform/env.ts': 'where time, chance and timers come from',
  'server/src/platform/postgres/together.ts':
    'the end of a turn of the event loop, and how long ago a round set out: no rule depends on it',
  'server/src/platform/postgres/launcher.ts': 'waits for a child process before any Env exists',
  'server/src/inbound/http/live.ts': 'a keep-alive of an open answer: nothing depends on when it comes',
  'server/src/entry/simulators.ts': 'a time-out around a child process, in a composition root',
  'server/src/entry/roles-apart.ts': 'a composition root that watches its children',
  'server/src/entry/journey.ts': 'a client of the running product, outside it',
  'packages/terminal/src/shanghai.ts': 'writes an instant handed in (nowMs) as text',
  'packages/vision/src/client.ts': 'time-outs around its own worker processes',
};
const FREE_OF_THE_CLOCK_RULE = [/^simulators\//, /^bench\//, /^tools\//, /^server\/(checks|testing|stories|sim)\//];

const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const ASKED = new Set(['Date.now', 'Date.parse', 'Math.random', 'performance.now']);
/** Measuring how long something took, for a metric, is not asking what time it is. */
const MAY_MEASURE: Readonly<Record<string, string>> = {
  'server/src/inbound/terminal/answer-frame.ts': 'seconds of an answer, for its histogram',
};

function clockFaults(file: SourceFile): string[] {
  if (
    isTest(file.path) ||
    file.path in MAY_ASK_THE_MACHINE ||
    FREE_OF_THE_CLOCK_RULE.some((one) => one.test(file.path))
  )
    return [];
  return file.nodes.flatMap((node) => {
    const name = askedOf(node);
    if (name === undefined || (name === 'performance.now' && file.path in MAY_MEASURE)) return [];
    return [`${file.path}:${lineOf(file, node.start)} uses ${name}`];
  });
}

function askedOf(node: { readonly type: string; readonly [key: string]: unknown }): string | undefined {
  const nameOf = (one: unknown): string => (one as { name?: string } | undefined)?.name ?? '';
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'Date') return 'new Date';
  if (node.type === 'CallExpression' && TIMERS.has(nameOf(node['callee']))) return nameOf(node['callee']);
  if (node.type === 'MemberExpression') {
    const text = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
    return ASKED.has(text) ? text : undefined;
  }
  if (node.type !== 'ImportDeclaration') return undefined;
  const from = (node['source'] as { value: string }).value;
  return from === 'node:timers/promises' || from === 'node:timers' ? from : undefined;
}

function cycles(): string[] {
  const edges = new Map<string, Set<string>>();
  for (const file of server) {
    const from = moduleOf(file.path);
    for (const one of file.imports) {
      const to = one.target === undefined ? undefined : moduleOf(one.target);
      if (from !== undefined && to !== undefined && to !== from)
        edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  const visit = (at: string, path: readonly string[]): string[] =>
    path.includes(at)
      ? [[...path, at].join(' -> ')]
      : [...(edges.get(at) ?? [])].flatMap((to) => visit(to, [...path, at]));
  return [...edges.keys()].flatMap((start) => visit(start, []));
}

describe('the checker itself', () => {
  it('really read the tree: more than ten modules and more than a hundred imports that cross folders', () => {
    expect(new Set(server.map((file) => moduleOf(file.path)).filter(Boolean)).size).toBeGreaterThan(10);
    expect(server.flatMap((file) => file.imports).filter((one) => one.target !== undefined).length).toBeGreaterThan(
      100,
    );
    expect(all.length).toBeGreaterThan(200);
  });

  it('sees every way of importing: named, default, types, re-exports, dynamic, import types', () => {
    const text = `import { a } from './a.ts'; import type { B } from './b.ts'; import { type C } from './c.ts'; export * from './d.ts';
      export type { E } from './e.ts'; const f = await import('./f.ts'); let g: import('./g.ts').G; import './h.ts';`;
    const seen = parse('server/src/flows/x.ts', text).imports.map((one) => [one.target, one.typeOnly]);
    expect(seen).toEqual([
      ['server/src/flows/a.ts', false],
      ['server/src/flows/b.ts', true],
      ['server/src/flows/c.ts', true],
      ['server/src/flows/d.ts', false],
      ['server/src/flows/e.ts', true],
      ['server/src/flows/f.ts', false],
      ['server/src/flows/g.ts', true],
      ['server/src/flows/h.ts', false],
    ]);
  });

  it.each([
    ['direction', directionFaults, 'server/src/platform/x.ts', `import { a } from '../modules/ledger/index.ts';`],
    [
      'direction of edges',
      directionFaults,
      'server/src/inbound/http/x.ts',
      `import { a } from '../../outbound/sms/index.ts';`,
    ],
    ['doors', doorFaults, 'server/src/flows/x.ts', `import { a } from '../modules/ledger/domain/postings.ts';`],
    [
      'doors for types too',
      doorFaults,
      'server/src/modules/review/x.ts',
      `import type { A } from '../ledger/domain/postings.ts';`,
    ],
    ['graph', graphFaults, 'server/src/modules/ledger/x.ts', `import { a } from '../merchants/index.ts';`],
    ['a module nobody declared', graphFaults, 'server/src/modules/gossip/x.ts', `export const a = 1;`],
    [
      'pure domain: platform',
      domainFaults,
      'server/src/modules/ledger/domain/x.ts',
      `import { a } from '../../../platform/env.ts';`,
    ],
    ['pure domain: node', domainFaults, 'server/src/modules/ledger/domain/x.ts', `import { a } from 'node:crypto';`],
    [
      'pure domain: another module at work',
      domainFaults,
      'server/src/modules/review/domain/x.ts',
      `import { a } from '../../catalogue/index.ts';`,
    ],
    ['pure domain: async', domainFaults, 'server/src/modules/ledger/domain/x.ts', `export const a = async () => 1;`],
    [
      'pure domain: promises',
      domainFaults,
      'server/src/modules/ledger/domain/x.ts',
      `export interface A { b(): Promise<void> }`,
    ],
    ['kernel is a leaf', kernelFaults, 'server/src/kernel/x.ts', `import { z } from 'zod';`],
    [
      'simulators know no server',
      wallFaults,
      'simulators/src/bank/x.ts',
      `import { a } from '../../../server/src/kernel/fen.ts';`,
    ],
    ['packages know nobody', wallFaults, 'packages/iso8583/src/x.ts', `import { a } from '@kaitong/simulators';`],
    [
      'the server knows no simulator',
      wallFaults,
      'server/src/flows/x.ts',
      `import { a } from '../../../simulators/src/kit/index.ts';`,
    ],
    ['time', clockFaults, 'server/src/flows/x.ts', `export const a = Date.now();`],
    ['time in a new Date', clockFaults, 'server/src/flows/x.ts', `export const a = new Date();`],
    ['chance', clockFaults, 'packages/iso8583/src/x.ts', `export const a = Math.random();`],
    ['timers', clockFaults, 'server/src/modules/ledger/x.ts', `setTimeout(() => undefined, 1);`],
    [
      'timers by import',
      clockFaults,
      'server/src/flows/x.ts',
      `import { setTimeout as wait } from 'node:timers/promises';`,
    ],
  ])('sees a file that breaks the rule of %s', (_rule, check, path, text) => {
    expect(check(parse(path, text))).toHaveLength(1);
  });
});

describe('the house', () => {
  it('imports run inward only: entry, edges, flows, modules, platform, kernel', () =>
    expect(server.flatMap(directionFaults)).toEqual([]));
  it('a module is entered by its one door', () => expect(server.flatMap(doorFaults)).toEqual([]));
  it('a module calls only those that the table of the house gives it', () =>
    expect(server.flatMap(graphFaults)).toEqual([]));
  it('every edge that is borne beyond the table is still used', () => {
    const used = (edge: string): boolean => {
      const [from = '', to = ''] = edge.split(' -> ');
      return server.some(
        (file) =>
          moduleOf(file.path) === from &&
          file.imports.some((one) => one.target !== undefined && moduleOf(one.target) === to),
      );
    };
    expect(Object.keys(BORNE_EDGES).filter((edge) => !used(edge))).toEqual([]);
  });
  it('modules make no circle', () => expect(cycles()).toEqual([]));
  it('domain folders are pure and wait for nothing', () => expect(server.flatMap(domainFaults)).toEqual([]));
  it('the kernel is a leaf', () => expect(server.flatMap(kernelFaults)).toEqual([]));
  it('packages and simulators know no server, and the server knows no simulator', () => {
    expect(all.filter((file) => !isTest(file.path)).flatMap(wallFaults)).toEqual([]);
  });
  it('time, chance and timers are handed in; the files that ask the machine are listed with their reason', () => {
    expect(all.flatMap(clockFaults)).toEqual([]);
  });
  it('no file stands on that list without need', () => {
    const idle = Object.keys(MAY_ASK_THE_MACHINE).filter(
      (path) => !all.some((file) => file.path === path && file.nodes.some((node) => askedOf(node) !== undefined)),
    );
    expect(idle).toEqual([]);
  });
});
