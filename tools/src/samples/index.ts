/**
 * Sample documents of the fictional population, drawn when asked for: what the demonstration shows, what the tests read.
 * Nothing here is anyone's document; every drawing carries the word 样张 SPECIMEN.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { people, type Person } from '@kaitong/simulators/src/population/index.ts';
import type { LivenessAction } from '@kaitong/vision';
import { drawBankCard } from './bank-card.ts';
import { drawIdBack, drawIdFront } from './identity-card.ts';
import { drawLiveness, type LivenessClip } from './liveness.ts';
import { PAPERS, type Printed } from './papers.ts';
import { photograph, snapshot, toCanvas, type Fault } from './photograph.ts';
import { drawnFace, portraitOf, selfieOf, type PortraitStyle } from './portraits.ts';
import { drawOrderScreenshot, drawScene } from './scenes.ts';

export { encodeClip, renderVideo, videoCatalogue, type VideoEntry } from './scene-video.ts';
export type { LivenessClip, PortraitStyle, Printed };

export type SampleKind =
  | 'id_front'
  | 'id_back'
  | 'bank_card'
  | 'scene_photo'
  | 'order_screenshot'
  | 'selfie'
  | 'business_licence'
  | 'account_permit'
  | 'lease'
  | 'auth_letter'
  | 'account_letter';

/** What the quality gate must say: good, or the reason of its refusal. */
export type SampleExpectation = 'good' | 'img_blurry' | 'img_copy' | 'img_dark' | 'img_glare' | 'img_too_small';

export interface SampleEntry {
  /** File name without its ending; also the argument of `renderSample`. */
  readonly name: string;
  /** For papers of a business, the person who hands them in: its owner or legal person. */
  readonly personKey: string;
  /** Whose paper it is, for papers of a business. */
  readonly businessKey?: string;
  readonly kind: SampleKind;
  readonly title: { readonly zh: string; readonly en: string };
  readonly expect: SampleExpectation;
  /** Drawn for the day on which it is asked for: keeps for that day. */
  readonly dated?: true;
}

interface Recipe extends SampleEntry {
  readonly render: (style: PortraitStyle, today: string) => Promise<Buffer>;
}

const FAULTS = [
  { fault: 'blurry', expect: 'img_blurry', zh: '模糊', en: 'blurry' },
  { fault: 'dark', expect: 'img_dark', zh: '过暗', en: 'too dark' },
  { fault: 'glare', expect: 'img_glare', zh: '反光', en: 'glare' },
  { fault: 'small', expect: 'img_too_small', zh: '过小', en: 'too small' },
] as const;

/** Cards of the same person: one that ends in a hundred days, and the one that takes its place. */
const OTHER_BACKS = [
  { slug: 'id-back-ending', zh: '身份证国徽面（100 天后到期）', en: 'identity card, ends in 100 days', dated: true },
  { slug: 'id-back-renewed', zh: '身份证国徽面（换领的新证）', en: 'identity card, the new one', dated: false },
] as const;

const DAY_MS = 86_400_000;
const dayAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
const ENDING_DAYS = 100;

/** What stands on the back of a card of that name; undefined where it is the person's own. */
export function cardDates(name: string, today: string): { idValidFrom: string; idValidTo: string } | undefined {
  if (name.endsWith('-renewed')) return { idValidFrom: '2026-11-20', idValidTo: '2046-11-20' };
  if (!name.endsWith('-ending')) return undefined;
  const idValidTo = dayAfter(today, ENDING_DAYS);
  // twenty years before, so that a leap day has its day, too
  return { idValidFrom: `${Number(idValidTo.slice(0, 4)) - 20}${idValidTo.slice(4)}`, idValidTo };
}

function otherBacksOf(person: Person): Recipe[] {
  const { key } = person;
  return OTHER_BACKS.map(({ slug, zh, en, dated }): Recipe => {
    const name = `${key}-${slug}`;
    return {
      name,
      personKey: key,
      kind: 'id_back',
      title: { zh: `${person.name} ${zh}`, en: `${key}: ${en}` },
      expect: 'good',
      ...(dated ? { dated: true as const } : {}),
      render: async (_style, today) =>
        photograph(drawIdBack({ ...person, ...cardDates(name, today) }), { name, fault: 'none' }),
    };
  });
}

function recipesOf(person: Person): Recipe[] {
  const { key } = person;
  const recipe = (
    what: { kind: SampleKind; slug: string; zh: string; en: string; expect?: SampleExpectation },
    render: (style: PortraitStyle, name: string) => Promise<Buffer>,
  ): Recipe => {
    const name = `${key}-${what.slug}`;
    const title = { zh: `${person.name} ${what.zh}`, en: `${key}: ${what.en}` };
    const { kind, expect = 'good' } = what;
    return { name, personKey: key, kind, title, expect, render: (style) => render(style, name) };
  };
  const front = (fault: Fault) => async (style: PortraitStyle, name: string) =>
    photograph(drawIdFront(person, await portraitOf(key, style)), { name, fault });
  const recipes = [
    recipe(
      { kind: 'id_front', slug: 'id-front', zh: '身份证人像面', en: 'identity card, portrait side' },
      front('none'),
    ),
    recipe(
      { kind: 'id_back', slug: 'id-back', zh: '身份证国徽面', en: 'identity card, emblem side' },
      async (_style, name) => photograph(drawIdBack(person), { name, fault: 'none' }),
    ),
    recipe(
      { kind: 'scene_photo', slug: 'scene-photo', zh: '经营场景照', en: 'photo of the stall' },
      async (_style, name) => snapshot(drawScene(person), { name, noise: 4 }),
    ),
    recipe(
      { kind: 'order_screenshot', slug: 'order-screenshot', zh: '订单截图', en: 'order screenshot' },
      async (_style, name) => snapshot(drawOrderScreenshot(person), { name, noise: 0 }),
    ),
    recipe({ kind: 'selfie', slug: 'selfie', zh: '自拍照', en: 'selfie' }, async (style, name) =>
      selfie(key, name, style),
    ),
    ...person.cards.map((card) =>
      recipe(
        {
          kind: 'bank_card',
          slug: `bank-card-${card.kind}`,
          zh: `${card.bankName}${card.kind === 'debit' ? '借记卡' : '信用卡'}`,
          en: `${card.kind} card`,
        },
        async (_style, name) => photograph(drawBankCard(person, card), { name, fault: 'none' }),
      ),
    ),
  ];
  if (key !== 'lin') return recipes;
  const faulty = FAULTS.map(({ fault, expect, zh, en }) =>
    recipe(
      {
        kind: 'id_front',
        slug: `id-front-${fault}`,
        zh: `身份证人像面（${zh}）`,
        en: `identity card, ${en}`,
        expect,
      },
      front(fault),
    ),
  );
  return [...recipes, ...otherBacksOf(person), ...faulty];
}

/** A phone's picture of a sheet: more pixels than of a card, because print on A4 is small. */
const PAPER_LONG_SIDE = 2_000;

const PAPER_RECIPES: readonly Recipe[] = PAPERS.flatMap(({ business, samples }) =>
  samples.map(({ slug, kind, zh, en, expect, fault, draw }): Recipe => {
    const name = `${business.key}-${slug}`;
    return {
      name,
      personKey: business.legalPersonKey,
      businessKey: business.key,
      kind,
      title: { zh: `${business.name} ${zh}`, en: `${business.key}: ${en}` },
      expect,
      render: async () => photograph(draw(), { name, fault, longSide: PAPER_LONG_SIDE, corner: 6 }),
    };
  }),
);

const RECIPES: readonly Recipe[] = [...people.flatMap(recipesOf), ...PAPER_RECIPES];

/** All samples: people in the order of the population, then the papers of the businesses. */
export function sampleCatalogue(): SampleEntry[] {
  return RECIPES.map(({ render: _render, ...entry }) => entry);
}

/** What stands on a paper of a business; undefined for everything else. */
export function printedOn(name: string): Printed | undefined {
  for (const { business, samples } of PAPERS)
    for (const sample of samples) if (`${business.key}-${sample.slug}` === name) return sample.printed;
  return undefined;
}

/** Draws one sample as JPEG bytes (0.2 to 0.8 s). Throws for a name outside the catalogue. */
export async function renderSample(
  name: string,
  options: { portrait?: PortraitStyle; today?: string } = {},
): Promise<Buffer> {
  const recipe = RECIPES.find((r) => r.name === name);
  if (recipe === undefined) throw new Error(`no such sample: ${name}`);
  return recipe.render(options.portrait ?? 'photo', options.today ?? '2026-11-20');
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
