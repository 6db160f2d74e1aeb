import type { RestrictionKey } from '@kaitong/client/contract';
import { liftByPeople, restrictByPeople } from '../../../flows/restrictions.ts';
import { accept, refuse } from '../../../kernel/outcome.ts';
import { merchantByNo, restrictionsOf } from '../../../modules/merchants/index.ts';
import type { Handlers } from '../context.ts';
import { restrictionViews } from '../restriction-views.ts';
import { logAccess } from './access-log.ts';

export const restrictionHandlers: Handlers<RestrictionKey> = {
  'GET /api/console/merchants/:merchantNo/restrictions': async ({ world, input }) => {
    const merchantId = await merchantByNo(world.db, input.params.merchantNo);
    if (merchantId === undefined) return refuse('merchants.unknown');
    return accept({ rows: restrictionViews(await restrictionsOf(world.db, merchantId)) });
  },
  'POST /api/console/merchants/:merchantNo/restrictions': async ({ world, subjectId, input }) => {
    const { merchantNo } = input.params;
    const done = await restrictByPeople(world, { merchantNo, ...input.body, by: subjectId });
    if (done.refused) return done;
    await logAccess(world, { staffId: subjectId, what: 'restrict_merchant', subject: merchantNo });
    return accept({ ok: true as const });
  },
  'POST /api/console/merchants/:merchantNo/restrictions/lift': async ({ world, subjectId, input }) => {
    const { merchantNo } = input.params;
    const done = await liftByPeople(world, { merchantNo, ...input.body, by: subjectId });
    if (done.refused) return done;
    await logAccess(world, { staffId: subjectId, what: 'lift_restriction', subject: merchantNo });
    return accept({ ok: true as const });
  },
};
