import { execFile } from 'node:child_process';
import { accessSync, chmodSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** Longest time of one run; a clip of ten seconds takes one to two. */
const RUN_MS_MAX = 15_000;
const COMPLAINT_BYTES_MAX = 64 * 1_024;

let found: string | undefined;

/** The machine's own ffmpeg, else the one that a package brought along. Throws when there is neither. */
function ffmpegPath(): string {
  found ??= (process.env['PATH'] ?? '').split(delimiter).map(programIn).find(isExecutable) ?? packagedFfmpeg();
  return found;
}

const programIn = (folder: string): string => join(folder, process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run: the next place.
    return false;
  }
}

function packagedFfmpeg(): string {
  // createRequire rather than an import: the bundle must look for the program in node_modules at run time.
  const resolver = createRequire(import.meta.url);
  const platform = `@ffmpeg-installer/${process.platform}-${process.arch}/package.json`;
  const near = createRequire(resolver.resolve('@ffmpeg-installer/ffmpeg/package.json'));
  const path = programIn(dirname(near.resolve(platform)));
  // Its install script, which would do this, is not run.
  if (!isExecutable(path)) chmodSync(path, 0o755);
  return path;
}

/**
 * Runs ffmpeg as a program of its own, without a shell, on files only, for at most 15 s. Resolves false when it ended with an
 * error or out of time: the input is to blame. Rejects when there is no ffmpeg to run.
 */
export function runFfmpeg(args: readonly string[]): Promise<boolean> {
  const path = ffmpegPath();
  const all = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'file,pipe', ...args];
  return new Promise((resolve, reject) => {
    // Nothing of this process's settings is the decoder's business; Windows alone cannot start a program without its root.
    const root = process.env['SystemRoot'];
    const env = root === undefined ? {} : { SystemRoot: root };
    const options = { timeout: RUN_MS_MAX, killSignal: 'SIGKILL', maxBuffer: COMPLAINT_BYTES_MAX, env } as const;
    execFile(path, all, options, (error) => {
      if (error === null) resolve(true);
      else if (error.code === 'ENOENT' || error.code === 'EACCES') reject(error);
      else resolve(false);
    });
  });
}
