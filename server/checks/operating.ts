/** What the files of an operator may name: settings, commands, and headings of the runbooks, read from where they are made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, SettingsProblem } from '../src/platform/settings.ts';
import { ROOT } from './source.ts';

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => found[1] ?? '');

/** Names that the schema of the settings knows. */
const BACKUP = 'server/src/entry/backup/commands.ts';

/** Of the processes, and what the backup alone asks for. */
export const knownSettings = (): string[] => [
  ...all(textOf('server/src/platform/settings.ts'), /^ {2}((?:KAITONG|DATABASE)_[A-Z0-9_]+): /gm),
  ...all(textOf(BACKUP), /process\.env\['(KAITONG_BACKUP_\w+)'\]/g),
];

/** Those without which a process in production does not start. */
export function wantedSettings(): string[] {
  try {
    readSettings({});
  } catch (error) {
    if (error instanceof SettingsProblem) return all(error.message, /^ {2}(\w+): /gm);
    throw error;
  }
  return [];
}

const ROOMS = 'server/src/entry/kaitong.ts';
const KEYS = 'server/src/entry/keys-command.ts';

const subCommands = (path: string): string[] =>
  all(/subCommands: \{([\s\S]*?)\}/.exec(textOf(path))?.[1] ?? '', /^\s+'?([a-z][\w-]*)'?[,:]/gm);

/** `serve`, `keys rewrap`, …: every command of the line in the words that are typed. */
export const knownCommands = (): string[] =>
  subCommands(ROOMS).flatMap((name) => (name === 'keys' ? subCommands(KEYS).map((key) => `keys ${key}`) : [name]));

/** Options that some command takes. */
export const knownOptions = (): string[] =>
  [ROOMS, KEYS, BACKUP, 'server/src/entry/cli.ts'].flatMap((path) =>
    all(textOf(path), /(?:^|[{\s])'?([a-z][\w-]*)'?: \{\s*type: '(?:string|boolean)'/g),
  );

/** As the links to headings are made: lower case, spaces to hyphens, punctuation left out. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .trim()
    .replaceAll(' ', '-');

export const RUNBOOKS = 'docs/operate/runbooks.md';

export const runbookHeadings = (): string[] => all(textOf(RUNBOOKS), /^## (.+)$/gm);
