/**
 * A real Chromium without any system package: the browser, its libraries and a font come from npm. Elsewhere CHROME_PATH names one.
 * Where there is none, `findBrowser` says so and the browser tests count as skipped, never as passed.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '..');

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-quic',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** The folder that package `name` was installed into. */
function folderOf(name: string): string {
  let folder = dirname(require.resolve(name));
  while (!existsSync(join(folder, 'package.json')) || !folder.endsWith(name)) folder = dirname(folder);
  return folder;
}

/**
 * The package's browser, unpacked once and kept between runs. Test files start side by side: each unpacks apart and the first to be
 * done gives its folder the name that counts, so that nobody starts a browser that another is still writing (ETXTBSY).
 */
async function unpackedBrowser(): Promise<string> {
  const kept = join(root, '.cache', 'browser-153.0.0');
  if (existsSync(kept)) return kept;
  const own = `${kept}.${randomUUID()}`;
  await mkdir(own, { recursive: true });
  process.env['TMPDIR'] = own; // the package unpacks into the temporary folder
  const packed = (await import('@sparticuz/chromium')) as unknown as {
    default: { executablePath(): Promise<string> };
    inflate(path: string): Promise<string>;
  };
  await packed.default.executablePath();
  await packed.inflate(join(folderOf('@sparticuz/chromium'), 'bin', 'al2023.tar.br'));
  await rename(own, kept).catch(async (fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ENOTEMPTY' && fault.code !== 'EEXIST') throw fault;
    await rm(own, { recursive: true });
  });
  return kept;
}

async function packagedBrowser(): Promise<{ path: string; env: Record<string, string> } | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const kept = await unpackedBrowser();
  process.env['TMPDIR'] = kept; // profiles of runs that were killed stay here and not in the system's folder
  const fonts = join(kept, 'fonts.conf');
  const libraries = join(kept, 'al2023');
  const folder = join(folderOf('@expo-google-fonts/noto-sans-sc'), '400Regular');
  await writeFile(
    fonts,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}</dir><cachedir>${join(kept, 'fontcache')}</cachedir></fontconfig>`,
  );
  return {
    path: join(kept, 'chromium'),
    env: { LD_LIBRARY_PATH: `${join(libraries, 'lib')}:${libraries}`, FONTCONFIG_FILE: fonts, HOME: kept },
  };
}

/** Where the browser is and how it is started, for programs that start it themselves; undefined where there is none. */
export async function browserProgram(): Promise<
  | { readonly path: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }
  | undefined
> {
  const given = process.env['CHROME_PATH'];
  if (given !== undefined && given !== '') return { path: given, args: ARGUMENTS, env: {} };
  const packaged = await packagedBrowser();
  return packaged === undefined ? undefined : { ...packaged, args: ARGUMENTS };
}

export async function findBrowser(): Promise<Browser | undefined> {
  const program = await browserProgram();
  if (program === undefined) return undefined;
  return chromium.launch({
    executablePath: program.path,
    args: [...program.args],
    env: { ...process.env, ...program.env },
  });
}
