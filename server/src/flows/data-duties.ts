/** What a person may ask about their own data: what there is, all of it as a file, and that it goes. See docs/decisions/0028. */
import { refuse, type Outcome, type Refusal } from '../kernel/outcome.ts';
import { DAY_MS, later, parseIso } from '../kernel/instant.ts';
import { must } from '../kernel/assert.ts';
import {
  abandonedSince,
  countRevisions,
  currentApplication,
  forgetDrafts,
  sentMaterials,
} from '../modules/applications/index.ts';
import {
  applicantOf,
  askForData,
  dataRequestOf,
  decideErasure,
  erasesAnything,
  forgetCard,
  forgetInterviews,
  isHeld,
  liftHold,
  moveDataRequest,
  placeHold,
  signInsOf,
  waitingDataRequests,
  dataRequestsOf,
  type ClassVerdict,
  type DataRequest,
  type DataRequestKind,
  type ErasureFacts,
} from '../modules/identity/index.ts';
import { eraseMaterials, keptMaterials, type KeptMaterial } from '../modules/materials/index.ts';
import { merchantByApplicant, type Merchant } from '../modules/merchants/index.ts';
import { queueMessage } from '../modules/notifications/index.ts';
import { countTransactions } from '../modules/switching/index.ts';
import { scheduleDue } from '../platform/due.ts';
import { withTx, type Tx } from '../platform/postgres/database.ts';
import { bundleOf } from './data-bundle.ts';
import { policyToday } from './facts.ts';
import type { World } from './ports.ts';
import { smsTexts } from './texts.ts';
import { stageOf } from './withdraw-consent.ts';

/** Transactions are counted so far: more is said as that many. */
const COUNTED_MAX = 100_000;

interface Held {
  readonly verdicts: readonly ClassVerdict[];
  readonly facts: ErasureFacts;
  /** Photos and clips that a request would erase as never sent in, and those that belong to the person's case. */
  readonly unsent: readonly KeptMaterial[];
  readonly others: readonly KeptMaterial[];
  readonly merchant: Merchant | undefined;
}

/** Never sent in: replaced before the application went in, and from before there was a merchant (later ones belong to changes). */
async function split(world: World, applicantId: string, merchant: Merchant | undefined) {
  const [kept, sent] = await Promise.all([keptMaterials(world.db, applicantId), sentMaterials(world, applicantId)]);
  const since = merchant?.createdAt;
  const isUnsent = (one: KeptMaterial): boolean =>
    one.isReplaced && !sent.has(one.materialId) && (since === undefined || one.createdAt < parseIso(since));
  return { unsent: kept.filter(isUnsent), others: kept.filter((one) => !isUnsent(one)) };
}

/** What there is of a person, class by class, and what a request to erase would do with it now. */
export async function dataHeld(world: World, applicantId: string): Promise<Held> {
  const [person, application, merchant, held, revisions, signIns] = await Promise.all([
    applicantOf(world, applicantId),
    currentApplication(world, applicantId),
    merchantByApplicant(world, applicantId),
    isHeld(world.db, applicantId),
    countRevisions(world.db, applicantId),
    signInsOf(world.db, applicantId),
  ]);
  const { unsent, others } = await split(world, applicantId, merchant);
  const { name, idNumber, faceFileId } = must(person, 'applicant');
  const details = [name, idNumber, faceFileId].filter((one) => one !== undefined).length;
  const drafts = application !== undefined && Object.keys(application.draft).length > 0 ? 1 : 0;
  const money =
    merchant === undefined ? 0 : await countTransactions(world.db, { merchantIds: [merchant.merchantId] }, COUNTED_MAX);
  const facts: ErasureFacts = {
    stage: stageOf(application, merchant !== undefined),
    held,
    counts: {
      replaced: unsent.length,
      identity: others.length + details + drafts,
      decided: revisions,
      money,
      sign_ins: signIns.length,
    },
  };
  return { verdicts: decideErasure(facts), facts, unsent, others, merchant };
}

const REQUEST_JOB = 'data-request';
const LAPSE = 'lapse-export';
const keyOf = ({ applicantId, requestId }: { applicantId: string; requestId: string }): string =>
  `${applicantId}:${requestId}`;

/** Asks for an export or an erasure; carried out by a job, at once where nothing forbids it. */
export async function askAboutData(
  world: World,
  asked: { readonly applicantId: string; readonly kind: DataRequestKind },
): Promise<Outcome<string, Refusal<'identity.data_request_open' | 'identity.nothing_to_erase'>>> {
  if (asked.kind === 'erasure' && !erasesAnything((await dataHeld(world, asked.applicantId)).verdicts))
    return refuse('identity.nothing_to_erase');
  const days = (await policyToday(world)).number('data.request_days');
  return withTx(world, async (tx) => {
    const made = await askForData(world, tx, { ...asked, days });
    if (!made.refused)
      await world.jobs.enqueue(tx, REQUEST_JOB, { applicantId: asked.applicantId, requestId: made.value });
    return made;
  });
}

/** Carries a request out. Run twice it finds it answered. */
export async function carryOutRequest(
  world: World,
  of: { readonly applicantId: string; readonly requestId: string },
): Promise<void> {
  const request = await dataRequestOf(world.db, of);
  if (request?.state !== 'asked') return;
  if (request.kind === 'export') return exportAll(world, request);
  const { facts, unsent, others, verdicts, merchant } = await dataHeld(world, of.applicantId);
  if (facts.held) {
    await withTx(world, (tx) => moveDataRequest(world, tx, { of: request, to: 'held' }));
    return;
  }
  const goes = (name: ClassVerdict['of']): boolean =>
    verdicts.some((one) => one.of === name && one.keptBecause === undefined);
  const replaced = await eraseAll(world, of.applicantId, unsent);
  const whole = goes('identity');
  if (whole) await forgetPerson(world, of.applicantId, others);
  const erased = { replaced, ...(whole ? { identity: facts.counts.identity } : {}) };
  await withTx(world, async (tx) => {
    if (!(await moveDataRequest(world, tx, { of: request, to: 'done', erased }))) return;
    await tell(world, tx, { applicantId: of.applicantId, merchant, text: smsTexts.dataErased() });
  });
}

const eraseAll = (world: World, applicantId: string, materials: readonly KeptMaterial[]): Promise<number> =>
  eraseMaterials(world, { applicantId, materialIds: materials.map((one) => one.materialId) });

/** Photos, clips, face, card and drafts of somebody who is no merchant and whose application nobody judges. */
async function forgetPerson(world: World, applicantId: string, materials: readonly KeptMaterial[]): Promise<void> {
  await eraseAll(world, applicantId, materials);
  const face = (await applicantOf(world, applicantId))?.faceFileId;
  if (face !== undefined) await world.files.erase([face]);
  await withTx(world, async (tx) => {
    await forgetCard(tx, applicantId);
    await forgetInterviews(tx, applicantId);
    await forgetDrafts(world, tx, applicantId);
  });
}

async function exportAll(world: World, request: DataRequest): Promise<void> {
  const { applicantId } = request;
  const { verdicts, merchant } = await dataHeld(world, applicantId);
  const stored = await world.files.store(await bundleOf(world, { applicantId, verdicts, merchant }), 'application/zip');
  const days = (await policyToday(world)).number('data.export_days');
  await withTx(world, async (tx) => {
    await world.files.recordFile(tx, stored);
    if (!(await moveDataRequest(world, tx, { of: request, to: 'ready', fileId: stored.fileId }))) return;
    await scheduleDue(tx, { at: later(world.clock.now(), days * DAY_MS), kind: LAPSE, key: keyOf(request) });
    await tell(world, tx, { applicantId, merchant, text: smsTexts.dataReady({ days }) });
  });
}

async function tell(
  world: World,
  tx: Tx,
  of: { readonly applicantId: string; readonly merchant: Merchant | undefined; readonly text: string },
): Promise<void> {
  const { phone } = must(await applicantOf(world, of.applicantId), 'applicant');
  const subject = of.merchant === undefined ? `applicant:${of.applicantId}` : `merchant:${of.merchant.merchantId}`;
  await queueMessage(world, tx, { purpose: 'security', phone, text: of.text, subject });
}

/** An export that has lain ready long enough: its file goes. */
export async function lapseExport(world: World, key: string): Promise<void> {
  const [applicantId = '', requestId = ''] = key.split(':');
  const request = await dataRequestOf(world.db, { applicantId, requestId });
  if (request?.state !== 'ready' || request.fileId === undefined) return;
  await world.files.erase([request.fileId]);
  await withTx(world, (tx) => moveDataRequest(world, tx, { of: request, to: 'lapsed' }));
}

export type HoldRefusal = Refusal<'identity.hold_stands' | 'identity.hold_none'>;

/** Forbids to erase anything of a person, or allows it again; what waited for that goes on. */
export async function setHold(
  world: World,
  of: { readonly applicantId: string; readonly held: boolean; readonly reason: string; readonly by: string },
): Promise<Outcome<true, HoldRefusal>> {
  const waiting = (await dataRequestsOf(world.db, of.applicantId)).filter((one) => one.state === 'held');
  return withTx(world, async (tx): Promise<Outcome<true, HoldRefusal>> => {
    const set = of.held ? await placeHold(world, tx, of) : await liftHold(world, tx, of);
    if (set.refused || of.held) return set;
    for (const request of waiting) {
      await moveDataRequest(world, tx, { of: request, to: 'asked' });
      await world.jobs.enqueue(tx, REQUEST_JOB, { applicantId: of.applicantId, requestId: request.requestId });
    }
    return set;
  });
}

const SWEEP = 200;

/**
 * What was collected for applications that nobody goes on with goes by itself. Merchants and people under a hold are passed over.
 * @returns of how many people
 */
export async function forgetAbandoned(world: World): Promise<number> {
  const days = (await policyToday(world)).number('data.draft_days');
  const since = later(world.clock.now(), -days * DAY_MS);
  let forgotten = 0;
  for (let after = ''; ;) {
    const found = await abandonedSince(world.db, { since, after, most: SWEEP });
    for (const { applicantId } of found) forgotten += (await forgetOne(world, applicantId)) ? 1 : 0;
    const last = found.at(-1);
    if (last === undefined || found.length < SWEEP) return forgotten;
    after = last.applicantId;
  }
}

async function forgetOne(world: World, applicantId: string): Promise<boolean> {
  const { verdicts, unsent, others } = await dataHeld(world, applicantId);
  if (!verdicts.some((one) => one.of === 'identity' && one.keptBecause === undefined && one.count > 0)) return false;
  await eraseAll(world, applicantId, unsent);
  await forgetPerson(world, applicantId, others);
  return true;
}

export interface WaitingRequest extends DataRequest {
  readonly phone: string;
}

/** Requests that wait, for people who answer for the clock. */
export const requestsWaiting = async (world: World): Promise<WaitingRequest[]> =>
  Promise.all(
    (await waitingDataRequests(world.db)).map(async (one) => ({
      ...one,
      phone: must(await applicantOf(world, one.applicantId), 'applicant').phone,
    })),
  );
