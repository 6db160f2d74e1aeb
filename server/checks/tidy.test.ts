/** Small promises about the tree: names that say something, functions that fit a screen, no address of somebody's machine. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, isTest, lineOf, parse, ROOT, sourcesBelow, type Node, type SourceFile } from './source.ts';

const EMPTY_NAMES = /(^|[/\-.])(services?|utils?|helpers?|managers?|common|misc)(?=[/\-.]|$)/i;
const LINES_MAX = 70;
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** Lines of a function that hold code: blank lines and comments are free. */
function codeLines(file: SourceFile, node: Node): number {
  let text = file.text.slice(node.start, node.end);
  for (const comment of file.comments) {
    if (comment.start < node.start || comment.end > node.end) continue;
    const from = comment.start - node.start;
    const to = comment.end - node.start;
    text = text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + text.slice(to);
  }
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

const longFunctions = (file: SourceFile): string[] =>
  file.nodes
    .filter((node) => FUNCTIONS.has(node.type) && codeLines(file, node) > LINES_MAX)
    .map((node) => `${file.path}:${lineOf(file, node.start)} has ${codeLines(file, node)} lines`);

/** Put together from pieces, so that this file does not name what it looks for. */
const ADDRESSES: readonly (readonly [string, RegExp])[] = [
  [
    'a home folder',
    new RegExp(
      `(^|[\\s'"\`(=:])/(${['root', 'home/[a-z][-a-z0-9_]*', 'Users/[A-Za-z][-A-Za-z0-9_]*', 'work/(main|shared)'].join('|')})(?=[/\\s'"\`):]|$)`,
      'm',
    ),
  ],
  ['a package registry', new RegExp(['registry', '(npmjs|npmmirror|yarnpkg|verdaccio)'].join('\\.'))],
];
/** A path that climbs to a folder of that name: fine where it names something of this tree. */
const CLIMBING = new RegExp(`(?:${['\\.\\.', ''].join('/')})+shared[-\\w./]*`, 'g');

function addressesIn(text: string, path = 'x.md'): string[] {
  const outside = (text.match(CLIMBING) ?? []).filter((target) => {
    const meant = resolve(ROOT, dirname(path), target);
    return !meant.startsWith(`${ROOT}/`) || !existsSync(meant);
  });
  return [
    ...ADDRESSES.filter(([, pattern]) => pattern.test(text)).map(([what]) => what),
    ...outside.map(() => 'a folder outside the tree'),
  ];
}

const TEXT =
  /\.(ts|tsx|mjs|js|json|sql|md|html|css|ya?ml|sh|txt|conf)$|(^|\/)\.[a-z]+rc$|(^|\/)(LICENSE|Dockerfile|\.gitignore)$/;
const tree = filesBelow('');
const sources = sourcesBelow('server', 'packages', 'simulators', 'tools', 'bench');

/** Keeps a word of the list apart from its neighbours, so that this file does not name it. */
const glue = (word: string): string => word;

describe('the checker', () => {
  it('really walked the tree', () => {
    expect(tree.length).toBeGreaterThan(200);
    expect(sources.flatMap((file) => file.nodes.filter((node) => FUNCTIONS.has(node.type))).length).toBeGreaterThan(
      1_000,
    );
  });
  it.each([
    'server/src/services/x.ts',
    'web/src/date-utils.ts',
    'packages/common/index.ts',
    'server/src/flows/mail.helper.ts',
  ])('sees that %s says nothing', (path) => {
    expect(EMPTY_NAMES.test(path)).toBe(true);
  });
  it.each(['server/src/flows/approve-to-ship.ts', 'packages/vision/src/communication.ts'])('lets %s pass', (path) =>
    expect(EMPTY_NAMES.test(path)).toBe(false),
  );
  it('counts code, not blank lines and not comments', () => {
    const long = (filler: string): string => `export function f() {\n${`${filler}\n`.repeat(70)}}`;
    expect(longFunctions(parse('x.ts', long('f();')))).toHaveLength(1);
    expect(longFunctions(parse('x.ts', long('// f();')))).toHaveLength(0);
    expect(longFunctions(parse('x.ts', long('')))).toHaveLength(0);
  });
  it('sees addresses of machines and lets paths of the product pass', () => {
    expect(addressesIn(`const a = '/${glue('home')}/lin/kaitong'`)).toEqual(['a home folder']);
    expect(addressesIn(`https://${glue('registry')}.npmjs.org/x`)).toEqual(['a package registry']);
    expect(addressesIn(`see ../${glue('shared')}/notes.md`)).toEqual(['a folder outside the tree']);
    expect(addressesIn(`import './src/home/main.tsx'; '/var/lib/kaitong'; '/api/applicant/workplace'`)).toEqual([]);
  });
});

describe('the tree', () => {
  it('has no file or folder whose name says nothing', () =>
    expect(tree.filter((path) => EMPTY_NAMES.test(path))).toEqual([]));

  it('has no function longer than a screen, tests apart', () => {
    expect(sources.filter((file) => !isTest(file.path)).flatMap(longFunctions)).toEqual([]);
  });

  it('names no home folder, no package registry and no folder outside itself', () => {
    const faults = tree
      .filter((path) => TEXT.test(path) && path !== 'package-lock.json')
      .flatMap((path) => addressesIn(readFileSync(join(ROOT, path), 'utf8'), path).map((what) => `${path}: ${what}`));
    expect(faults).toEqual([]);
  });
});
