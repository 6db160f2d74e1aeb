/**
 * From submission to the machine's decision, for individuals and companies, on the whole path: revision and job in one transaction,
 * job queue, registers over signed HTTP (simulators in their own process), checks, outcome. Photos are read when they are handed in,
 * so their reading is measured apart: applications a minute with the reader saturated. Yardsticks of the same run: one question to the
 * register, and the pure decision.
 */
import { performance } from 'node:perf_hooks';
import { renderSample } from '@kaitong/tools/samples';
import { businessOf, personOf, type Person } from '../../simulators/src/population/index.ts';
import type { World } from '../../server/src/flows/ports.ts';
import {
  applicationOf,
  startApplication,
  submitRevision,
  type CompleteDraft,
  type MaterialSlot,
  type Revision,
} from '../../server/src/modules/applications/index.ts';
import { submitPhoto, type MaterialKind } from '../../server/src/modules/materials/index.ts';
import { withTx } from '../../server/src/platform/postgres/database.ts';
import { openDrawnSystem } from './drawn-system.ts';
import type { BenchResult } from './main.ts';

const EACH = 25;
const BURST = 120;
const READERS = 4;
const READ_MS = 20_000;
const QUESTIONS = 200;

type Photos = Readonly<Partial<Record<MaterialSlot, readonly [kind: MaterialKind, sample: string]>>>;

export interface Kind {
  readonly person: Person;
  readonly photos: Photos;
  readonly draft: (ids: Partial<Record<MaterialSlot, string>>) => CompleteDraft;
}

const common = {
  depositConfirmed: true,
  settlement: 't1',
  planId: 'standard',
  business: { tradeName: '晓梅烤冷面', mcc: '5814', region: '330106', address: '文三路夜市12号摊' },
} as const;

const lin = personOf('lin');
export const individual: Kind = {
  person: lin,
  photos: {
    id_front: ['id_front', 'lin-id-front'],
    id_back: ['id_back', 'lin-id-back'],
    bank_card: ['bank_card', 'lin-bank-card-debit'],
    scene: ['scene_photo', 'lin-scene-photo'],
  },
  draft: (ids) => ({
    ...common,
    kind: 'individual',
    deviceModel: 'esign_pos',
    accountKind: 'personal',
    card: { materialId: ids.bank_card ?? '', number: lin.cards[0]?.pan ?? '', reservedPhone: lin.phone },
    scene: { materialId: ids.scene ?? '' },
  }),
};

const firm = businessOf('trading-company');
const zhou = personOf('zhou');
const company: Kind = {
  person: zhou,
  photos: {
    id_front: ['id_front', 'zhou-id-front'],
    id_back: ['id_back', 'zhou-id-back'],
    licence: ['business_licence', 'trading-company-business-licence-stamped'],
    permit: ['account_permit', 'trading-company-account-permit'],
    premises: ['lease', 'trading-company-lease'],
    scene: ['scene_photo', 'zhou-scene-photo'],
  },
  draft: (ids) => ({
    ...common,
    kind: 'company',
    deviceModel: 'smart_pos',
    accountKind: 'corporate',
    licence: {
      materialId: ids.licence ?? '',
      name: firm.name,
      uscc: firm.uscc,
      legalPerson: zhou.name,
      validTo: firm.validTo,
    },
    premises: { materialId: ids.premises ?? '', proof: 'lease', party: firm.lease.lessee, validTo: firm.lease.endsOn },
    acting: { as: 'legal_person' },
    owners: [],
    corporateAccount: {
      materialId: ids.permit ?? '',
      accountName: firm.name,
      accountNumber: firm.account?.accountNumber ?? '',
      bankName: firm.account?.bankName ?? '',
      branchCode: firm.account?.branchCode ?? '',
    },
    scene: { materialId: ids.scene ?? '' },
  }),
};

export async function run(say: (line: string) => void): Promise<BenchResult> {
  const system = await openDrawnSystem(new Set(['serve', 'worker'] as const));
  const result = await measure(system.opened.world, say);
  await system.stop();
  return result;
}

async function measure(world: World, say: (line: string) => void): Promise<BenchResult> {
  const [one, many] = [await readPhotos(world, individual), await readPhotos(world, company)];
  say(`${EACH} individuals and ${EACH} companies, one at a time`);
  const individuals = await oneByOne(world, individual, one);
  const companies = await oneByOne(world, company, many);
  say(`${BURST} individuals at once`);
  const began = performance.now();
  await Promise.all(Array.from({ length: BURST }, async () => decided(world, await submit(world, individual, one))));
  const burstMinutes = (performance.now() - began) / 60_000;
  say(`the photos of individuals, ${READERS} at a time, for ${READ_MS / 1000} s`);
  const readPerMinute = await reading(world);
  const questionMs = await question(world);
  const figures = {
    individualP50Ms: at(individuals, 0.5),
    individualP95Ms: at(individuals, 0.95),
    companyP50Ms: at(companies, 0.5),
    companyP95Ms: at(companies, 0.95),
    perMinute: round(BURST / burstMinutes),
    photosReadForPerMinute: round(readPerMinute),
  };
  return {
    name: 'review',
    figures,
    yardstick: { registerQuestionMs: round(questionMs) },
    ratios: {
      individualPerQuestion: round(figures.individualP50Ms / questionMs),
      companyPerQuestion: round(figures.companyP50Ms / questionMs),
    },
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
const at = (sorted: readonly number[], share: number): number =>
  round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

/** Hands in the photos of a kind once, for real; the applicants of the run share what was read. */
export async function readPhotos(world: World, kind: Kind): Promise<Partial<Record<MaterialSlot, string>>> {
  const applicantId = world.ids.next('apl');
  const ids: Partial<Record<MaterialSlot, string>> = {};
  for (const [slot, [material, sample]] of Object.entries(kind.photos)) {
    const content = await renderSample(sample, { portrait: 'photo' });
    const done = await submitPhoto(world, {
      applicantId,
      kind: material as 'id_front',
      content,
      contentType: 'image/jpeg',
    });
    if (done.refused) throw new Error(`${sample} was refused: ${JSON.stringify(done.refusal)}`);
    ids[slot as MaterialSlot] = done.value.materialId;
  }
  return ids;
}

interface Submitted {
  readonly applicantId: string;
  readonly applicationId: string;
  readonly at: number;
}

/** A fresh applicant with the same papers, submitted as the product submits: revision, event and job in one transaction. */
export async function submit(
  world: World,
  kind: Kind,
  ids: Partial<Record<MaterialSlot, string>>,
  faceState: Revision['face']['state'] = 'face_passed',
): Promise<Submitted> {
  const applicantId = world.ids.next('apl');
  await world.db.execute(
    `INSERT INTO materials.material (applicant_id, material_id, kind, state, file_id, quality, reading_sealed, elapsed_ms, created_at)
     SELECT $1, material_id, kind, state, file_id, quality, reading_sealed, elapsed_ms, created_at FROM materials.material
      WHERE material_id = ANY ($2) AND applicant_id = (SELECT min(applicant_id) FROM materials.material WHERE material_id = ANY ($2))`,
    [applicantId, Object.values(ids)],
  );
  const { applicationId } = await startApplication(world, applicantId);
  const { name, idNumber, idValidTo, phone } = kind.person;
  const revision: Revision = {
    draft: kind.draft(ids),
    person: { name, idNumber, idValidTo, phone, idHash: 'bench' },
    face: { state: faceState, similarity: 0.8, fileId: null },
    materials: ids,
    signedAt: '2026-11-23T02:00:00Z',
  };
  const begun = performance.now();
  await withTx(world, (tx) => submitRevision(world, tx, { applicantId, applicationId, revision }));
  return { applicantId, applicationId, at: begun };
}

/** Milliseconds from submission until the machine has decided. */
async function decided(world: World, { applicantId, applicationId, at: begun }: Submitted): Promise<number> {
  for (;;) {
    const { state } = await applicationOf(world, applicantId, applicationId);
    if (state === 'approved' || state === 'in_review') return performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function oneByOne(world: World, kind: Kind, ids: Partial<Record<MaterialSlot, string>>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < EACH; i += 1) times.push(await decided(world, await submit(world, kind, ids)));
  return times.sort((a, b) => a - b);
}

/** Individuals a minute whose four photos are read, with several on their way at any time. */
async function reading(world: World): Promise<number> {
  const photos = await Promise.all(
    Object.values(individual.photos).map(async ([kind, sample]) => ({
      kind: kind as 'id_front',
      image: await renderSample(sample, { portrait: 'photo' }),
    })),
  );
  const end = performance.now() + READ_MS;
  let done = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: READERS }, async () => {
      while (performance.now() < end) {
        for (const photo of photos) await world.documents.readDocument(photo);
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - began) / 60_000);
}

async function question(world: World): Promise<number> {
  const began = performance.now();
  for (let i = 0; i < QUESTIONS; i += 1) await world.registry.company({ uscc: firm.uscc });
  return (performance.now() - began) / QUESTIONS;
}
