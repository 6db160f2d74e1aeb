/** The source tree as the checks see it: every file parsed once, with its imports, function spans and strings. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export interface Import {
  /** As written: './x.ts', 'node:fs', '@kaitong/iso8583'. */
  readonly specifier: string;
  /** Path from the root for relative specifiers. */
  readonly target: string | undefined;
  /** Only types cross: nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface SourceFile {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly nodes: readonly Node[];
  readonly comments: readonly { readonly start: number; readonly end: number }[];
}

const SKIPPED = new Set(['node_modules', 'dist', '.git', '.cache', 'data', 'coverage', 'out']);

/** Every file below `folder` (a path from the root), as paths from the root. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export const isTest = (path: string): boolean =>
  path.endsWith('.test.ts') || path.includes('/testing/') || path.startsWith('server/stories/');

const parsed = new Map<string, SourceFile>();

export function sourcesBelow(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    filesBelow(folder)
      .filter((path) => /\.(ts|tsx)$/.test(path) && !path.endsWith('.d.ts'))
      .map(read),
  );
}

function read(path: string): SourceFile {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const file = parse(path, readFileSync(join(ROOT, path), 'utf8'));
  parsed.set(path, file);
  return file;
}

/** @throws Error when the text does not parse: a file that cannot be read cannot be called clean. */
export function parse(path: string, text: string): SourceFile {
  const result = parseSync(path, text);
  if (result.errors.length > 0) throw new Error(`${path}: ${result.errors[0]?.message ?? 'does not parse'}`);
  const nodes: Node[] = [];
  walk(result.program as unknown as Node, nodes);
  return { path, text, nodes, imports: importsOf(path, nodes), comments: result.comments };
}

function walk(node: Node, out: Node[]): void {
  out.push(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string')
        walk(child as Node, out);
    }
  }
}

const FROM = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

function importsOf(path: string, nodes: readonly Node[]): Import[] {
  return nodes.flatMap((node) => {
    if (!FROM.has(node.type)) return [];
    const source = (node['source'] ?? node['argument']) as
      | { value?: unknown; literal?: { value?: unknown } }
      | null
      | undefined;
    const specifier = source?.value ?? source?.literal?.value;
    if (typeof specifier !== 'string') return [];
    const target = specifier.startsWith('.')
      ? relative(ROOT, resolve(ROOT, dirname(path), specifier)).replaceAll('\\', '/')
      : undefined;
    return [{ specifier, target, typeOnly: isTypeOnly(node) }];
  });
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const specifiers = node['specifiers'] as Node[] | undefined;
  if (specifiers === undefined || specifiers.length === 0) return false;
  return specifiers.every((one) => one['importKind'] === 'type' || one['exportKind'] === 'type');
}

/** Texts of string and template literals; holes of a template become a blank. */
export function stringsOf(file: SourceFile): string[] {
  return file.nodes.flatMap((node) => {
    if (node.type === 'Literal' && typeof node['value'] === 'string') return [node['value']];
    if (node.type !== 'TemplateLiteral') return [];
    return [(node['quasis'] as { value: { raw: string } }[]).map((quasi) => quasi.value.raw).join(' ')];
  });
}

export const lineOf = (file: SourceFile, offset: number): number => file.text.slice(0, offset).split('\n').length;

/** `server/src/modules/ledger/…` -> `ledger`. */
export const moduleOf = (path: string): string | undefined => /^server\/src\/modules\/([^/]+)\//.exec(path)?.[1];
