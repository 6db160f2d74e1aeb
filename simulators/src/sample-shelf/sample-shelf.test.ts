import { afterAll, beforeAll, expect, it } from 'vitest';
import { forkSimulator, type ForkedSimulator } from '../testing/fork-simulator.ts';

interface Listed {
  readonly name: string;
  readonly kind: string;
  readonly personKey: string;
}

let shelf: ForkedSimulator;
const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${shelf.ports['http']}${path}`);

beforeAll(async () => {
  shelf = await forkSimulator('sample-shelf');
});
afterAll(() => shelf.kill());

it('the papers of the businesses stand on the shelf beside the people’s documents', async () => {
  const samples = await shelf.admin<Listed[]>('GET', '/samples');
  const kinds = new Set(samples.map((sample) => sample.kind));
  for (const kind of ['id_front', 'business_licence', 'account_permit', 'lease', 'auth_letter'])
    expect(kinds).toContain(kind);
  const licence = samples.find((sample) => sample.name === 'trading-company-business-licence-stamped');
  expect(licence).toMatchObject({ personKey: 'zhou' });
  const image = await get('/samples/trading-company-business-licence-stamped');
  expect(image.headers.get('content-type')).toBe('image/jpeg');
});

it('a clip is served as what it is, once drawn for all who ask, and says it was recorded today', async () => {
  const clips = await shelf.admin<Listed[]>('GET', '/videos');
  expect(clips.map((clip) => clip.name)).toContain('chen-scene-video');
  const [first, second] = await Promise.all([get('/videos/chen-scene-video'), get('/videos/chen-scene-video')]);
  expect(first.headers.get('content-type')).toBe('video/mp4');
  const bytes = Buffer.from(await first.arrayBuffer());
  expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
  expect(Buffer.from(await second.arrayBuffer()).equals(bytes)).toBe(true);
  expect((await get('/videos/nobody')).status).toBe(404);
});
