/** The shelf of sample documents: drawn when asked for the first time, kept in the folder, served as JPEG. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderLiveness, renderSample, sampleCatalogue } from '@kaitong/tools/samples';
import { announce, commonRoutes, openSimulator, serveHttp } from '../kit/index.ts';

const simulator = openSimulator('sample-shelf', {});
const folder = join(simulator.config.dataDir, 'images');
await mkdir(folder, { recursive: true });
const names = new Set(sampleCatalogue().map((sample) => sample.name));
const drawing = new Map<string, Promise<Uint8Array>>();

async function draw(name: string, portrait: 'photo' | 'drawn'): Promise<Uint8Array> {
  const path = join(folder, `${name}-${portrait}.jpg`);
  if (existsSync(path)) return readFile(path);
  const image = await renderSample(name, { portrait });
  await writeFile(`${path}.tmp`, image);
  await rename(`${path}.tmp`, path);
  return image;
}

const http = await serveHttp('sample-shelf', simulator.config.port, {
  ...commonRoutes(simulator, () => ({ samples: names.size })),
  'GET /samples': () => ({ json: sampleCatalogue() }),
  'GET /samples/:name': async ({ params, query }) => {
    const name = params['name'] ?? '';
    if (!names.has(name)) return { status: 404, json: { error: 'no such sample' } };
    const portrait = query.get('portrait') === 'drawn' ? 'drawn' : 'photo';
    const key = `${name}-${portrait}`;
    const image = drawing.get(key) ?? draw(name, portrait);
    drawing.set(key, image);
    return { bytes: await image.finally(() => drawing.delete(key)), contentType: 'image/jpeg' };
  },
  'POST /frames': async ({ body }) => {
    const { personKey, actions } = body as { personKey: string; actions: string[] };
    const clip = await renderLiveness(personKey, actions as never);
    return {
      json: { frames: clip.frames.map((frame) => ({ jpegBase64: frame.image.toString('base64'), atMs: frame.atMs })) },
    };
  },
});
announce(simulator, { http: http.port, admin: http.port });
