/**
 * Sample documents of the fictional population, drawn when asked for: what the demonstration shows, what the tests read.
 * Nothing here is anyone's document; every drawing carries the word 样张 SPECIMEN.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { people, personOf, type Person } from '@kaitong/simulators/src/population/index.ts';
import type { LivenessAction } from '@kaitong/vision';
import { drawBankCard } from './bank-card.ts';
import { drawIdBack, drawIdFront } from './identity-card.ts';
import { drawLiveness, type LivenessClip } from './liveness.ts';
import { photograph, snapshot, toCanvas, type Fault } from './photograph.ts';
import { drawnFace, portraitOf, selfieOf, type PortraitStyle } from './portraits.ts';
import { drawOrderScreenshot, drawScene } from './scenes.ts';

export type { LivenessClip, PortraitStyle };

export type SampleKind = 'id_front' | 'id_back' | 'bank_card' | 'scene_photo' | 'order_screenshot' | 'selfie';

/** What the quality gate must say: good, or the reason of its refusal. */
export type SampleExpectation = 'good' | 'img_blurry' | 'img_dark' | 'img_glare' | 'img_too_small';

export interface SampleEntry {
  /** File name without its ending; also the argument of `renderSample`. */
  readonly name: string;
  readonly personKey: string;
  readonly kind: SampleKind;
  readonly title: { readonly zh: string; readonly en: string };
  readonly expect: SampleExpectation;
}

interface Recipe extends SampleEntry {
  readonly fault: Fault;
  /** Which of the person's cards a bank card shows. */
  readonly cardIndex: number;
}

const FAULTS = [
  { fault: 'blurry', expect: 'img_blurry', zh: '模糊', en: 'blurry' },
  { fault: 'dark', expect: 'img_dark', zh: '过暗', en: 'too dark' },
  { fault: 'glare', expect: 'img_glare', zh: '反光', en: 'glare' },
  { fault: 'small', expect: 'img_too_small', zh: '过小', en: 'too small' },
] as const;

const PLAIN = [
  { kind: 'id_front', slug: 'id-front', zh: '身份证人像面', en: 'identity card, portrait side' },
  { kind: 'id_back', slug: 'id-back', zh: '身份证国徽面', en: 'identity card, emblem side' },
  { kind: 'scene_photo', slug: 'scene-photo', zh: '经营场景照', en: 'photo of the stall' },
  { kind: 'order_screenshot', slug: 'order-screenshot', zh: '订单截图', en: 'order screenshot' },
  { kind: 'selfie', slug: 'selfie', zh: '自拍照', en: 'selfie' },
] as const;

function recipesOf(person: Person): Recipe[] {
  const base = { personKey: person.key, expect: 'good', fault: 'none', cardIndex: 0 } as const;
  const title = (zh: string, en: string) => ({ zh: `${person.name} ${zh}`, en: `${person.key}: ${en}` });
  const recipes: Recipe[] = PLAIN.map((plain) => ({
    ...base,
    name: `${person.key}-${plain.slug}`,
    kind: plain.kind,
    title: title(plain.zh, plain.en),
  }));
  person.cards.forEach((card, cardIndex) => {
    const zh = `${card.bankName}${card.kind === 'debit' ? '借记卡' : '信用卡'}`;
    recipes.push({
      ...base,
      name: `${person.key}-bank-card-${card.kind}`,
      kind: 'bank_card',
      cardIndex,
      title: title(zh, `${card.kind} card`),
    });
  });
  if (person.key !== 'lin') return recipes;
  for (const { fault, expect, zh, en } of FAULTS) {
    const name = `lin-id-front-${fault}`;
    recipes.push({
      ...base,
      name,
      kind: 'id_front',
      fault,
      expect,
      title: title(`身份证人像面（${zh}）`, `identity card, ${en}`),
    });
  }
  return recipes;
}

const RECIPES: readonly Recipe[] = people.flatMap(recipesOf);

/** All samples, people in the order of the population. */
export function sampleCatalogue(): SampleEntry[] {
  return RECIPES.map(({ name, personKey, kind, title, expect }) => ({ name, personKey, kind, title, expect }));
}

/** Draws one sample as JPEG bytes (0.2 to 0.6 s). Throws for a name outside the catalogue. */
export async function renderSample(name: string, options: { portrait?: PortraitStyle } = {}): Promise<Buffer> {
  const recipe = RECIPES.find((r) => r.name === name);
  if (recipe === undefined) throw new Error(`no such sample: ${name}`);
  const style = options.portrait ?? 'photo';
  const person = personOf(recipe.personKey);
  const shot = { name, fault: recipe.fault };
  switch (recipe.kind) {
    case 'id_front':
      return photograph(drawIdFront(person, await portraitOf(person.key, style)), shot);
    case 'id_back':
      return photograph(drawIdBack(person), shot);
    case 'bank_card':
      return photograph(drawBankCard(person, person.cards[recipe.cardIndex]!), shot);
    case 'scene_photo':
      return snapshot(drawScene(person), { name, noise: 4 });
    case 'order_screenshot':
      return snapshot(drawOrderScreenshot(person), { name, noise: 0 });
    case 'selfie':
      return selfie(person.key, name, style);
    default:
      return recipe.kind satisfies never;
  }
}

async function selfie(key: string, name: string, style: PortraitStyle): Promise<Buffer> {
  if (style === 'drawn') return snapshot(drawnFace(key, [900, 1_200]), { name, noise: 2 });
  return snapshot(toCanvas((await selfieOf(key, 900, 1_200)).raster), { name, noise: 3 });
}

/** Frames of a person following a challenge: 12 or more JPEGs, 350 ms apart, not mirrored. */
export function renderLiveness(personKey: string, challenge: LivenessAction[]): Promise<LivenessClip> {
  return drawLiveness(personKey, challenge);
}

/** Writes every sample to a folder as `<name>.jpg` and returns the paths. */
export async function writeSamples(dir: string, options: { portrait?: PortraitStyle } = {}): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const paths: string[] = [];
  for (const { name } of RECIPES) {
    const path = join(dir, `${name}.jpg`);
    await writeFile(path, await renderSample(name, options));
    paths.push(path);
  }
  return paths;
}
