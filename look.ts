import { OwnSystem } from './server/src/entry/journey.ts';
const s = await OwnSystem.create({ KAITONG_DEMO_SEED: 'on' });
const t0 = Date.now();
await s.start();
console.log('serves after', Date.now() - t0, s.url);
const get = async (p: string) => (await fetch(s.url + p)).json() as any;
let last = '';
for (let i = 0; i < 300; i++) {
  const l = await get('/api/demo/living');
  const line = `${l.state} ${l.percent}`;
  if (line !== last) { console.log(Date.now() - t0, line, l.merchants.length); last = line; }
  if (l.state !== 'seeding') { console.log(JSON.stringify(l).slice(0, 1500)); break; }
  await new Promise((f) => setTimeout(f, 300));
}
console.log(await get('/api/demo/failures').then((x) => JSON.stringify(x)));
import { readFileSync } from 'node:fs';
console.log(readFileSync(s.dataDir + '/kaitong.log', 'utf8').split('\n').filter((l) => /"level":[45]0|"level":"(warn|error)/.test(l)).slice(0, 12).join('\n').slice(0, 3000));
const first = await get('/api/demo/living');
const r = await fetch(s.url + '/api/demo/reset', { method: 'POST', headers: { origin: s.url, 'content-type': 'application/json' }, body: JSON.stringify({ run: first.run }) });
console.log('reset', r.status, await r.text());
const t1 = Date.now(); last = '';
for (let i = 0; i < 400; i++) {
  const l = await get('/api/demo/living').catch((e) => ({ err: String(e.cause?.code ?? e) }));
  const line = `${l.err ?? l.code ?? ''} ${l.stage ?? ''} ${l.state ?? ''} ${l.percent ?? ''}`;
  if (line !== last) { console.log(Date.now() - t1, line); last = line; }
  if (l.state === 'done' && l.run !== first.run) break;
  await new Promise((f) => setTimeout(f, 100));
}
await s.remove();
process.exit(0);
