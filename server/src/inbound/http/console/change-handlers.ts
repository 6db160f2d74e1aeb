import type { Answer } from '@kaitong/client';
import type { ChangeKey as Keys } from '@kaitong/client/contract';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { decideChangeByPeople } from '../../../flows/change-requests.ts';
import type { World } from '../../../flows/ports.ts';
import { materialOf } from '../../../modules/materials/index.ts';
import { merchantByNo, merchantOf, type Merchant } from '../../../modules/merchants/index.ts';
import {
  changeOf,
  listChanges,
  materialsOfContent,
  revisionOfChange,
  stepsOfChange,
  takesTwo,
  type ChangeRequest,
} from '../../../modules/servicing/index.ts';
import { changeDetail, changeSummary } from '../change-views.ts';
import type { Context, Handled, Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';
import { staffNames } from './staff-names.ts';
import { watermarked } from './watermark.ts';

type DeskKeys = Extract<Keys, `${string} /api/console/${string}`>;
type DeskRow = Answer<'GET /api/console/changes'>['rows'][number];
type DeskDetail = Answer<'GET /api/console/merchants/:merchantNo/changes/:changeId'>;
type ImageKey = 'GET /api/console/merchants/:merchantNo/changes/:changeId/images/:materialId';

interface Found {
  readonly change: ChangeRequest;
  readonly merchant: Merchant;
}

/** A request that was handed in, of the merchant of that number. */
async function changeFor(
  world: World,
  params: { readonly merchantNo: string; readonly changeId: string },
): Promise<Found | undefined> {
  const merchantId = await merchantByNo(world.db, params.merchantNo);
  if (merchantId === undefined) return undefined;
  const change = await changeOf(world.db, { merchantId, changeId: params.changeId });
  if (change === undefined || change.revisionNo === 0) return undefined;
  return { change, merchant: await merchantOf(world, merchantId) };
}

const deskPart = (change: ChangeRequest, merchant: Merchant) => ({
  ...changeSummary(change),
  merchantNo: merchant.merchantNo,
  merchantName: merchant.name,
  doubts: [...change.doubts] as DeskRow['doubts'],
});

async function photosOf(world: World, change: ChangeRequest): Promise<DeskDetail['photos']> {
  const { content, photosBefore } = await revisionOfChange(world, change);
  return { before: [...photosBefore], after: materialsOfContent(content) };
}

async function deskDetail(world: World, found: Found): Promise<DeskDetail> {
  const { change, merchant } = found;
  const [detail, photos, steps] = await Promise.all([
    changeDetail(world, change),
    photosOf(world, change),
    stepsOfChange(world.db, change),
  ]);
  const names = await staffNames(world, [change.firstBy, ...steps.map((one) => one.by)]);
  return {
    ...deskPart(change, merchant),
    revisionNo: change.revisionNo,
    takesTwo: takesTwo(change.kind, change.doubts),
    ...(change.firstBy === undefined ? {} : { firstBy: names(change.firstBy) }),
    pairs: detail.pairs,
    photos,
    steps: detail.steps.map((step, i) => ({ ...step, by: step.who === 'staff' ? names(steps[i]?.by ?? '') : '' })),
  };
}

async function sendImage({ world, input, subjectId, reply }: Context<ImageKey>): Promise<Handled<ImageKey>> {
  const found = await changeFor(world, input.params);
  if (found === undefined) return refuse('servicing.change_unknown');
  const { materialId } = input.params;
  const { before, after } = await photosOf(world, found.change);
  const own = before.includes(materialId) || after.includes(materialId);
  const material = own ? await materialOf(world, found.merchant.applicantId, materialId) : undefined;
  if (material === undefined) return refuse('http.not_found');
  if (!(await world.files.exists(material.fileId))) return refuse('materials.erased');
  await logAccess(world, { staffId: subjectId, what: 'image', subject: `${found.change.changeId}:${materialId}` });
  const { content } = await world.files.read(material.fileId);
  const name = (await staffNames(world, [subjectId]))(subjectId);
  const look = { fileId: material.fileId, staffId: subjectId, name, at: world.wall.now() };
  void reply
    .header('cache-control', 'private, no-store')
    .type('image/jpeg')
    .send(await watermarked(content, look));
  return 'sent';
}

export const changeDeskHandlers: Handlers<DeskKeys> = {
  'GET /api/console/changes': async ({ world, input }) => {
    const { shelf = 'waiting', after } = input.query;
    const { rows, next } = await listChanges(world.db, { shelf, after });
    const seen = await Promise.all(rows.map(async (one) => deskPart(one, await merchantOf(world, one.merchantId))));
    return accept(next === undefined ? { rows: seen } : { rows: seen, next });
  },
  'GET /api/console/merchants/:merchantNo/changes/:changeId': async ({ world, input, subjectId }) => {
    const found = await changeFor(world, input.params);
    if (found === undefined) return refuse('servicing.change_unknown');
    await logAccess(world, { staffId: subjectId, what: 'change', subject: found.change.changeId });
    return accept(await deskDetail(world, found));
  },
  'GET /api/console/merchants/:merchantNo/changes/:changeId/images/:materialId': sendImage,
  'POST /api/console/merchants/:merchantNo/changes/:changeId/decision': async ({ world, input, subjectId }) => {
    const found = await changeFor(world, input.params);
    if (found === undefined) return refuse('servicing.change_unknown');
    const done = await decideChangeByPeople(world, found.change, { ...input.body, by: subjectId });
    if (done.refused) return done;
    const what = `change_${input.body.decision}`;
    await logAccess(world, { staffId: subjectId, what, subject: found.change.changeId });
    return accept({ outcome: done.value });
  },
};
