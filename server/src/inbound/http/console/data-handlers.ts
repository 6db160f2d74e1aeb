import type { DataDeskKey } from '@kaitong/client/contract';
import { requestsWaiting, setHold } from '../../../flows/data-duties.ts';
import type { World } from '../../../flows/ports.ts';
import { isoText } from '../../../kernel/instant.ts';
import { maskPhone } from '../../../kernel/masks.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { legalHoldsOf } from '../../../modules/identity/index.ts';
import { merchantByNo, merchantOf } from '../../../modules/merchants/index.ts';
import { dataRequestView } from '../applicant/data-handlers.ts';
import type { Handlers } from '../context.ts';
import { logAccess } from './access-log.ts';
import { staffNames } from './staff-names.ts';

async function personOf(world: World, merchantNo: string): Promise<string | undefined> {
  const merchantId = await merchantByNo(world.db, merchantNo);
  return merchantId === undefined ? undefined : (await merchantOf(world, merchantId)).applicantId;
}

/** Places a hold or lifts it; in the log of accesses with the merchant's number. */
async function set(
  world: World,
  of: { readonly merchantNo: string; readonly held: boolean; readonly reason: string; readonly by: string },
) {
  const applicantId = await personOf(world, of.merchantNo);
  if (applicantId === undefined) return refuse('merchants.unknown');
  const done = await setHold(world, { ...of, applicantId });
  if (done.refused) return done;
  const what = of.held ? 'legal_hold_placed' : 'legal_hold_lifted';
  await logAccess(world, { staffId: of.by, what, subject: of.merchantNo });
  return accept({ ok: true as const });
}

export const dataDeskHandlers: Handlers<DataDeskKey> = {
  'GET /api/console/data-requests': async ({ world }) =>
    accept({
      rows: (await requestsWaiting(world)).map((one) => ({ ...dataRequestView(one), phone: maskPhone(one.phone) })),
    }),
  'GET /api/console/merchants/:merchantNo/legal-holds': async ({ world, input }) => {
    const applicantId = await personOf(world, input.params.merchantNo);
    if (applicantId === undefined) return refuse('merchants.unknown');
    const holds = await legalHoldsOf(world.db, applicantId);
    const names = await staffNames(
      world,
      holds.flatMap((one) => [one.placedBy, ...(one.liftedBy === undefined ? [] : [one.liftedBy])]),
    );
    return accept({
      rows: holds.map((one) => ({
        reason: one.reason,
        placedBy: names(one.placedBy),
        placedAt: isoText(one.placedAt),
        ...(one.liftedBy === undefined ? {} : { liftedBy: names(one.liftedBy) }),
        ...(one.liftedAt === undefined ? {} : { liftedAt: isoText(one.liftedAt) }),
        ...(one.liftReason === undefined ? {} : { liftReason: one.liftReason }),
      })),
    });
  },
  'POST /api/console/merchants/:merchantNo/legal-holds': ({ world, subjectId, input }) =>
    set(world, { ...input.params, ...input.body, held: true, by: subjectId }),
  'POST /api/console/merchants/:merchantNo/legal-holds/lift': ({ world, subjectId, input }) =>
    set(world, { ...input.params, ...input.body, held: false, by: subjectId }),
};
