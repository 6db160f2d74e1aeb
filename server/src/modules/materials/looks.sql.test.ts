import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, testEnv, type TestDatabase, type TestEnv } from '../../../testing/database.ts';
import { LOOK_APART_MAX, mirroredLook } from './domain/look.ts';
import { applicantsWithPhoto, submitPhoto, type Reading } from './index.ts';

let database: TestDatabase;
let env: TestEnv;
beforeAll(async () => {
  database = await testDatabase();
  env = await testEnv(database);
});
afterAll(async () => {
  await env.close();
  await database.close();
});

let made = 0;
/** Hands in a photo that looks like this, of bytes that nobody else has. */
async function handIn(applicantId: string, look: string, kind: 'scene_photo' | 'scene_order' = 'scene_photo') {
  const reading: Reading = {
    quality: { verdict: 'good', findings: [], scores: {} },
    fields: {},
    lines: [],
    look,
    width: 900,
    height: 640,
    elapsedMs: 1,
  };
  made += 1;
  const done = await submitPhoto(
    { ...env, documents: { readDocument: () => Promise.resolve(reading) } },
    { applicantId, kind, content: Buffer.from(`photo ${made}`), contentType: 'image/jpeg' },
  );
  if (done.refused) throw new Error(done.refusal.code);
  return { applicantId, ...done.value };
}
const flipped = (look: string, places: number): string =>
  look
    .split('')
    .map((bit, at) => (at < places ? (bit === '1' ? '0' : '1') : bit))
    .join('');
const stall = Array.from({ length: 256 }, (_, at) => ((at * 7) % 11 < 5 ? '1' : '0')).join('');

describe('a photo of a stall that went from hand to hand', () => {
  it('S21: is found again saved anew and mirrored, and counts each other person once', async () => {
    const own = await handIn('apl_look_1', stall);
    expect(await applicantsWithPhoto(env.db, own)).toBe(0);
    await handIn('apl_look_2', flipped(stall, LOOK_APART_MAX));
    await handIn('apl_look_2', flipped(stall, 3));
    await handIn('apl_look_3', mirroredLook(flipped(stall, 5)));
    expect(await applicantsWithPhoto(env.db, own)).toBe(2);
  });
  it('is not taken for another stall, nor one person’s second photo for somebody else’s', async () => {
    const other = flipped(stall, 128);
    const own = await handIn('apl_look_4', other);
    await handIn('apl_look_4', other);
    await handIn('apl_look_5', flipped(other, LOOK_APART_MAX + 1));
    expect(await applicantsWithPhoto(env.db, own)).toBe(0);
  });
  it('leaves screens of an order app alone: they all look alike', async () => {
    const own = await handIn('apl_look_6', '0'.repeat(256), 'scene_order');
    await handIn('apl_look_7', '0'.repeat(256), 'scene_order');
    expect(await applicantsWithPhoto(env.db, own)).toBe(0);
  });
  it('mirrored twice is itself', () => expect(mirroredLook(mirroredLook(stall))).toBe(stall));
});
