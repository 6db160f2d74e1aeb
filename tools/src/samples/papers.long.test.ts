import { businessOf } from '@kaitong/simulators/src/population/index.ts';
import { createEngines } from '@kaitong/vision/engines';
import type { DocumentKind, DocumentReading } from '@kaitong/vision';
import { describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { drawBusinessLicence } from './business-licence.ts';
import { printedOn, renderSample, sampleCatalogue } from './index.ts';
import { press } from './seal.ts';

const engines = createEngines();
const papers = sampleCatalogue().filter((sample) => sample.businessKey !== undefined);
const read = (image: Uint8Array, kind: string): Promise<DocumentReading> =>
  engines.run('readDocument', { image, kind: kind as DocumentKind });

/** Share of the wanted name's characters that stand in the text, in order. */
function alike(text: string, wanted: string): number {
  let [at, found] = [0, 0];
  for (const character of wanted) {
    const place = text.indexOf(character, at);
    if (place === -1) continue;
    found += 1;
    at = place + 1;
  }
  return found / wanted.length;
}

const valuesOf = (reading: DocumentReading): Record<string, string> =>
  Object.fromEntries(Object.entries(reading.fields).map(([name, field]) => [name, field.value]));

describe('a good paper is read whole, and each of its seals by name', () => {
  const good = papers.filter((paper) => paper.expect === 'good');
  test.each(good.map((paper) => [paper.name, paper.kind] as const))('%s', async (name, kind) => {
    const reading = await read(await renderSample(name), kind);
    const printed = printedOn(name)!;
    expect(reading.quality).toMatchObject({ verdict: 'good', findings: [] });
    expect(valuesOf(reading)).toEqual(printed.fields);
    expect(Object.entries(reading.fields).filter(([, field]) => !field.valid)).toEqual([]);
    expect(reading.seals).toHaveLength(printed.seals.length);
    for (const wanted of printed.seals) {
      const likeness = Math.max(...reading.seals.map((seal) => alike(seal.text, wanted)));
      expect(likeness, `${wanted} in ${reading.seals.map((seal) => seal.text).join(', ')}`).toBeGreaterThanOrEqual(0.7);
    }
    for (const seal of reading.seals) expect(seal).toMatchObject({ shape: 'round' });
  });
});

describe('a faulty paper is refused for its fault', () => {
  const faulty = papers.filter((paper) => paper.expect !== 'good');
  test.each(faulty.map((paper) => [paper.name, paper] as const))('%s', async (name, paper) => {
    const { quality } = await read(await renderSample(name), paper.kind);
    expect(quality.verdict).toBe('refuse');
    expect(quality.findings[0]?.reason).toBe(paper.expect);
  });
});

test('the seal of a company is told from the authority’s on one licence, each where it stands', async () => {
  const { seals, width } = await read(await renderSample('trading-company-business-licence'), 'business_licence');
  const company = seals.find((seal) => alike(seal.text, '杭州星砾商贸有限公司') > 0.7);
  const authority = seals.find((seal) => alike(seal.text, '杭州市西湖区市场监督管理局') > 0.7);
  expect(company?.box[0]).toBeLessThan(width / 2);
  expect(authority?.box[0]).toBeGreaterThan(width / 2);
});

test('a sheet that fills the frame is read too, and a seal pressed over another hides neither name', async () => {
  const company = businessOf('trading-company');
  const sheet = drawBusinessLicence(company);
  press(sheet.getContext('2d'), { name: company.name }, { x: 1_450, y: 1_080, radius: 142, degrees: 14 });
  const reading = await read(await sheet.encode('jpeg', 85), 'business_licence');
  expect(reading.quality).toMatchObject({ verdict: 'good', scores: { quad: 0 } });
  expect(valuesOf(reading)).toEqual(printedOn('trading-company-business-licence')?.fields);
  expect(reading.seals).toHaveLength(2);
  for (const wanted of [company.name, company.authority])
    expect(Math.max(...reading.seals.map((seal) => alike(seal.text, wanted)))).toBeGreaterThanOrEqual(0.7);
});

test('another company’s seal is not alike', async () => {
  const { seals } = await read(await renderSample('trading-company-business-licence-other-seal'), 'business_licence');
  expect(alike(seals[0]?.text ?? '', '杭州星砾商贸有限公司')).toBeLessThan(0.7);
});

test('a letter without colour is a letter, a permit without colour and seal is a copy', async () => {
  const grey = async (name: string): Promise<Buffer> =>
    sharp(await renderSample(name))
      .grayscale()
      .jpeg()
      .toBuffer();
  const letter = await read(await grey('trading-company-auth-letter'), 'auth_letter');
  expect(letter.quality).toMatchObject({ verdict: 'good' });
  expect(letter.seals).toEqual([]);
  const permit = await read(await grey('trading-company-account-permit'), 'account_permit');
  expect(permit.quality).toMatchObject({ verdict: 'refuse', findings: [{ reason: 'img_copy' }] });
});

test('a paper of another kind is named so', async () => {
  const lease = await renderSample('noodle-shop-lease');
  for (const kind of ['business_licence', 'account_permit', 'auth_letter', 'account_letter']) {
    const { quality } = await read(lease, kind);
    expect(quality.findings[0]?.reason, kind).toBe('doc_wrong_type');
  }
});

test('a lamp on white paper is glare only where it hides print', async () => {
  const image = await renderSample('noodle-shop-lease');
  const lamp = (top: number): Promise<Buffer> =>
    sharp(image)
      .composite([
        { input: { create: { width: 900, height: 420, channels: 3, background: '#ffffff' } }, left: 300, top },
      ])
      .jpeg({ quality: 88 })
      .toBuffer();
  expect((await read(await lamp(1_420), 'lease')).quality.verdict).toBe('good');
  expect((await read(await lamp(420), 'lease')).quality.findings[0]?.reason).toBe('img_glare');
});
