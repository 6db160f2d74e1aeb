import type { Upload } from './context.ts';

const FRAMES_MAX = 40;

/** The pictures of a live check with their times; undefined where the two do not fit each other. */
export function framesOf(atMs: string, files: readonly Upload[]): { image: Uint8Array; atMs: number }[] | undefined {
  let times: unknown;
  try {
    times = JSON.parse(atMs);
  } catch {
    return undefined;
  }
  if (!Array.isArray(times) || times.length !== files.length || files.length === 0 || files.length > FRAMES_MAX)
    return undefined;
  return files.map((file, i) => ({ image: file.content, atMs: Number(times[i]) }));
}
