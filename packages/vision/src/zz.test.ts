import { test } from 'vitest';
import { openFaceEngine } from './faces/engine.ts';
import { judgeLiveness } from './faces/liveness.ts';
import { drawLiveness } from '../../../tools/src/samples/liveness.ts';
import { renderSample } from '../../../tools/src/samples/index.ts';
const A = ['turn_left','turn_right','open_mouth','nod'] as const;
test('x', async () => {
  const engine = await openFaceEngine();
  const keys = (process.env.KEYS ?? 'lin,wang').split(',');
  for (const key of keys) {
    const reference = await renderSample(`${key}-id-front`);
    const out: string[] = [];
    for (const a of A) for (const b of A) if (a !== b) {
      const { frames } = await drawLiveness(key, [a, b]);
      const r = await judgeLiveness(engine, { frames, challenge: [a, b], reference });
      if (!r.passed) out.push(`${a}+${b}:${r.reason}:${(r as any).missingAction ?? ''}:${(r as any).identity?.toFixed(2)} yaw ${Math.max(...r.scores.map(s=>Math.abs(s.yaw-r.scores[0].yaw))).toFixed(2)} m ${Math.max(...r.scores.map(s=>s.mouth)).toFixed(2)} p ${Math.max(...r.scores.map(s=>s.pitch-r.scores[0].pitch)).toFixed(3)}`);
    }
    console.log(key, out.length, out.join(' | '));
  }
}, 600000);
