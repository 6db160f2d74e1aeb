/**
 * The shelf of sample documents and clips: drawn when asked for the first time, kept in the folder; pictures as JPEG, clips as
 * MP4 or WebM. Beside them the stock files of the drawn maker of terminals.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderLiveness, renderSample, renderVideo, sampleCatalogue, videoCatalogue } from '@kaitong/tools/samples';
import { vendorFile } from './vendor-file.ts';
import { announce, commonRoutes, openSimulator, serveHttp } from '../kit/index.ts';

const simulator = openSimulator('sample-shelf', {});
const { vendorKey = '', vendorSecret = '' } = simulator.config.settings;
const own = join(simulator.config.dataDir, 'images');
/** Drawings are the same in every system of one build; systems of the tests share a folder of them. Clips bear a time and stay here. */
const folder = process.env['KAITONG_SAMPLES'] ?? own;
await mkdir(own, { recursive: true });
await mkdir(folder, { recursive: true });
const clips = new Map(videoCatalogue().map((clip) => [clip.name, clip]));
const shelf = sampleCatalogue();
const names = new Set(shelf.map((sample) => sample.name));
const dated = new Set(shelf.filter((sample) => sample.dated === true).map((sample) => sample.name));
const drawing = new Map<string, Promise<Uint8Array>>();

/** From its place, or made once however many ask at the same time. */
async function kept(path: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  if (existsSync(path)) return readFile(path);
  const running = drawing.get(path);
  if (running !== undefined) return running;
  const made = make().then(async (bytes) => {
    const whole = `${path}.${process.pid}`; // another system may be drawing the same
    await writeFile(whole, bytes);
    await rename(whole, path);
    return bytes;
  });
  drawing.set(path, made);
  return made.finally(() => drawing.delete(path));
}

const http = await serveHttp('sample-shelf', simulator.config.port, {
  ...commonRoutes(simulator, () => ({ samples: names.size, videos: clips.size })),
  'GET /samples': () => ({ json: shelf }),
  'GET /samples/:name': async ({ params, query }) => {
    const name = params['name'] ?? '';
    if (!names.has(name)) return { status: 404, json: { error: 'no such sample' } };
    const portrait = query.get('portrait') === 'drawn' ? 'drawn' : 'photo';
    const { date: today } = simulator.clock.shanghai();
    const file = dated.has(name) ? `${name}-${portrait}-${today}.jpg` : `${name}-${portrait}.jpg`;
    const bytes = await kept(join(folder, file), () => renderSample(name, { portrait, today }));
    return { bytes, contentType: 'image/jpeg' };
  },
  'GET /videos': () => ({ json: [...clips.values()] }),
  'GET /videos/:name': async ({ params }) => {
    const clip = clips.get(params['name'] ?? '');
    if (clip === undefined) return { status: 404, json: { error: 'no such clip' } };
    // A clip says when it was recorded, so it keeps for one day of the demo clock.
    const { date } = simulator.clock.shanghai();
    const { name, container } = clip;
    const nowMs = simulator.clock.nowMs();
    const bytes = await kept(join(own, `${name}-${date}.${container}`), () => renderVideo(name, { nowMs }));
    return { bytes, contentType: `video/${container}` };
  },
  'GET /vendor-files/:name': ({ params }) => {
    const text = vendorFile({ vendorKey, vendorSecret }, params['name'] ?? '');
    if (text === undefined) return { status: 404, json: { error: 'no such file' } };
    return { text, contentType: 'text/csv; charset=utf-8' };
  },
  'POST /frames': async ({ body }) => {
    const { personKey, actions } = body as { personKey: string; actions: string[] };
    const file = [personKey, ...actions].map((one) => one.replaceAll(/\W/g, '')).join('-');
    const bytes = await kept(join(folder, `${file}.json`), async () => {
      const { frames } = await renderLiveness(personKey, actions as never);
      const shown = frames.map((frame) => ({ jpegBase64: frame.image.toString('base64'), atMs: frame.atMs }));
      return Buffer.from(JSON.stringify({ frames: shown }));
    });
    return { bytes, contentType: 'application/json' };
  },
});
announce(simulator, { http: http.port, admin: http.port });
