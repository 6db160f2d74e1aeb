import { fileURLToPath } from 'node:url';
import { people, personOf } from '@kaitong/simulators/src/population/index.ts';
import { createVision, type DocumentKind, type DocumentReading, type LivenessAction } from '@kaitong/vision';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cardDates, renderLiveness, renderSample, sampleCatalogue, type SampleEntry } from './index.ts';

const workerEntry = fileURLToPath(new URL('../../../packages/vision/src/worker/main.ts', import.meta.url));
const vision = createVision({ workerEntry, execArgv: ['--import', 'tsx'] });
afterAll(() => vision.close());

// Papers of businesses have a test of their own.
const catalogue = sampleCatalogue().filter((s) => s.businessKey === undefined);
const documents = catalogue.filter((s) => s.kind !== 'selfie');
const readings = new Map<string, Promise<DocumentReading>>();
const images = new Map<string, Buffer>();

function kindOf(entry: SampleEntry): DocumentKind {
  return entry.kind === 'order_screenshot' || entry.kind === 'selfie' ? 'scene_photo' : entry.kind;
}

// Drawn here while the worker reads the one before: two cores, half the time.
beforeAll(async () => {
  for (const entry of catalogue) {
    const image = await renderSample(entry.name);
    images.set(entry.name, image);
    if (entry.kind === 'selfie') continue;
    const reading = vision.readDocument({ image, kind: kindOf(entry) });
    reading.catch(() => undefined);
    readings.set(entry.name, reading);
  }
}, 120_000);

function printed(entry: SampleEntry): Record<string, string> {
  const person = personOf(entry.personKey);
  if (entry.kind === 'id_front') {
    const { name, sex, ethnicity, birth, address, idNumber } = person;
    return { name, sex, ethnicity, birth, address, idNumber, portrait: '' };
  }
  if (entry.kind === 'id_back') {
    const { idValidFrom, idValidTo } = { ...person, ...cardDates(entry.name, '2026-11-20') };
    return { issuer: person.idIssuer, validFrom: idValidFrom, validTo: idValidTo };
  }
  if (entry.kind !== 'bank_card') return {};
  const card = person.cards.find((c) => entry.name.endsWith(c.kind))!;
  const expiry = card.kind === 'credit' ? { expiry: '12/30' } : {};
  return { cardNumber: card.pan, bankName: card.bankName, ...expiry };
}

describe('every good sample is read whole and passes the quality gate', () => {
  test.each(documents.filter((s) => s.expect === 'good').map((s) => [s.name, s] as const))('%s', async (_, entry) => {
    const reading = await readings.get(entry.name)!;
    expect(reading.quality).toMatchObject({ verdict: 'good', findings: [] });
    const values = Object.fromEntries(Object.entries(reading.fields).map(([name, field]) => [name, field.value]));
    expect(values).toEqual(printed(entry));
    expect(Object.values(reading.fields).every((field) => field.valid)).toBe(true);
    expect(reading.lines.length).toBeGreaterThan(2);
  });
});

describe('every faulty sample is refused for its fault', () => {
  test.each(documents.filter((s) => s.expect !== 'good').map((s) => [s.name, s] as const))('%s', async (_, entry) => {
    const { quality } = await readings.get(entry.name)!;
    expect(quality.verdict).toBe('refuse');
    expect(quality.findings[0]?.reason).toBe(entry.expect);
  });
});

test('a field says where it stands in the photograph', async () => {
  const { fields, width, height } = await readings.get('lin-id-front')!;
  const [x, y, w, h] = fields['idNumber']!.box;
  expect(w / h).toBeGreaterThan(8);
  expect(y).toBeGreaterThan(height / 2);
  expect(x + w).toBeLessThan(width);
  expect(fields['portrait']!.box[0]).toBeGreaterThan(width / 2);
});

test('a document of another kind is named so', async () => {
  const card = await vision.readDocument({ image: images.get('lin-bank-card-debit')!, kind: 'id_front' });
  expect(card.quality).toMatchObject({ verdict: 'refuse', findings: [{ reason: 'doc_wrong_type' }] });
  const front = await vision.readDocument({ image: images.get('wang-id-front')!, kind: 'id_back' });
  expect(front.quality).toMatchObject({ verdict: 'refuse', findings: [{ reason: 'doc_wrong_type' }] });
});

test('bytes that are no picture are a reading too, never an error', async () => {
  const reasonOf = async (image: Uint8Array) =>
    (await vision.readDocument({ image, kind: 'id_front' })).quality.findings[0]?.reason;
  expect(await reasonOf(new Uint8Array())).toBe('file_type');
  expect(await reasonOf(new TextEncoder().encode('%PDF-1.7 not a picture'))).toBe('file_type');
  expect(await reasonOf(images.get('lin-id-front')!.subarray(0, 40_000))).toBe('file_corrupt');
});

test('a selfie matches the portrait of its own card only', async () => {
  const table: string[] = [];
  for (const [i, a] of people.entries()) {
    for (const b of [a, people[(i + 1) % people.length]!]) {
      const reference = images.get(`${a.key}-id-front`)!;
      const result = await vision.compareFaces({ reference, live: images.get(`${b.key}-selfie`)! });
      table.push(`${a.key} / ${b.key}: ${result.similarity.toFixed(3)} ${result.band}`);
      expect(result).toMatchObject({ band: a === b ? 'pass' : 'fail', referenceFaces: 1, liveFaces: 1 });
    }
  }
  console.log(table.join('\n'));
});

test('no face is a failed comparison and says on which side', async () => {
  const result = await vision.compareFaces({
    reference: images.get('lin-id-back')!,
    live: images.get('lin-selfie')!,
  });
  expect(result).toEqual({ similarity: 0, band: 'fail', referenceFaces: 0, liveFaces: 1 });
});

describe('liveness (n = 7 warped faces: this shows the plumbing, no rate)', () => {
  const challenges: LivenessAction[][] = [
    ['turn_left', 'open_mouth'],
    ['nod', 'turn_right'],
  ];
  test.each(people.map((p) => p.key))('%s passes what was asked and nothing else', async (key) => {
    for (const challenge of challenges) {
      const { frames } = await renderLiveness(key, challenge);
      const reference = images.get(`${key}-id-front`)!;
      const right = await vision.judgeLiveness({ frames, challenge, reference });
      const poses = right.scores.map((s) => [s.yaw, s.pitch, s.mouth].map((v) => v.toFixed(2)).join('/')).join(' ');
      const facts = `${right.similarity?.toFixed(3)} to the document, ${right.identity?.toFixed(3)} through the clip`;
      console.log(`${key} ${challenge.join('+')}: ${right.reason ?? 'passed'}, ${facts}\nyaw/pitch/mouth ${poses}`);
      expect(right).toMatchObject({ passed: true, band: 'pass' });
      for (const other of challenges.filter((c) => c !== challenge)) {
        const wrong = await vision.judgeLiveness({ frames, challenge: other });
        expect(wrong).toMatchObject({ passed: false, reason: 'action_missing' });
      }
    }
  });

  test('a photograph moved about in the hand shows no action', async () => {
    const { frames } = await renderLiveness('lin', []);
    for (const action of ['turn_left', 'turn_right', 'open_mouth', 'nod'] as const) {
      const result = await vision.judgeLiveness({ frames, challenge: [action] });
      expect(result).toMatchObject({ passed: false, missingAction: action });
    }
  });

  test('a photograph filmed is a still image', async () => {
    const image = images.get('lin-selfie')!;
    const frames = Array.from({ length: 12 }, (_, i) => ({ image, atMs: i * 350 }));
    const result = await vision.judgeLiveness({ frames, challenge: ['turn_left'] });
    expect(result).toMatchObject({ passed: false, reason: 'still_image' });
  });

  test('another person taking over, another person’s document, and bad times are refused', async () => {
    const lin = (await renderLiveness('lin', ['turn_left'])).frames;
    const wang = (await renderLiveness('wang', ['turn_left'])).frames;
    const mixed = lin.map((frame, i) => (i > lin.length / 2 ? wang[i]! : frame));
    const swapped = await vision.judgeLiveness({ frames: mixed, challenge: ['turn_left'] });
    expect(swapped).toMatchObject({ passed: false, reason: 'identity_changed' });
    const reference = images.get('wang-id-front')!;
    const foreign = await vision.judgeLiveness({ frames: lin, challenge: ['turn_left'], reference });
    expect(foreign).toMatchObject({ passed: false, reason: 'reference_mismatch' });
    const reasonOf = async (frames: typeof lin) => (await vision.judgeLiveness({ frames, challenge: [] })).reason;
    expect(await reasonOf(lin.slice(0, 5))).toBe('too_few_frames');
    expect(await reasonOf(lin.map((f, i) => ({ ...f, atMs: i * 20 })))).toBe('too_short');
    expect(await reasonOf(lin.map((f, i) => ({ ...f, atMs: i * 2_000 })))).toBe('too_long');
    expect(await reasonOf(lin.toReversed())).toBe('time_not_rising');
  });
});

test('portraits may be drawn instead, and then no photograph is used', async () => {
  const drawn = await renderSample('lin-id-front', { portrait: 'drawn' });
  expect(drawn.equals(images.get('lin-id-front')!)).toBe(false);
  const { quality, fields } = await vision.readDocument({ image: drawn, kind: 'id_front' });
  expect(quality.verdict).toBe('good');
  expect(fields['idNumber']?.value).toBe(personOf('lin').idNumber);
});
