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
  const settings = { vendorKey: '00'.repeat(16), vendorSecret: '11'.repeat(32) };
  shelf = await forkSimulator('sample-shelf', { settings });
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

it('a vendor’s file comes as it should be and with one model that nobody makes, keys of 24 bytes either way', async () => {
  const linesOf = async (name: string): Promise<string[]> =>
    (await (await get(`/vendor-files/${name}`)).text()).trim().split('\r\n');
  const [good, spoilt] = [await linesOf('delivery.csv'), await linesOf('delivery-one-bad-line.csv')];
  expect(good[0]).toBe('serial_no,model,wrapped_key,iccid');
  for (const line of good.slice(1)) expect(Buffer.from(line.split(',')[2] ?? '', 'base64url')).toHaveLength(24);
  expect(spoilt.filter((line, i) => line !== good[i])).toEqual([good[3]?.replace('esign_pos', 'esign_pos_x')]);
  expect((await get('/vendor-files/toString')).status).toBe(404);
});
