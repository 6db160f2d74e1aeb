import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerFacts } from './container.ts';
import { runFfmpeg } from './ffmpeg.ts';

export const FRAMES = 8;
/** Longest side of a frame: text on a sign is read at 960 anyway. */
const FRAME_SIDE = 1_280;
/** Longer clips are refused for their length; a minute of them shows enough. */
const DECODED_MS_MAX = 60_000;
/** No single allocation of the decoder above this: a forged header must not take the machine's memory. */
const ALLOCATION_BYTES_MAX = 256 * 1_024 * 1_024;

export interface Frame {
  readonly atMs: number;
  /** JPEG, upright. */
  readonly image: Buffer;
}

/** Eight frames spread evenly over the clip, or fewer of a very short one; none when it cannot be decoded. */
export async function framesOf(video: Uint8Array, facts: ContainerFacts): Promise<Frame[]> {
  // A file and not a pipe: phones write the index at the end, and reading it needs seeking.
  const folder = await mkdtemp(join(tmpdir(), 'kaitong-video-'));
  try {
    const clip = join(folder, 'clip');
    await writeFile(clip, video, { mode: 0o600 });
    const span = Math.min(facts.durationMs, DECODED_MS_MAX) / 1_000;
    const scale = `scale='if(gt(iw,ih),min(${FRAME_SIDE},iw),-2)':'if(gt(iw,ih),-2,min(${FRAME_SIDE},ih))'`;
    const input = ['-max_alloc', String(ALLOCATION_BYTES_MAX), '-threads', '1', '-f', facts.demuxer, '-i', clip];
    const filter = ['-t', span.toFixed(3), '-vf', `fps=${FRAMES}/${span.toFixed(3)},${scale}`];
    const output = ['-frames:v', String(FRAMES), '-c:v', 'mjpeg', '-q:v', '3', '-f', 'image2', join(folder, '%d.jpg')];
    await runFfmpeg([...input, '-map', '0:v:0', '-an', '-sn', '-dn', ...filter, ...output]);
    // A clip that breaks off half-way still shows its first frames.
    const names = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
    const numbers = names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
    const frames: Frame[] = [];
    for (const number of numbers) {
      const atMs = Math.round(((number - 1) * span * 1_000) / FRAMES);
      frames.push({ atMs, image: await readFile(join(folder, `${number}.jpg`)) });
    }
    return frames;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
