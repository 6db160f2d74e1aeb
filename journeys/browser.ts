/**
 * A real Chromium without any system package: the browser, its libraries and a font come from npm. Elsewhere CHROME_PATH names one.
 * Where there is none, `findBrowser` says so and the browser tests count as skipped, never as passed.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
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

async function packagedBrowser(): Promise<{ path: string; env: Record<string, string> } | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const cache = join(root, '.cache', 'chromium-153.0.0');
  await mkdir(cache, { recursive: true });
  process.env['TMPDIR'] = cache; // the package unpacks into the temporary folder; ours is kept between runs
  const packed = (await import('@sparticuz/chromium')) as unknown as {
    default: { executablePath(): Promise<string> };
    inflate(path: string): Promise<string>;
  };
  const path = await packed.default.executablePath();
  const libraries = await packed.inflate(join(folderOf('@sparticuz/chromium'), 'bin', 'al2023.tar.br'));
  const fonts = join(cache, 'fonts.conf');
  const folder = join(folderOf('@expo-google-fonts/noto-sans-sc'), '400Regular');
  await writeFile(
    fonts,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}</dir><cachedir>${join(cache, 'fontcache')}</cachedir></fontconfig>`,
  );
  return {
    path,
    env: { LD_LIBRARY_PATH: `${join(libraries, 'lib')}:${libraries}`, FONTCONFIG_FILE: fonts, HOME: cache },
  };
}

export async function findBrowser(): Promise<Browser | undefined> {
  const given = process.env['CHROME_PATH'];
  if (given !== undefined && given !== '') return chromium.launch({ executablePath: given, args: ARGUMENTS });
  const packaged = await packagedBrowser();
  if (packaged === undefined) return undefined;
  return chromium.launch({
    executablePath: packaged.path,
    args: ARGUMENTS,
    env: { ...process.env, ...packaged.env },
  });
}
